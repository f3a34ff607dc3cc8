package tune

import (
	"strings"

	"promptscope/sim/nn"
	"promptscope/sim/run"
)

func init() { Register(70, bitFit{}) }

// bitFit is BitFit: only the backbone's biases train, LayerNorm's included. Ben Zaken et al. 2022, arXiv:2106.10199; code
// benzakenelad/BitFit. The MLM head's are left out: they are a task's head, not the encoder.
type bitFit struct{}

func (bitFit) Info() run.Method {
	return run.Method{ID: "bitfit", Name: "BitFit", Paper: "arXiv:2106.10199", Formula: "b ← b - η·∇b for all biases", Where: run.Biases, Recommend: bitFit{}.Rates(run.Settings{})}
}

func (bitFit) Rates(run.Settings) run.Rates {
	return run.Rates{Fact: 1e-2, Relation: 1e-2, Tagging: 3e-2, Own: 3e-3}
}

func (bitFit) Export(run.Settings, nn.Config) Export {
	return noPEFT("PEFT has no adapter of biases alone: want a method that leaves the backbone as it is")
}

func (bitFit) Attach(s Setup) (*Tuner, error) {
	return trainWeights(s, func(name string) bool {
		return strings.HasSuffix(name, ".bias") && !strings.HasPrefix(name, "cls.") && !strings.Contains(name, "pooler")
	}), nil
}
