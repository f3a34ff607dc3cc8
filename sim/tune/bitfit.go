package tune

import (
	"promptscope/sim/run"
	"strings"
)

func init() { register(70, bitFit{}) }

// bitFit is BitFit: only the backbone's biases train, LayerNorm's included. Ben Zaken et al. 2022, arXiv:2106.10199; code
// benzakenelad/BitFit. The MLM head's are left out: they are a task's head, not the encoder.
type bitFit struct{}

func (bitFit) Info() run.Method {
	return run.Method{ID: "bitfit", Name: "BitFit", Paper: "arXiv:2106.10199", Formula: "b ← b - η·∇b for all biases", Recommend: bitFit{}.Rates(run.Settings{})}
}

func (bitFit) Rates(run.Settings) run.Rates {
	return run.Rates{Fact: 1e-2, Relation: 1e-2, Tagging: 3e-2}
}

func (bitFit) Attach(s Setup) (*Tuner, error) {
	return trainWeights(s, func(name string) bool {
		return strings.HasSuffix(name, ".bias") && !strings.HasPrefix(name, "cls.") && !strings.Contains(name, "pooler")
	}), nil
}
