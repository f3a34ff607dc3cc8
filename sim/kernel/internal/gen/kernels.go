package gen

import "math"

// This file has the descriptions. A function named after one of fmath gives a value, and can stand inside others; a function
// named after a kernel writes the whole of it.

// c is a constant in all lanes; its value is rounded to float32 as an untyped Go constant beside a float32 is.
func c(x float64) Value { return Value{id: -1, bits: math.Float32bits(float32(x))} }

// ci is an int32 constant.
func ci(x int32) Value { return Value{id: -1, bits: uint32(x)} }

// Kernels describes all kernels that are written lane by lane. Products are in gemm.go and kernel/gemm_amd64.s.
//
// Each description is the body of the Go function that it names, operation by operation and in the same order: a sum that is
// added the other way round, or a product taken before another, has other bits. Shapes and formulas stand at the Go function.
func Kernels() []*Kernel {
	return []*Kernel{
		build("addRows", "y[i*ys+j] += x[i*xs+j] for i < rows, j < n", addRows),
		build("gelu", "kernel.GELU", gelu),
		build("geluBackward", "kernel.GELUBackward", geluBackward),
		build("geluNew", "kernel.GELUNew", geluNew),
		build("geluNewBackward", "kernel.GELUNewBackward", geluNewBackward),
		build("tanh", "kernel.TanhForward", func(k *Kernel) { unary(k, tanh32) }),
		build("sigmoid", "y = kernel.Sigmoid(x)", func(k *Kernel) {
			unary(k, func(k *Kernel, x Value) Value { return k.Div(c(1), k.Add(c(1), exp32(k, k.Sub(c(0), x)))) })
		}),
		build("softmax", "kernel.softmax for each row; stat is its top and sum of the last row", softmax),
		build("softmaxBackward", "kernel.softmaxBackward", softmaxBackward),
		build("layerNorm", "kernel.LayerNorm; count is float32(n)", layerNorm),
		build("layerNormInput", "the dx of kernel.LayerNormBackward; count is float32(n)", layerNormInput),
		build("layerNormWeight", "the dw of kernel.LayerNormBackward", layerNormWeight),
		build("adam", "kernel.AdamStep", adam),
	}
}

// build runs body, which declares the parameters and writes down the operations.
func build(name, doc string, body func(*Kernel)) *Kernel {
	k := &Kernel{Name: name, Doc: doc}
	body(k)
	return k
}

// exp32 is fmath.Exp32. Its early returns become selections at the end: what is computed for such lanes is dropped.
func exp32(k *Kernel, arg Value) Value {
	// n = round(x/ln 2), by adding and taking away 1.5·2²³
	const round = 12582912
	n := k.Sub(k.Add(k.Mul(arg, c(1.44269504088896341)), c(round)), c(round))
	// x - n·ln 2, with ln 2 in two parts of which the first has few bits, so that n times it is exact
	x := k.Sub(arg, k.Mul(n, c(0.693359375)))
	x = k.Sub(x, k.Mul(n, c(-2.12194440e-4)))
	// e^x on [-ln 2/2, ln 2/2]: 1 + x + x²·polynomial
	z := k.Mul(x, x)
	y := c(1.9875691500e-4)
	for _, a := range []float64{1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1} {
		y = k.Add(k.Mul(y, x), c(a))
	}
	y = k.Add(k.Add(k.Mul(y, z), x), c(1))
	// 2ⁿ as two numbers whose exponents are written directly, since n = 128 has no number of its own
	i := k.Trunc(n)
	h := k.ShiftRight(i, 1)
	y = k.Mul(y, k.ShiftLeft(k.AddInt(h, ci(127)), 23))
	y = k.Mul(y, k.ShiftLeft(k.AddInt(k.SubInt(i, h), ci(127)), 23))
	// x <= a is x < b with the number b behind a. A NaN is in neither range and has gone through.
	y = k.IfLess(arg, c(float64(math.Nextafter32(-87.33654, 0))), c(0), y)
	return k.IfLess(c(88.72283), arg, c(math.Inf(1)), y)
}

