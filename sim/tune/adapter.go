package tune

import (
	"fmt"
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/run"
)

func init() { Register(66, adapter{}) }

// adapter is the bottleneck adapter: in each layer two small networks with a way around them, behind attention and behind
// the FFN, before the residual stream is added. Houlsby et al. 2019, arXiv:1902.00751; code google-research/adapter-bert.
//
// W_up and the biases start at zero, so that the first evaluation is the backbone's own to the last bit, as with LoRA; the
// paper draws both matrices with a standard deviation of 0.01, which is nearly that. W_down starts at N(0, 1/d), so that the
// hidden rows have the size of the stream's.
type adapter struct{}

func (adapter) Info() run.Method {
	return run.Method{ID: "adapter", Name: "Bottleneck adapter", Paper: "arXiv:1902.00751", Formula: "u + W_up·gelu(W_down·u), W_down ∈ R^(m×d)", Where: run.Modules,
		Knobs: []string{"bottleneck"}, Recommend: adapter{}.Rates(run.Settings{})}
}

func (adapter) Rates(run.Settings) run.Rates {
	return run.Rates{Fact: 1e-3, Relation: 3e-2, Tagging: 1e-2, Own: 1e-3}
}

// Export is in a layout of our own.
func (adapter) Export(run.Settings, nn.Config) Export {
	return Export{Own: "bottleneck", Why: "PEFT has no bottleneck adapters: want --format own, whose load.py puts it into a model of transformers"}
}

func (adapter) Attach(s Setup) (*Tuner, error) {
	if s.Bottleneck < 1 {
		return nil, fmt.Errorf("bottleneck %d: want 1 and more", s.Bottleneck)
	}
	t := &Tuner{}
	for l := range s.Model.L {
		for _, at := range []nn.Site{nn.Attended, nn.Output} {
			x := nn.NewBottleneck(s.Model.Config, l, at, s.Bottleneck)
			normal(x.Down.W, 1/math.Sqrt(float64(s.Model.C)), s.Rand)
			t.Inject.Inserts = append(t.Inject.Inserts, x)
			x.Each(func(name string, x, dx []Real) {
				t.Params = append(t.Params, optim.Param{Name: name, X: x, G: dx, Rate: s.Rate})
			})
		}
	}
	t.forward = t.Inject.Pack
	t.Stored = t.Trainable()
	return t, nil
}
