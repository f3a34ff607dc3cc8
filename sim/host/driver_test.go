package host_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/ckpt"
	"promptscope/sim/host"
	"promptscope/sim/rng"
	"promptscope/sim/run"
)

// lane is a driver with a clock of its own, which goes on a little whenever somebody looks at it.
type lane struct {
	t     *testing.T
	d     *host.Driver
	clock time.Time
	tick  time.Duration
	last  run.Snapshot
	sent  int
	bytes []byte
}

func newLane(t *testing.T, open host.Library) *lane {
	l := &lane{t: t, clock: time.Unix(1_000, 0), tick: 100 * time.Microsecond, last: run.Snapshot{EvalStep: -1}}
	l.d = host.NewDriver(open, func() time.Time { l.clock = l.clock.Add(l.tick); return l.clock }, func(s *run.Snapshot) {
		l.sent++
		// As a host does: what cannot be read back would be lost on the way to the page.
		l.bytes = run.AppendSnapshot(l.bytes[:0], s)
		if err := run.DecodeSnapshot(l.bytes, &l.last); err != nil {
			t.Fatalf("a snapshot of status %d at step %d cannot be read: %v", s.Status, s.Step, err)
		}
	})
	return l
}

func (l *lane) do(list ...run.Command) *lane {
	for _, c := range list {
		l.d.Do(c)
	}
	return l
}

// work lets the driver work until it has nothing to do but wait for a command.
func (l *lane) work() *lane {
	l.t.Helper()
	for range 20_000 {
		switch wait := l.d.Slice(5 * time.Millisecond); {
		case wait < 0:
			return l
		case wait > 0:
			l.clock = l.clock.Add(wait)
		}
	}
	l.t.Fatalf("the driver never rests: status %d at step %d", l.last.Status, l.last.Step)
	return l
}

func (l *lane) want(what string, status run.Status, step int32) *lane {
	l.t.Helper()
	if l.last.Status != status || l.last.Step != step {
		l.t.Errorf("%s: status %d at step %d, want %d at %d (%s)", what, l.last.Status, l.last.Step, status, step, l.last.Message)
	}
	return l
}

func reset(run1 uint32, spec run.Spec) run.Command {
	return run.Command{Kind: run.Reset, Run: run1, Spec: spec}
}

func goes(steps int32) run.Command { return run.Command{Kind: run.Go, Steps: steps} }

// Orders to a lane that has no run are no reason to fall, and none is obeyed later.
func TestOrdersWithoutARun(t *testing.T) {
	l := newLane(t, pretrained.Open)
	for kind := run.Go; kind <= run.Undo; kind++ {
		l.do(run.Command{Kind: kind, Steps: 3, Index: 2, Factor: 1, Cut: run.Cut{Surgery: run.Zero}}).work()
		if l.last.Status != run.Loading || l.last.Step != 0 {
			t.Errorf("command %d without a run: status %d at step %d", kind, l.last.Status, l.last.Step)
		}
	}
	l.do(reset(1, small(1))).work().want("a run after orders to none", run.Paused, 0)
}

// Orders that come before the weights count when these are there.
func TestOrdersWhileLoading(t *testing.T) {
	here := false
	open := func(name string) (*ckpt.Checkpoint, error) {
		if !here {
			return nil, fmt.Errorf("on its way: %w", host.ErrLoading)
		}
		return pretrained.Open(name)
	}
	for _, tt := range []struct {
		name   string
		orders []run.Command
		status run.Status
		step   int32
	}{
		{"nothing", nil, run.Paused, 0},
		{"go", []run.Command{goes(0)}, run.Done, 12},
		{"three steps", []run.Command{goes(3)}, run.Paused, 3},
		{"go, pause", []run.Command{goes(0), {Kind: run.Pause}}, run.Paused, 0},
		{"a barrier, go", []run.Command{{Kind: run.Until, Steps: 4}, goes(0)}, run.Waiting, 4},
		{"a barrier, five steps", []run.Command{{Kind: run.Until, Steps: 4}, goes(5)}, run.Paused, 5},
		{"the past, an edit, an ablation", []run.Command{{Kind: run.Show, Steps: 3}, {Kind: run.Edit, Factor: 2}, {Kind: run.Ablate, Cut: run.Cut{Surgery: run.Zero, Layer: -1, Unit: -1}}, {Kind: run.Continue, Steps: 2, Factor: 1}, {Kind: run.Undo}}, run.Paused, 0},
	} {
		here = false
		l := newLane(t, open).do(reset(1, small(1))).do(tt.orders...)
		for range 5 {
			if wait := l.d.Slice(time.Millisecond); wait <= 0 || l.last.Status != run.Loading {
				t.Errorf("%s: status %d, wait %v while the weights are on their way", tt.name, l.last.Status, wait)
			}
		}
		here = true
		l.work().want(tt.name, tt.status, tt.step)
	}
	here = false
	l := newLane(t, open).do(reset(1, small(1)), run.Command{Kind: run.Example, Index: 5, Row: 2}, run.Command{Kind: run.Inspect, Head: 1, Cut: run.Cut{Layer: 1, Unit: 0}})
	l.d.Slice(0)
	here = true
	l.work()
	if l.last.Trace.Index != 5 || l.last.Trace.Row != 2 || !l.last.Detail.On || l.last.Detail.Head != 1 || l.last.Detail.Layer != 1 {
		t.Errorf("example %d row %d, detail %v of layer %d head %d", l.last.Trace.Index, l.last.Trace.Row, l.last.Detail.On, l.last.Detail.Layer, l.last.Detail.Head)
	}
}

