package host_test

import (
	"errors"
	"testing"
	"time"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/ckpt"
	"promptscope/sim/host"
	"promptscope/sim/host/hosttest"
	"promptscope/sim/train"
)

func TestLocal(t *testing.T) {
	if err := hosttest.Run(hosttest.T{
		New:  func() train.Client { return host.NewLocal(pretrained.Open) },
		Wait: func() { time.Sleep(2 * time.Millisecond) },
		Logf: t.Logf,
	}); err != nil {
		t.Fatal(err)
	}
}

func TestInline(t *testing.T) {
	var lanes []*host.Inline
	if err := hosttest.Run(hosttest.T{
		New: func() train.Client {
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
	lane.Send(train.Command{Kind: train.Reset, Run: 3, Spec: train.Spec{Task: "fact"}})
	for _, want := range []string{"0.8 / 1.9 MB", "1.2 / 1.9 MB"} {
		lane.Pump(0)
		if s := lane.Latest(); s.Status != train.Loading || s.Run != 3 || s.Message != want {
			t.Errorf("status %d of run %d, %q while loading; want %q", s.Status, s.Run, s.Message, want)
		}
	}
	for range 100 {
		lane.Pump(50 * time.Millisecond)
		if s := lane.Latest(); s.Status == train.Paused && s.EvalStep == 0 && s.Message == "" {
			return
		}
	}
	t.Fatal("the lane never left Loading")
}

// What becomes of a backbone is told even if nothing else happens in that turn: nothing more of it came, and the lane
// stands still.
func TestEndOfLoadingIsTold(t *testing.T) {
	lost := errors.New("lost")
	for _, want := range []train.Status{train.Failed, train.Paused} {
		calls := 0
		lane := host.NewInline(func(name string) (*ckpt.Checkpoint, error) {
			switch calls++; {
			case calls < 4:
				return nil, host.Loading{Got: 400_000, Total: 1_900_000}
			case want == train.Failed:
				return nil, lost
			}
			return pretrained.Open(name)
		})
		lane.Send(train.Command{Kind: train.Reset, Run: 1, Spec: train.Spec{Task: "fact"}})
		for range 5 {
			lane.Pump(0)
		}
		if s := lane.Latest(); s.Status != want {
			t.Errorf("status %d after loading, want %d", s.Status, want)
		}
	}
}
