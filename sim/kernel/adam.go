package kernel

import "math"

// AdamRates is the numbers of one update.
type AdamRates struct {
	Scale          Real // of the gradient
	B1, D1, B2, D2 Real // β1, 1-β1, β2, 1-β2
	Rate           Real // rate/(1-β1^t)
	Root           Real // 1/√(1-β2^t)
	Eps            Real
	Keep           Real // 1 - rate·decay
}

// AdamStep moves x against its gradient g and updates the moments m and v.
func AdamStep(x, g, m, v []Real, a *AdamRates) {
	g, m, v = g[:len(x)], m[:len(x)], v[:len(x)]
	if vector && len(x) > 0 {
		vAdam(&x[0], &g[0], &m[0], &v[0], a.Scale, a.B1, a.D1, a.B2, a.D2, a.Rate, a.Root, a.Eps, a.Keep, int32(len(x)))
		return
	}
	for j := range x {
		gj := Real(g[j] * a.Scale)
		m[j] = Real(a.B1*m[j]) + Real(a.D1*gj)
		v[j] = Real(a.B2*v[j]) + Real(a.D2*Real(gj*gj))
		den := Real(Real(math.Sqrt(float64(v[j])))*a.Root) + a.Eps
		x[j] = Real(x[j]*a.Keep) - Real(Real(a.Rate*m[j])/den)
	}
}
