package tune_test

import (
	"math"
	"slices"
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
	x, _ := attach(t, "p-tuning-v2", run.Settings{N: 8, Layers: "all", Positions: "hf", Dropout: 25})
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