// Orders in an odd order, or about what is not there, leave a lane that obeys the next ones.
func TestOddOrders(t *testing.T) {
	if testing.Short() {
		t.Skip("trains twenty short runs: what a driver makes of orders is the same on every platform")
	}
	for _, tt := range []struct {
		name   string
		orders []run.Command
		status run.Status
		step   int32
	}{
		{"pause twice", []run.Command{{Kind: run.Pause}, {Kind: run.Pause}}, run.Paused, 6},
		{"steps below none", []run.Command{goes(-5)}, run.Done, 12},
		{"more steps than there are", []run.Command{goes(1000)}, run.Done, 12},
		{"one step, changed to two before it is done", []run.Command{goes(1), goes(2)}, run.Paused, 8},
		{"a barrier behind the lane", []run.Command{{Kind: run.Until, Steps: 2}, goes(0)}, run.Waiting, 6},
		{"a barrier below none is none", []run.Command{{Kind: run.Until, Steps: -3}, goes(0)}, run.Done, 12},
		{"a speed below none is none", []run.Command{{Kind: run.Speed, Speed: -1}, goes(0)}, run.Done, 12},
		{"a speed that is no number", []run.Command{{Kind: run.Speed, Speed: math.NaN()}, goes(0)}, run.Done, 12},
		{"an example that is not there", []run.Command{{Kind: run.Example, Index: 1_000_000, Row: 99}}, run.Paused, 6},
		{"an example before the first", []run.Command{{Kind: run.Example, Index: -7, Row: -7}}, run.Paused, 6},
		{"a past that is to come", []run.Command{{Kind: run.Show, Steps: 500}}, run.Paused, 6},
		{"going on from what is to come", []run.Command{{Kind: run.Continue, Steps: 500, Factor: 1}}, run.Paused, 6},
		{"going on from before the begin", []run.Command{{Kind: run.Continue, Steps: -4, Factor: 1}}, run.Paused, 0},
		{"a head that is not there", []run.Command{{Kind: run.Inspect, Head: 77, Cut: run.Cut{Layer: 88, Unit: 99}}}, run.Paused, 6},
		{"a cut of a token that is not there", []run.Command{{Kind: run.Ablate, Cut: run.Cut{Surgery: run.Remove, Layer: 40, Unit: 40}}}, run.Paused, 6},
		{"a cut that is none", []run.Command{{Kind: run.Ablate}}, run.Paused, 6},
		{"an edit outside", []run.Command{{Kind: run.Edit, Index: 1 << 20, Factor: 1, Cut: run.Cut{Layer: 9, Unit: 9}}}, run.Paused, 6},
		{"nothing to take back", []run.Command{{Kind: run.Undo}, {Kind: run.Undo}}, run.Paused, 6},
		{"a command that is none", []run.Command{{Kind: 200}}, run.Paused, 6},
		{"a part of a step, then all of it", []run.Command{{Kind: run.Phase}, goes(1)}, run.Paused, 7},
		{"back to a step between marks, and two on", []run.Command{{Kind: run.Continue, Steps: 3, Factor: 0.5}, goes(2)}, run.Paused, 5},
		{"looking back, then going on", []run.Command{{Kind: run.Show, Steps: 2}, goes(2)}, run.Paused, 8},
	} {
		l := newLane(t, pretrained.Open).do(reset(1, small(1)), goes(6)).work().want("before "+tt.name, run.Paused, 6)
		l.do(tt.orders...).work().want(tt.name, tt.status, tt.step)
		l.do(run.Command{Kind: run.Until}, run.Command{Kind: run.Speed}, goes(0)).work().want("after "+tt.name, run.Done, 12)
		if l.last.Shown != l.last.Step {
			t.Errorf("%s: step %d is on show while the lane goes on to %d", tt.name, l.last.Shown, l.last.Step)
		}
		l.do(goes(0), run.Command{Kind: run.Phase}, run.Command{Kind: run.Pause}).work().want("orders to a lane that is done, "+tt.name, run.Done, 12)
	}
}

