// Package optim updates trained numbers: Adam with optional decoupled weight decay, clipping by the global
// norm, and the learning-rate schedules.
package optim

import (
	"math"

	. "promptscope/sim/kernel"
)

// Param is one trained tensor. X and G are views; the optimiser owns neither.
type Param struct {
	Name string
	X, G []Real
	Rate float64 // peak learning rate
	// Decay says whether weight decay applies (matrices, not biases and norms).
	Decay bool
}

// Adam is Kingma and Ba 2015 with bias correction, and Loshchilov and Hutter's decoupled decay, in the form
// that torch.optim.AdamW computes.
type Adam struct {
	Params       []Param
	Beta1, Beta2 float64
	Eps, Decay   float64

	m, v   [][]Real
	c1, c2 float64 // β1^t and β2^t
}

// NewAdam allocates the moments. PyTorch's defaults are β 0.9 and 0.999, ε 1e-8, decay 0.
func NewAdam(params []Param, beta1, beta2, decay float64) *Adam {
	o := &Adam{Params: params, Beta1: beta1, Beta2: beta2, Eps: 1e-8, Decay: decay, c1: 1, c2: 1}
	for _, p := range params {
		o.m, o.v = append(o.m, make([]Real, len(p.X))), append(o.v, make([]Real, len(p.X)))
	}
	return o
}

// Moments returns the running means of gradient and squared gradient of parameter i, to be kept or put back.
func (o *Adam) Moments(i int) (m, v []Real) { return o.m[i], o.v[i] }

// Begin starts an update; Update must follow once for each parameter.
func (o *Adam) Begin() {
	o.c1 *= o.Beta1
	o.c2 *= o.Beta2
}

// Update moves parameter i. factor multiplies its rate (the schedule), scale its gradient (the clip).
func (o *Adam) Update(i int, factor float64, scale Real) {
	p := &o.Params[i]
	rate := p.Rate * factor
	keep := Real(1)
	if p.Decay {
		keep = Real(1 - float64(rate*o.Decay))
	}
	AdamStep(p.X, p.G, o.m[i], o.v[i], &AdamRates{
		Scale: scale, B1: Real(o.Beta1), D1: Real(1 - o.Beta1), B2: Real(o.Beta2), D2: Real(1 - o.Beta2),
		Rate: Real(rate / (1 - o.c1)), Root: Real(1 / math.Sqrt(1-o.c2)), Eps: Real(o.Eps), Keep: keep,
	})
}

// Zero clears all gradients.
func (o *Adam) Zero() {
	for _, p := range o.Params {
		clear(p.G)
	}
}

// SquaredNorm adds Σ g² of parameter i to sum, in sequence and in float64.
func (o *Adam) SquaredNorm(i int, sum float64) float64 {
	for _, g := range o.Params[i].G {
		sum += float64(float64(g) * float64(g))
	}
	return sum
}

// ClipScale is the factor that brings a gradient of the given norm to at most limit, as torch's clip_grad_norm_.
func ClipScale(norm, limit float64) Real {
	return Real(min(1, limit/(norm+1e-6)))
}

// LinearDecay is the schedule of tuning runs at step s of n: 5 % warm-up, then linear decay, never below 2 %.
func LinearDecay(s, n int) float64 {
	warm := max(1, float64(n)/20)
	return min(1, float64(s+1)/warm) * max(0.02, 1-float64(s)/float64(n))
}

// SmoothDecay is the schedule of pretraining: warm-up steps, then 1-(3x²-2x³), which is a half cosine to within 1 %
// without a cosine (whose bits differ between platforms), never below 2 %.
func SmoothDecay(s, n, warm int) float64 {
	x := float64(s) / float64(n)
	half := 1 - float64(float64(x*x)*(3-2*x))
	return min(1, float64(s+1)/float64(warm)) * max(0.02, half)
}
