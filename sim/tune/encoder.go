package tune

import (
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
)

// encoder is a prompt encoder: a small network from an embedding (n, d) to n rows of another width.
type encoder interface {
	forward()        // reads the embedding, writes out
	backward()       // reads dout, accumulates parameter gradients
	params() []param // in PyTorch's order of registration
}

// param is a tensor of an encoder with its gradient.
type param struct {
	name string
	x, g []Real
}

func newParam(name string, n int) param { return param{name, make([]Real, n), make([]Real, n)} }

// toOptim gives all tensors the same rate and no decay.
func toOptim(ps []param, rate float64) []optim.Param {
	out := make([]optim.Param, len(ps))
	for i, p := range ps {
		out[i] = optim.Param{Name: p.name, X: p.x, G: p.g, Rate: rate}
	}
	return out
}

// dense is y = x·Wᵀ + b over a fixed number of rows.
type dense struct {
	w, b param
	mat  *Matrix
}

func newDense(name string, out, in int, r *rng.Rand) *dense {
	d := &dense{w: newParam(name+".weight", out*in), b: newParam(name+".bias", out)}
	uniform(d.w.x, 1/math.Sqrt(float64(in)), r)
	uniform(d.b.x, 1/math.Sqrt(float64(in)), r)
	d.mat = NewMatrix(d.w.x, out, in)
	return d
}

// perceptron is dense layers with an activation between them: PEFT's MLP prompt encoder (ReLU, three layers) and the
// prefix encoder of Prefix-Tuning and P-Tuning v2 (tanh, two layers).
type perceptron struct {
	n       int
	embed   param // (n, d)
	layers  []*dense
	act     func(y, x []Real)
	actBack func(dx, dy, y []Real)
	x, dx   [][]Real // input of each layer, and its gradient; the last is out and dout
	s       Scratch
}

// newPerceptron builds layers of the given widths; widths[0] is the embedding's.
func newPerceptron(n int, embed, prefix string, widths []int, act func(y, x []Real), back func(dx, dy, y []Real), r *rng.Rand) *perceptron {
	p := &perceptron{n: n, embed: newParam(embed, n*widths[0]), act: act, actBack: back}
	p.x, p.dx = [][]Real{p.embed.x}, [][]Real{p.embed.g}
	for i, w := range widths[1:] {
		name := prefix + string(rune('0'+2*i)) // an activation stands between: 0, 2, 4
		p.layers = append(p.layers, newDense(name, w, widths[i], r))
		p.x, p.dx = append(p.x, make([]Real, n*w)), append(p.dx, make([]Real, n*w))
	}
	return p
}

func (p *perceptron) out() []Real  { return p.x[len(p.x)-1] }
func (p *perceptron) dout() []Real { return p.dx[len(p.dx)-1] }

func (p *perceptron) params() []param {
	out := []param{p.embed}
	for _, l := range p.layers {
		out = append(out, l.w, l.b)
	}
	return out
}

func (p *perceptron) forward() {
	for i, l := range p.layers {
		l.mat.Pack()
		Linear(p.x[i+1], p.x[i], l.mat, l.b.x, p.n)
		if i+1 < len(p.layers) {
			p.act(p.x[i+1], p.x[i+1])
		}
	}
}

func (p *perceptron) backward() {
	for i := len(p.layers) - 1; i >= 0; i-- {
		l := p.layers[i]
		if i+1 < len(p.layers) {
			p.actBack(p.dx[i+1], p.dx[i+1], p.x[i+1])
		}
		LinearBackwardWeight(l.w.g, l.b.g, p.dx[i+1], p.x[i], l.mat.OC, l.mat.IC, p.n, &p.s)
		LinearBackwardInput(p.dx[i], p.dx[i+1], l.mat, p.n, i == 0) // the embedding's gradient accumulates
	}
}
