package train

import (
	"math"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/run"
)

// gradients fills the batch with chosen training examples and runs the passes of a step, without the update.
func gradients(x *Trainer, picked []int) {
	x.ready()
	x.picked, x.ptrs = append(x.picked[:0], picked...), x.ptrs[:0]
	for _, i := range picked {
		x.ptrs = append(x.ptrs, &x.train[i])
	}
	x.batch = chunks(x.batch, x.ptrs, x.maxRows, x.tuner.First)
	x.loss, x.counted = 0, x.counting()
	x.opt.Zero()
	x.tuner.ZeroGrad()
	x.at = cursor{phase: forward, layer: -1}
	for x.at.phase != update {
		x.Tick()
	}
}

// ready runs the first evaluation.
func (t *Trainer) ready() {
	for t.at.phase != begin {
		t.Tick()
	}
}

// pick are the first n training examples of a data set.
func pick(x *Trainer, part, n int) (out []int) {
	for i := range x.train {
		if x.train[i].ex.Part == part && len(out) < n {
			out = append(out, i)
		}
	}
	return out
}

// A batch of one data set alone gives the shared prefix and that set's head exactly the gradients of the single task,
// and the other head none.
func TestJointBatchOfOneTaskIsThatTask(t *testing.T) {
	for part, id := range []string{"srl", "ner"} {
		joint := trainer(t, run.Spec{Task: "srl+ner", Method: "p-tuning-v2", Labels: 40, Seed: 3})
		single := trainer(t, run.Spec{Task: id, Method: "p-tuning-v2", Labels: 8, Seed: 3})
		copy(single.goal.heads[0].W, joint.goal.heads[part].W)
		single.goal.repack()
		gradients(joint, pick(joint, part, 6))
		gradients(single, pick(single, 0, 6))
		mine, other := joint.goal.heads[part], joint.goal.heads[1-part]
		for _, c := range []struct {
			name      string
			got, want []Real
		}{{"prefix", joint.tuner.Inject.DPrefix, single.tuner.Inject.DPrefix}, {"head", mine.DW, single.goal.heads[0].DW}, {"bias", mine.DB, single.goal.heads[0].DB},
			{"other head", other.DW, make([]Real, len(other.DW))}, {"other bias", other.DB, make([]Real, len(other.DB))}} {
			if !slices.EqualFunc(c.got, c.want, func(a, b Real) bool { return Bits(a) == Bits(b) }) {
				t.Errorf("%s alone: the gradient of the %s differs from the single task's", id, c.name)
			}
		}
		if joint.loss != single.loss || norm(joint.tuner.Inject.DPrefix) == 0 || norm(mine.DW) == 0 {
			t.Errorf("%s alone: loss %g, the single task's %g", id, joint.loss, single.loss)
		}
	}
}

// Prefix and both heads have the gradient of the mean loss over a mixed batch.
func TestJointGradients(t *testing.T) {
	for _, method := range []string{"p-tuning-v2", "lora"} {
		x := trainer(t, run.Spec{Task: "srl+ner", Method: method, Settings: run.Settings{N: 2}, Labels: 20, Seed: 3})
		gradients(x, append(pick(x, 0, 3), pick(x, 1, 2)...))
		counted := x.counted
		var tensors []gradcheck.Tensor
		for _, p := range x.opt.Params {
			tensors = append(tensors, gradcheck.Tensor{Name: p.Name, X: p.X, Grad: slices.Clone(p.G)})
		}
		gradcheck.Check(t, func() float64 {
			x.goal.repack()
			x.tuner.Forward()
			sum := 0.0
			for i := range x.batch {
				c := &x.batch[i]
				x.model.Forward(x.acts, &c.batch, &x.tuner.Inject)
				sum = x.goal.forward(x.model, x.acts, c, sum)
			}
			return sum / float64(counted)
		}, tensors...)
		if names := x.opt.Params[len(x.opt.Params)-1].Name; names != "classifier.ner.bias" {
			t.Errorf("the last tensor is %s", names)
		}
	}
}

