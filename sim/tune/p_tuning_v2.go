package tune

import (
	"fmt"
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/optim"
)

func init() { register(20, pTuningV2{}) }

// pTuningV2 is P-Tuning v2: trained keys and values in front of those of every layer (or of chosen ones). No query, no
// FFN, no output row belongs to them. Liu et al. 2022, arXiv:2110.07602; code THUDM/P-tuning-v2, model/prefix_encoder.py.
// With projection the table is computed by the tanh MLP of Prefix-Tuning; the paper finds that it depends on the task.
type pTuningV2 struct{}

func (pTuningV2) Info() Info {
	return Info{ID: "p-tuning-v2", Name: "P-Tuning v2", Paper: "arXiv:2110.07602", Formula: "softmax(q·[P_K; K]ᵀ/√h)·[P_V; V] in each layer",
		Knobs: []string{"n", "layers", "projection", "positions"}, Deep: true, Frozen: true, Recommend: pTuningV2{}.Rates(Settings{}), DefaultN: 8}
}

func (pTuningV2) Rates(s Settings) Rates {
	if s.Projection {
		return Rates{Fact: 3e-3, Relation: 5e-3, Tagging: 1e-2}
	}
	return Rates{Fact: 5e-2, Relation: 1e-1, Tagging: 7e-2}
}

// spread is the standard deviation of the start of keys and values; 0.02 (the paper's) is as good, 1.0 is worse.
const spread = 0.3

func (pTuningV2) Attach(s Setup) (*Tuner, error) {
	m := s.Model
	deep, err := ParseLayers(s.Layers, m.L)
	if err != nil {
		return nil, err
	}
	t := &Tuner{}
	t.Inject.P, t.Inject.Deep = s.N, deep
	switch s.Positions {
	case "hf":
		t.First = s.N
	case "zero":
	default:
		return nil, fmt.Errorf("unknown positions %q: accepted are hf, zero", s.Positions)
	}
	for _, d := range deep {
		if d {
			t.Stored += s.N * 2 * m.C
		}
	}
	width := 2 * m.L * m.C
	if s.Projection {
		e := newPerceptron(s.N, "embedding.weight", "transform.", []int{m.C, m.C, width}, TanhForward, TanhBackward, s.Rand)
		normal(e.embed.x, 1, s.Rand)
		normal(e.layers[1].w.x, 1.5*spread/math.Sqrt(float64(m.C)), s.Rand)
		t.Inject.Prefix, t.Inject.DPrefix = e.out(), e.dout()
		t.forward, t.backward, t.Encoded = e.forward, e.backward, true
		t.Params = toOptim(e.params(), s.Rate)
		return t, nil
	}
	table := newParam("embedding.weight", s.N*width)
	normal(table.x, spread, s.Rand)
	t.Inject.Prefix, t.Inject.DPrefix = table.x, table.g
	// One parameter per virtual token and chosen layer (its key and value are neighbours), so that counts are exact.
	for i := range s.N {
		for l, d := range deep {
			if at := i*width + 2*l*m.C; d {
				t.Params = append(t.Params, optim.Param{Name: fmt.Sprintf("prefix.%d.%d", i, l), X: table.x[at:][:2*m.C], G: table.g[at:][:2*m.C], Rate: s.Rate})
			}
		}
	}
	return t, nil
}