// erf32 is fmath.Erf32: x·p(x²)/q(x²) of x clamped to ±4. Max and Min take the constant as second operand, which they give
// only if it is really larger or smaller: so a NaN goes through, as it does in the comparisons of the Go code.
func erf32(k *Kernel, x Value) Value {
	x = k.Max(k.Min(x, c(4)), c(-4))
	z := k.Mul(x, x)
	p := c(-2.72614225801306e-10)
	for _, a := range []float64{2.77068142495902e-08, -2.10102402082508e-06, -5.69250639462346e-05, -7.34990630326855e-04, -2.95459980854025e-03, -1.60960333262415e-02} {
		p = k.Add(k.Mul(p, z), c(a))
	}
	q := c(-1.45660718464996e-05)
	for _, a := range []float64{-2.13374055278905e-04, -1.68282697438203e-03, -7.37332916720468e-03, -1.42647390514189e-02} {
		q = k.Add(k.Mul(q, z), c(a))
	}
	return k.Div(k.Mul(x, p), q)
}

// tanh32 is fmath.Tanh32; both of its branches are computed, and each lane keeps the one that holds.
func tanh32(k *Kernel, x Value) Value {
	a := k.IfLess(x, c(0), k.Sub(c(0), x), x) // |x|; -0 and NaN as they are
	// |x| < 0.625: x + x·z·polynomial
	z := k.Mul(x, x)
	y := c(-5.70498872745e-3)
	for _, b := range []float64{2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1} {
		y = k.Add(k.Mul(y, z), c(b))
	}
	small := k.Add(k.Mul(k.Mul(y, z), x), x)
	// else 1 - 2/(e^2|x| + 1), with the sign of x
	b := k.Min(a, c(9.1))
	t := k.Sub(c(1), k.Div(c(2), k.Add(exp32(k, k.Add(b, b)), c(1))))
	return k.IfLess(a, c(0.625), small, k.IfLess(x, c(0), k.Sub(c(0), t), t))
}

// unary is y = f(x), element by element.
func unary(k *Kernel, f func(k *Kernel, x Value) Value) {
	y, x, n := k.Ptr("y"), k.Ptr("x"), k.Int("n")
	k.Each(n, func() { k.Store(y, f(k, k.Load(x))) })
}

// addRows is kernel.AddRows. The distances are parameters, so that one kernel adds a bias and its gradient.
func addRows(k *Kernel) {
	y, ys, x, xs, rows, n := k.Ptr("y"), k.Int("ys"), k.Ptr("x"), k.Int("xs"), k.Int("rows"), k.Int("n")
	k.Rows(rows, []step{{y, ys}, {x, xs}}, func() {
		k.Each(n, func() { k.Store(y, k.Add(k.Load(y), k.Load(x))) })
	})
}

// The constants of kernel/activation.go. They are untyped there too, and rounded where they meet a float32.
const (
	invSqrt2   = 0.70710678118654752440
	invSqrt2Pi = 0.39894228040143267794
	geluRoot   = 0.79788456080286535588
	geluCubic  = 0.044715
)

// gelu is y = x/2·e and e = erf(x/√2) + 1, kept for geluBackward.
func gelu(k *Kernel) {
	y, e, x, n := k.Ptr("y"), k.Ptr("e"), k.Ptr("x"), k.Int("n")
	k.Each(n, func() {
		v := k.Load(x)
		gate := k.Add(erf32(k, k.Mul(v, c(invSqrt2))), c(1))
		k.Store(e, gate)
		k.Store(y, k.Mul(k.Mul(v, c(0.5)), gate))
	})
}

// geluBackward is dx = dy·(Φ(x) + x·φ(x)), Φ(x) = e/2.
func geluBackward(k *Kernel) {
	dx, dy, x, e, n := k.Ptr("dx"), k.Ptr("dy"), k.Ptr("x"), k.Ptr("e"), k.Int("n")
	k.Each(n, func() {
		v := k.Load(x)
		cdf := k.Mul(k.Load(e), c(0.5))
		pdf := k.Mul(exp32(k, k.Mul(k.Mul(v, c(-0.5)), v)), c(invSqrt2Pi))
		k.Store(dx, k.Mul(k.Load(dy), k.Add(cdf, k.Mul(v, pdf))))
	})
}