// In the recommended number of steps each data set gives as many examples as in its own recommended steps.
func TestJointDrawsTheUsualNumber(t *testing.T) {
	x := trainer(t, run.Spec{Task: "srl+ner", Method: "probe"})
	spec, got := x.Spec(), make([]int, 2)
	seen := map[int]int{}
	for range spec.Steps {
		for _, i := range x.draw.draw(nil, spec.Batch) {
			got[x.train[i].ex.Part]++
			seen[i]++
		}
	}
	if got[0] != 16_000 || got[1] != 4_800 || len(seen) != 2000 {
		t.Errorf("%v examples drawn, %d different; want 16000 and 4800 of 2000", got, len(seen))
	}
	for i, n := range seen {
		if want := []int{10, 12}[x.train[i].ex.Part]; n != want {
			t.Fatalf("example %d was drawn %d times, want %d epochs", i, n, want)
		}
	}
	few := trainer(t, run.Spec{Task: "srl+ner", Method: "probe", Labels: 1, Steps: 2, Batch: 2})
	for few.Step() {
	}
	if few.Diverged() != "" || few.Evals()[len(few.Evals())-1].Step != 2 {
		t.Error("one label is not enough to train the task it belongs to")
	}
}

// The snapshot names the measure of each data set, whose mean is the run's, and shows each example with its own tags.
func TestJointSnapshot(t *testing.T) {
	x := trainer(t, run.Spec{Task: "srl+ner", Method: "p-tuning-v2", Labels: 100, Steps: 20, Seed: 3})
	for x.Step() {
	}
	var snap run.Snapshot
	x.Fill(&snap)
	if len(snap.Parts) != 2 || snap.Parts[0].Task != "srl" || snap.Parts[1].Task != "ner" {
		t.Fatalf("parts %+v", snap.Parts)
	}
	if mean := (snap.Parts[0].Accuracy + snap.Parts[1].Accuracy) / 2; math.Abs(float64(mean-snap.EvalAccuracy)) > 1e-6 || mean == 0 {
		t.Errorf("parts %+v, mean %g", snap.Parts, snap.EvalAccuracy)
	}
	last := snap.Parts[0].Accuracy
	x.Past.Show(4)
	x.Fill(&snap)
	if mean := (snap.Parts[0].Accuracy + snap.Parts[1].Accuracy) / 2; math.Abs(float64(mean-snap.EvalAccuracy)) > 1e-6 || snap.Parts[0].Accuracy == last {
		t.Errorf("at step 4 the parts are %+v, the mean %g", snap.Parts, snap.EvalAccuracy)
	}
	x.Past.Show(-1)
	if snap.Chance <= float32(math.Log(4)) || snap.Chance >= float32(math.Log(7)) {
		t.Errorf("guessing costs %g, between ln 4 and ln 7 is right", snap.Chance)
	}
	want := []string{"O GIVER RECEIVER THING", "O B-PER I-PER B-LOC I-LOC B-ORG I-ORG"}
	for i := range 4 {
		x.Trace.Example(i, -1)
		x.Fill(&snap)
		if got := strings.Join(snap.Trace.Labels, " "); got != want[i%2] {
			t.Errorf("example %d has the tags %s", i, got)
		}
		for row, k := range snap.Trace.Tokens {
			if sum := row * len(snap.Trace.Labels); k.Gold >= 0 && (int(k.Gold) >= len(snap.Trace.Labels) || snap.Trace.Tags[sum] == 0) {
				t.Errorf("example %d: %s has tag %d", i, k.Text, k.Gold)
			}
		}
	}
	single := trainer(t, run.Spec{Task: "srl", Steps: 1})
	steps(single, 1)
	single.Fill(&snap)
	if len(snap.Parts) != 0 {
		t.Errorf("a single task has the parts %+v", snap.Parts)
	}
}
