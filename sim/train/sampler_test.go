package train

import (
	"slices"
	"testing"

	"promptscope/sim/run"
)

// Every example comes once before any comes twice, across the borders of batches.
func TestSamplerGoesThroughEpochs(t *testing.T) {
	x := trainer(t, run.Spec{Task: "fact", Method: "prompt-tuning", Labels: 10})
	var drawn []int
	for range 10 {
		drawn = x.draw.draw(drawn, 3)
	}
	for epoch := range 3 {
		part := slices.Clone(drawn[10*epoch:][:10])
		slices.Sort(part)
		if part = slices.Compact(part); len(part) != 10 {
			t.Errorf("epoch %d has %d different examples of 10", epoch, len(part))
		}
	}
	if slices.Equal(drawn[:10], drawn[10:20]) {
		t.Error("two epochs have the same order")
	}
}

// A copy goes on as the original does, neither disturbs the other, and be brings the state back without allocating.
func TestSamplerCopy(t *testing.T) {
	for _, spec := range []run.Spec{{Task: "fact", Method: "prompt-tuning", Labels: 7}, {Task: "srl+ner", Method: "probe", Labels: 30}} {
		s := trainer(t, spec).draw
		s.draw(nil, 5)
		kept := s.copy()
		want := s.draw(nil, 20)
		if got := kept.copy().draw(nil, 20); !slices.Equal(got, want) {
			t.Errorf("%s: a copy draws %v, the original %v", spec.Task, got, want)
		}
		s.be(kept)
		if got := s.draw(nil, 20); !slices.Equal(got, want) {
			t.Errorf("%s: brought back, it draws %v, before %v", spec.Task, got, want)
		}
		if n := testing.AllocsPerRun(5, func() { s.be(kept) }); n != 0 {
			t.Errorf("%s: %v allocations", spec.Task, n)
		}
	}
}
