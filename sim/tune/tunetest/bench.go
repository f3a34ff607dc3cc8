package tunetest

import (
	"errors"
	"strings"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/tune"
)

// Model is a random model of three layers.
func Model(layout string) *nn.Model {
	c := nn.Config{Layout: layout, V: 17, C: 8, L: 3, NH: 2, FF: 16, MaxPos: 24, Types: 2, Eps: 1e-12}
	if c.Causal() {
		c.Types = 0
	}
	p := nn.NewParams(c)
	r := rng.New(21, 1)
	for _, t := range p.Tensors {
		random(t.Data, 0.3, r)
		if strings.HasSuffix(t.Name, "LayerNorm.weight") || strings.HasSuffix(t.Name, "ln.weight") {
			for i := range t.Data {
				t.Data[i]++
			}
		}
	}
	return nn.NewModel(p)
}

// random fills x from N(0, sd²).
func random(x []Real, sd float64, r *rng.Rand) {
	for i := range x {
		x[i] = Real(r.Normal() * sd)
	}
}

// Bench is a method attached to a model with one cloze and one tagging sequence.
type Bench struct {
	Model *nn.Model
	Tuner *tune.Tuner
	a     *nn.Acts
	b     nn.Batch
	mlm   *nn.MLMHead
	head  *nn.LinearHead
	mask  []int32
	tags  []int32
	opt   *optim.Adam

	trials []float64
}

// NewBench attaches a method to a small random model.
func NewBench(t *testing.T, m tune.Method, s run.Settings, layout string, seed uint64) *Bench {
	t.Helper()
	x := &Bench{Model: Model(layout)}
	var err error
	if x.Tuner, err = m.Attach(tune.Setup{Settings: s, Model: x.Model, Rate: 1e-2, Rand: rng.New(seed, 1), Words: 5, Mask: 4, Classes: []int32{7, 8}}); errors.Is(err, tune.ErrApart) {
		t.Skip(err)
	} else if err != nil {
		t.Fatal(err)
	}
	x.a, x.mlm, x.head = nn.NewActs(x.Model.Config, 24, 12, &x.Tuner.Inject), nn.NewMLMHead(x.Model.Config, 1), nn.NewLinearHead(3, x.Model.C, 4)
	random(x.head.W, 0.3, rng.New(4, 4))
	x.head.Repack()
	ids, rows := tune.Place(nil, nil, s.Placement, x.Tuner.Input, []int32{9, 12, 4}, 2, 2, 3)
	x.b.Reset()
	x.b.Add(ids, x.Tuner.First)
	x.mask = []int32{rows[2]}
	at := int32(x.b.Rows())
	ids, rows = tune.Place(nil, nil, s.Placement, x.Tuner.Input, []int32{7, 8, 15, 6}, 2, 2, 3)
	x.b.Add(ids, x.Tuner.First)
	for _, r := range rows {
		x.tags = append(x.tags, at+r)
	}
	x.opt = optim.NewAdam(x.Tuner.Params, 0.9, 0.999, 0)
	x.trials = make([]float64, tune.Candidates)
	return x
}

// Loss computes what is injected from the trained numbers, and the loss.
func (x *Bench) Loss() float64 {
	x.Tuner.Forward()
	return x.passes()
}

// passes is the loss of what is in Inject now.
func (x *Bench) passes() float64 {
	for l := range x.Model.L + 1 {
		x.Model.Repack(l)
	}
	x.Model.Forward(x.a, &x.b, &x.Tuner.Inject)
	x.mlm.Forward(x.Model, x.a, x.mask)
	x.head.Forward(x.a, x.tags)
	sum := CrossEntropy(x.mlm.Logits[:x.Model.V], 6)
	for i := range x.tags {
		sum += CrossEntropy(x.head.Logits[3*i:][:3], i%3)
	}
	return sum
}

// Backward runs the backward pass of the last Loss.
func (x *Bench) Backward() {
	x.opt.Zero()
	x.Tuner.ZeroGrad()
	clear(x.a.DOut)
	CrossEntropyBackward(x.mlm.Logits[:x.Model.V], x.mlm.Logits[:x.Model.V], 6, 1)
	for i := range x.tags {
		z := x.head.Logits[3*i:][:3]
		CrossEntropyBackward(z, z, i%3, 1)
	}
	x.mlm.Backward(x.Model, x.a, x.mask, x.mlm.Logits)
	x.head.Backward(x.a, x.tags, x.head.Logits)
	x.Model.Backward(x.a, &x.b, &x.Tuner.Inject)
	x.Tuner.Backward()
}

// Step is one step of training, without clipping.
func (x *Bench) Step() {
	x.Tuner.Forward()
	x.Tuner.Begin()
	x.passes()
	x.Backward()
	if s := x.Tuner.Search; s != nil {
		x.trials = x.trials[:s.Propose()]
		for k := range x.trials {
			s.Try(k)
			x.trials[k] = x.passes()
		}
		s.Decide(x.trials)
	}
	x.opt.Begin()
	for i := range x.Tuner.Params {
		x.opt.Update(i, 1, 1)
	}
}
