package nn

import (
	"slices"

	. "promptscope/sim/kernel"
)

// Bottleneck is a small network with a way around it, on the rows at a site (Houlsby et al. 2019, arXiv:1902.00751,
// figure 2):
//
//	u ← u + W_up·gelu(W_down·u + b_down) + b_up
//
// W_down is (M, C), W_up (C, M). With W_up and b_up zero it changes nothing.
type Bottleneck struct {
	Spot
	// Name is that of the module of transformers whose output it changes.
	Name string
	// W_down (M, C) and W_up (C, M), to be packed after a change, and the biases b_down (M), b_up (C).
	Down, Up *Matrix
	BD, BU   []Real
	// Their gradients accumulate; nil if they are not trained.
	DDown, DUp, DBD, DBU []Real
}

// NewBottleneck is a network of zeros of width m, with room for gradients.
func NewBottleneck(c Config, layer int, at Site, m int) *Bottleneck {
	n := func(k int) []Real { return make([]Real, k) }
	return &Bottleneck{Spot: Spot{layer, at}, Name: c.Module(layer, at), Down: NewMatrix(n(m*c.C), m, c.C), Up: NewMatrix(n(c.C*m), c.C, m), BD: n(m), BU: n(c.C),
		DDown: n(m * c.C), DUp: n(c.C * m), DBD: n(m), DBU: n(c.C)}
}

// Each implements Insert; the names go on from the module's.
func (x *Bottleneck) Each(f func(name string, x, dx []Real)) {
	f(x.Name+".down.weight", x.Down.W, x.DDown)
	f(x.Name+".down.bias", x.BD, x.DBD)
	f(x.Name+".up.weight", x.Up.W, x.DUp)
	f(x.Name+".up.bias", x.BU, x.DBU)
}

// Trains implements Insert.
func (x *Bottleneck) Trains() bool { return x.DUp != nil }

// Clone implements Insert.
func (x *Bottleneck) Clone() Insert {
	m, c := x.Down.OC, x.Down.IC
	return &Bottleneck{Spot: x.Spot, Name: x.Name, Down: NewMatrix(slices.Clone(x.Down.W), m, c), Up: NewMatrix(slices.Clone(x.Up.W), c, m),
		BD: slices.Clone(x.BD), BU: slices.Clone(x.BU)}
}

// Pack implements Insert.
func (x *Bottleneck) Pack() {
	x.Down.Pack()
	x.Up.Pack()
}

// Room is u (C), and W_down·u + b_down, its gelu, what gelu's backward pass needs, and a gradient (M each).
func (x *Bottleneck) Room() int { return x.Down.IC + 4*x.Down.OC }

// Work implements Insert.
func (x *Bottleneck) Work() int { return 2 * x.Down.IC * x.Down.OC }

// parts divides the memory of n rows.
func (x *Bottleneck) parts(kept []Real, n int) (u, fc, act, gate, dfc []Real) {
	m, c := x.Down.OC, x.Down.IC
	u, kept = kept[:n*c], kept[n*c:]
	return u, kept[:n*m], kept[n*m : 2*n*m], kept[2*n*m : 3*n*m], kept[3*n*m : 4*n*m]
}

// Forward is the formula; rows of y (N, C) stand without gaps.
func (x *Bottleneck) Forward(y []Real, _, n int, kept []Real) {
	u, fc, act, gate, _ := x.parts(kept, n)
	copy(u, y)
	// act (N, M) = gelu(W_down·u + b_down)
	Linear(fc, u, x.Down, x.BD, n)
	GELU(act, gate, fc)
	// y (N, C) = W_up·act + b_up + u
	Linear(y, act, x.Up, x.BU, n)
	add(y, u, len(u))
}

// Backward inverts z = W_up·act + b_up + u, given dz in dy, which stays as the share that goes around the network:
//
//	dW_up += dz·actᵀ,   db_up += dz,   dfc = gelu'(fc) ⊙ (W_upᵀ·dz),   dW_down += dfc·uᵀ,   db_down += dfc
//	du = dz + W_downᵀ·dfc
func (x *Bottleneck) Backward(dy []Real, _, n int, kept []Real, s *Scratch) {
	m, c := x.Down.OC, x.Down.IC
	u, fc, act, gate, dfc := x.parts(kept, n)
	// y = W_up·act + b_up + u
	LinearBackwardWeight(x.DUp, x.DBU, dy, act, c, m, n, s)
	LinearBackwardInput(dfc, dy, x.Up, n, false)
	// act = gelu(fc), fc = W_down·u + b_down
	GELUBackward(dfc, dfc, fc, gate)
	LinearBackwardWeight(x.DDown, x.DBD, dfc, u, m, c, n, s)
	LinearBackwardInput(dy, dfc, x.Down, n, true)
}
