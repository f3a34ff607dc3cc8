package kernel

// invSqrt2 and invSqrt2Pi are 1/√2 and 1/√(2π).
const (
	invSqrt2   = 0.70710678118654752440
	invSqrt2Pi = 0.39894228040143267794
)

// GELU computes y = x·Φ(x) with the exact (erf) normal distribution function, and e = 1 + erf(x/√2) for the backward pass;
// y may be x.
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

// GELUBackward overwrites dx = dy·(Φ(x) + x·φ(x)), given GELU's e; dx may be dy.
func GELUBackward(dx, dy, x, e []Real) {
	dx, dy, e = dx[:len(x)], dy[:len(x)], e[:len(x)]
	if vector && len(x) > 0 {
		vGeluBackward(&dx[0], &dy[0], &x[0], &e[0], int32(len(x)))
		return
	}
	for i, v := range x {
		cdf := Real(0.5 * e[i])
		pdf := Real(invSqrt2Pi * Exp(Real(Real(-0.5*v)*v)))
		dx[i] = Real(dy[i] * (cdf + Real(v*pdf)))
	}
}

// GPT-2's activation gelu_new: GELU with tanh in place of erf, y = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
const (
	geluRoot  = 0.79788456080286535588
	geluCubic = 0.044715
)

// GELUNew computes the activation, and t, the tanh in it, for the backward pass; y may be x.
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

// GELUNewBackward overwrites dx = dy·y', given GELUNew's t; dx may be dy.
func GELUNewBackward(dx, dy, x, t []Real) {
	dx, dy, t = dx[:len(x)], dy[:len(x)], t[:len(x)]
	if vector && len(x) > 0 {
		vGeluNewBackward(&dx[0], &dy[0], &x[0], &t[0], int32(len(x)))
		return
	}
	for i, v := range x {
		inner := Real(geluRoot * (1 + Real(3*geluCubic*Real(v*v))))
		dx[i] = Real(dy[i] * (Real(0.5*(1+t[i])) + Real(Real(0.5*v)*Real((1-Real(t[i]*t[i]))*inner))))
	}
}

// TanhForward computes y = tanh(x); y may be x.
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

// ReLU computes y = max(x, 0); y may be x.
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

// Sigmoid computes y = 1/(1+e^-x); y may be x.
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
