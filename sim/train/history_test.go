package train

import (
	"math"
	"reflect"
	"testing"

	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// past lists short runs of every method on a cloze and a tagging task, long enough for evaluations between.
func past() (specs []run.Spec) {
	for _, s := range every() {
		if s.Task == "fact" || s.Task != "rel" && !testing.Short() {
			s.Steps = 100 // evaluations every five steps
			specs = append(specs, s)
		}
	}
	return append(specs, run.Spec{Task: "fact", Method: "p-tuning-v2", Settings: run.Settings{Dropout: 30}, Steps: 100, Batch: 8, Labels: 16, Seed: 3})
}

// upTo is how far these tests train.
const upTo = 8

// settled runs to the end of the n-th step and whatever follows it.
func settled(x *Trainer, n int) {
	for x.StepsDone() < n && !x.Over() || !x.Between() && !x.Over() {
		x.Tick()
	}
}

// shown is a snapshot without what belongs to the present.
func shown(x *Trainer) run.Snapshot {
	var s run.Snapshot
	x.Fill(&s)
	s.Step, s.Status, s.Losses, s.Evals, s.Part, s.Parts = 0, 0, nil, nil, run.StepPart{}, nil
	s.FLOP = 0 // what a step costs now: batches differ in length, and those of the past are gone
	s.Trace.Index = 0
	return s
}

func TestShowIsWhatWasShown(t *testing.T) {
	for _, spec := range past() {
		x := trainer(t, spec)
		if x.tuner.NoPast != run.Kept {
			if settled(x, 2); x.Past.Show(1) != -1 || x.Continue(1, 1) || shown(x).Stride != 0 || shown(x).NoPast == run.Kept {
				t.Errorf("%s keeps a past", spec.Method)
			}
			continue
		}
		var was []run.Snapshot
		for k := range upTo {
			settled(x, k)
			was = append(was, shown(x))
		}
		settled(x, upTo)
		now := shown(x)
		for k := range was {
			if got := x.Past.Show(k); got != k {
				t.Fatalf("%s on %s: step %d of %d is shown as %d", spec.Method, spec.Task, k, upTo, got)
			}
			if is := shown(x); !reflect.DeepEqual(is, was[k]) {
				t.Fatalf("%s on %s: step %d looks different from when it was: digest %s, loss %g; was %s, %g", spec.Method, spec.Task, k, is.Digest, is.Loss, was[k].Digest, was[k].Loss)
			}
		}
		if x.Past.Show(-1); !reflect.DeepEqual(shown(x), now) {
			t.Errorf("%s on %s: back to the present shows something else", spec.Method, spec.Task)
		}
	}
}

func TestLookingChangesNothing(t *testing.T) {
	for _, spec := range past() {
		a, b := trainer(t, spec), trainer(t, spec)
		settled(a, upTo)
		var s run.Snapshot
		for i := 0; !b.Over() && (b.StepsDone() < upTo || !b.Between()); i++ {
			b.Tick()
			switch {
			case i%23 == 0 && b.Steady():
				b.Past.Show(b.StepsDone() / 2)
				b.Detail.Inspect(i%46 == 0, i%3, i%4, i%9)
				b.Fill(&s)
			case i%7 == 0:
				b.Past.Show(-1)
			case i%31 == 0:
				b.Cut.Start(run.Cut{Surgery: run.Surgery(1 + i%3), Layer: -1, Unit: int32(i%9) - 1})
			}
			b.Watch.On(i%2 == 0)
			b.Cut.Tick()
		}
		if a.Digest() != b.Digest() || a.StepsDone() != b.StepsDone() {
			t.Errorf("%s on %s: digest %s, after looking %s", spec.Method, spec.Task, a.Digest(), b.Digest())
		}
	}
}

func TestContinueRepeatsTheRun(t *testing.T) {
	for _, spec := range past() {
		a, b := trainer(t, spec), trainer(t, spec)
		if a.tuner.NoPast != run.Kept {
			continue
		}
		a.Past.spacing = 5 // marks at 0 and 5: others are reached by training
		settled(a, upTo)
		settled(b, 7)
		at7 := shown(b)
		for _, k := range []int{6, 7, 0, 5} {
			if !a.Continue(k, 1) {
				t.Fatal("no history")
			}
			for a.Past.Repeating() || !a.Between() && !a.Over() {
				a.Tick()
			}
			if a.StepsDone() != k {
				t.Fatalf("%s on %s: back at step %d, want %d", spec.Method, spec.Task, a.StepsDone(), k)
			}
			if k == 7 && !reflect.DeepEqual(shown(a), at7) {
				t.Errorf("%s on %s: step 7 after going back is another", spec.Method, spec.Task)
			}
			settled(a, upTo)
		}
		settled(b, upTo)
		if sa, sb := shown(a), shown(b); !reflect.DeepEqual(sa, sb) || !reflect.DeepEqual(a.losses, b.losses) || !reflect.DeepEqual(a.evals, b.evals) {
			t.Errorf("%s on %s: going back four times ends in digest %s, in one go %s", spec.Method, spec.Task, sa.Digest, sb.Digest)
		}
	}
}

func TestContinueWithAnotherRate(t *testing.T) {
	spec := run.Spec{Task: "fact", Method: "p-tuning-v2", Steps: 12, Seed: 3}
	a, b := trainer(t, spec), trainer(t, spec)
	for a.Step() {
	}
	for b.Step() {
	}
	for _, x := range []*Trainer{a, b} {
		x.Continue(6, 0.5)
		for x.Step() {
		}
	}
	var s run.Snapshot
	a.Fill(&s)
	if a.Digest() != b.Digest() || s.Branched != 6 || s.Spec.LR != 0.025 {
		t.Errorf("digests %s and %s, branched at %d, rate %g", a.Digest(), b.Digest(), s.Branched, s.Spec.LR)
	}
	c := trainer(t, spec)
	for c.Step() {
	}
	if c.Digest() == a.Digest() {
		t.Error("half the rate gives the same digest")
	}
	if a.Continue(3, 1); a.branched != -1 || a.spec.LR != 0.05 {
		t.Errorf("before the branch the run is branched at %d with rate %g", a.branched, a.spec.LR)
	}
}

func TestDivergedRunGoesBack(t *testing.T) {
	x := trainer(t, run.Spec{Task: "fact", Method: "p-tuning-v2", Steps: 50, LR: 1e6, Seed: 1})
	for x.Step() {
	}
	if x.Diverged() == "" {
		t.Fatal("did not diverge")
	}
	if !x.Continue(0, 1e-8) || x.Diverged() != "" {
		t.Fatal("cannot go back")
	}
	for range 20 {
		x.Step()
	}
	if x.Diverged() != "" || x.StepsDone() != 20 {
		t.Errorf("at a sane rate: step %d, %q", x.StepsDone(), x.Diverged())
	}
}

// Memory is bounded whatever the length of the run.
func TestHistoryIsBounded(t *testing.T) {
	for _, s := range []run.Spec{{Steps: 20000}, {Method: "p-tuning", Steps: 20000}, {Settings: run.Settings{N: 32}, Steps: 5000}, {Method: "probe", Steps: 20000}} {
		x := trainer(t, s)
		looks, marks := 4*len(x.Past.numbers), 4*len(x.Past.marks)*x.opt.Size()
		if looks > looksMemory || marks > marksMemory {
			t.Errorf("%+v: %d bytes of looks, %d of marks", s, looks, marks)
		}
	}
}

func TestPartsOfAStep(t *testing.T) {
	x := trainer(t, run.Spec{Task: "srl", Method: "p-tuning", Steps: 4, Batch: 16})
	settled(x, 0)
	x.Watch.On(true)
	var seen []run.StepPart
	for !x.Over() && (x.StepsDone() < 1 || !x.Between()) {
		if x.Tick(); x.Watch.Border() {
			seen = append(seen, x.Watch.part)
		}
	}
	want := []run.StepPart{{Stage: run.Forward, Layer: -1}, {Stage: run.Forward}, {Stage: run.Forward, Layer: 1}, {Stage: run.Loss}, {Stage: run.Backward, Layer: 1}, {Stage: run.Backward},
		{Stage: run.Backward, Layer: -1}, {Stage: run.Rest}, {Stage: run.Update}}
	if len(seen) != x.Watch.Stops() || len(want) != len(seen) {
		t.Fatalf("%d parts: %+v", len(seen), seen)
	}
	for i, p := range seen {
		if p.Stage != want[i].Stage || p.Layer != want[i].Layer || p.Chunks < 2 {
			t.Errorf("part %d is %+v", i, p)
		}
	}
	if last := seen[len(seen)-1]; last.Moved < 1000 || last.Farthest <= 0 {
		t.Errorf("the update moved %d numbers by at most %g", last.Moved, last.Farthest)
	}
}

func TestAblation(t *testing.T) {
	for _, spec := range past() {
		x := trainer(t, spec)
		settled(x, 5)
		n := int32(max(x.tuner.Input, x.tuner.Inject.P))
		for _, c := range []run.Cut{{Surgery: run.Zero, Layer: -1, Unit: 0}, {Surgery: run.Shuffle, Layer: -1, Unit: n - 1}, {Surgery: run.Remove, Layer: -1, Unit: 0}, {Surgery: run.Remove, Layer: -1, Unit: -1}, {Surgery: run.Zero, Layer: 0, Unit: -1}, {Surgery: run.Remove, Layer: 1, Unit: -1}, {Surgery: run.Remove, Layer: 0, Unit: 0}, {Surgery: run.Zero, Layer: 0, Unit: n}} {
			can := x.Cut.Can(c)
			if x.Cut.Start(c) != can || can != (!x.info.Where.Moves() && n > 0 && c.Unit < n && !(x.info.Where.Has(run.KeysValues) && c == run.Cut{Surgery: run.Remove, Layer: 0, Unit: 0})) {
				t.Errorf("%s: %+v can be cut: %v", spec.Method, c, can)
			}
			if !can {
				continue
			}
			for x.Cut.Busy() {
				x.Cut.Tick()
			}
			r := x.Cut.shown
			if e := x.evals[len(x.evals)-1]; r.Loss != e.Loss || r.Accuracy != e.Accuracy {
				t.Errorf("%s on %s: the run's own loss is %g, the ablation starts from %g", spec.Method, spec.Task, e.Loss, r.Loss)
			}
			if r.Loss == r.LossCut || !finite(float64(r.LossCut)) || r.Step != 5 {
				t.Errorf("%s on %s: %+v leads from %g to %g", spec.Method, spec.Task, c, r.Loss, r.LossCut)
			}
		}
	}
}

// Without its prompt a run is the backbone alone, whatever the method.
func TestBareIsTheBackbone(t *testing.T) {
	var all []run.Bare
	for _, m := range []string{"p-tuning", "p-tuning-v2"} {
		x := trainer(t, run.Spec{Task: "fact", Method: m, Steps: 4, Settings: run.Settings{Positions: "zero"}})
		x.Cut.MeasureBare()
		for x.Cut.Busy() {
			x.Cut.Tick()
		}
		all = append(all, x.Cut.bare)
	}
	if !all[1].Known || math.Abs(float64(all[0].Loss-all[1].Loss)) > 0.5 {
		t.Errorf("bare backbone: %+v", all)
	}
}

func TestDetail(t *testing.T) {
	for _, spec := range past() {
		x := trainer(t, spec)
		settled(x, 3)
		x.Detail.Inspect(true, 1, 2, 1)
		var s run.Snapshot
		x.Fill(&s)
		if err := run.DecodeSnapshot(run.AppendSnapshot(nil, &s), new(run.Snapshot)); err != nil {
			t.Fatal(err)
		}
		d, tr := &s.Detail, &s.Trace
		cols := int(tr.P) + len(tr.Tokens)
		at := ((1*int(tr.Heads) + 2) * cols)
		for j, v := range tr.Attention[at:][:cols] {
			if got := d.Maps[(2*len(tr.Tokens)+int(tr.Row))*cols+j]; got != v {
				t.Fatalf("%s on %s: map and trace differ at %d: %g, %g", spec.Method, spec.Task, j, got, v)
			}
		}
		if d.Off > 1e-5 {
			t.Errorf("%s on %s: the two ways to compute a head's output differ by %g", spec.Method, spec.Task, d.Off)
		}
		if (d.Lambda > 0) != x.info.Where.Tokens() {
			t.Errorf("%s on %s: λ = %g", spec.Method, spec.Task, d.Lambda)
		}
		if !x.info.Where.Tokens() {
			continue
		}
		points := 4
		if x.tuner.NoPast != run.Kept {
			points = 1
		}
		if len(d.Vector) < int(tr.Width) || len(d.Gradient) != len(d.Vector) || len(d.Near) < 4 || len(d.Plane.Steps) != points {
			t.Errorf("%s on %s: %d numbers, %d of gradient, %d words, path of %v", spec.Method, spec.Task, len(d.Vector), len(d.Gradient), len(d.Near), d.Plane.Steps)
		}
	}
}

// The projection of the detail gives the attention of the layer: the formula on the screen is the engine's, also where a
// method changes the projections.
func TestDetailProjectsLikeTheLayer(t *testing.T) {
	for _, method := range []string{"p-tuning", "lora"} {
		x := trainer(t, run.Spec{Task: "fact", Method: method, Steps: 4, LR: 0.1})
		settled(x, 3)
		for layer := range x.model.L {
			x.Detail.Inspect(true, layer, 0, 0)
			var s run.Snapshot
			x.Fill(&s)
			n, m := len(s.Trace.Tokens), x.model
			att := x.Trace.acts.Attention(layer, 0)
			hs := m.C / m.NH
			var scores []float64
			sum := 0.0
			q := x.Detail.projected(nn.Query, int(s.Trace.Row))[:hs]
			for j := range n {
				dot := 0.0
				for i, v := range x.Detail.projected(nn.Key, j)[:hs] {
					dot += float64(q[i]) * float64(v)
				}
				e := math.Exp(dot / math.Sqrt(float64(hs)))
				scores, sum = append(scores, e), sum+e
			}
			for j, e := range scores {
				if a := float64(att[int(s.Trace.Row)*n+j]); math.Abs(a-e/sum) > 1e-5 {
					t.Errorf("%s layer %d: weight %d is %g, the formula gives %g", method, layer, j, a, e/sum)
				}
			}
		}
	}
}

func TestPlaneIsPrincipalComponents(t *testing.T) {
	c := open(t)
	v, w := c.Params.V, c.Params.C
	b := newBasis(v, w, func(i int) []kernel.Real { return c.Params.Word[i*w:][:w] })
	data := mat.NewDense(v, w, nil)
	for i := range v {
		for j := range w {
			data.Set(i, j, float64(c.Params.Word[i*w+j]))
		}
	}
	var pc stat.PC
	if !pc.PrincipalComponents(data, nil) {
		t.Fatal("gonum failed")
	}
	var vec mat.Dense
	pc.VectorsTo(&vec)
	for a := range b.axes {
		dot := 0.0
		for j, x := range b.axes[a] {
			dot += x * vec.At(j, a)
		}
		if math.Abs(math.Abs(dot)-1) > 1e-4 {
			t.Errorf("axis %d makes an angle with gonum's: cosine %g", a, dot)
		}
	}
}
