package tune

import (
	"fmt"

	"promptscope/sim/nn"
	"promptscope/sim/run"
)

func init() { Register(6, promptTuning{}) }

// promptTuning is Prompt Tuning: n trained embeddings in front of everything, and no encoder. Lester et al. 2021,
// arXiv:2104.08691; code google-research/prompt-tuning. Of the three starts of its ablation, class labels are best on
// small models.
type promptTuning struct{}

func (promptTuning) Info() run.Method {
	return run.Method{ID: "prompt-tuning", Name: "Prompt Tuning", Paper: "arXiv:2104.08691", Formula: "row = [P; x], P ∈ R^(n×d)", Where: run.InputRow,
		Knobs: []string{"n", "init"}, Recommend: promptTuning{}.Rates(run.Settings{}), DefaultN: 8}
}

func (promptTuning) Rates(run.Settings) run.Rates {
	return run.Rates{Fact: 3e-2, Relation: 1e-2, Tagging: 3e-2, Own: 3e-2}
}

func (promptTuning) Export(run.Settings, nn.Config) Export { return Export{PEFT: "PROMPT_TUNING"} }

func (promptTuning) Attach(s Setup) (*Tuner, error) {
	c := s.Model.C
	p := newParam("prompt_embeddings", s.N*c)
	switch s.Init {
	case "random":
		uniform(p.x, 0.5, s.Rand)
	case "vocab", "class":
		sampleWords(p.x, s)
	default:
		return nil, fmt.Errorf("unknown init %q: want vocab, class, random", s.Init)
	}
	t := &Tuner{Params: toOptim([]param{p}, s.Rate), Stored: len(p.x), Input: s.N}
	t.Inject.Virtual, t.Inject.DVirtual = p.x, p.g
	return t, nil
}