// Whatever is looked at, paused, slowed down or done in parts, in any order: the run is the same to the bit, and no snapshot is
// one that cannot be sent.
func TestNoOrderChangesTheRun(t *testing.T) {
	undisturbed := map[string]string{}
	methods := []string{"p-tuning-v2", "p-tuning", "lora"}
	for _, m := range methods {
		spec := small(3)
		spec.Method = m
		l := newLane(t, pretrained.Open).do(reset(1, spec), goes(0)).work().want(m, run.Done, 12)
		undisturbed[m] = l.last.Digest
	}
	rounds := 30
	if testing.Short() {
		rounds = 6
	}
	for seed := range rounds {
		r, m := rng.New(uint64(seed), 91), methods[seed%len(methods)]
		spec := small(3)
		spec.Method = m
		l := newLane(t, pretrained.Open).do(reset(1, spec))
		var log []string
		for range 25 {
			c := run.Command{Kind: []run.CommandKind{run.Go, run.Go, run.Pause, run.Speed, run.Until, run.Example, run.Show, run.Phase, run.Inspect, run.Ablate}[r.IntN(10)],
				Steps: int32(r.IntN(14)) - 1, Speed: []float64{0, 0.2, 50}[r.IntN(3)], Index: int32(r.IntN(70)) - 1, Row: int32(r.IntN(9)) - 1, Head: int32(r.IntN(4)) - 1,
				Cut: run.Cut{Surgery: run.Surgery(r.IntN(4)), Layer: int32(r.IntN(4)) - 1, Unit: int32(r.IntN(10)) - 1}}
			log = append(log, fmt.Sprintf("%d:%d", c.Kind, c.Steps))
			l.do(c)
			for range r.IntN(4) {
				l.d.Slice(time.Duration(r.IntN(3)) * time.Millisecond)
			}
		}
		l.do(run.Command{Kind: run.Until}, run.Command{Kind: run.Speed}, run.Command{Kind: run.Show, Steps: -1}, goes(0)).work()
		if l.last.Status != run.Done || l.last.Digest != undisturbed[m] {
			t.Errorf("%s after the orders %s: status %d at step %d, digest %s, undisturbed %s", m, strings.Join(log, " "), l.last.Status, l.last.Step, l.last.Digest, undisturbed[m])
		}
	}
}

// A reset to the run that is there is heard once; another number, another spec or a failure builds anew.
func TestResetOfTheSameRun(t *testing.T) {
	l := newLane(t, pretrained.Open).do(reset(5, small(1)), goes(4)).work().want("four steps", run.Paused, 4)
	l.do(reset(5, small(1))).work().want("the same reset again", run.Paused, 4)
	l.do(reset(6, small(1))).work().want("another number", run.Paused, 0)
	l.do(goes(2)).work().do(reset(6, small(2))).work().want("another seed", run.Paused, 0)
	l.do(reset(0, small(2)), goes(2)).work().want("number 0", run.Paused, 2)
	l.do(reset(0, small(2))).work().want("number 0 is always new", run.Paused, 0)
	if l.last.Run != 0 || l.last.Spec.Seed != 2 {
		t.Errorf("run %d with seed %d", l.last.Run, l.last.Spec.Seed)
	}
	lost, tries := errors.New("the disk is gone"), 0
	l = newLane(t, func(name string) (*ckpt.Checkpoint, error) {
		if tries++; tries == 1 {
			return nil, lost
		}
		return pretrained.Open(name)
	})
	l.do(reset(5, small(1))).work().want("a library that fails", run.Failed, 0)
	if !strings.Contains(l.last.Message, "the disk is gone") || l.last.Run != 5 {
		t.Errorf("run %d failed with %q", l.last.Run, l.last.Message)
	}
	l.do(reset(5, small(1))).work().want("the same reset after a failure", run.Paused, 0)
	l.do(reset(7, run.Spec{Task: "nonsense"})).work().want("a spec that is none", run.Failed, 0)
	l.do(goes(3), run.Command{Kind: run.Phase}).work().want("orders to a failed run", run.Failed, 0)
	if !strings.Contains(l.last.Message, "nonsense") {
		t.Errorf("failed with %q", l.last.Message)
	}
}

// small is a run of a few steps.
func small(seed uint64) run.Spec {
	return run.Spec{Task: "fact", Backbone: "2x16", Method: "p-tuning-v2", Steps: 12, Seed: seed}
}
