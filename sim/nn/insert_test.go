package nn

import (
	"fmt"
	"slices"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// affine is the simplest Insert that needs all of the interface: y ← w⊙y + b. It stands in for those of methods.
type affine struct {
	Spot
	w, b, dw, db []Real
}

func newAffine(c Config, layer int, at Site, r *rng.Rand) *affine {
	width := c.C
	if at == Hidden {
		width = c.FF
	}
	x := &affine{Spot{layer, at}, make([]Real, width), make([]Real, width), make([]Real, width), make([]Real, width)}
	for i := range x.w {
		x.w[i], x.b[i] = Real(1+0.3*r.Normal()), Real(0.3*r.Normal())
	}
	return x
}

func (x *affine) Each(f func(name string, x, dx []Real)) {
	f(fmt.Sprintf("%d.%d.w", x.Layer, x.Site), x.w, x.dw)
	f(fmt.Sprintf("%d.%d.b", x.Layer, x.Site), x.b, x.db)
}
func (x *affine) Trains() bool { return x.dw != nil }
func (x *affine) Clone() Insert {
	return &affine{Spot: x.Spot, w: slices.Clone(x.w), b: slices.Clone(x.b)}
}
func (x *affine) Pack()     {}
func (x *affine) Room() int { return len(x.w) }
func (x *affine) Work() int { return 0 }

func (x *affine) Forward(y []Real, ld, n int, kept []Real) {
	k := len(x.w)
	for r := range n {
		row := y[r*ld:][:k]
		copy(kept[r*k:][:k], row)
		for j := range row {
			row[j] = Real(row[j]*x.w[j]) + x.b[j]
		}
	}
}

func (x *affine) Backward(dy []Real, ld, n int, kept []Real, _ *Scratch) {
	k := len(x.w)
	for r := range n {
		row := dy[r*ld:][:k]
		for j, d := range row {
			if x.Trains() {
				x.dw[j] += Real(d * kept[r*k+j])
				x.db[j] += d
			}
			row[j] = Real(d * x.w[j])
		}
	}
}

// sites are all of them, by name.
var sites = map[string]Site{"query": Query, "key": Key, "value": Value, "attended": Attended, "hidden": Hidden, "output": Output}

// inserted is a problem with an insert at one site of both layers, or of the upper alone.
func inserted(layout string, at Site, full, upper bool) *problem {
	p := newProblem(layout, full)
	for l := range p.m.L {
		if l > 0 || !upper {
			p.in.Inserts = append(p.in.Inserts, newAffine(p.m.Config, l, at, rng.New(9, uint64(l))))
		}
	}
	return p
}

// tensors are the inserts' numbers for a check of gradients.
func (p *problem) tensors(name string) (out []gradcheck.Tensor) {
	for _, x := range p.in.Inserts {
		x.Each(func(tensor string, x, dx []Real) {
			out = append(out, gradcheck.Tensor{Name: name + " " + tensor, X: x, Grad: dx})
		})
	}
	return out
}

// At every site of every layout the gradients of the inserts and of all that lies below are true: with everything else
// trained, and alone, where the backward pass ends as high as it may.
func TestInsertGradients(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		for name, at := range sites {
			for _, alone := range []bool{false, true} {
				p := inserted(layout, at, false, alone)
				if alone {
					p.in.DVirtual, p.in.DPrefix = nil, nil
				}
				p.step([]int32{3, 4, 7, 8, 9})
				ts := p.tensors(fmt.Sprintf("%s %s alone=%v", layout, name, alone))
				if !alone {
					ts = append(ts, gradcheck.Tensor{Name: name + " virtual", X: p.in.Virtual, Grad: p.in.DVirtual}, gradcheck.Tensor{Name: name + " prefix", X: p.in.Prefix, Grad: p.in.DPrefix})
				}
				gradcheck.Check(t, p.loss, ts...)
			}
		}
	}
}

// With inserts, too, reading some rows gives the bits of reading all, the cache of layer 0 those of none, and a step
// allocates nothing.
func TestInsertsKeepTheBits(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		for name, at := range sites {
			for _, full := range []bool{false, true} {
				all, some, still := inserted(layout, at, full, false), inserted(layout, at, full, false), inserted(layout, at, full, false)
				still.m.KeepStill(still.a, 100)
				read := []int32{3, 4, 7, 8, 9}
				want := all.step(nil)
				for what, p := range map[string]*problem{"some rows": some, "the cache": still} {
					if got := p.step(read); got != want {
						t.Errorf("%s %s %s: loss %v, want %v", layout, name, what, got, want)
					}
					theirs := p.tensors("")
					for i, x := range all.tensors("") {
						if !slices.EqualFunc(x.Grad, theirs[i].Grad, func(a, b Real) bool { return Bits(a) == Bits(b) }) {
							t.Errorf("%s %s: with %s the gradient of %s has other bits", layout, name, what, x.Name)
						}
					}
				}
				if n := testing.AllocsPerRun(3, func() { some.step(read) }); n != 0 {
					t.Errorf("%s %s: %v allocations in a step", layout, name, n)
				}
			}
		}
	}
}

// Two inserts at one site act one behind the other, and backward the other way round.
func TestInsertsInOrder(t *testing.T) {
	for name, at := range sites {
		p := newProblem(MegatronBert, false)
		r := rng.New(9, 9)
		p.in.Inserts = []Insert{newAffine(p.m.Config, 1, at, r), newAffine(p.m.Config, 1, at, r)}
		p.step([]int32{3, 4, 7, 8, 9})
		gradcheck.Check(t, p.loss, p.tensors(name)...)
		before := p.loss()
		slices.Reverse(p.in.Inserts)
		if after := p.loss(); after == before {
			t.Errorf("%s: the order does not matter", name)
		}
	}
}

// The backward pass ends where the lowest trained number is.
func TestLowest(t *testing.T) {
	c := tiny(Bert)
	r := rng.New(1, 1)
	deep := Inject{Prefix: make([]Real, 64), DPrefix: make([]Real, 64), P: 2, Deep: []bool{false, true}}
	frozen := newAffine(c, 0, Key, r)
	frozen.dw = nil
	for name, tt := range map[string]struct {
		in        Inject
		g         *Params
		low       int
		attention bool
	}{
		"nothing":          {Inject{}, nil, 2, false},
		"a prefix":         {deep, nil, 1, true},
		"virtual tokens":   {Inject{DVirtual: make([]Real, 8)}, nil, -1, false},
		"weights":          {Inject{}, NewGrads(c, func(string) bool { return true }), -1, false},
		"no weight":        {Inject{}, NewGrads(c, func(string) bool { return false }), 2, false},
		"a low rank":       {Inject{Low: []LowRank{NewLowRank(c, 0, Key, 2, 1)}}, nil, 0, true},
		"behind attention": {Inject{Inserts: []Insert{newAffine(c, 1, Attended, r)}}, nil, 1, false},
		"at a key":         {Inject{Inserts: []Insert{newAffine(c, 1, Key, r)}}, nil, 1, true},
		"a frozen insert":  {Inject{Inserts: []Insert{frozen, newAffine(c, 1, Output, r)}}, nil, 1, false},
	} {
		low := tt.in.Lowest(tt.g, c.L)
		if low != tt.low || low >= 0 && low < c.L && tt.in.IntoAttention(low) != tt.attention {
			t.Errorf("%s: down to layer %d, want %d (into attention: %v)", name, low, tt.low, tt.attention)
		}
	}
}
