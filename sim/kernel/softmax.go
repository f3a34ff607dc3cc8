package kernel

import "promptscope/sim/fmath"

// Softmax overwrites x (V) with e^x / Σ e^x.
func Softmax(x []Real) { softmax(x, 1, 1, len(x)) }

// softmax overwrites n rows of x (n, c) with softmax(x·scale), and returns of the last row top, the largest x·scale, and
// sum, its Σ e^(x·scale-top). The maximum is subtracted for stability only: it cancels, and e^ never overflows.
func softmax(x []Real, scale Real, n, c int) (top, sum Real) {
	x = x[:n*c]
	if vector && len(x) > 0 {
		var stat [2]Real
		vSoftmax(&x[0], &stat[0], scale, int32(n), int32(c))
		return stat[0], stat[1]
	}
	for i := range n {
		top, sum = softmaxRow(x[i*c:][:c], scale)
	}
	return top, sum
}

// softmaxRow is softmax of one row (c), c > 0.
func softmaxRow(x []Real, scale Real) (top, sum Real) {
	// x·scale and its maximum
	top = Real(x[0] * scale)
	for j, v := range x {
		v = Real(v * scale)
		x[j] = v
		if v > top {
			top = v
		}
	}
	// e^(x·scale-top) and its sum; the largest term is 1, so the sum is never 0
	var s lanes
	for j, v := range x {
		e := Exp(v - top)
		x[j] = e
		s[j%8] += e
	}
	sum = s.sum()
	// one division a row: the factor is rounded, so a row adds up to 1 only nearly
	inv := 1 / sum
	for j := range x {
		x[j] = Real(x[j] * inv)
	}
	return top, sum
}

// softmaxBackward turns d, the gradient of the weights att (n, c), in place into the gradient of the scores before scaling.
// It needs the weights alone:
//
//	att = softmax(s·scale)        ds = att·(datt - Σ datt·att)·scale
func softmaxBackward(d, att []Real, scale Real, n, c int) {
	d, att = d[:n*c], att[:n*c]
	if vector && len(d) > 0 {
		vSoftmaxBackward(&d[0], &att[0], scale, int32(n), int32(c))
		return
	}
	for i := range n {
		di, wi := d[i*c:][:c], att[i*c:][:c]
		// Σ datt·att: what raising all weights alike would bring, which scores cannot do
		var s lanes
		for j, v := range di {
			s[j%8] += Real(v * wi[j])
		}
		dot := s.sum()
		for j, v := range di {
			di[j] = Real(Real(wi[j]*(v-dot)) * scale)
		}
	}
}

// CrossEntropy turns logits z (V) into probabilities p in place, which backward needs, and returns the loss in nats:
//
//	-ln p[target] = ln Σ e^(z-max) - (z[target]-max)
//
// It is computed in the right-hand form, so that a tiny probability does not become -ln 0.
func CrossEntropy(logits []Real, target int) float64 {
	z := logits[target] // softmax overwrites it
	top, sum := softmax(logits, 1, 1, len(logits))
	return fmath.Log(float64(sum)) - float64(z-top)
}

// CrossEntropyBackward overwrites dlogits = (p - onehot(target))·scale, all (V), given CrossEntropy's probabilities;
// dlogits may be probs. scale is 1/(number of losses), which makes a mean of them.
func CrossEntropyBackward(dlogits, probs []Real, target int, scale Real) {
	dlogits = dlogits[:len(probs)]
	for i, p := range probs {
		dlogits[i] = Real(p * scale)
	}
	dlogits[target] -= scale
}
