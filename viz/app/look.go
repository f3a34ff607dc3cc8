package app

import (
	"promptscope/sim/run"
	"promptscope/viz/state"
)

// A link may name a step of the past. The lanes, which have just begun, train up to it and stop there: the same seed leads
// to the same numbers.

// open lets lanes that have just begun train up to a step that a link shows. While they are on their way, and as
// long as they stand there, the pictures show the present.
func (a *App) open(seen int) {
	a.view.Seeking = false
	if seen <= 0 || a.state.Running {
		return
	}
	a.state.Seen, a.view.Seeking = seen, true
	a.each(func(int) run.Command { return run.Command{Kind: run.Go, Steps: int32(seen)} })
	a.setLink()
}

// sought ends that once the lanes train on.
func (a *App) sought() {
	if !a.view.Seeking || !a.state.Running && !a.beyond(a.state.Seen) {
		return
	}
	a.view.Seeking = false
	a.present()
}

// present turns all views to where the runs are.
func (a *App) present() {
	next := a.state
	next.Seen = state.Present
	a.change(next)
}

// beyond tells whether a lane has gone past a step, or part of the way.
func (a *App) beyond(step int) bool {
	for _, s := range a.snaps[:a.state.Count()] {
		if s != nil && (int(s.Step) > step || s.Part.Stage != run.Between) {
			return true
		}
	}
	return false
}
