package tune

import (
	"math"
	"slices"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/run"
)

// What holds for one method only.

func attach(t *testing.T, id string, s run.Settings) (*Tuner, *nn.Model) {
	t.Helper()
	m, err := Lookup(id)
	if err != nil {
		t.Fatal(err)
	}
	base := model(nn.MegatronBert)
	x, err := m.Attach(Setup{Settings: s, Model: base, Rate: 1e-2, Rand: rng.New(1, 1), Words: 5, Mask: 4, Classes: []int32{7, 8}})
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
	m, _ := Lookup("lora")
	s := run.Settings{Rank: 2, Alpha: 4, Targets: "query,value"}
	x, y := newBench(t, m, s, nn.Bert, 1), newBench(t, probe{}, s, nn.Bert, 1)
	if a, b := x.loss(), y.loss(); a != b {
		t.Errorf("loss %v with LoRA, %v without", a, b)
	}
	for range 5 {
		x.step()
	}
	unmerged := x.loss()
	x.m.Merge(x.t.Inject.Low)
	x.t.Inject.Low, x.t.forward = nil, nil
	if merged := x.loss(); math.Abs(merged-unmerged) > 1e-4*unmerged {
		t.Errorf("loss %v unmerged, %v merged", unmerged, merged)
	}
}

// With a hidden state equal to a real row of the layer below, its key and value are that row's.
func TestDeepHiddenIsWhatTheLayerMakes(t *testing.T) {
	for _, layout := range []string{nn.Bert, nn.MegatronBert} {
		m := model(layout)
		x, err := deepHidden{}.Attach(Setup{Settings: run.Settings{N: 1, Layers: "2", Positions: "zero"}, Model: m, Rand: rng.New(1, 1), Words: 5})
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

// The proposals of a gradient are the words of lowest first-order loss.
func TestSearchProposesTheSteepest(t *testing.T) {
	x, m := attach(t, "search", run.Settings{N: 1, Proposal: "gradient"})
	for i := range x.Inject.DVirtual {
		x.Inject.DVirtual[i] = Real(math.Cos(float64(i)))
	}
	n := x.Search.Propose()
	b := x.Search.(*byGradient)
	score := func(id int32) (s Real) {
		for j, v := range m.Word[int(id)*m.C:][:m.C] {
			s += Real(v * x.Inject.DVirtual[j])
		}
		return s
	}
	if n != Candidates || b.top[0] != x.Words[0] {
		t.Fatalf("%d candidates, first %d", n, b.top[0])
	}
	for id := int32(5); id < 17; id++ {
		if !slices.Contains(b.top[:n], id) && score(id) < score(b.top[n-1]) {
			t.Errorf("word %d scores %v and is not proposed; the last is %v", id, score(id), score(b.top[n-1]))
		}
	}
	for k := 2; k < n; k++ {
		if score(b.top[k]) < score(b.top[k-1]) {
			t.Errorf("candidates out of order at %d", k)
		}
	}
}
