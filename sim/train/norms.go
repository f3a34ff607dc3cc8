package train

import (
	"math"

	. "promptscope/sim/kernel"
)

// norms are those of the last step's gradients at each virtual token: (n) of those in the row, (L, P) of those in
// the layers.
type norms struct{ input, deep []float32 }

func newNorms(g *ground) norms {
	return norms{make([]float32, g.tuner.Input), make([]float32, g.model.L*g.tuner.Inject.P)}
}

// copy is the same norms in memory of its own.
func (n norms) copy() norms {
	return norms{append([]float32(nil), n.input...), append([]float32(nil), n.deep...)}
}

// be takes over the norms of another of the same shape.
func (n norms) be(o norms) {
	copy(n.input, o.input)
	copy(n.deep, o.deep)
}

// keepGradients takes the norms from a backward pass.
func (t *Trainer) keepGradients() {
	in, c := &t.tuner.Inject, t.model.C
	for i := range t.grad.input {
		if in.DVirtual == nil {
			break // a search that sees no gradient
		}
		t.grad.input[i] = norm(in.DVirtual[i*c:][:c])
	}
	for l := range t.model.L {
		for i := range in.P {
			t.grad.deep[l*in.P+i] = norm(in.DPrefix[(i*t.model.L+l)*2*c:][:2*c])
		}
	}
}

func norm(x []Real) float32 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return float32(math.Sqrt(sum))
}
