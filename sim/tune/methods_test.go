package tune_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/tune"
	"promptscope/sim/tune/tunetest"
)

// What holds for one method only.

func attach(t *testing.T, id string, s run.Settings) (*tune.Tuner, *nn.Model) {
	t.Helper()
	m, err := tune.Lookup(id)
	if err != nil {
		t.Fatal(err)
	}
	base := tunetest.Model(nn.MegatronBert)
	x, err := m.Attach(tune.Setup{Settings: s, Model: base, Rate: 1e-2, Rand: rng.New(1, 1), Words: 5, Mask: 4, Classes: []int32{7, 8}})
	if err != nil {
		t.Fatal(err)
	}
	return x, base
}

func TestInitOfPromptTuning(t *testing.T) {
	x, m := attach(t, "prompt-tuning", run.Settings{N: 3, Init: "class"})
	c := m.C
	for i, id := range []int{7, 8} {
		if !slices.Equal(x.Inject.Virtual[i*c:][:c], m.Word[id*c:][:c]) {
			t.Errorf("token %d does not start at class %d", i, id)
		}
	}
	x, _ = attach(t, "prompt-tuning", run.Settings{N: 3, Init: "random"})
	for _, v := range x.Inject.Virtual {
		if math.Abs(float64(v)) > 0.5 {
			t.Errorf("random start %v", v)
		}
	}
}

// LoRA starts as the untuned model: B is zero.
func TestLoRAStartsAtNothing(t *testing.T) {
	m, _ := tune.Lookup("lora")
	probe, _ := tune.Lookup("probe")
	s := run.Settings{Rank: 2, Alpha: 4, Targets: "query,value"}
	x, y := tunetest.NewBench(t, m, s, nn.Bert, 1), tunetest.NewBench(t, probe, s, nn.Bert, 1)
	if a, b := x.Loss(), y.Loss(); a != b {
		t.Errorf("loss %v with LoRA, %v without", a, b)
	}
	for range 5 {
		x.Step()
	}
	unmerged := x.Loss()
	x.Model.Merge(x.Tuner.Inject.Low)
	x.Tuner.Inject.Low = nil
	if merged := x.Loss(); math.Abs(merged-unmerged) > 1e-4*unmerged {
		t.Errorf("loss %v unmerged, %v merged", unmerged, merged)
	}
}

// With a hidden state equal to a real row of the layer below, its key and value are that row's.
func TestDeepHiddenIsWhatTheLayerMakes(t *testing.T) {
	method, _ := tune.Lookup("deep-hidden")
	for _, layout := range []string{nn.Bert, nn.MegatronBert} {
		m := tunetest.Model(layout)
		x, err := method.Attach(tune.Setup{Settings: run.Settings{N: 1, Layers: "2", Positions: "zero"}, Model: m, Rand: rng.New(1, 1), Words: 5})
		if err != nil {
			t.Fatal(err)
		}
		var b nn.Batch
		b.Reset()
		b.Add([]int32{2, 9, 3}, 0)
		a := nn.NewActs(m.Config, 4, 4, &x.Inject)
		m.Forward(a, &b, &nn.Inject{})
		copy(x.Params[0].X, a.X[1][m.C:2*m.C]) // the word's state below layer 2
		x.Forward()
		// With its own key and value once more as prefix, the word's weight is split evenly between the two.
		m.Forward(a, &b, &x.Inject)
		att := a.Attention(1, 0)
		for r := range 3 {
			if row := att[r*4:][:4]; math.Abs(float64(row[0]-row[2])) > 1e-6 {
				t.Errorf("%s: row %d gives %v to the copy and %v to the word", layout, r, row[0], row[2])
			}
		}
	}
}

func TestDropoutOfThePrefix(t *testing.T) {
	x, _ := attach(t, "p-tuning-v2", run.Settings{N: 8, Layers: "all", Positions: "hf", Init: "random", Dropout: 25})
	x.Forward()
	full := slices.Clone(x.Inject.Prefix)
	x.Begin()
	zero := 0
	for i, v := range x.Inject.Prefix {
		switch {
		case v == 0:
			zero++
		case math.Abs(float64(v-full[i]/0.75)) > 1e-6:
			t.Fatalf("number %d is %v, want 0 or %v", i, v, full[i]/0.75)
		}
	}
	if n := float64(len(full)); math.Abs(float64(zero)/n-0.25) > 0.08 {
		t.Errorf("%d of %d dropped", zero, len(full))
	}
	for i := range x.Inject.DPrefix {
		x.Inject.DPrefix[i] = 1
	}
	x.Backward()
	for _, p := range x.Params {
		for j, g := range p.G {
			if at := p.X[j]; g != 0 && math.Abs(float64(g)-1/0.75) > 1e-6 || at == 0 {
				t.Fatalf("gradient %v", g)
			}
		}
	}
	x.Forward()
	if !slices.Equal(full, x.Inject.Prefix) {
		t.Error("Forward does not take the mask off")
	}
}

