package nn

import (
	"slices"

	. "promptscope/sim/kernel"
)

// Scale multiplies the rows at a site by a trained vector, y ← l ⊙ y. At the keys, the values and the hidden layer of the
// FFN it is (IA)³ (Liu et al. 2022, arXiv:2205.05638, section 3.3):
//
//	softmax(q·(l_k ⊙ K)ᵀ/√HS)·(l_v ⊙ V),   W_2·(l_ff ⊙ gelu(W_1·h + b_1)) + b_2
//
// K and V have their biases in them, as in PEFT; a deep prefix is not scaled.
type Scale struct {
	Spot
	// Name is that of the module of transformers whose output is scaled; at Hidden its input is.
	Name string
	// L is l (C), at Hidden (FF). DL accumulates; nil if it is not trained.
	L, DL []Real
}

// NewScale is a vector of ones, which changes nothing, with room for its gradient.
func NewScale(c Config, layer int, at Site) *Scale {
	n := c.C
	if at == Hidden {
		n = c.FF
	}
	x := &Scale{Spot{layer, at}, c.Module(layer, at), make([]Real, n), make([]Real, n)}
	for i := range x.L {
		x.L[i] = 1
	}
	return x
}

// Each implements Insert.
func (x *Scale) Each(f func(name string, x, dx []Real)) { f(x.Name+".ia3_l", x.L, x.DL) }

// Trains implements Insert.
func (x *Scale) Trains() bool { return x.DL != nil }

// Clone implements Insert.
func (x *Scale) Clone() Insert { return &Scale{x.Spot, x.Name, slices.Clone(x.L), nil} }

// Pack implements Insert: there is nothing packed.
func (x *Scale) Pack() {}

// Room is the row as it was found.
func (x *Scale) Room() int { return len(x.L) }

// Work implements Insert: there is no product of matrices.
func (x *Scale) Work() int { return 0 }

// Forward computes y ← l ⊙ y and keeps y.
func (x *Scale) Forward(y []Real, ld, n int, kept []Real) {
	c := len(x.L)
	for r := range n {
		row := y[r*ld:][:c]
		copy(kept[r*c:][:c], row)
		for j, l := range x.L {
			row[j] = Real(row[j] * l)
		}
	}
}

// Backward inverts z = l ⊙ y, given dz in dy:
//
//	dl += Σ over rows of dz ⊙ y,   dy = l ⊙ dz
//
// Each number of dl is a sum over rows in sequence, so that a batch in chunks gives the same bits as one in a piece.
func (x *Scale) Backward(dy []Real, ld, n int, kept []Real, _ *Scratch) {
	c := len(x.L)
	for r := range n {
		row, y := dy[r*ld:][:c], kept[r*c:][:c]
		if x.DL != nil {
			for j, d := range row {
				x.DL[j] += Real(d * y[j])
			}
		}
		for j, l := range x.L {
			row[j] = Real(row[j] * l)
		}
	}
}
