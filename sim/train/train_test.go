package train

import (
	"math"
	"strings"
	"testing"

	"promptscope/sim/backbone"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/tune"
)

func open(t testing.TB) *ckpt.Checkpoint {
	t.Helper()
	c, err := pretrained.Open(backbone.Default)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func trainer(t testing.TB, s run.Spec) *Trainer {
	t.Helper()
	x, err := New(s, open(t))
	if err != nil {
		t.Fatal(err)
	}
	x.eval = x.eval[:1] // a part of the held-out set is enough to see what a test asks, in a tenth of the time
	return x
}

// every lists one run of each method on each kind of task. Of its 60 steps the tests do a few; the held-out set is
// evaluated at the start and at step 3.
func every() (specs []run.Spec) {
	kinds := []string{"fact", "rel", "srl"}
	if testing.Short() {
		kinds = []string{"fact", "srl"}
	}
	for _, k := range kinds {
		for _, m := range tune.All() {
			if _, err := Resolve(run.Spec{Task: k, Method: m.ID}); err != nil {
				continue // a head to train or a gap to fill is missing
			}
			specs = append(specs, run.Spec{Task: k, Method: m.ID, Steps: 60, Batch: 8, Labels: 16, Seed: 3})
		}
	}
	for _, m := range []string{"p-tuning", "p-tuning-v2", "lora", "full", "probe"} { // one of each kind of tuning
		specs = append(specs, run.Spec{Task: "srl+ner", Method: m, Steps: 60, Batch: 8, Labels: 20, Seed: 3})
	}
	for _, m := range []string{"p-tuning", "p-tuning-v2", "bitfit"} { // the probe on rel is above
		specs = append(specs, run.Spec{Task: "rel", Head: run.HeadLinear, Method: m, Steps: 60, Batch: 8, Labels: 16, Seed: 3})
	}
	return
}

// steps does n steps.
func steps(x *Trainer, n int) {
	for range n {
		x.Step()
	}
}

func TestSameSeedSameDigest(t *testing.T) {
	for _, s := range every() {
		a, b := trainer(t, s), trainer(t, s)
		steps(a, 4)
		// b is looked at between ticks and steps, which must not change anything.
		var snap run.Snapshot
		for b.StepsDone() < 4 && !b.Over() {
			b.Tick()
			if !b.Mid() {
				b.Trace.Example(b.StepsDone(), 1)
				b.Fill(&snap)
			}
		}
		if a.Digest() != b.Digest() || a.StepsDone() != min(4, a.Spec().Steps) {
			t.Errorf("%s on %s: digests %s and %s after %d steps", s.Method, s.Task, a.Digest(), b.Digest(), a.StepsDone())
		}
		s.Seed++
		if c := trainer(t, s); c.Step() && c.Digest() == a.Digest() {
			t.Errorf("%s on %s: another seed gives the same digest", s.Method, s.Task)
		}
	}
}

// A batch split into chunks of one sequence gives the same bits as one pass, so the size of a Tick is free to change.
func TestChunksDoNotChangeBits(t *testing.T) {
	for _, s := range every() {
		a, b := trainer(t, s), trainer(t, s)
		longest := 0
		for _, x := range append(b.train, b.held...) {
			longest = max(longest, len(x.ids))
		}
		b.maxRows = longest
		steps(a, 3)
		steps(b, 3)
		if a.Digest() != b.Digest() {
			t.Errorf("%s on %s: digest %s in large chunks, %s in small ones", s.Method, s.Task, a.Digest(), b.Digest())
		}
	}
}

func TestFrozenStaysFrozen(t *testing.T) {
	for _, s := range every() {
		x := trainer(t, s)
		before := x.Rehash()
		steps(x, 3)
		m, _ := tune.Lookup(s.Method)
		if after := x.Rehash(); m.Info().Where.Moves() == (before == after) {
			t.Errorf("%s on %s: backbone went from %s to %s", s.Method, s.Task, before[:8], after[:8])
		}
		if open(t).Params.SHA256() != before {
			t.Fatalf("%s on %s changed the shared checkpoint", s.Method, s.Task)
		}
	}
}

func TestStepAllocatesNothing(t *testing.T) {
	for _, s := range every() {
		s.Steps = 400 // evaluations are every 20 steps: none among those that are measured
		x := trainer(t, s)
		if x.Spec().Steps == 1 {
			continue
		}
		x.Step()
		x.Step()
		if n := testing.AllocsPerRun(3, func() { x.Step() }); n != 0 {
			t.Errorf("%s on %s: %v allocations in a step", s.Method, s.Task, n)
		}
	}
}

func TestSnapshotIsTheEngine(t *testing.T) {
	for _, s := range every() {
		x := trainer(t, s)
		x.Step()
		var snap run.Snapshot
		x.Fill(&snap)
		if err := run.DecodeSnapshot(run.AppendSnapshot(nil, &snap), new(run.Snapshot)); err != nil {
			t.Fatalf("%s on %s: %v", s.Method, s.Task, err)
		}
		tr := &snap.Trace
		if snap.Step != 1 || snap.Losses[0] != snap.Loss || float64(snap.Loss) != float64(float32(x.Loss())) {
			t.Errorf("%s on %s: step %d, loss %g", s.Method, s.Task, snap.Step, snap.Loss)
		}
		n := len(tr.Tokens)
		for l := range int(tr.Layers) {
			for h := range int(tr.Heads) {
				sum := 0.0
				for _, v := range tr.Attention[(l*int(tr.Heads)+h)*(int(tr.P)+n):][:int(tr.P)+n] {
					sum += float64(v)
				}
				if math.Abs(sum-1) > 1e-5 {
					t.Errorf("%s on %s: attention of layer %d head %d sums to %g", s.Method, s.Task, l, h, sum)
				}
			}
		}
		checkAnswer(t, x, tr)
	}
}

// checkAnswer compares the traced probabilities with an evaluation of the same example by the training path.
func checkAnswer(t *testing.T, x *Trainer, tr *run.Trace) {
	t.Helper()
	c := chunks(nil, []*sample{&x.held[tr.Index]}, x.maxRows, x.tuner.First)
	x.model.Forward(x.acts, &c[0].batch, &x.tuner.Inject)
	x.goal.forward(x.model, x.acts, &c[0], 0)
	p := x.goal.row(x.model, &c[0], 0)
	if x.task.Kind == task.Tagging {
		for j, v := range p {
			if got := tr.Tags[int(c[0].rows[0])*len(p)+j]; got != float32(v) {
				t.Errorf("tag %d has probability %g, the engine says %g", j, got, v)
			}
		}
		return
	}
	best := p[0]
	for _, v := range p {
		best = max(best, v)
	}
	if tr.Top[0].Prob != float32(best) || tr.Answer == "" {
		t.Errorf("best guess %v, the engine says %g", tr.Top[0], best)
	}
}

func TestDivergence(t *testing.T) {
	for _, s := range every() {
		if s.Method == "probe" || s.Method == "hand" || s.Method == "search" {
			continue // the probe's only rate is the head's, and words are finite whatever the rate
		}
		s.LR, s.Steps = 1e6, 50
		x := trainer(t, s)
		for x.Step() {
		}
		var snap run.Snapshot
		x.Fill(&snap)
		if snap.Status != run.Diverged || !strings.Contains(snap.Message, "step") || snap.Step == 50 {
			t.Errorf("%s on %s at rate 1e6: status %d at step %d, %q", s.Method, s.Task, snap.Status, snap.Step, snap.Message)
		}
		for _, l := range append(snap.Losses, snap.Loss, snap.EvalLoss) {
			if !finite(float64(l)) {
				t.Errorf("%s on %s: the snapshot shows %g", s.Method, s.Task, l)
			}
		}
	}
}

func TestResolve(t *testing.T) {
	s, err := Resolve(run.Spec{})
	if err != nil || s != (run.Spec{Task: "srl", Labels: 1600, Backbone: "2x64", Method: "p-tuning-v2", Settings: run.Settings{N: 8, Layers: "all", Positions: "hf", Init: "random"}, LR: 0.07, Steps: 1000, Batch: 16}) {
		t.Errorf("default %+v, %v", s, err)
	}
	if again, _ := Resolve(s); again != s {
		t.Errorf("resolving twice gives %+v", again)
	}
	a, _ := Resolve(run.Spec{Method: "p-tuning", Settings: run.Settings{Layers: "1", Positions: "zero", Projection: true}})
	b, _ := Resolve(run.Spec{Method: "p-tuning"})
	if a != b {
		t.Error("knobs of other methods matter")
	}
	for _, tt := range []struct {
		s    run.Spec
		want string
	}{
		{run.Spec{Task: "poem"}, "srl"}, {run.Spec{Method: "magic"}, "p-tuning"}, {run.Spec{Backbone: "9x9"}, "2x64"},
		{run.Spec{Method: "p-tuning", Settings: run.Settings{Encoder: "gru"}}, "lstm, mlp, none"}, {run.Spec{Method: "p-tuning", Settings: run.Settings{Placement: "up"}}, "prefix"},
		{run.Spec{Settings: run.Settings{N: 99}}, "1 to 32"}, {run.Spec{Settings: run.Settings{N: -1}}, "1 to 32"}, {run.Spec{Labels: 9999}, "1 to 4000"}, {run.Spec{Steps: -4}, "1 to 20000"}, {run.Spec{Batch: 65}, "1 to 64"},
		{run.Spec{LR: -1}, "want"}, {run.Spec{LR: math.NaN()}, "want"}, {run.Spec{Method: "probe", Task: "fact"}, "srl, ner, srl+ner"}, {run.Spec{Method: "hand"}, "fact, fact-continent"},
		{run.Spec{Method: "hand", Task: "fact", Settings: run.Settings{Template: "no gap"}}, "want"}, {run.Spec{Method: "lora", Settings: run.Settings{Rank: 99}}, "1 to 16"}, {run.Spec{Method: "lora", Settings: run.Settings{Targets: "all"}}, "query,value"},
		{run.Spec{Task: "rel", Head: "round"}, "auto, verbalizer, linear"}, {run.Spec{Task: "srl", Head: run.HeadVerbalizer}, "want auto, linear"}, {run.Spec{Task: "fact", Head: run.HeadLinear}, "want auto, verbalizer"},
		{run.Spec{Task: "rel", Method: "hand", Head: run.HeadLinear}, "want auto, verbalizer"}, {run.Spec{Task: "rel", Method: "probe", Head: run.HeadVerbalizer}, "want auto, linear"},
		{run.Spec{Method: "prompt-tuning", Settings: run.Settings{Init: "zero"}}, "vocab, class, random"}, {run.Spec{Settings: run.Settings{Dropout: 95}}, "0 to 90"}, {run.Spec{Settings: run.Settings{Positions: "up"}}, "hf, zero"},
	} {
		if _, err := Resolve(tt.s); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: error %v, want one with %q", tt.s, err, tt.want)
		}
	}
}

func TestNewRejects(t *testing.T) {
	for _, tt := range []struct {
		s    run.Spec
		want string
	}{
		{run.Spec{Settings: run.Settings{Layers: "7"}}, "want all"},
		{run.Spec{Settings: run.Settings{Layers: ""}}, ""},
	} {
		_, err := New(tt.s, open(t))
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%+v: error %v, want %q", tt.s, err, tt.want)
		}
	}
}

func TestFloat32Build(t *testing.T) {
	if kernel.Epsilon < 1e-10 {
		t.Skip("digests are those of the float32 build")
	}
	x := trainer(t, run.Spec{Task: "fact", Steps: 3, Seed: 1})
	for x.Step() {
	}
	if len(x.Digest()) != 16 {
		t.Errorf("digest %q", x.Digest())
	}
}

func BenchmarkStep(b *testing.B) {
	for _, m := range []string{"p-tuning", "p-tuning-v2", "full"} {
		b.Run(m, func(b *testing.B) {
			x := trainer(b, run.Spec{Method: m, Steps: run.MaxSteps})
			x.Step()
			for b.Loop() {
				x.Step()
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}
