package tune

import (
	"fmt"
	"math"
	"slices"
	"strings"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/run"
)

func init() { Register(60, lora{}) }

// lora is LoRA: a trained product of two thin matrices beside frozen projections of attention, W + α/r·B·A. Hu et al.
// 2022, arXiv:2106.09685; code microsoft/LoRA. B starts at zero, so the model starts unchanged; A starts at N(0, 1/d). Either may be
// the one at zero (loralib's Embedding has it the other way round), and B may have a rate of its own, Ratio times that of A: LoRA+,
// Hayou et al. 2024, arXiv:2402.12354; code PEFT, optimizers/loraplus.py.
// Unlike prompts it can be merged into the weights (nn.Model.Merge).
type lora struct{}

func (lora) Info() run.Method {
	return run.Method{ID: "lora", Name: "LoRA", Paper: "arXiv:2106.09685", Formula: "W + (α/r)·B·A, A ∈ R^(r×d), B ∈ R^(d×r)", Where: run.LowRank,
		Knobs: []string{"rank", "alpha", "targets", "zeroed", "ratio"}, Recommend: lora{}.Rates(run.Settings{})}
}

func (lora) Rates(run.Settings) run.Rates {
	return run.Rates{Fact: 3e-3, Relation: 1e-2, Tagging: 3e-3, Own: 1e-3}
}

// Export: alpha cannot be told from the matrices, only alpha/rank.
func (lora) Export(s run.Settings, _ nn.Config) Export {
	return Export{PEFT: "LORA", Config: map[string]any{"lora_alpha": s.Alpha}}
}

// parts are LoRA's targets by the names of the modules in BERT.
var parts = []string{nn.Query: "query", nn.Key: "key", nn.Value: "value"}

func (lora) Attach(s Setup) (*Tuner, error) {
	m, r := s.Model, s.Rank
	if most := min(m.C, m.FF); r < 1 || r > most { // nn.LowRank has no room for more
		return nil, fmt.Errorf("rank %d: want 1 to %d, the backbone's narrowest side", r, most)
	}
	t := &Tuner{}
	for l := range m.L {
		for _, target := range strings.Split(s.Targets, ",") {
			part := slices.Index(parts, target)
			if part < 0 {
				return nil, fmt.Errorf("unknown target %q: want %s", target, strings.Join(parts, ", "))
			}
			w := nn.NewLowRank(m.Config, l, nn.Site(part), r, Real(s.Alpha)/Real(r))
			random := w.A.W
			if s.Zeroed == "a" {
				random = w.B.W
			}
			normal(random, 1/math.Sqrt(float64(m.C)), s.Rand)
			t.Inject.Low = append(t.Inject.Low, w)
			t.Params = append(t.Params,
				optim.Param{Name: w.Name + ".lora_A.weight", X: w.A.W, G: w.DA, Rate: s.Rate},
				optim.Param{Name: w.Name + ".lora_B.weight", X: w.B.W, G: w.DB, Rate: s.Rate * float64(max(s.Ratio, 1))})
		}
	}
	t.forward = t.Inject.Pack
	t.Stored = t.Trainable()
	return t, nil
}
