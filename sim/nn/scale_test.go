package nn

import (
	"fmt"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// scaled is a problem whose keys, values and hidden rows are scaled by random vectors, in the upper layer or in all.
func scaled(layout string, upper bool) *problem {
	p, r := newProblem(layout, false), rng.New(12, 12)
	for l := range p.m.L {
		for _, at := range []Site{Key, Value, Hidden} {
			if l == 0 && upper {
				continue
			}
			x := NewScale(p.m.Config, l, at)
			for i := range x.L {
				x.L[i] = Real(1 + 0.4*r.Normal())
			}
			p.in.Inserts = append(p.in.Inserts, x)
		}
	}
	return p
}

func TestScaleGradients(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		for _, upper := range []bool{false, true} {
			p := scaled(layout, upper)
			if upper { // alone, so that the backward pass ends at the lowest of them
				p.in.DVirtual, p.in.DPrefix = nil, nil
			}
			p.step([]int32{3, 4, 7, 8, 9})
			ts := p.tensors(fmt.Sprintf("%s upper=%v", layout, upper))
			if !upper {
				ts = append(ts, gradcheck.Tensor{Name: "virtual", X: p.in.Virtual, Grad: p.in.DVirtual}, gradcheck.Tensor{Name: "prefix", X: p.in.Prefix, Grad: p.in.DPrefix})
			}
			gradcheck.Check(t, p.loss, ts...)
		}
	}
}

// Vectors of ones change nothing, to the bit.
func TestScaleStartsAtNothing(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		p, q := newProblem(layout, false), newProblem(layout, false)
		for _, at := range []Site{Key, Value, Hidden} {
			q.in.Inserts = append(q.in.Inserts, NewScale(q.m.Config, 1, at))
		}
		if a, b := p.loss(), q.loss(); a != b {
			t.Errorf("%s: loss %v, with ones %v", layout, a, b)
		}
	}
}

// Scaling is what the same factors on the weights do: rows of W_k and W_v with their biases, columns of W_2. A deep prefix
// is not in the weights, and is not scaled.
func TestScaleIsAScaledWeight(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		p, q := scaled(layout, false), newProblem(layout, false)
		for _, insert := range p.in.Inserts {
			x := insert.(*Scale)
			b, c := &q.m.Blocks[x.Layer], q.m.C
			for i, l := range x.L {
				if x.Site == Hidden {
					for o := range c {
						b.ProjW[o*q.m.FF+i] *= l
					}
					continue
				}
				row := int(x.Site)*c + i
				b.QKVB[row] *= l
				for j := range c {
					b.QKVW[row*c+j] *= l
				}
			}
		}
		if a, b := p.loss(), q.loss(); a-b > 1e-4 || b-a > 1e-4 {
			t.Errorf("%s: loss %v with scales, %v with scaled weights", layout, a, b)
		}
	}
}
