package app

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"time"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/state"
)

// Session keeps a text for as long as the window is there, also when it is loaded again.
type Session interface {
	Load() string // what was kept before this program began; "" = nothing
	Store(text string)
}

const (
	markEvery  = time.Second
	hideAtMost = 10 * time.Second // lanes are not shown while they train back to where they were, unless it takes longer
	deedWithin = 10 * time.Second // a change by hand that is not made by then is not made
)

// marks is what is kept of the runs: which they are, how far they have come, and what was done to them by hand. The same seed gives
// the same numbers, so they are trained again rather than kept.
type marks struct {
	Version int      `json:"version"` // of this form
	Runs    string   `json:"runs"`    // hash of the specs
	Steps   []int32  `json:"steps"`
	Deeds   [][]deed `json:"deeds"`
	Past    int      `json:"past"` // earlier runs on the chart, which are not trained again
	Lost    bool     `json:"lost"` // the graphics context was
}

const marksVersion = 1

// resume takes the runs up again where they were before the page was loaded again.
type resume struct {
	*desk
	left  [state.Lanes][]deed    // to be done again
	sent  [state.Lanes]time.Time // when the first of them was told; zero: not yet
	made  [state.Lanes]int32     // changes by hand that were told
	goal  [state.Lanes]int32     // the step to come back to; 0 = there
	begun time.Time
	at    time.Time // of the last mark
	saved string
	found marks
}

// identity tells the runs of a state apart from all others.
func (r *resume) identity() string {
	h := fnv.New64a()
	for _, spec := range state.Specs(r.state, r.opt.Catalog) {
		h.Write(run.AppendCommand(nil, &run.Command{Kind: run.Reset, Spec: spec}))
	}
	return strconv.FormatUint(h.Sum64(), 16)
}

// wanted tells whether the runs of the present state were under way when the page went.
func (r *resume) wanted() bool {
	if r.opt.Session == nil || json.Unmarshal([]byte(r.opt.Session.Load()), &r.found) != nil {
		return false
	}
	f := &r.found
	furthest := int32(0)
	for i, s := range f.Steps {
		if s < 0 || s > run.MaxSteps || i >= len(f.Deeds) {
			return false
		}
		furthest = max(furthest, s)
	}
	return f.Version == marksVersion && f.Runs == r.identity() && len(f.Steps) == r.state.Count() && furthest > 0 && r.state.Place == state.Lab && r.state.Seen < 0
}

// orders start every lane on its way back: as fast as it can, and not bound to the others.
func (r *resume) orders() (out [state.Lanes][]run.Command) {
	s := r.state
	s.Running, s.Speed, s.OneClock = false, 0, false
	r.set()
	for i, spec := range state.Specs(s, r.opt.Catalog) {
		out[i] = append(state.Begin(s, spec), run.Command{Kind: run.Until})
		switch to := r.next(i); {
		case r.goal[i] == 0 && r.state.Running:
			out[i] = append(out[i], run.Command{Kind: run.Speed, Speed: r.state.Speed}, run.Command{Kind: run.Go})
		case to > 0:
			out[i] = append(out[i], run.Command{Kind: run.Go, Steps: to})
		}
	}
	return out
}

// set notes what the lanes have to come back to. A reset forgets it, so it is set again behind the first one.
func (r *resume) set() {
	r.begun = time.Now()
	for i := range r.found.Steps {
		r.goal[i], r.left[i] = r.found.Steps[i], r.found.Deeds[i]
	}
}

// next is the step at which a lane has to stop next.
func (r *resume) next(i int) int32 {
	if len(r.left[i]) > 0 {
		return r.left[i][0].At
	}
	return r.goal[i]
}

// follow leads a lane on, and tells whether it is still on its way.
func (r *resume) follow(i int, s *run.Snapshot) bool {
	if r.goal[i] == 0 && len(r.left[i]) == 0 {
		return false
	}
	c := r.lanes[i].client
	switch {
	case s.Status >= run.Done || s.Step > r.next(i) && !s.Repeating:
		r.arrive(i)
		return false
	case s.Status != run.Paused || s.Repeating || s.Step != r.next(i):
		return true
	case !r.again(i, s):
		return true
	}
	if steps := r.next(i) - s.Step; steps > 0 {
		c.Send(run.Command{Kind: run.Go, Steps: steps})
		return true
	}
	r.arrive(i)
	return false
}

