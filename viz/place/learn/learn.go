// Package learn is the place of the lessons: a card beside the lanes says one thing, asks for one action, and lets a person bet
// before a run decides. What the card says of a run is read off the run; nothing here knows an outcome.
package learn

import (
	"encoding/json"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/doc"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/place/learn/lesson"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

func init() { place.Register(10, New()) }

// file is the content that the place shows, see internal/content/pack.
const file = "lessons.json"

// Place is the lessons with what a person has done in them.
type Place struct {
	pack   *lesson.Pack
	asked  bool  // the file is on its way
	failed error // why it did not come

	now      *sitting            // the lesson that is open
	past     map[string]*sitting // of this visit
	progress progress
	changed  bool // not kept yet
	face     face // of a narrow screen, which shows one at a time
	pace     pace
	takes    int // about how many seconds the bet's runs take here; 0 = not known
	measured measured
	mine     string // the settings before the first lesson, as a link

	shown *doc.Doc // the document on show,
	key   shownKey // and what it was made from
}

// measured is what the time of a bet was computed from.
type measured struct {
	of *sitting
	by pace
}

// New is the place before anybody has come.
func New() *Place { return &Place{progress: fresh(), past: map[string]*sitting{}} }

// ID is what links call it.
func (*Place) ID() string { return "learn" }

// Layout is the lab with the card beside the lanes.
func (*Place) Layout(dst *scene.Scene, in *panel.Input) { panel.Beside(dst, in) }

// Feed asks for the lessons once; after a failure, when a person tries again.
func (p *Place) Feed() string {
	if p.pack != nil || p.asked {
		return ""
	}
	p.asked = true
	return file
}

// Take gets the lessons.
func (p *Place) Take(data []byte, err error) {
	var pack lesson.Pack
	if err == nil {
		err = json.Unmarshal(data, &pack)
	}
	if p.failed = err; err == nil {
		p.pack = &pack
	}
}

// Keeps is the name of its progress.
func (*Place) Keeps() string { return "learn" }

// Restore takes what is kept.
func (p *Place) Restore(kept []byte) (err error) {
	if kept != nil {
		p.progress, err = read(kept)
	}
	return err
}

// Merge has the lessons of both; of one that both have, the later one, which is the one that has been decided.
func (*Place) Merge(kept, come []byte) ([]byte, error) {
	mine, err := read(come)
	if err != nil || kept == nil {
		return come, err
	}
	all, err := read(kept)
	if err != nil {
		return nil, err
	}
	for id, e := range mine.Lessons {
		if old, ok := all.Lessons[id]; !ok || e.Done || !old.Done {
			all.Lessons[id] = e
		}
	}
	return json.Marshal(all)
}

// Changed is the progress, if it is not kept yet.
func (p *Place) Changed() []byte {
	if !p.changed {
		return nil
	}
	p.changed = false
	data, err := json.Marshal(p.progress)
	if err != nil {
		return nil
	}
	return data
}

// Follow opens the lesson that the state names and looks at its runs.
func (p *Place) Follow(t ui.Turn, lanes []*run.Snapshot) (e ui.Effect, changed bool) {
	if p.pack == nil {
		return e, false
	}
	if p.now == nil || p.now.lesson.ID != t.State.Lesson {
		if changed = p.arrive(t); changed {
			e.Deed = ui.Reset
		}
	}
	if p.now == nil {
		return e, changed
	}
	before := p.key.signs
	p.pace.see(lanes, t.Catalog)
	if m := (measured{p.now, p.pace}); m != p.measured {
		p.measured, p.takes = m, p.pace.of(state.Specs(p.now.settings[deciding], *t.Catalog), t.Catalog)
	}
	p.now.follow(t.State, t.Catalog, lanes)
	p.note()
	return e, changed || p.signs(t.State) != before
}

// arrive opens a lesson that a link names. A link with settings of its own keeps them; one without gets those of the lesson, before the
// first step, which it tells.
func (p *Place) arrive(t ui.Turn) bool {
	p.now = nil
	l, n := p.pack.Course.Find(t.State.Lesson)
	if n < 0 {
		return false
	}
	p.seat(l, t.Catalog)
	if p.now == nil || !untouched(t.State) {
		return false
	}
	p.lead(t, l.Link)
	t.State.Metric = p.now.shows()
	return true
}

// seat makes a lesson the open one.
func (p *Place) seat(l *lesson.Lesson, c *state.Catalog) {
	p.face = reading
	if p.now = p.past[l.ID]; p.now == nil {
		s, err := sit(l, p.pack.Evidence[l.ID], c)
		if err != nil { // lessons are checked when they are built; those of others by the command
			p.failed = err
			return
		}
		p.now, p.past[l.ID] = s, s
	}
	p.now.acted = false
}

// untouched tells whether every setting of a run is as in an empty link.
func untouched(s *state.State) bool {
	d := state.Default()
	for _, key := range state.Keys() {
		if state.Restarts(key) && (state.Get(*s, key) != state.Get(d, key) || state.Split(*s, key)) {
			return false
		}
	}
	return true
}

// lead goes to settings, paused before the first step. Where one is and how it looks stays.
func (p *Place) lead(t ui.Turn, link string) {
	s := t.State
	next := s.Try(link, *t.Catalog)
	next.Seed, next.Embed, next.Speed, next.OneClock = s.Seed, s.Embed, s.Speed, s.OneClock
	next.Running = false
	if !strings.Contains(link, id.Metric+"=") {
		next.Metric = s.Metric
	}
	t.View.Scroll = 0
	*s = next
}

// shows is what the chart shows when a lesson opens: what the bet is about, unless the lesson asks a person to choose it.
func (s *sitting) shows() string {
	asks, _ := s.rules.measure.Asks()
	for _, f := range asks {
		if f.Name == "h" && !strings.Contains(s.lesson.Do.Sets, id.Metric+"=") {
			return "accuracy"
		}
	}
	return "loss"
}

// note keeps what a run has decided.
func (p *Place) note() {
	s := p.now
	e := p.progress.of(s.lesson.ID)
	was := e
	e.Acted = e.Acted || s.acted
	if z := s.zone(); z >= 0 && s.match == deciding {
		e.Done, e.Zone, e.Verdict, e.Seed = true, z, s.verdict(), s.seed
	}
	if e != was {
		p.progress.Lessons[s.lesson.ID] = e
		p.changed = true
	}
}

// Document is the card of the open lesson, or the list of all.
func (p *Place) Document(in *panel.Input) *doc.Doc {
	key := shownKey{p.signs(&in.State), in.View.Lang, panel.OneFace(in), in.View.Pick, in.View.Pointed}
	if p.shown == nil || p.key != key {
		w := writer{s: i18n.For(in.View.Lang), place: p, catalog: in.Catalog, state: &in.State, narrow: key.narrow, pick: key.pick, points: key.points}
		p.shown, p.key = w.write(), key
	}
	return p.shown
}
