package app

import (
	"promptscope/sim/run"
	"promptscope/viz/state"
)

// A link may name a step of the past. The lanes, which have just begun, train up to it and stop there: the same seed leads
// to the same numbers.

// open lets lanes that have just begun train up to a step that a link shows. While they are on their way, and as
// long as they stand there, the pictures show the present.
func (t *travel) open(seen int) {
	t.view.Seeking = false
	if seen <= 0 || t.state.Running {
		return
	}
	t.state.Seen, t.view.Seeking = seen, true
	t.each(func(int) run.Command { return run.Command{Kind: run.Go, Steps: int32(seen)} })
	t.setLink()
}

// sought ends that once the lanes train on.
func (t *travel) sought() {
	if !t.view.Seeking || !t.state.Running && !t.beyond(t.state.Seen) {
		return
	}
	t.view.Seeking = false
	t.present()
}

// present turns all views to where the runs are.
func (t *travel) present() {
	next := t.state
	next.Seen = state.Present
	t.change(next)
}

// beyond tells whether a lane has gone past a step, or part of the way.
func (d *desk) beyond(step int) bool {
	for _, s := range d.snaps[:d.state.Count()] {
		if s != nil && (int(s.Step) > step || s.Part.Stage != run.Between) {
			return true
		}
	}
	return false
}
