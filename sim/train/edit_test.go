package train

import (
	"reflect"
	"testing"

	"promptscope/sim/run"
)

// edited trains 7 steps of 8 and sets a number at step 3.
func edited(t *testing.T, spec run.Spec) *Trainer {
	x := trainer(t, spec)
	x.Past.spacing = 2
	settled(x, 3)
	if !x.Edit(1, 2, 5, 1.5) {
		t.Fatalf("%s cannot be edited", spec.Method)
	}
	settled(x, upTo)
	return x
}

var editSpecs = []run.Spec{
	{Task: "fact", Method: "p-tuning-v2", Steps: 100, Batch: 8, Labels: 16, Seed: 3},
	{Task: "fact", Method: "prompt-tuning", Steps: 100, Batch: 8, Labels: 16, Seed: 3},
	{Task: "srl", Method: "p-tuning", Settings: run.Settings{Encoder: "none"}, Steps: 100, Batch: 8, Labels: 16, Seed: 3},
}

func TestEditAndUndo(t *testing.T) {
	for _, spec := range editSpecs {
		plain, x := trainer(t, spec), edited(t, spec)
		settled(plain, upTo)
		if s := shown(x); s.Digest == plain.Digest() || s.Branched != 3 || s.Edits != 1 {
			t.Errorf("%s: digest %s, branched at %d, %d edits", spec.Method, s.Digest, s.Branched, s.Edits)
		}
		again := edited(t, spec)
		if !reflect.DeepEqual(shown(again), shown(x)) || !reflect.DeepEqual(again.evals, x.evals) {
			t.Errorf("%s: the same change gives another run", spec.Method)
		}
		for _, k := range []int{5, 3, 4} { // behind the change, it is made again
			x.Continue(k, 1)
			settled(x, upTo)
			if x.Digest() != again.Digest() {
				t.Errorf("%s: after going back to step %d the digest is %s, was %s", spec.Method, k, x.Digest(), again.Digest())
			}
		}
		if !x.Undo() {
			t.Fatal("no undo")
		}
		for x.Past.Repeating() || !x.Between() {
			x.Tick()
		}
		if x.StepsDone() != 3 {
			t.Errorf("%s: undone at step %d", spec.Method, x.StepsDone())
		}
		settled(x, upTo)
		if x.Digest() != plain.Digest() || x.Edits.Count() != 0 || x.branched != -1 {
			t.Errorf("%s: after undo the digest is %s, want %s", spec.Method, x.Digest(), plain.Digest())
		}
		if x.Continue(2, 1); x.Edits.Count() != 0 {
			t.Error("before a change there is none")
		}
	}
}

func TestUndoAtOnce(t *testing.T) {
	x := trainer(t, editSpecs[0])
	settled(x, 4)
	before, evals := shown(x), append([]run.Eval(nil), x.evals...)
	for _, v := range []float64{2, -3} {
		x.Edit(0, 0, 0, v)
		settled(x, 4)
	}
	if e := x.evals[len(x.evals)-1]; e.Step != 4 || e.Loss == evals[len(evals)-1].Loss {
		t.Errorf("the held-out set was not evaluated again: %+v", e)
	}
	for range 2 {
		x.Undo()
		settled(x, 4)
	}
	if after := shown(x); after.Digest != before.Digest || !reflect.DeepEqual(after.Trace, before.Trace) {
		t.Error("two changes and two undos leave something behind")
	}
}

// Where a change was undone, no look and no evaluation of it is left: whether the run goes back to a mark before the change
// or to one of the same step that held it.
func TestUndoLeavesNothing(t *testing.T) {
	spec := editSpecs[0]
	atOnce := trainer(t, spec)
	settled(atOnce, 3)
	atOnce.Edit(1, 2, 5, 1.5)
	atOnce.Undo()
	settled(atOnce, upTo)
	atOnce.Past.Show(3)
	want := shown(atOnce)
	for _, spacing := range []int{2, 3} {
		x := trainer(t, spec)
		x.Past.spacing = spacing
		settled(x, 3)
		x.Edit(1, 2, 5, 1.5)
		settled(x, upTo)
		x.Undo()
		settled(x, upTo)
		x.Past.Show(3)
		got := shown(x)
		if got.Digest != want.Digest || !reflect.DeepEqual(got.Trace, want.Trace) {
			t.Errorf("marks every %d steps: step 3 is not shown as it was without the change", spacing)
		}
		if got.EvalStep == 3 && got.EvalLoss != want.EvalLoss {
			t.Errorf("marks every %d steps: the evaluation at step 3 gives %g, undone at once %g", spacing, got.EvalLoss, want.EvalLoss)
		}
	}
}

func TestWhatCannotBeEdited(t *testing.T) {
	for _, s := range past() {
		x := trainer(t, s)
		settled(x, 1)
		if can := x.Edits.Can(); can != (x.tuner.NoPast == run.Kept && !x.tuner.Encoded && len(x.Edits.editable()) > 0) || x.Edit(0, 0, 0, 1) != can {
			t.Errorf("%s on %s: can be edited: %v", s.Method, s.Task, can)
		}
		for _, bad := range [][4]float64{{0, 99, 0, 1}, {0, 0, 999, 1}, {9, 0, 128, 1}, {0, 0, 0, 1e9}, {0, -1, 0, 1}} {
			if x.Edit(int(bad[0]), int(bad[1]), int(bad[2]), bad[3]) {
				t.Errorf("%s takes %v", s.Method, bad)
			}
		}
	}
}
