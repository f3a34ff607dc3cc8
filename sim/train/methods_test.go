package train

import (
	"strings"
	"testing"

	"promptscope/sim/diag"
	"promptscope/sim/run"
)

// The row of a hand-written prompt is the prompt.
func TestHandWrittenRow(t *testing.T) {
	x := trainer(t, run.Spec{Task: "fact", Method: "hand", Settings: run.Settings{Template: "the R of X is _"}})
	var snap run.Snapshot
	x.Fill(&snap)
	var words []string
	for _, k := range snap.Trace.Tokens {
		words = append(words, k.Text)
	}
	country := words[4]
	if got := strings.Join(words, " "); got != "[CLS] the capital of "+country+" is [MASK] [SEP]" {
		t.Errorf("row %q", got)
	}
	for x.Step() {
	}
	x.Fill(&snap)
	if snap.Trainable != 0 || snap.Step != 1 || snap.Status != run.Done || snap.Evals[0] != (run.Eval{Step: 0, Loss: snap.EvalLoss, Accuracy: snap.EvalAccuracy, TrainAccuracy: 0}) {
		t.Errorf("%d numbers trained, step %d, evaluations %v", snap.Trainable, snap.Step, snap.Evals)
	}
}

// Anchors are real words of the row; virtual tokens keep their count.
func TestAnchors(t *testing.T) {
	x := trainer(t, run.Spec{Task: "fact-continent", Method: "p-tuning", Settings: run.Settings{N: 2, Anchor: "both", Encoder: "none"}})
	var snap run.Snapshot
	x.Fill(&snap)
	var words []string
	for _, k := range snap.Trace.Tokens {
		words = append(words, k.Text)
	}
	if got := strings.Join(words, " "); got != "v1 v2 [CLS] continent "+words[4]+" [MASK] . [SEP]" || snap.Trace.Row != 5 {
		t.Errorf("row %q, answer at %d", got, snap.Trace.Row)
	}
	if s, _ := Resolve(run.Spec{Task: "srl", Method: "p-tuning", Settings: run.Settings{Anchor: "both"}}); s.Anchor != "none" {
		t.Errorf("anchor %q on a tagging task", s.Anchor)
	}
}

// A search ends with a prompt of words that is at least as good on its batches as the one before: the loss falls.
func TestSearchImproves(t *testing.T) {
	for _, proposal := range []string{"gradient", "reward"} {
		x := trainer(t, run.Spec{Task: "fact", Method: "search", Settings: run.Settings{Proposal: proposal}, Steps: 12, Seed: 2})
		for x.Step() {
		}
		e := x.Evals()
		if last := e[len(e)-1]; last.Loss >= e[0].Loss || x.Diverged() != "" {
			t.Errorf("%s: held-out loss went from %g to %g %s", proposal, e[0].Loss, last.Loss, x.Diverged())
		}
		var snap run.Snapshot
		x.Fill(&snap)
		for _, k := range snap.Trace.Tokens {
			if k.Role == run.Virtual && strings.HasPrefix(k.Text, "v1") {
				t.Errorf("%s: the picture shows %q, not a word", proposal, k.Text)
			}
		}
	}
}

// The measures run on every method, and without damage the subject's loss is the trainer's own.
func TestSubject(t *testing.T) {
	for _, s := range every() {
		x := trainer(t, s)
		x.Step()
		sub := x.Subject(3)
		want := 0.0
		for i := range sub.Rows {
			c := chunks(nil, []*sample{&x.held[i]}, x.maxRows, x.tuner.First)
			x.model.Forward(x.acts, &c[0].batch, &x.tuner.Inject)
			want += x.goal.forward(x.model, x.acts, &c[0], 0) / float64(len(c[0].rows)) / 3
		}
		if got := diag.Loss(sub); got-want > 1e-9 || want-got > 1e-9 {
			t.Errorf("%s on %s: loss %g, the trainer's is %g", s.Method, s.Task, got, want)
		}
		for _, v := range append(diag.Shift(sub), diag.Drift(sub)...) {
			if !finite(v) || v < 0 {
				t.Errorf("%s on %s: shift or drift %g", s.Method, s.Task, v)
			}
		}
		if n := len(diag.Tokens(sub)); n != max(x.tuner.Input, x.tuner.Inject.P) || len(diag.Layers(sub)) != x.model.L {
			t.Errorf("%s on %s: %d tokens damaged", s.Method, s.Task, n)
		}
	}
}