// geluNew is y = x/2·(t + 1) and t = tanh(√(2/π)·(x + 0.044715·x³)), kept for geluNewBackward.
func geluNew(k *Kernel) {
	y, t, x, n := k.Ptr("y"), k.Ptr("t"), k.Ptr("x"), k.Int("n")
	k.Each(n, func() {
		v := k.Load(x)
		cube := k.Mul(k.Mul(v, v), v)
		gate := tanh32(k, k.Mul(k.Add(v, k.Mul(cube, c(geluCubic))), c(geluRoot)))
		k.Store(t, gate)
		k.Store(y, k.Mul(k.Mul(v, c(0.5)), k.Add(gate, c(1))))
	})
}

// geluNewBackward is dx = dy·((t + 1)/2 + x/2·(1-t²)·u'), u' = √(2/π)·(3·0.044715·x² + 1).
func geluNewBackward(k *Kernel) {
	dx, dy, x, t, n := k.Ptr("dx"), k.Ptr("dy"), k.Ptr("x"), k.Ptr("t"), k.Int("n")
	k.Each(n, func() {
		v, g := k.Load(x), k.Load(t)
		// u', then x/2·(1-t²)·u'
		inner := k.Mul(k.Add(k.Mul(k.Mul(v, v), c(3*geluCubic)), c(1)), c(geluRoot))
		slope := k.Mul(k.Mul(v, c(0.5)), k.Mul(k.Sub(c(1), k.Mul(g, g)), inner))
		k.Store(dx, k.Mul(k.Load(dy), k.Add(k.Mul(k.Add(g, c(1)), c(0.5)), slope)))
	})
}

// softmax is kernel.softmaxRow for each row, in its three passes. Fill keeps lanes behind the end out of the maximum and of
// the sum: -∞ is below everything, and 0 adds nothing.
func softmax(k *Kernel) {
	x, stat, scale, rows, n := k.Ptr("x"), k.Ptr("stat"), k.Num("scale"), k.Int("rows"), k.Int("n")
	k.Rows(rows, []step{{x, n}}, func() {
		// x·scale and its maximum
		top := k.Var(c(math.Inf(-1)))
		k.Each(n, func() {
			v := k.Mul(k.Load(x), scale)
			k.Store(x, v)
			k.Set(top, k.Max(top, k.Fill(v, c(math.Inf(-1)))))
		})
		all := k.Top(top)
		// e^(x-top) and its sum
		sum := k.Var(c(0))
		k.Each(n, func() {
			e := exp32(k, k.Sub(k.Load(x), all))
			k.Store(x, e)
			k.Set(sum, k.Add(sum, k.Fill(e, c(0))))
		})
		total := k.Sum(sum)
		k.Store1(stat, 0, all)
		k.Store1(stat, 1, total)
		// one division a row
		inv := k.Div(c(1), total)
		k.Each(n, func() { k.Store(x, k.Mul(k.Load(x), inv)) })
	})
}

// softmaxBackward is d = att·(d - Σ d·att)·scale, row by row.
func softmaxBackward(k *Kernel) {
	d, att, scale, rows, n := k.Ptr("d"), k.Ptr("att"), k.Num("scale"), k.Int("rows"), k.Int("n")
	k.Rows(rows, []step{{d, n}, {att, n}}, func() {
		sum := k.Var(c(0))
		k.Each(n, func() { k.Set(sum, k.Add(sum, k.Fill(k.Mul(k.Load(d), k.Load(att)), c(0)))) })
		dot := k.Sum(sum)
		k.Each(n, func() { k.Store(d, k.Mul(k.Mul(k.Load(att), k.Sub(k.Load(d), dot)), scale)) })
	})
}

// layerNorm is kernel.LayerNorm. count is the length of a row as a number: no operation makes a float32 of an integer.
func layerNorm(k *Kernel) {
	y, mean, rstd, x, w, b := k.Ptr("y"), k.Ptr("mean"), k.Ptr("rstd"), k.Ptr("x"), k.Ptr("w"), k.Ptr("b")
	eps, count, rows, n := k.Num("eps"), k.Num("count"), k.Int("rows"), k.Int("n")
	k.Rows(rows, []step{{y, n}, {x, n}, {mean, nil}, {rstd, nil}}, func() {
		// mean; lanes behind the end load zeros, which add nothing
		s := k.Var(c(0))
		k.Each(n, func() { k.Set(s, k.Add(s, k.Load(x))) })
		mu := k.Div(k.Sum(s), count)
		k.Store1(mean, 0, mu)
		// 1/√(variance + ε); behind the end x-μ is -μ, so it has to be filled
		q := k.Var(c(0))
		k.Each(n, func() {
			d := k.Sub(k.Load(x), mu)
			k.Set(q, k.Add(q, k.Fill(k.Mul(d, d), c(0))))
		})
		r := k.Div(c(1), k.Sqrt(k.Add(k.Div(k.Sum(q), count), eps)))
		k.Store1(rstd, 0, r)
		// y = (x-μ)·r·w + b
		k.Each(n, func() {
			k.Store(y, k.Add(k.Mul(k.Mul(k.Sub(k.Load(x), mu), r), k.Load(w)), k.Load(b)))
		})
	})
}

