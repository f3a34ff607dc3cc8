package tune

import (
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

func init() { Register(15, prefixTuning{}) }

// prefixTuning is Prefix-Tuning: keys and values in front of those of every layer, computed while training by an MLP
// with tanh that is dropped afterwards; only its output is kept. Li and Liang 2021, arXiv:2101.00190; code
// XiangLi1999/PrefixTuning. Direct optimisation was unstable there; P-Tuning v2 is what is left without the MLP.
type prefixTuning struct{}

func (prefixTuning) Info() run.Method {
	return run.Method{ID: "prefix-tuning", Name: "Prefix-Tuning", Paper: "arXiv:2101.00190", Formula: "[P_K; P_V] = W_2·tanh(W_1·e + b_1) + b_2 in each layer", Where: run.KeysValues,
		Knobs: []string{"n", "positions"}, Recommend: prefixTuning{}.Rates(run.Settings{}), DefaultN: 8}
}

func (prefixTuning) Rates(run.Settings) run.Rates {
	return pTuningV2{}.Rates(run.Settings{Projection: true})
}

func (prefixTuning) Export(s run.Settings, c nn.Config) Export { return exportDeep(s, c) }

func (prefixTuning) Attach(s Setup) (*Tuner, error) {
	s.Layers = "all"
	t, err := newDeep(s)
	if err != nil {
		return nil, err
	}
	t.project(s)
	return t, nil
}
