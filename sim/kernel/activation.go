package kernel

// invSqrt2 and invSqrt2Pi are 1/√2 and 1/√(2π).
const (
	invSqrt2   = 0.70710678118654752440
	invSqrt2Pi = 0.39894228040143267794
)

// GELU computes y = x·Φ(x) with the exact (erf) normal distribution function; y may be x.
func GELU(y, x []Real) {
	y = y[:len(x)]
	if vector && len(x) > 0 {
		vGelu(&y[0], &x[0], int32(len(x)))
		return
	}
	for i, v := range x {
		y[i] = Real(Real(0.5*v) * (1 + Erf(Real(v*invSqrt2))))
	}
}

// GELUBackward overwrites dx = dy·(Φ(x) + x·φ(x)); dx may be dy.
func GELUBackward(dx, dy, x []Real) {
	dx, dy = dx[:len(x)], dy[:len(x)]
	if vector && len(x) > 0 {
		vGeluBackward(&dx[0], &dy[0], &x[0], int32(len(x)))
		return
	}
	for i, v := range x {
		cdf := Real(0.5 * (1 + Erf(Real(v*invSqrt2))))
		pdf := Real(invSqrt2Pi * Exp(Real(Real(-0.5*v)*v)))
		dx[i] = Real(dy[i] * (cdf + Real(v*pdf)))
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
