package kernel

import "math"

// LayerNorm normalises each row of x (N, C) and gives y (N, C), with w and b (C). It keeps mean μ and reciprocal
// deviation r = 1/√(σ²+ε) of each row in mean and rstd (N): backward needs them, x and w.
//
//	μ = Σ x/C,  σ² = Σ (x-μ)²/C,  y = (x-μ)·r·w + b
//
// The variance is the biased one, as in PyTorch. Ba, Kiros and Hinton 2016, arXiv:1607.06450, section 3.
func LayerNorm(y, mean, rstd, x, w, b []Real, n, c int, eps float64) {
	w, b = w[:c], b[:c]
	y, x, mean, rstd = y[:n*c], x[:n*c], mean[:n], rstd[:n]
	if vector && n > 0 {
		vLayerNorm(&y[0], &mean[0], &rstd[0], &x[0], &w[0], &b[0], Real(eps), Real(c), int32(n), int32(c))
		return
	}
	for i := range n {
		xi, yi := x[i*c:][:c], y[i*c:][:c]
		// Two passes over the row, mean first: Σx² - (Σx)²/C would lose the digits in which a row differs from its mean.
		var s, q lanes
		for j, v := range xi {
			s[j%8] += v
		}
		mu := s.sum() / Real(c)
		for j, v := range xi {
			d := v - mu
			q[j%8] += Real(d * d)
		}
		// ε is what a row of equal numbers is divided by.
		r := 1 / Real(math.Sqrt(float64(q.sum()/Real(c)+Real(eps))))
		for j, v := range xi {
			yi[j] = Real(Real((v-mu)*r)*w[j]) + b[j]
		}
		mean[i], rstd[i] = mu, r
	}
}

// LayerNormBackward accumulates dx (N, C), and dw and db (C) unless they are nil (frozen), from dy (N, C), given x, mean,
// rstd and w of the forward pass. With x̂ = (x-μ)·r it inverts y = x̂·w + b:
//
//	db += Σ over rows of dy,  dw += Σ over rows of dy·x̂,  dx: layerNormBackwardRow
func LayerNormBackward(dx, dw, db, dy, x, mean, rstd, w []Real, n, c int) {
	if n == 0 {
		return
	}
	w, dx, dy, x, mean, rstd = w[:c], dx[:n*c], dy[:n*c], x[:n*c], mean[:n], rstd[:n]
	if db != nil {
		AddRows(db[:c], 0, dy, c, n, c)
	}
	if vector {
		if dw != nil {
			vLayerNormWeight(&dw[:c][0], &dy[0], &x[0], &mean[0], &rstd[0], int32(n), int32(c))
		}
		vLayerNormInput(&dx[0], &dy[0], &x[0], &mean[0], &rstd[0], &w[0], Real(c), int32(n), int32(c))
		return
	}
	for i := range n {
		layerNormBackwardRow(dx[i*c:][:c], dw, dy[i*c:][:c], x[i*c:][:c], mean[i], rstd[i], w)
	}
}

// layerNormBackwardRow accumulates dx and dw (C) of one row:
//
//	y = x̂·w + b         dx̂ = dy·w
//	x̂ = (x-μ)·r         dx += r·(dx̂ - mean(dx̂) - x̂·mean(dx̂·x̂))
//
// The two means come from μ and r, which depend on every x of the row: a change of x along (1, …, 1) or along x̂ leaves y as it
// is (but for ε), so dx has no part in these directions.
func layerNormBackwardRow(dx, dw, dy, x []Real, mu, r Real, w []Real) {
	// Both sums of the row, before anything is written.
	var s1, s2 lanes
	for j, g := range dy {
		h := Real(g * w[j])
		s1[j%8] += h
		s2[j%8] += Real(h * Real((x[j]-mu)*r))
	}
	m1, m2 := s1.sum()/Real(len(x)), s2.sum()/Real(len(x))
	for j, g := range dy {
		xhat := Real((x[j] - mu) * r)
		dx[j] += Real((Real(g*w[j]) - m1 - Real(xhat*m2)) * r)
		if dw != nil {
			dw[j] += Real(g * xhat)
		}
	}
}
