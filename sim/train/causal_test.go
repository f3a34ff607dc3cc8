package train

import (
	"strings"
	"testing"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/ckpt"
	"promptscope/sim/run"
)

const decoder = "2x64-gpt2"

func openDecoder(t testing.TB) *ckpt.Checkpoint {
	t.Helper()
	c, err := pretrained.Open(decoder)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// causals lists one run of each kind of tuning on the causal backbone.
func causals() (specs []run.Spec) {
	for _, m := range []string{"p-tuning", "p-tuning-v2", "lora", "full"} {
		for _, k := range []string{"fact", "srl"} {
			s := run.Spec{Task: k, Method: m, Backbone: decoder, Batch: 8, Labels: 16, Seed: 3}
			if m == "p-tuning" {
				s.Placement = "split"
			}
			specs = append(specs, s)
		}
	}
	return
}

// The row of a cloze has neither [MASK] nor [SEP] nor anything behind the gap, and is read at its end.
func TestCausalRows(t *testing.T) {
	for _, tt := range []struct {
		s    run.Spec
		want string
	}{
		{run.Spec{Settings: run.Settings{Placement: "prefix"}}, "v1 v2 v3 [CLS] X"},
		{run.Spec{Settings: run.Settings{Placement: "infix"}}, "[CLS] X v1 v2 v3"},
		{run.Spec{Settings: run.Settings{Placement: "suffix"}}, "[CLS] X v1 v2 v3"},
		{run.Spec{Settings: run.Settings{Placement: "split"}}, "v1 [CLS] X v2 v3"},
		{run.Spec{Settings: run.Settings{Placement: "infix", Anchor: "both"}}, "[CLS] capital X v1 v2 v3"},
		{run.Spec{Method: "hand"}, "[CLS] the capital of X is"},
	} {
		tt.s.Task, tt.s.Backbone = "fact", decoder
		if tt.s.Method == "" {
			tt.s.Method, tt.s.N, tt.s.Encoder = "p-tuning", 3, "none"
		}
		x, err := New(tt.s, openDecoder(t))
		if err != nil {
			t.Fatal(err)
		}
		var snap run.Snapshot
		x.Fill(&snap)
		words := []string{}
		for _, k := range snap.Trace.Tokens {
			words = append(words, k.Text)
		}
		country := x.vocab.Word(int(x.held[0].ex.Words[0]))
		if got := strings.Replace(strings.Join(words, " "), country, "X", 1); got != tt.want || int(snap.Trace.Row) != len(words)-1 {
			t.Errorf("%+v: row %q, read at %d; want %q, read at its end", tt.s, got, snap.Trace.Row, tt.want)
		}
	}
	x, err := New(run.Spec{Task: "rel", Method: "prompt-tuning", Settings: run.Settings{N: 2}, Backbone: decoder}, openDecoder(t))
	if err != nil {
		t.Fatal(err)
	}
	if s := x.held[0]; int(s.read) != len(s.ids)-1 || s.ids[len(s.ids)-1] != s.ex.Words[len(s.ex.Words)-2] {
		t.Errorf("the relation is read at token %d of %v", s.read, s.ids)
	}
}

// No token sees what stands behind it: the attention of each row is zero there, in every layer and head.
func TestCausalTrace(t *testing.T) {
	x, err := New(run.Spec{Task: "fact", Method: "p-tuning-v2", Settings: run.Settings{N: 2}, Backbone: decoder}, openDecoder(t))
	if err != nil {
		t.Fatal(err)
	}
	x.Trace.Example(0, 0)
	var snap run.Snapshot
	x.Fill(&snap)
	k := &snap.Trace
	if k.Row != 0 || len(k.Tokens) != 2 || k.P != 2 {
		t.Fatalf("row %d of %d tokens, %d deep ones", k.Row, len(k.Tokens), k.P)
	}
	for i, w := range k.Attention {
		if behind := i%4 == 3; behind != (w == 0) {
			t.Errorf("attention %d of [CLS] is %g", i, w)
		}
	}
}

// A question whose subject stands behind the gap cannot be asked; the error names it, for the backbone of the list before
// it is opened and for a folder when it is.
func TestCausalRefusesTemplates(t *testing.T) {
	s := run.Spec{Task: "fact", Method: "hand", Settings: run.Settings{Template: "_ is the R of X ."}, Backbone: decoder}
	if _, err := Resolve(s); err == nil || !strings.Contains(err.Error(), "X before _") {
		t.Errorf("resolving: %v", err)
	}
	s.Backbone = run.Custom + "folder"
	if _, err := Resolve(s); err != nil {
		t.Errorf("what a folder holds is not known yet: %v", err)
	}
	if _, err := New(s, openDecoder(t)); err == nil || !strings.Contains(err.Error(), "X before _") {
		t.Errorf("opening: %v", err)
	}
	s.Backbone = ""
	if _, err := New(s, open(t)); err != nil {
		t.Errorf("an encoder reads it: %v", err)
	}
}

// Taking virtual tokens out of the row, the last one included, still leaves an answer to measure.
func TestCausalAblation(t *testing.T) {
	x, err := New(run.Spec{Task: "fact", Method: "p-tuning", Settings: run.Settings{N: 2, Encoder: "none", Placement: "infix"}, Backbone: decoder}, openDecoder(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, unit := range []int32{-1, 0, 1} {
		for _, c := range x.without(unit) {
			for i, s := range c.samples {
				if want := len(s.ids) - 1; int(s.read) != want || int(c.rows[i]) != int(c.batch.Off[i+1])-1 {
					t.Fatalf("without %d: read at %d, row %d, want the last", unit, s.read, c.rows[i])
				}
			}
		}
	}
	subject := x.Subject(3)
	a, n := subject.Rows[0], subject.Model
	if len(a) != 4 || !n.Causal() {
		t.Fatalf("row %v", a)
	}
}

// Where virtual tokens stand decides everything in a causal model: the country is never followed directly by its capital,
// so the answer has to be read behind something, and in front of the country there is nothing to read it behind.
// Measured on seeds 1 to 3: prefix 18, 41, 41 %, behind the country 100, 100, 100 %.
func TestClaimPlacementDecidesInACausalModel(t *testing.T) {
	claims(t)
	share := func(placement string, seed uint64) float64 {
		x, err := New(run.Spec{Task: "fact", Method: "p-tuning", Settings: run.Settings{Encoder: "none", N: 6, Placement: placement}, Seed: seed, Backbone: decoder}, openDecoder(t))
		if err != nil {
			t.Fatal(err)
		}
		for x.Step() {
		}
		return float64(x.Evals()[len(x.Evals())-1].Accuracy)
	}
	for seed := uint64(1); seed <= 3; seed++ {
		front, behind := share("prefix", seed), share("infix", seed)
		t.Logf("seed %d: prefix %.1f %%, behind the country %.1f %%", seed, 100*front, 100*behind)
		if front > 0.55 || behind < 0.95 {
			t.Errorf("seed %d: prefix %.1f %%, behind the country %.1f %%", seed, 100*front, 100*behind)
		}
	}
}
