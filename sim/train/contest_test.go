package train

import (
	"strings"
	"testing"

	"promptscope/sim/run"
)

// measured runs a contest to its end and fills a snapshot.
func measured(t *Trainer) *run.Snapshot {
	for t.Pending() {
		t.Beside()
	}
	s := new(run.Snapshot)
	t.Fill(s)
	return s
}

// Each line of the table is what a run with that template measures, to the bit.
func TestTemplatesAreMeasuredAsRunsMeasureThem(t *testing.T) {
	s := measured(trainer(t, run.Spec{Task: "fact", Method: "hand"}))
	if len(s.Tries) != len(run.Templates()) {
		t.Fatalf("%d lines for %d templates", len(s.Tries), len(run.Templates()))
	}
	for i, try := range s.Tries {
		if !try.Known || try.Taken != (i == 0) || try.Text != run.Templates()[i] {
			t.Errorf("line %d: %+v", i, try)
		}
	}
	for _, i := range []int{0, 2, 12} {
		x, err := New(run.Spec{Task: "fact", Method: "hand", Settings: run.Settings{Template: run.Templates()[i]}}, open(t)) // with the whole held-out set
		if err != nil {
			t.Fatal(err)
		}
		for x.Step() {
		}
		if e := x.Evals()[0]; e.Loss != s.Tries[i].Loss || e.Accuracy != s.Tries[i].Accuracy {
			t.Errorf("%q: the table has %g and %g, the run %g and %g", s.Tries[i].Text, s.Tries[i].Loss, s.Tries[i].Accuracy, e.Loss, e.Accuracy)
		}
	}
}

// A template that a person typed comes first; what cannot be here is left out.
func TestTypedTemplateComesFirst(t *testing.T) {
	s := measured(trainer(t, run.Spec{Task: "fact", Method: "hand", Settings: run.Settings{Template: "X capital _ ."}}))
	if first := s.Tries[0]; first.Text != "X capital _ ." || !first.Taken || !first.Known || len(s.Tries) != len(run.Templates())+1 {
		t.Errorf("%d lines, first %+v", len(s.Tries), first)
	}
	causal, err := New(run.Spec{Task: "fact", Backbone: decoder, Method: "hand", Settings: run.Settings{Template: "the R of X is _"}}, openDecoder(t))
	if err != nil {
		t.Fatal(err)
	}
	s = measured(causal)
	for _, try := range s.Tries {
		if strings.Index(try.Text, "X") > strings.Index(try.Text, "_") {
			t.Errorf("a causal model has %q in its table", try.Text)
		}
	}
	for _, spec := range []run.Spec{{Task: "srl", Method: "p-tuning"}, {Task: "fact", Method: "prompt-tuning"}} {
		if s := measured(trainer(t, spec)); len(s.Tries) != 0 {
			t.Errorf("%s has a table of %d lines", spec.Method, len(s.Tries))
		}
	}
}

// The contest changes nothing of the run.
func TestContestLeavesTheRunAlone(t *testing.T) {
	a, b := trainer(t, run.Spec{Task: "fact", Method: "hand"}), trainer(t, run.Spec{Task: "fact", Method: "hand"})
	measured(a)
	for a.Step() {
	}
	for b.Step() {
	}
	if a.Digest() != b.Digest() || a.Evals()[0] != b.Evals()[0] {
		t.Errorf("%s %v with the table, %s %v without", a.Digest(), a.Evals()[0], b.Digest(), b.Evals()[0])
	}
}

// What a search shows is what it tried: the prompt as it was first, the lowest loss taken, and that prompt in the row.
func TestSearchShowsWhatItTried(t *testing.T) {
	for _, proposal := range []string{"gradient", "reward"} {
		x := trainer(t, run.Spec{Task: "fact", Method: "search", Steps: 40, Settings: run.Settings{N: 3, Proposal: proposal}})
		var s run.Snapshot
		before := ""
		for x.StepsDone() < 12 && x.Step() {
			x.Fill(&s)
			taken, lowest := "", s.Tries[0].Loss
			for _, try := range s.Tries {
				if lowest = min(lowest, try.Loss); try.Taken {
					taken = try.Text
				}
			}
			var row []string
			for _, k := range s.Trace.Tokens {
				if k.Role == run.Virtual {
					row = append(row, k.Text)
				}
			}
			if len(s.Tries) < 2 || taken != strings.Join(row, " ") {
				t.Fatalf("%s: of %d candidates %q was taken, the row has %q", proposal, len(s.Tries), taken, row)
			}
			if before != "" && s.Tries[0].Text != before && proposal == "gradient" {
				t.Errorf("%s: the first candidate is %q, the prompt was %q", proposal, s.Tries[0].Text, before)
			}
			for _, try := range s.Tries {
				if try.Taken && try.Loss != lowest {
					t.Errorf("%s: taken at %g, the lowest is %g", proposal, try.Loss, lowest)
				}
			}
			before = taken
		}
	}
}
