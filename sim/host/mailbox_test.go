package host

import (
	"testing"
	"time"

	"promptscope/sim/ckpt"
	"promptscope/sim/run"
)

func snapshot(step int32) *run.Snapshot {
	return &run.Snapshot{Run: 1, Status: run.Running, Step: step, EvalStep: -1, Losses: make([]float32, step)}
}

// The picture gets the newest snapshot, the same one until there is a newer, and never one that is being written.
func TestMailboxHandsOutTheNewest(t *testing.T) {
	m := newMailbox()
	if s := m.latest(); s == nil || s.Status != run.Loading || s.EvalStep != -1 {
		t.Fatalf("before the first snapshot: %+v", s)
	}
	for _, steps := range [][]int32{{1}, {2, 3}, {}, {4, 5, 6, 7}, {}, {8}} {
		before := m.latest()
		kept := before.Step
		for _, step := range steps {
			m.put(snapshot(step))
			if before.Step != kept || len(before.Losses) != int(kept) {
				t.Fatalf("the snapshot of step %d became step %d while it was looked at", kept, before.Step)
			}
		}
		want := kept
		if len(steps) > 0 {
			want = steps[len(steps)-1]
		}
		got := m.latest()
		if got.Step != want || len(got.Losses) != int(want) || m.latest() != got {
			t.Fatalf("latest is step %d with %d losses, want %d", got.Step, len(got.Losses), want)
		}
	}
}

// What is put in is a copy: the trainer's side may change its own at once.
func TestMailboxCopies(t *testing.T) {
	m, s := newMailbox(), snapshot(3)
	m.put(s)
	s.Step, s.Losses[0] = 99, 99
	if got := m.latest(); got.Step != 3 || got.Losses[0] != 0 {
		t.Errorf("the snapshot in the box became step %d with loss %v", got.Step, got.Losses[0])
	}
}

// Once its three buffers have grown, a mailbox allocates nothing.
func TestMailboxAllocatesNothing(t *testing.T) {
	m, s := newMailbox(), snapshot(500)
	for range 6 {
		m.put(s)
		m.latest()
	}
	if n := testing.AllocsPerRun(20, func() { m.put(s); m.latest() }); n != 0 {
		t.Errorf("%v allocations for a snapshot", n)
	}
}

// A lane in a goroutine: orders in a crowd are all obeyed, the last of them last, and Close ends it whatever is waiting. What is
// sent afterwards goes nowhere, and nobody waits for it.
func TestLocalTakesACrowdAndCloses(t *testing.T) {
	l := NewLocal(func(name string) (*ckpt.Checkpoint, error) { return nil, ErrLoading })
	for n := range 500 {
		l.Send(run.Command{Kind: run.Reset, Run: uint32(n + 1), Spec: run.Spec{Task: "fact", Seed: uint64(n)}})
	}
	for start := time.Now(); l.Latest().Run != 500; time.Sleep(time.Millisecond) {
		if time.Since(start) > 20*time.Second {
			t.Fatalf("the lane is at run %d of 500", l.Latest().Run)
		}
	}
	if s := l.Latest(); s.Status != run.Loading || s.Spec.Seed != 499 {
		t.Errorf("status %d, seed %d", s.Status, s.Spec.Seed)
	}
	closed := make(chan error)
	go func() { closed <- l.Close() }()
	select {
	case err := <-closed:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("Close waits for ever")
	}
	for range 200 {
		l.Send(run.Command{Kind: run.Go})
	}
	if l.Latest() == nil {
		t.Error("after Close there is no snapshot")
	}
}
