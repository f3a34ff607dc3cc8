package train

import (
	"strings"
	"testing"

	"promptscope/sim/diag"
	"promptscope/sim/tune"
)

func TestFieldsAreTheKnobs(t *testing.T) {
	var s Spec
	knobs := tune.Knobs()
	if len(knobs) != len(s.fields()) {
		t.Fatalf("%d knobs, %d fields", len(knobs), len(s.fields()))
	}
	for i, f := range s.fields() {
		if f.id != knobs[i].ID || (f.number != nil) != (knobs[i].Values == nil) {
			t.Errorf("field %d is %s, the knob %+v", i, f.id, knobs[i])
		}
	}
	for _, kv := range [][2]string{{"n", "3"}, {"placement", "infix"}, {"projection", "yes"}} {
		if err := s.Set(kv[0], kv[1]); err != nil {
			t.Error(err)
		}
	}
	if s.N != 3 || s.Placement != "infix" || !s.Projection || s.Set("n", "x") == nil || s.Set("magic", "1") == nil || s.Set("projection", "up") == nil {
		t.Errorf("set by name: %+v", s)
	}
}

// The row of a hand-written prompt is the prompt.
func TestHandWrittenRow(t *testing.T) {
	x := trainer(t, Spec{Task: "fact", Method: "hand", Template: "the R of X is _"})
	var snap Snapshot
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
	if snap.Trainable != 0 || snap.Step != 1 || snap.Status != Done || snap.Evals[0] != (Eval{0, snap.EvalLoss, snap.EvalAccuracy, 0}) {
		t.Errorf("%d numbers trained, step %d, evaluations %v", snap.Trainable, snap.Step, snap.Evals)
	}
}

// Anchors are real words of the row; virtual tokens keep their count.
func TestAnchors(t *testing.T) {
	x := trainer(t, Spec{Task: "fact-continent", Method: "p-tuning", N: 2, Anchor: "both", Encoder: "none"})
	var snap Snapshot
	x.Fill(&snap)
	var words []string
	for _, k := range snap.Trace.Tokens {
		words = append(words, k.Text)
	}
	if got := strings.Join(words, " "); got != "v1 v2 [CLS] continent "+words[4]+" [MASK] . [SEP]" || snap.Trace.Row != 5 {
		t.Errorf("row %q, answer at %d", got, snap.Trace.Row)
	}
	if s, _ := Resolve(Spec{Task: "srl", Method: "p-tuning", Anchor: "both"}); s.Anchor != "none" {
		t.Errorf("anchor %q on a tagging task", s.Anchor)
	}
}

// A search ends with a prompt of words that is at least as good on its batches as the one before: the loss falls.
func TestSearchImproves(t *testing.T) {
	for _, proposal := range []string{"gradient", "reward"} {
		x := trainer(t, Spec{Task: "fact", Method: "search", Proposal: proposal, Steps: 12, Seed: 2})
		for x.Step() {
		}
		e := x.Evals()
		if last := e[len(e)-1]; last.Loss >= e[0].Loss || x.Diverged() != "" {
			t.Errorf("%s: held-out loss went from %g to %g %s", proposal, e[0].Loss, last.Loss, x.Diverged())
		}
		var snap Snapshot
		x.Fill(&snap)
		for _, k := range snap.Trace.Tokens {
			if k.Role == Virtual && strings.HasPrefix(k.Text, "v1") {
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
