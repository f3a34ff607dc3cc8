package tune

import (
	"strings"

	"promptscope/sim/nn"
	"promptscope/sim/optim"
)

func init() { register(80, full{}) }

// full is full fine-tuning: every number of the backbone trains. It is the yardstick, and the method that needs a copy
// of the whole model for each task.
type full struct{}

func (full) Info() Info {
	return Info{ID: "full", Name: "Full fine-tuning", Formula: "θ ← θ - η·∇θ for all θ", Recommend: full{}.Rates(Settings{})}
}

func (full) Rates(Settings) Rates { return Rates{Fact: 1e-4, Relation: 1e-3, Tagging: 1e-3} }

func (full) Attach(s Setup) (*Tuner, error) {
	m := s.Model
	m.Grads = nn.NewGrads(m.Config, func(name string) bool { return true })
	t := &Tuner{Stored: len(m.Data)}
	for i, w := range m.Tensors {
		g := m.Grads.Tensors[i]
		if strings.Contains(w.Name, "pooler") {
			continue // no task of ours reads the pooler; it would only count as trained
		}
		t.Params = append(t.Params, optim.Param{Name: w.Name, X: w.Data, G: g.Data, Rate: s.Rate})
	}
	return t, nil
}
