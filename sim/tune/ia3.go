package tune

import (
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/run"
)

func init() { Register(64, ia3{}) }

// ia3 is IA³, written (IA)³ in the paper: three trained vectors a layer multiply the keys, the values and the hidden layer of the FFN. They start at
// one, so the model starts unchanged. Liu et al. 2022, arXiv:2205.05638; code r-three/t-few, PEFT tuners/ia3. After training
// they could be multiplied into the weights.
type ia3 struct{}

func (ia3) Info() run.Method {
	return run.Method{ID: "ia3", Name: "IA³", Paper: "arXiv:2205.05638", Formula: "K ← l_k⊙K, V ← l_v⊙V, W_2·(l_ff ⊙ gelu(W_1·h))", Where: run.Scales,
		Recommend: ia3{}.Rates(run.Settings{})}
}

func (ia3) Rates(run.Settings) run.Rates {
	return run.Rates{Fact: 3e-2, Relation: 3e-1, Tagging: 1e-1, Own: 1e-2}
}

func (ia3) Export(run.Settings, nn.Config) Export { return Export{PEFT: "IA3"} }

func (ia3) Attach(s Setup) (*Tuner, error) {
	t := &Tuner{}
	for l := range s.Model.L {
		for _, at := range []nn.Site{nn.Key, nn.Value, nn.Hidden} {
			x := nn.NewScale(s.Model.Config, l, at)
			t.Inject.Inserts = append(t.Inject.Inserts, x)
			t.Params = append(t.Params, optim.Param{Name: x.Name, X: x.L, G: x.DL, Rate: s.Rate})
		}
	}
	t.Stored = t.Trainable()
	return t, nil
}
