package app

import (
	"time"

	"promptscope/sim/run"
	"promptscope/viz/panel"
)

// watchClock measures how long a lane has trained, pauses left out, and stamps its steps.
type watchClock struct {
	run   uint32
	last  time.Time
	going bool
	total time.Duration
	times panel.Times
}

// note takes a snapshot that has come.
func (w *watchClock) note(now time.Time, s *run.Snapshot) {
	if s.Run != w.run {
		w.run, w.total, w.going = s.Run, 0, false
		w.times.Clear()
	}
	if w.going {
		w.total += now.Sub(w.last)
	}
	w.last, w.going = now, s.Status == run.Running || s.Status == run.Waiting
	if n := len(w.times.Steps); s.Step > 0 && (n == 0 || w.times.Steps[n-1] != s.Step) {
		w.times.Add(s.Step, w.total.Seconds())
	}
}
