package nn

import (
	"fmt"
	"math"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// narrow is a problem with random bottlenecks behind attention and FFN, in the upper layer or in all.
func narrow(layout string, upper bool) *problem {
	p, r := newProblem(layout, false), rng.New(13, 13)
	for l := range p.m.L {
		for _, at := range []Site{Attended, Output} {
			if l == 0 && upper {
				continue
			}
			x := NewBottleneck(p.m.Config, l, at, 3)
			for _, t := range [][]Real{x.Down.W, x.Up.W, x.BD, x.BU} {
				for i := range t {
					t[i] = Real(0.4 * r.Normal())
				}
			}
			x.Pack()
			p.in.Inserts = append(p.in.Inserts, x)
		}
	}
	return p
}

func TestBottleneckGradients(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		for _, upper := range []bool{false, true} {
			p := narrow(layout, upper)
			if upper { // alone, so that the backward pass ends behind the attention of layer 1
				p.in.DVirtual, p.in.DPrefix = nil, nil
			}
			loss := func() float64 {
				p.in.Pack()
				return p.loss()
			}
			p.step([]int32{3, 4, 7, 8, 9})
			ts := p.tensors(fmt.Sprintf("%s upper=%v", layout, upper))
			if !upper {
				ts = append(ts, gradcheck.Tensor{Name: "virtual", X: p.in.Virtual, Grad: p.in.DVirtual}, gradcheck.Tensor{Name: "prefix", X: p.in.Prefix, Grad: p.in.DPrefix})
			}
			gradcheck.Check(t, loss, ts...)
		}
	}
}

// Zeros change nothing, to the bit; so do zeros in W_up alone, whatever W_down is.
func TestBottleneckStartsAtNothing(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		plain, p := newProblem(layout, false), narrow(layout, false)
		for _, insert := range p.in.Inserts {
			x := insert.(*Bottleneck)
			clear(x.Up.W)
			clear(x.BU)
			x.Pack()
		}
		if a, b := plain.loss(), p.loss(); a != b {
			t.Errorf("%s: loss %v, with W_up at zero %v", layout, a, b)
		}
	}
}

// The formula, in plain float64.
func TestBottleneckFormula(t *testing.T) {
	const m, n = 3, 2
	c := tiny(Bert)
	x := narrow(Bert, true).in.Inserts[0].(*Bottleneck)
	y, r := make([]Real, n*c.C), rng.New(3, 3)
	for i := range y {
		y[i] = Real(r.Normal())
	}
	want := make([]float64, n*c.C)
	for row := range n {
		u := y[row*c.C:][:c.C]
		for o := range c.C {
			sum := float64(u[o]) + float64(x.BU[o])
			for k := range m {
				h := float64(x.BD[k])
				for i, v := range u {
					h += float64(x.Down.W[k*c.C+i]) * float64(v)
				}
				sum += float64(x.Up.W[o*m+k]) * h / 2 * (1 + math.Erf(h/math.Sqrt2))
			}
			want[row*c.C+o] = sum
		}
	}
	x.Forward(y, c.C, n, make([]Real, n*x.Room()))
	for i, w := range want {
		if math.Abs(float64(y[i])-w) > 1e-5 {
			t.Errorf("number %d is %v, want %v", i, y[i], w)
		}
	}
}
