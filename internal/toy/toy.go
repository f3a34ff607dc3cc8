// Package toy is a small tuning method for tests: whoever registers it sees that menus, links, flags, the codec, the sweep
// and the contract pick up a method that they do not know. It brings a kind of insert of its own.
package toy

import (
	"slices"
	"sync"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/run"
	"promptscope/sim/tune"
)

// ID is the method's.
const ID = "toy"

// Register adds the method behind all others, once.
var Register = sync.OnceFunc(func() { tune.Register(1000, shifting{}) })

// shifting adds a trained vector behind every FFN: y + α/8·b.
type shifting struct{}

func (shifting) Info() run.Method {
	return run.Method{ID: ID, Name: "Toy", Formula: "y + (α/8)·b", Knobs: []string{"alpha"}, Where: run.Modules, Recommend: shifting{}.Rates(run.Settings{})}
}

func (shifting) Rates(run.Settings) run.Rates {
	return run.Rates{Fact: 1e-2, Relation: 1e-2, Tagging: 1e-2}
}

func (shifting) Export(run.Settings, nn.Config) tune.Export {
	return tune.Export{Why: "a toy has no form in PEFT: want any other method"}
}

func (shifting) Attach(s tune.Setup) (*tune.Tuner, error) {
	t := &tune.Tuner{}
	for l := range s.Model.L {
		x := &shift{Spot: nn.Spot{Layer: l, Site: nn.Output}, name: s.Model.Module(l, nn.Output), by: Real(s.Alpha) / 8,
			b: make([]Real, s.Model.C), db: make([]Real, s.Model.C)}
		t.Inject.Inserts = append(t.Inject.Inserts, x)
		t.Params = append(t.Params, optim.Param{Name: x.name + ".shift", X: x.b, G: x.db, Rate: s.Rate})
	}
	t.Stored = t.Trainable()
	return t, nil
}

// shift is the insert: y ← y + by·b, rows of C.
type shift struct {
	nn.Spot
	name  string
	by    Real
	b, db []Real
}

func (x *shift) Each(f func(name string, x, dx []Real)) { f(x.name+".shift", x.b, x.db) }
func (x *shift) Trains() bool                           { return x.db != nil }
func (x *shift) Clone() nn.Insert {
	return &shift{Spot: x.Spot, name: x.name, by: x.by, b: slices.Clone(x.b)}
}
func (x *shift) Pack()     {}
func (x *shift) Room() int { return 0 }
func (x *shift) Work() int { return 0 }

func (x *shift) Forward(y []Real, ld, n int, _ []Real) {
	for r := range n {
		row := y[r*ld:][:len(x.b)]
		for j, b := range x.b {
			row[j] += Real(x.by * b)
		}
	}
}

func (x *shift) Backward(dy []Real, ld, n int, _ []Real, _ *Scratch) {
	for r := range n {
		for j, d := range dy[r*ld:][:len(x.db)] {
			x.db[j] += Real(x.by * d)
		}
	}
}
