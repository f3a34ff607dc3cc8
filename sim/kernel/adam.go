package kernel

import "math"

// AdamRates is the numbers of one update that all elements share; package optim computes them in float64 and
// rounds each once.
type AdamRates struct {
	Scale          Real // of the gradient: the clip
	B1, D1, B2, D2 Real // β1, 1-β1, β2, 1-β2
	Rate           Real // α/(1-β1^t): the step with the correction of m's bias
	Root           Real // 1/√(1-β2^t): the correction of v's bias, behind the root
	Eps            Real
	Keep           Real // 1 - α·decay
}

// AdamStep moves x against its gradient g and updates the moments m and v, all of one length, in place. It is
// step t of algorithm 1 of Kingma and Ba 2015 (arXiv:1412.6980), with the decoupled decay λ of algorithm 2 of
// Loshchilov and Hutter 2019 (arXiv:1711.05101):
//
//	m = β1·m + (1-β1)·g
//	v = β2·v + (1-β2)·g²
//	x = x·(1-α·λ) - α·m̂/(√v̂ + ε),  m̂ = m/(1-β1^t),  v̂ = v/(1-β2^t)
func AdamStep(x, g, m, v []Real, a *AdamRates) {
	g, m, v = g[:len(x)], m[:len(x)], v[:len(x)]
	if vector && len(x) > 0 {
		vAdam(&x[0], &g[0], &m[0], &v[0], a.Scale, a.B1, a.D1, a.B2, a.D2, a.Rate, a.Root, a.Eps, a.Keep, int32(len(x)))
		return
	}
	for j := range x {
		gj := Real(g[j] * a.Scale)
		// Moments, with their bias still in them.
		m[j] = Real(a.B1*m[j]) + Real(a.D1*gj)
		v[j] = Real(a.B2*v[j]) + Real(a.D2*Real(gj*gj))
		// √v̂ is √v·Root. The root of a float32 in float64, rounded, is the float32 root: that is what the vector
		// instruction gives.
		den := Real(Real(math.Sqrt(float64(v[j])))*a.Root) + a.Eps
		// Decay first, then the step, as in torch.optim.AdamW.
		x[j] = Real(x[j]*a.Keep) - Real(Real(a.Rate*m[j])/den)
	}
}
