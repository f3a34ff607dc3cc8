package kernel

import "promptscope/sim/fmath"

// Softmax overwrites x with e^x / Σ e^x. The maximum is subtracted for stability only.
func Softmax(x []Real) {
	top := x[0]
	for _, v := range x {
		top = max(top, v)
	}
	var sum Real
	for i, v := range x {
		e := Exp(v - top)
		x[i] = e
		sum += e
	}
	inv := 1 / sum
	for i := range x {
		x[i] = Real(x[i] * inv)
	}
}

// CrossEntropy turns logits into probabilities in place and returns -ln p[target] in nats, computed
// as ln Σ e^(z-max) - (z[target]-max) so that a tiny probability does not become -ln 0.
func CrossEntropy(logits []Real, target int) float64 {
	top := logits[0]
	for _, v := range logits {
		top = max(top, v)
	}
	z := logits[target] - top
	var sum Real
	for i, v := range logits {
		e := Exp(v - top)
		logits[i] = e
		sum += e
	}
	inv := 1 / sum
	for i := range logits {
		logits[i] = Real(logits[i] * inv)
	}
	return fmath.Log(float64(sum)) - float64(z)
}

// CrossEntropyBackward overwrites dlogits = (p - onehot(target))·scale; dlogits may be probs.
func CrossEntropyBackward(dlogits, probs []Real, target int, scale Real) {
	dlogits = dlogits[:len(probs)]
	for i, p := range probs {
		dlogits[i] = Real(p * scale)
	}
	dlogits[target] -= scale
}
