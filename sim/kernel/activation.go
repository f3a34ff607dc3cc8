package kernel

// Activations: elementwise, on slices of any shape and equal length.

// invSqrt2 and invSqrt2Pi are 1/√2 and 1/√(2π).
const (
	invSqrt2   = 0.70710678118654752440
	invSqrt2Pi = 0.39894228040143267794
)

// GELU computes, with the exact distribution function of the normal distribution,
//
//	y = x·Φ(x),  Φ(x) = (1 + erf(x/√2))/2
//
// and e = 1 + erf(x/√2), which the backward pass needs besides x: an erf costs more than a number of memory.
// y may be x. Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2.
func GELU(y, e, x []Real) {
	y, e = y[:len(x)], e[:len(x)]
	if vector && len(x) > 0 {
		vGelu(&y[0], &e[0], &x[0], int32(len(x)))
		return
	}
	for i, v := range x {
		e[i] = 1 + Erf(Real(v*invSqrt2))
		y[i] = Real(Real(0.5*v) * e[i])
	}
}

// GELUBackward overwrites dx = dy·y', given GELU's x and e; dx may be dy.
//
//	y  = x·Φ(x)
//	y' = Φ(x) + x·φ(x),  φ(x) = e^(-x²/2)/√(2π)
func GELUBackward(dx, dy, x, e []Real) {
	dx, dy, e = dx[:len(x)], dy[:len(x)], e[:len(x)]
	if vector && len(x) > 0 {
		vGeluBackward(&dx[0], &dy[0], &x[0], &e[0], int32(len(x)))
		return
	}
	for i, v := range x {
		cdf := Real(0.5 * e[i])                             // Φ(x), from the forward pass
		pdf := Real(invSqrt2Pi * Exp(Real(Real(-0.5*v)*v))) // φ(x)
		dx[i] = Real(dy[i] * (cdf + Real(v*pdf)))
	}
}

// GPT-2's activation gelu_new is the approximation of the same section of that paper, with tanh in place of erf:
//
//	y = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³)))
const (
	geluRoot  = 0.79788456080286535588 // √(2/π)
	geluCubic = 0.044715
)

// GELUNew computes gelu_new, and t, the tanh in it, which the backward pass needs besides x; y may be x.
func GELUNew(y, t, x []Real) {
	y, t = y[:len(x)], t[:len(x)]
	if vector && len(x) > 0 {
		vGeluNew(&y[0], &t[0], &x[0], int32(len(x)))
		return
	}
	for i, v := range x {
		cube := Real(Real(v*v) * v)
		t[i] = Tanh(Real(geluRoot * (v + Real(geluCubic*cube))))
		y[i] = Real(Real(0.5*v) * (1 + t[i]))
	}
}

// GELUNewBackward overwrites dx = dy·y', given GELUNew's x and t; dx may be dy.
//
//	y  = x/2·(1+t),  t = tanh(u),  u = √(2/π)·(x + 0.044715·x³)
//	y' = (1+t)/2 + x/2·(1-t²)·u',  u' = √(2/π)·(1 + 3·0.044715·x²)
func GELUNewBackward(dx, dy, x, t []Real) {
	dx, dy, t = dx[:len(x)], dy[:len(x)], t[:len(x)]
	if vector && len(x) > 0 {
		vGeluNewBackward(&dx[0], &dy[0], &x[0], &t[0], int32(len(x)))
		return
	}
	for i, v := range x {
		inner := Real(geluRoot * (1 + Real(3*geluCubic*Real(v*v)))) // u'
		dx[i] = Real(dy[i] * (Real(0.5*(1+t[i])) + Real(Real(0.5*v)*Real((1-Real(t[i]*t[i]))*inner))))
	}
}

// TanhForward computes y = tanh(x); y may be x. Backward needs y alone.
func TanhForward(y, x []Real) {
	y = y[:len(x)]
	if vector && len(x) > 0 {
		vTanh(&y[0], &x[0], int32(len(x)))
		return
	}
	for i, v := range x {
		y[i] = Tanh(v)
	}
}

// TanhBackward overwrites dx = dy·(1-y²), given the output y; dx may be dy.
func TanhBackward(dx, dy, y []Real) {
	dx, dy = dx[:len(y)], dy[:len(y)]
	for i, v := range y {
		dx[i] = Real(dy[i] * (1 - Real(v*v)))
	}
}

// ReLU computes y = max(x, 0); y may be x. Backward needs y alone.
func ReLU(y, x []Real) {
	y = y[:len(x)]
	for i, v := range x {
		y[i] = max(v, 0)
	}
}

// ReLUBackward overwrites dx = dy where y > 0 and 0 elsewhere, given the output y; dx may be dy.
func ReLUBackward(dx, dy, y []Real) {
	dx, dy = dx[:len(y)], dy[:len(y)]
	for i, v := range y {
		if v > 0 {
			dx[i] = dy[i]
		} else {
			dx[i] = 0
		}
	}
}

// Sigmoid computes y = 1/(1+e^-x); y may be x. It has no backward of its own: the LSTM multiplies by y·(1-y).
// For large negative x, e^-x is +Inf and y is 0, as it should be.
func Sigmoid(y, x []Real) {
	y = y[:len(x)]
	if vector && len(x) > 0 {
		vSigmoid(&y[0], &x[0], int32(len(x)))
		return
	}
	for i, v := range x {
		y[i] = 1 / (1 + Exp(-v))
	}
}
