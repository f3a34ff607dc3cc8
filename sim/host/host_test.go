package host_test

import (
	"errors"
	"testing"
	"time"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/ckpt"
	"promptscope/sim/host"
	"promptscope/sim/host/hosttest"
	"promptscope/sim/run"
)

func TestLocal(t *testing.T) {
	if err := hosttest.Run(hosttest.T{
		New:  func() run.Client { return host.NewLocal(pretrained.Open) },
		Wait: func() { time.Sleep(2 * time.Millisecond) },
		Logf: t.Logf,
	}); err != nil {
		t.Fatal(err)
	}
}

func TestInline(t *testing.T) {
	var lanes []*host.Inline
	if err := hosttest.Run(hosttest.T{
		New: func() run.Client {
			l := host.NewInline(pretrained.Open)
			lanes = append(lanes, l)
			return l
		},
		Wait: func() { lanes[len(lanes)-1].Pump(4 * time.Millisecond) },
		Logf: t.Logf,
	}); err != nil {
		t.Fatal(err)
	}
}

// The weights may come later than the order to train.
func TestLoadingLibrary(t *testing.T) {
	calls := 0
	lane := host.NewInline(func(name string) (c *ckpt.Checkpoint, err error) {
		switch calls++; calls {
		case 1:
			return nil, host.ErrLoading
		case 2, 3:
			return nil, host.Loading{Got: int64(calls) * 400_000, Total: 1_900_000}
		}
		return pretrained.Open(name)
	})
	lane.Send(run.Command{Kind: run.Reset, Run: 3, Spec: run.Spec{Task: "fact"}})
	for _, want := range []string{"0.8 / 1.9 MB", "1.2 / 1.9 MB"} {
		lane.Pump(0)
		if s := lane.Latest(); s.Status != run.Loading || s.Run != 3 || s.Message != want {
			t.Errorf("status %d of run %d, %q while loading; want %q", s.Status, s.Run, s.Message, want)
		}
	}
	for range 100 {
		lane.Pump(50 * time.Millisecond)
		if s := lane.Latest(); s.Status == run.Paused && s.EvalStep == 0 && s.Message == "" {
			return
		}
	}
	t.Fatal("the lane never left Loading")
}

// What becomes of a backbone is told even if nothing else happens in that turn: nothing more of it came, and the lane
// stands still.
func TestEndOfLoadingIsTold(t *testing.T) {
	lost := errors.New("lost")
	for _, want := range []run.Status{run.Failed, run.Paused} {
		calls := 0
		lane := host.NewInline(func(name string) (*ckpt.Checkpoint, error) {
			switch calls++; {
			case calls < 4:
				return nil, host.Loading{Got: 400_000, Total: 1_900_000}
			case want == run.Failed:
				return nil, lost
			}
			return pretrained.Open(name)
		})
		lane.Send(run.Command{Kind: run.Reset, Run: 1, Spec: run.Spec{Task: "fact"}})
		for range 5 {
			lane.Pump(0)
		}
		if s := lane.Latest(); s.Status != want {
			t.Errorf("status %d after loading, want %d", s.Status, want)
		}
	}
}

// TestStepTimeLeavesWaitingOut: what the header calls the time of a step is work, not the barrier of the common clock.
func TestStepTimeLeavesWaitingOut(t *testing.T) {
	clock := time.Unix(0, 0)
	var last run.Snapshot
	d := host.NewDriver(pretrained.Open, func() time.Time { clock = clock.Add(time.Millisecond); return clock }, func(s *run.Snapshot) { last = *s })
	for _, c := range []run.Command{{Kind: run.Reset, Spec: run.Spec{Task: "fact", Steps: 12}}, {Kind: run.Until, Steps: 4}, {Kind: run.Go}} {
		d.Do(c)
	}
	until := func(step int32) {
		for range 10_000 {
			if d.Slice(8 * time.Millisecond); last.Step >= step && last.Status != run.Running {
				return
			}
		}
		t.Fatalf("stuck at step %d, status %d", last.Step, last.Status)
	}
	until(4)
	clock = clock.Add(time.Hour)
	d.Do(run.Command{Kind: run.Until, Steps: 8})
	until(8)
	clock = clock.Add(time.Hour)
	d.Do(run.Command{Kind: run.Until})
	until(12)
	if last.Status != run.Done || last.StepTime <= 0 || last.StepTime > 10_000 {
		t.Errorf("status %d, %v ms a step: two hours of waiting count", last.Status, last.StepTime)
	}
}

// TestOneStepDoesNotWait: lanes that are paused stand at different steps; the one ahead would wait at the barrier for ever for
// the other, which does one step and pauses too.
func TestOneStepDoesNotWait(t *testing.T) {
	lane := host.NewInline(pretrained.Open)
	for _, c := range []run.Command{{Kind: run.Reset, Run: 1, Spec: run.Spec{Task: "fact", Steps: 12}}, {Kind: run.Until, Steps: 4}, {Kind: run.Go}} {
		lane.Send(c)
	}
	reach := func(step int32, status run.Status) {
		t.Helper()
		for range 500 {
			if lane.Pump(20 * time.Millisecond); lane.Latest().Step == step && lane.Latest().Status == status {
				return
			}
		}
		t.Fatalf("at step %d, status %d", lane.Latest().Step, lane.Latest().Status)
	}
	reach(4, run.Waiting)
	lane.Send(run.Command{Kind: run.Pause})
	reach(4, run.Paused)
	lane.Send(run.Command{Kind: run.Go, Steps: 1})
	reach(5, run.Paused)
}
