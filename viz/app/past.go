package app

import (
	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Runs that are over stay as faint lines: the newest mostPast, and the one that is pinned.
const (
	mostPast  = 6
	leastPast = 10 // steps that make a run worth keeping
)

// keepPast remembers the run of a lane before it is replaced.
func (d *desk) keepPast(i int) {
	s := d.snaps[i]
	if s == nil || len(s.Losses) < leastPast {
		return
	}
	for j := range d.past {
		if p := &d.past[j]; p.Digest == s.Digest && p.Step == s.Step && p.Lane == i {
			return // it is there already, pinned or stopped at the same step
		}
	}
	d.pasts++
	d.past = append(d.past, panel.NewPast(d.pasts, i, s, &d.lanes[i].watch.times))
	for n := len(d.past) - mostPast; n > 0; n-- {
		oldest := 0
		if d.past[0].Pinned {
			oldest = 1
		}
		d.past = append(d.past[:oldest], d.past[oldest+1:]...)
	}
}

// pin makes a past run the baseline, or none if it is already. Without a number it pins a copy of a lane's run that goes on.
func (d *desk) pin(number, lane int) {
	if number == 0 {
		before := d.pasts
		if d.keepPast(lane); d.pasts == before {
			return
		}
		number = d.pasts
	}
	for i := range d.past {
		p := &d.past[i]
		p.Pinned = p.ID == number && !p.Pinned
	}
	d.dirty = true
}

var noInspect = run.Command{Kind: run.Inspect, Head: -1}

// travel leads the pictures to other steps, and the lanes on from there: what they are told to show, and what was.
type travel struct {
	*desk
	change  func(state.State)
	setLink func()
	look    int // the step that the lanes were told to show; -1 = the present
	inspect [state.Lanes]run.Command
}

// tab is the tab that is open, also behind a sheet.
func (d *desk) tab() string {
	if p := d.state.Panel; p != id.Help && p != id.Share {
		return p
	}
	return d.view.Behind
}

// follow tells the lanes which step and which detail to show, when that has changed.
func (t *travel) follow() {
	t.sought()
	if t.tab() == id.Inspector && t.state.Open.Level == 0 {
		next := t.state
		next.Open = state.Inspect{Level: 1, Lane: t.state.Lane}
		t.change(next)
		t.dirty = true
	}
	look := -1
	if t.view.Looking(&t.state) {
		look = t.state.Seen
	}
	if look != t.look {
		t.look = look
		t.each(func(int) run.Command { return run.Command{Kind: run.Show, Steps: int32(look)} })
	}
	for i := range t.lanes {
		c := run.Command{Kind: run.Inspect, Head: -1}
		if at := t.state.Open; t.tab() == id.Inspector && at.Level > 0 && at.Lane == i {
			c.Head, c.Cut = int32(at.Head), run.Cut{Layer: int32(at.Layer), Unit: int32(at.Unit)}
		}
		if c != t.inspect[i] && t.lanes[i].client != nil {
			t.inspect[i] = c
			t.lanes[i].client.Send(c)
		}
	}
}

// each sends every lane a command.
func (d *desk) each(command func(lane int) run.Command) {
	for i := range d.lanes {
		if c := d.lanes[i].client; c != nil {
			c.Send(command(i))
		}
	}
}

// hold keeps the inspector inside what the lane has.
func (t *travel) hold() {
	next := t.state
	at := &next.Open
	s := t.snaps[at.Lane]
	if s == nil || s.Trace.Layers == 0 || at.Level == 0 {
		return
	}
	units := int(s.Trace.P)
	for i := range s.Trace.Tokens {
		if s.Trace.Tokens[i].Role == run.Virtual {
			units++
		}
	}
	at.Layer, at.Head = min(at.Layer, int(s.Trace.Layers)-1), min(at.Head, int(s.Trace.Heads)-1)
	at.Unit = min(at.Unit, max(units-1, 0))
	if s.Detail.On {
		at.Cell = min(at.Cell, max(len(s.Detail.Vector)-1, 0))
	}
	t.change(next)
}

// goOn lets the runs go on from the step on show.
func (t *travel) goOn() {
	if !t.view.Looking(&t.state) {
		return
	}
	for i := range t.lanes {
		if s := t.snaps[i]; s != nil && s.Stride > 0 && t.lanes[i].client != nil {
			t.keepPast(i)
			t.lanes[i].client.Send(run.Command{Kind: run.Continue, Steps: int32(t.state.Seen), Factor: 1})
		}
	}
	next := t.state
	next.Running, next.Seen = true, state.Present
	t.change(next)
}

// halve takes a lane that diverged back, to go on at half the rate. A run without a past starts again.
func (t *travel) halve(i int) {
	if t.snaps[i] == nil || t.lanes[i].client == nil {
		return
	}
	s, next := t.snaps[i], t.state
	if s.Stride == 0 {
		next.Lanes[i].LR = s.Spec.LR / 2
		t.change(next)
		return
	}
	t.keepPast(i)
	c := t.lanes[i].client
	c.Send(run.Command{Kind: run.Continue, Steps: s.Step / 2, Factor: 0.5})
	if t.state.Running {
		c.Send(run.Command{Kind: run.Go})
	}
}

// edit sets a number of the inspected virtual token: to a value, or a notch up or down. The run pauses, so that what the
// change does can be seen.
func (t *travel) edit(lane int, e ui.Edit) {
	at := t.state.Open
	s, c := t.snaps[lane], t.lanes[lane].client
	if s == nil || c == nil || !s.CanEdit || at.Cell >= len(s.Detail.Vector) {
		return
	}
	const notch = 0.25
	v := e.Value
	if e.Notch != 0 {
		v = float64(s.Detail.Vector[at.Cell]) + notch*float64(e.Notch)
	}
	t.standStill()
	c.Send(run.Command{Kind: run.Edit, Cut: run.Cut{Layer: s.Detail.Layer, Unit: s.Detail.Unit}, Index: int32(at.Cell), Factor: v})
}

// standStill pauses in the present.
func (t *travel) standStill() {
	next := t.state
	next.Running, next.Seen = false, state.Present
	t.change(next)
	t.follow()
}
