package tune

import (
	"strings"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/run"
)

func init() { Register(80, full{}) }

// full is full fine-tuning: every number of the backbone trains. It is the yardstick, and the method that needs a copy
// of the whole model for each task.
type full struct{}

func (full) Info() run.Method {
	return run.Method{ID: "full", Name: "Full fine-tuning", Formula: "θ ← θ - η·∇θ for all θ", Where: run.Weights, Recommend: full{}.Rates(run.Settings{})}
}

func (full) Rates(run.Settings) run.Rates {
	return run.Rates{Fact: 3e-5, Relation: 3e-4, Tagging: 1e-3, Own: 5e-5}
}

func (full) Export(run.Settings, nn.Config) Export {
	return noPEFT("the result is a whole model, not an adapter: want a method that leaves the backbone as it is")
}

func (full) Attach(s Setup) (*Tuner, error) {
	t := trainWeights(s, func(string) bool { return true })
	t.Stored = len(s.Model.Data)
	return t, nil
}

// trainWeights trains the tensors of the backbone that keep names. No task of ours reads the pooler; it would only
// count as trained.
func trainWeights(s Setup, keep func(name string) bool) *Tuner {
	m := s.Model
	m.Grads = nn.NewGrads(m.Config, keep)
	grads := map[string][]Real{}
	for _, g := range m.Grads.Tensors {
		grads[g.Name] = g.Data
	}
	t := &Tuner{NoPast: run.BackboneMoves}
	for _, w := range m.Tensors {
		if g := grads[w.Name]; g != nil && !strings.Contains(w.Name, "pooler") {
			t.Params = append(t.Params, optim.Param{Name: w.Name, X: w.Data, G: g, Rate: s.Rate})
		}
	}
	t.Stored = t.Trainable()
	return t
}