// A search keeps the better of two prompts, and its words are what the model sees.
func TestSearchDecides(t *testing.T) {
	for _, proposal := range []string{"gradient", "reward"} {
		x, m := attach(t, "search", run.Settings{N: 2, Proposal: proposal})
		for i := range x.Inject.DVirtual {
			x.Inject.DVirtual[i] = Real(math.Sin(float64(i)))
		}
		losses := make([]float64, x.Search.Propose())
		for k := range losses {
			losses[k] = 2
		}
		old := slices.Clone(x.Words)
		x.Search.Decide(losses)
		if !slices.Equal(old, x.Words) {
			t.Errorf("%s: a tie changes the prompt", proposal)
		}
		x.Search.Propose()
		losses[3] = 1
		x.Search.Try(3)
		tried := slices.Clone(x.Inject.Virtual)
		x.Search.Decide(losses)
		if !slices.Equal(tried, x.Inject.Virtual) || slices.Equal(old, x.Words) {
			t.Errorf("%s: the best candidate was not kept", proposal)
		}
		for i, id := range x.Words {
			if int(id) < 4 || !slices.Equal(x.Inject.Virtual[i*m.C:][:m.C], m.Word[int(id)*m.C:][:m.C]) {
				t.Errorf("%s: word %d is not what the model sees", proposal, id)
			}
		}
	}
}

// In a causal model a word changes nothing before it, so keys and values of words in front of a row are the same as the words themselves.
func TestPrefixOfWordsIsTheWords(t *testing.T) {
	m, err := tune.Lookup("p-tuning-v2")
	if err != nil {
		t.Fatal(err)
	}
	base := tunetest.Model(nn.GPT2)
	x, err := m.Attach(tune.Setup{Settings: run.Settings{N: 2, Layers: "all", Init: "class", Positions: "hf"}, Model: base, Rand: rng.New(1, 1), Words: 5, Classes: []int32{7, 8}})
	if err != nil {
		t.Fatal(err)
	}
	out := func(ids []int32, first int, in *nn.Inject) []Real {
		var b nn.Batch
		b.Reset()
		b.Add(ids, first)
		acts := nn.NewActs(base.Config, len(ids), len(ids), in)
		base.Forward(acts, &b, in)
		return acts.Out[(len(ids)-2)*base.C:][:2*base.C]
	}
	want, got := out([]int32{7, 8, 6, 9}, 0, &nn.Inject{}), out([]int32{6, 9}, x.First, &x.Inject)
	apart := func(a, b []Real) (most float64) {
		for i := range a {
			most = max(most, math.Abs(float64(a[i]-b[i])))
		}
		return most
	}
	if near := apart(want, got); near > 1e-5 {
		t.Errorf("behind a prefix of two words the row is off by %.1e", near)
	}
	if far := apart(want, out([]int32{6, 9}, x.First, &nn.Inject{})); far < 1e-3 {
		t.Errorf("the words change the row by %.1e only", far)
	}
	if _, err := m.Attach(tune.Setup{Settings: run.Settings{N: 2, Layers: "all", Init: "vocab", Positions: "hf", Projection: true}, Model: base, Rand: rng.New(1, 1), Words: 5}); !errors.Is(err, tune.ErrApart) {
		t.Errorf("an MLP that computes the prefix starts at words: %v", err)
	}
}

// Whichever of LoRA's matrices starts at zero, the model starts unchanged, and the first gradient goes to that one alone. The ratio
// is that of the rates of B and A.
func TestLoRAsMatricesApart(t *testing.T) {
	for _, zero := range []string{"a", "b"} {
		x, _ := attach(t, "lora", run.Settings{Rank: 2, Alpha: 4, Targets: "query,value", Zeroed: zero, Ratio: 16})
		for _, p := range x.Params {
			matrix := "a"
			if strings.Contains(p.Name, "lora_B") {
				matrix = "b"
			}
			still := !slices.ContainsFunc(p.X, func(v Real) bool { return v != 0 })
			if still != (matrix == zero) {
				t.Errorf("zero %s: %s is all zero: %v", zero, p.Name, still)
			}
			if want := map[string]float64{"a": 1e-2, "b": 16e-2}[matrix]; p.Rate != want {
				t.Errorf("%s: rate %g, want %g", p.Name, p.Rate, want)
			}
		}
	}
}