// again does what was done at this step, one after the other, and tells whether all of it is. A change by hand is made when the lane
// says so; until then the next order would be too early.
func (r *resume) again(i int, s *run.Snapshot) bool {
	for len(r.left[i]) > 0 && r.left[i][0].At == s.Step {
		d := r.left[i][0]
		switch {
		case !d.Edit:
		case r.sent[i].IsZero():
			r.sent[i], r.made[i] = time.Now(), r.made[i]+1
			r.lanes[i].client.Send(d.command())
			return false
		case s.Edits < r.made[i]:
			if time.Since(r.sent[i]) > deedWithin {
				r.arrive(i)
			}
			return false
		}
		if r.sent[i] = (time.Time{}); !d.Edit {
			r.lanes[i].client.Send(d.command())
		}
		r.left[i] = r.left[i][1:]
	}
	return true
}

// arrive gives a lane back to the person.
func (r *resume) arrive(i int) {
	r.goal[i], r.left[i], r.dirty = 0, nil, true
	c := r.lanes[i].client
	if r.state.OneClock {
		r.lanes[i].until = 0
	}
	c.Send(run.Command{Kind: run.Speed, Speed: r.state.Speed})
	if r.state.Running {
		c.Send(run.Command{Kind: run.Go})
	}
}

// busy tells whether any lane is on its way back.
func (r *resume) busy() bool {
	for i := range r.goal {
		if r.goal[i] > 0 || len(r.left[i]) > 0 {
			return true
		}
	}
	return false
}

// shown is what the picture shows of a lane on its way: how far it is.
func (r *resume) shown(i int, s *run.Snapshot, now time.Time) *run.Snapshot {
	if now.Sub(r.begun) > hideAtMost || s.Status == run.Loading {
		return s
	}
	return &run.Snapshot{Status: run.Loading, Run: s.Run, Spec: s.Spec, EvalStep: -1, Message: fmt.Sprintf("%d / %d", s.Step, r.goal[i])}
}

// leave gives up the way back of a lane that begins anew.
func (r *resume) leave(i int) { r.goal[i], r.left[i] = 0, nil }

// stop ends the way back where the lanes are: a person wants something else.
func (r *resume) stop() {
	for i := range r.goal {
		if r.goal[i] > 0 || len(r.left[i]) > 0 {
			r.lanes[i].client.Send(run.Command{Kind: run.Pause})
			r.arrive(i)
		}
	}
}

// word is what is said when the runs are taken up.
func (r *resume) word() string {
	s, f := i18n.For(r.view.Lang), &r.found
	step, deeds := int32(0), 0
	for i := range f.Steps {
		step, deeds = max(step, f.Steps[i]), deeds+len(f.Deeds[i])
	}
	text := s.Reloaded
	if f.Lost {
		text = s.GraphicsLost
	}
	text = i18n.Fill(text, "step", fmt.Sprint(step))
	if deeds > 0 {
		text += i18n.Fill(s.DoneAgain, "n", fmt.Sprint(deeds))
	}
	if f.Past > 0 {
		text += i18n.Fill(s.PastsGone, "n", fmt.Sprint(f.Past))
	}
	return text
}

// mark keeps where the runs are, once a second.
func (r *resume) mark(now time.Time) {
	if r.opt.Session == nil || r.busy() || now.Sub(r.at) < markEvery {
		return
	}
	r.at = now
	m := marks{Version: marksVersion, Runs: r.identity(), Past: len(r.past)}
	far := false
	for i := range r.state.Count() {
		s := r.snaps[i]
		if s == nil || s.Spec.Method == "" {
			return
		}
		m.Steps, m.Deeds, far = append(m.Steps, s.Step), append(m.Deeds, []deed{}), far || s.Step > 0
		if j, ok := r.lanes[i].client.(*journal); ok {
			m.Deeds[i] = append(m.Deeds[i], j.done()...)
		}
	}
	text := ""
	if far && r.state.Place == state.Lab {
		data, err := json.Marshal(m)
		if err != nil {
			return
		}
		text = string(data)
	}
	if text != r.saved {
		r.saved = text
		r.opt.Session.Store(text)
	}
}