// layerNormInput is the dx of kernel.layerNormBackwardRow: dx += r·(dy·w - m1 - x̂·m2).
func layerNormInput(k *Kernel) {
	dx, dy, x, mean, rstd, w := k.Ptr("dx"), k.Ptr("dy"), k.Ptr("x"), k.Ptr("mean"), k.Ptr("rstd"), k.Ptr("w")
	count, rows, n := k.Num("count"), k.Int("rows"), k.Int("n")
	k.Rows(rows, []step{{dx, n}, {dy, n}, {x, n}, {mean, nil}, {rstd, nil}}, func() {
		mu, r := k.Splat(mean), k.Splat(rstd)
		// m1 and m2, the means of dy·w and of dy·w·x̂
		s1, s2 := k.Var(c(0)), k.Var(c(0))
		k.Each(n, func() {
			h := k.Mul(k.Load(dy), k.Load(w))
			k.Set(s1, k.Add(s1, h))
			k.Set(s2, k.Add(s2, k.Fill(k.Mul(h, k.Mul(k.Sub(k.Load(x), mu), r)), c(0))))
		})
		m1, m2 := k.Div(k.Sum(s1), count), k.Div(k.Sum(s2), count)
		k.Each(n, func() {
			xhat := k.Mul(k.Sub(k.Load(x), mu), r)
			d := k.Sub(k.Sub(k.Mul(k.Load(dy), k.Load(w)), m1), k.Mul(xhat, m2))
			k.Store(dx, k.Add(k.Load(dx), k.Mul(d, r)))
		})
	})
}

// layerNormWeight is its dw: dw += dy·x̂, row after row into the same numbers. It is a kernel of its own because a frozen
// backbone does not need it.
func layerNormWeight(k *Kernel) {
	dw, dy, x, mean, rstd := k.Ptr("dw"), k.Ptr("dy"), k.Ptr("x"), k.Ptr("mean"), k.Ptr("rstd")
	rows, n := k.Int("rows"), k.Int("n")
	k.Rows(rows, []step{{dy, n}, {x, n}, {mean, nil}, {rstd, nil}}, func() {
		mu, r := k.Splat(mean), k.Splat(rstd)
		k.Each(n, func() {
			xhat := k.Mul(k.Sub(k.Load(x), mu), r)
			k.Store(dw, k.Add(k.Load(dw), k.Mul(k.Load(dy), xhat)))
		})
	})
}

// adam is kernel.AdamStep.
func adam(k *Kernel) {
	x, g, m, v := k.Ptr("x"), k.Ptr("grad"), k.Ptr("m"), k.Ptr("v")
	scale, b1, d1, b2, d2 := k.Num("scale"), k.Num("b1"), k.Num("d1"), k.Num("b2"), k.Num("d2")
	rate, root, eps, keep, n := k.Num("rate"), k.Num("root"), k.Num("eps"), k.Num("keep"), k.Int("n")
	k.Each(n, func() {
		gj := k.Mul(k.Load(g), scale)
		// moments
		mj := k.Add(k.Mul(k.Load(m), b1), k.Mul(gj, d1))
		k.Store(m, mj)
		vj := k.Add(k.Mul(k.Load(v), b2), k.Mul(k.Mul(gj, gj), d2))
		k.Store(v, vj)
		// √v·root + ε, then decay and step
		den := k.Add(k.Mul(k.Sqrt(vj), root), eps)
		k.Store(x, k.Sub(k.Mul(k.Load(x), keep), k.Div(k.Mul(mj, rate), den)))
	})
}
