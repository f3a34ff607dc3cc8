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

// The proposals of a gradient are the words of lowest first-order loss.
func TestSearchProposesTheSteepest(t *testing.T) {
	m := nn.NewModel(nn.NewParams(nn.Config{Layout: nn.MegatronBert, V: 17, C: 8, L: 1, NH: 2, FF: 16, MaxPos: 24, Types: 2, Eps: 1e-12}))
	normal(m.Word, 0.3, rng.New(21, 1))
	x, err := search{}.Attach(Setup{Settings: run.Settings{N: 1, Proposal: "gradient"}, Model: m, Rand: rng.New(1, 1), Words: 5, Mask: 4})
	if err != nil {
		t.Fatal(err)
	}
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
