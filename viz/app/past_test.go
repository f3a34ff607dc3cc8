package app

import (
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
	"promptscope/viz/state"
)

// stills is an app with two lanes that stand at step 100.
func stills(t *testing.T, query string) (*App, [2]*still) {
	t.Helper()
	c := fake.Catalog()
	lanes := [2]*still{{}, {}}
	a := New(Options{Clients: []run.Client{lanes[0], lanes[1]}, Catalog: c, Query: query})
	for i, spec := range state.Specs(a.state, c) {
		lanes[i].snap = *fake.Snapshot(c, spec, 100)
		lanes[i].snap.Digest += string(rune('a' + i))
	}
	turns(a, 2)
	return a, lanes
}

func (s *still) last(kind run.CommandKind) (c run.Command, ok bool) {
	for _, k := range s.sent {
		if k.Kind == kind {
			c, ok = k, true
		}
	}
	return c, ok
}

func do(t *testing.T, a *App, orders ...[2]string) {
	t.Helper()
	for _, o := range orders {
		if err := a.Do(o[0], o[1]); err != nil {
			t.Fatalf("%v: %v", o, err)
		}
		turns(a, 1)
	}
}

func TestLookAndContinue(t *testing.T) {
	a, lanes := stills(t, "")
	do(t, a, [2]string{"at", "40"})
	for i, l := range lanes {
		if c, ok := l.last(run.Show); !ok || c.Steps != 40 {
			t.Errorf("lane %d was told %+v", i, c)
		}
	}
	if s := a.Status(); !s.Looking || s.Running {
		t.Errorf("%+v", s)
	}
	do(t, a, [2]string{"continue", ""})
	for i, l := range lanes {
		if c, ok := l.last(run.Continue); !ok || c.Steps != 40 || c.Factor != 1 {
			t.Errorf("lane %d was told %+v", i, c)
		}
	}
	if s := a.Status(); s.Looking || !s.Running || s.Past != 2 {
		t.Errorf("after going on: %+v", s)
	}
}

func TestRestartKeepsTheRunAsALine(t *testing.T) {
	a, lanes := stills(t, "")
	do(t, a, [2]string{"at", "40"}, [2]string{"lrb", "0.05"})
	if len(a.past) != 1 || a.past[0].Lane != 1 || len(a.past[0].Losses) != 100 || a.view.Looking(&a.state) {
		t.Fatalf("past %+v", a.past)
	}
	if c, _ := lanes[0].last(run.Show); c.Steps >= 0 {
		t.Error("the other lane is left in the past")
	}
	do(t, a, [2]string{"pin", "1"})
	if !a.past[0].Pinned {
		t.Error("not pinned")
	}
	for i := range 9 { // the pinned one outlives the others
		lanes[1].snap.Run, lanes[1].snap.Digest = a.lanes[1].run, string(rune('b'+i))
		turns(a, 1)
		do(t, a, [2]string{"seed", string(rune('2' + i%7))})
		lanes[0].snap.Run = a.lanes[0].run
	}
	if len(a.past) > mostPast || !a.past[0].Pinned {
		t.Errorf("%d runs, the first pinned: %v", len(a.past), a.past[0].Pinned)
	}
}

func TestInspectGoesToOneLane(t *testing.T) {
	a, lanes := stills(t, "")
	do(t, a, [2]string{"inspect", "1:1:3"})
	if c, ok := lanes[1].last(run.Inspect); !ok || c.Head != 0 || c.Cut.Layer != 1 || c.Cut.Unit != 3 {
		t.Errorf("%+v", c)
	}
	if _, ok := lanes[0].last(run.Inspect); ok {
		t.Error("the other lane computes a detail too")
	}
	do(t, a, [2]string{"cut", "3:1:-1"})
	if c, ok := lanes[1].last(run.Ablate); !ok || c.Cut != (run.Cut{Surgery: run.Remove, Layer: 1, Unit: -1}) {
		t.Errorf("%+v", c)
	}
	do(t, a, [2]string{"unit", "99"})
	if a.state.Open.Unit != 7 {
		t.Errorf("unit %d of 8", a.state.Open.Unit)
	}
	do(t, a, [2]string{"panel", "settings"})
	if c, _ := lanes[1].last(run.Inspect); c.Head != -1 {
		t.Error("the detail goes on without anyone looking")
	}
}

func TestHalve(t *testing.T) {
	a, lanes := stills(t, "")
	lanes[1].snap.Status = run.Diverged
	do(t, a, [2]string{"halve", "1"})
	if c, ok := lanes[1].last(run.Continue); !ok || c.Steps != 50 || c.Factor != 0.5 {
		t.Errorf("%+v", c)
	}
	lanes[0].snap.Stride, lanes[0].snap.Spec.LR = 0, 0.01
	do(t, a, [2]string{"halve", "0"})
	if a.state.Lanes[0].LR != 0.005 {
		t.Errorf("without a past the rate is %g", a.state.Lanes[0].LR)
	}
}

func TestPhaseAndVirtualRow(t *testing.T) {
	a, lanes := stills(t, "run=0")
	do(t, a, [2]string{"phase", ""}, [2]string{"inspect", "0:-1:2"})
	for i, l := range lanes {
		if _, ok := l.last(run.Phase); !ok {
			t.Errorf("lane %d has no phase", i)
		}
	}
	if c, _ := lanes[0].last(run.Example); c.Row != 2 {
		t.Errorf("lane 0 traces row %d, want the third virtual token", c.Row)
	}
	if c, _ := lanes[1].last(run.Example); c.Row != -1 {
		t.Errorf("lane 1 has no such row, but traces %d", c.Row)
	}
}

// TestPlayStartsOverWhatIsDone: where nothing is left to train, the round button starts again.
func TestPlayStartsOverWhatIsDone(t *testing.T) {
	a, lanes := stills(t, "")
	for _, l := range lanes {
		l.snap.Status = run.Done
	}
	turns(a, 1)
	do(t, a, [2]string{"at", "40"}, [2]string{"play", ""})
	for i, l := range lanes {
		if c, _ := l.last(run.Reset); c.Run != 2 {
			t.Errorf("lane %d is on run %d", i, c.Run)
		}
		going := false
		for _, c := range l.sent {
			going = c.Kind == run.Go || going && c.Kind != run.Reset && c.Kind != run.Pause
		}
		if !going {
			t.Errorf("lane %d does not train", i)
		}
	}
	if s := a.Status(); !s.Running || s.Looking || s.Past != 2 {
		t.Errorf("%+v", s)
	}
	do(t, a, [2]string{"play", ""})
	if a.state.Running {
		t.Error("the next press does not pause")
	}
}
