package kernel

import "promptscope/sim/fmath"

// softmax overwrites n rows of x (n, c) with softmax(x·scale), and returns the largest x·scale of the last row and its
// Σ e^(x·scale-top). The maximum is subtracted for stability only.
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

func softmaxRow(x []Real, scale Real) (top, sum Real) {
	top = Real(x[0] * scale)
	for j, v := range x {
		v = Real(v * scale)
		x[j] = v
		if v > top {
			top = v
		}
	}
	var s lanes
	for j, v := range x {
		e := Exp(v - top)
		x[j] = e
		s[j%8] += e
	}
	sum = s.sum()
	inv := 1 / sum
	for j := range x {
		x[j] = Real(x[j] * inv)
	}
	return top, sum
}

// softmaxBackward turns datt (n, c) into the gradient of the scores before scaling, in place:
//
//	ds = att·(datt - Σ datt·att)·scale
func softmaxBackward(d, att []Real, scale Real, n, c int) {
	d, att = d[:n*c], att[:n*c]
	if vector && len(d) > 0 {
		vSoftmaxBackward(&d[0], &att[0], scale, int32(n), int32(c))
		return
	}
	for i := range n {
		di, wi := d[i*c:][:c], att[i*c:][:c]
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

// CrossEntropy turns logits into probabilities in place and returns -ln p[target] in nats, computed
// as ln Σ e^(z-max) - (z[target]-max) so that a tiny probability does not become -ln 0.
func CrossEntropy(logits []Real, target int) float64 {
	z := logits[target]
	top, sum := softmax(logits, 1, 1, len(logits))
	return fmath.Log(float64(sum)) - float64(z-top)
}

// CrossEntropyBackward overwrites dlogits = (p - onehot(target))·scale; dlogits may be probs.
func CrossEntropyBackward(dlogits, probs []Real, target int, scale Real) {
	dlogits = dlogits[:len(probs)]
	for i, p := range probs {
		dlogits[i] = Real(p * scale)
	}
	dlogits[target] -= scale
}

// Softmax overwrites x with e^x / Σ e^x.
func Softmax(x []Real) { softmax(x, 1, 1, len(x)) }
