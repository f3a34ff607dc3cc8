// Package fmath has the transcendental functions of the engine. Every product is rounded by an
// explicit conversion, so no compiler may fuse it into a multiply-add, and the same input gives
// the same bits on amd64, arm64 and wasm. The float32 functions use only +, -, *, /, comparison
// and integer conversion, which lets a four-lane SIMD version repeat them bit for bit.
package fmath

import "math"

// Log returns the natural logarithm of a positive finite x, to about 1 ulp. For x <= 0 it follows math.Log.
// Algorithm: FreeBSD's e_log.c (also math.Log's), written without fusable products.
func Log(x float64) float64 {
	switch {
	case math.IsNaN(x) || math.IsInf(x, 1):
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	const (
		ln2Hi = 6.93147180369123816490e-01
		ln2Lo = 1.90821492927058770002e-10
		l1    = 6.666666666666735130e-01
		l2    = 3.999999999940941908e-01
		l3    = 2.857142874366239149e-01
		l4    = 2.222219843214978396e-01
		l5    = 1.818357216161805012e-01
		l6    = 1.531383769920937332e-01
		l7    = 1.479819860511658591e-01
	)
	f1, ki := math.Frexp(x)
	if f1 < math.Sqrt2/2 {
		f1 *= 2
		ki--
	}
	f := f1 - 1
	k := float64(ki)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	t1 := float64(s2 * (l1 + float64(s4*(l3+float64(s4*(l5+float64(s4*l7)))))))
	t2 := float64(s4 * (l2 + float64(s4*(l4+float64(s4*l6)))))
	r := t1 + t2
	hfsq := float64(0.5 * float64(f*f))
	return float64(k*ln2Hi) - ((hfsq - (float64(s*(hfsq+r)) + float64(k*ln2Lo))) - f)
}

// Exp32 returns e**x to about 1 ulp; below -87.3 it returns 0 and above 88.7 +Inf.
// Algorithm: Cephes expf.
func Exp32(x float32) float32 {
	if !(x > -87.33654) {
		if x != x {
			return x
		}
		return 0
	}
	if x > 88.72283 {
		return float32(math.Inf(1))
	}
	const (
		log2e = 1.44269504088896341
		c1    = 0.693359375
		c2    = -2.12194440e-4
	)
	// Adding and subtracting 1.5·2²³ rounds to the nearest integer in every IEEE implementation.
	const round = 12582912
	n := float32(float32(x*log2e)+round) - round
	x -= float32(n * c1)
	x -= float32(n * c2)
	z := float32(x * x)
	y := float32(1.9875691500e-4)
	y = float32(y*x) + 1.3981999507e-3
	y = float32(y*x) + 8.3334519073e-3
	y = float32(y*x) + 4.1665795894e-2
	y = float32(y*x) + 1.6666665459e-1
	y = float32(y*x) + 5.0000001201e-1
	y = float32(y*z) + x + 1
	// n is in [-126, 128]: 2**n is applied in two factors so that n = 128 does not overflow early.
	i := int32(n)
	h := i >> 1
	return y * math.Float32frombits(uint32(h+127)<<23) * math.Float32frombits(uint32(i-h+127)<<23)
}

// Tanh32 returns the hyperbolic tangent to about 2 ulp; of -0 it is 0. Algorithm: Cephes tanhf.
func Tanh32(x float32) float32 {
	a := x
	if a < 0 {
		a = -a
	}
	if a < 0.625 {
		z := float32(x * x)
		y := float32(-5.70498872745e-3)
		y = float32(y*z) + 2.06390887954e-2
		y = float32(y*z) - 5.37397155531e-2
		y = float32(y*z) + 1.33314422036e-1
		y = float32(y*z) - 3.33332819422e-1
		return float32(float32(y*z)*x) + x
	}
	if a > 9.1 {
		a = 9.1 // tanh is 1 to float32 from here on; a NaN passes through
	}
	t := 1 - 2/(Exp32(a+a)+1)
	if x < 0 {
		return -t
	}
	return t
}

// Erf32 returns the error function with an absolute error below 5e-7 (rational minimax on [-4, 4],
// the coefficients used by XLA and Eigen for float32).
func Erf32(x float32) float32 {
	if x > 4 {
		x = 4
	}
	if x < -4 {
		x = -4
	}
	z := float32(x * x)
	p := float32(-2.72614225801306e-10)
	p = float32(p*z) + 2.77068142495902e-08
	p = float32(p*z) - 2.10102402082508e-06
	p = float32(p*z) - 5.69250639462346e-05
	p = float32(p*z) - 7.34990630326855e-04
	p = float32(p*z) - 2.95459980854025e-03
	p = float32(p*z) - 1.60960333262415e-02
	q := float32(-1.45660718464996e-05)
	q = float32(q*z) - 2.13374055278905e-04
	q = float32(q*z) - 1.68282697438203e-03
	q = float32(q*z) - 7.37332916720468e-03
	q = float32(q*z) - 1.42647390514189e-02
	return float32(x*p) / q
}
