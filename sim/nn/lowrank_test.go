package nn

import (
	"math"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// lowRanks has query and value of layer 1 and the key of layer 0.
func lowRanks(c Config) (out []LowRank) {
	r := rng.New(8, 8)
	for _, at := range []struct {
		layer int
		part  Site
	}{{0, Key}, {1, Query}, {1, Value}} {
		w := NewLowRank(c, at.layer, at.part, 3, 2)
		for i := range w.A.W {
			w.A.W[i], w.B.W[i] = Real(0.4*r.Normal()), Real(0.4*r.Normal())
		}
		w.A.Pack()
		w.B.Pack()
		out = append(out, w)
	}
	return out
}

func TestLowRankGradients(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		for _, only := range []bool{false, true} { // alone, so that the backward pass ends at the lowest of them
			p := newProblem(layout, false)
			p.in.Low = lowRanks(p.m.Config)
			if only {
				p.in.Low = p.in.Low[1:]
				p.in.DVirtual, p.in.DPrefix = nil, nil
			}
			loss := func() float64 {
				for _, w := range p.in.Low {
					w.A.Pack()
					w.B.Pack()
				}
				return p.loss()
			}
			loss()
			p.backward()
			var ts []gradcheck.Tensor
			for _, w := range p.in.Low {
				ts = append(ts, gradcheck.Tensor{Name: layout + " A", X: w.A.W, Grad: w.DA}, gradcheck.Tensor{Name: layout + " B", X: w.B.W, Grad: w.DB})
			}
			if !only {
				ts = append(ts, gradcheck.Tensor{Name: layout + " virtual", X: p.in.Virtual, Grad: p.in.DVirtual})
			}
			gradcheck.Check(t, loss, ts...)
		}
	}
}

func TestMergedEqualsUnmerged(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		p, q := newProblem(layout, false), newProblem(layout, false)
		plain := p.loss()
		p.in.Low = lowRanks(p.m.Config)
		q.m.Merge(lowRanks(q.m.Config))
		a, b := p.loss(), q.loss()
		if math.Abs(a-b) > 1e-5*(1+math.Abs(a)) {
			t.Errorf("%s: unmerged loss %.9g, merged %.9g", layout, a, b)
		}
		if math.Abs(a-plain) < 1e-3 {
			t.Errorf("%s: the update changes nothing", layout)
		}
	}
}

// A zero prefix still takes part of the attention, and keys are not values.
func TestPrefixIsNotNeutral(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		p := newProblem(layout, false)
		p.in.Deep = nil
		with := p.loss()
		c := p.m.C
		for i := range p.in.P {
			for l := range p.m.L {
				row := p.in.Prefix[(i*p.m.L+l)*2*c:][:2*c]
				for j := range c {
					row[j], row[c+j] = row[c+j], row[j]
				}
			}
		}
		swapped := p.loss()
		clear(p.in.Prefix)
		zero := p.loss()
		p.in.P = 0
		none := p.loss()
		if math.Abs(swapped-with) < 1e-3 {
			t.Errorf("%s: swapping keys and values changes nothing", layout)
		}
		if math.Abs(zero-none) < 1e-3 {
			t.Errorf("%s: a zero prefix changes nothing", layout)
		}
	}
}
