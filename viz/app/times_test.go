package app

import (
	"testing"
	"time"

	"promptscope/sim/train"
)

func TestWatchLeavesPausesOut(t *testing.T) {
	var w watchClock
	now := time.Unix(0, 0)
	for _, k := range []struct {
		after  time.Duration
		status train.Status
		step   int32
		total  time.Duration
	}{
		{0, train.Running, 0, 0},
		{time.Second, train.Running, 10, time.Second},
		{time.Second, train.Paused, 20, 2 * time.Second},
		{time.Hour, train.Paused, 20, 2 * time.Second},
		{time.Second, train.Running, 20, 2 * time.Second},
		{time.Second, train.Done, 30, 3 * time.Second},
	} {
		now = now.Add(k.after)
		w.note(now, &train.Snapshot{Run: 1, Status: k.status, Step: k.step})
		if w.total != k.total {
			t.Errorf("at step %d: %v, want %v", k.step, w.total, k.total)
		}
	}
	if at := w.times.At(15); at != 1.5 {
		t.Errorf("step 15 was done at %v", at)
	}
	if w.note(now, &train.Snapshot{Run: 2, Status: train.Running}); w.total != 0 || len(w.times.Steps) > 0 {
		t.Error("the time of the run before goes on")
	}
}
