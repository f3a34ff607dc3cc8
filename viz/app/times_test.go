package app

import (
	"testing"
	"time"

	"promptscope/sim/run"
)

func TestWatchLeavesPausesOut(t *testing.T) {
	var w watchClock
	now := time.Unix(0, 0)
	for _, k := range []struct {
		after  time.Duration
		status run.Status
		step   int32
		total  time.Duration
	}{
		{0, run.Running, 0, 0},
		{time.Second, run.Running, 10, time.Second},
		{time.Second, run.Paused, 20, 2 * time.Second},
		{time.Hour, run.Paused, 20, 2 * time.Second},
		{time.Second, run.Running, 20, 2 * time.Second},
		{time.Second, run.Done, 30, 3 * time.Second},
	} {
		now = now.Add(k.after)
		w.note(now, &run.Snapshot{Run: 1, Status: k.status, Step: k.step})
		if w.total != k.total {
			t.Errorf("at step %d: %v, want %v", k.step, w.total, k.total)
		}
	}
	if at := w.times.At(15); at != 1.5 {
		t.Errorf("step 15 was done at %v", at)
	}
	if w.note(now, &run.Snapshot{Run: 2, Status: run.Running}); w.total != 0 || len(w.times.Steps) > 0 {
		t.Error("the time of the run before goes on")
	}
}
