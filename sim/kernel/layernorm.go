package kernel

import "math"

// LayerNorm computes y = (x-mean)·rstd·w + b per row of x (n, c) and keeps mean and rstd (n) for the
// backward pass. The variance is the biased one, as in PyTorch.
func LayerNorm(y, mean, rstd, x, w, b []Real, n, c int, eps float64) {
	w, b = w[:c], b[:c]
	y, x, mean, rstd = y[:n*c], x[:n*c], mean[:n], rstd[:n]
	if vector && n > 0 {
		vLayerNorm(&y[0], &mean[0], &rstd[0], &x[0], &w[0], &b[0], Real(eps), Real(c), int32(n), int32(c))
		return
	}
	for i := range n {
		xi, yi := x[i*c:][:c], y[i*c:][:c]
		var s, q lanes
		for j, v := range xi {
			s[j%8] += v
		}
		mu := s.sum() / Real(c)
		for j, v := range xi {
			d := v - mu
			q[j%8] += Real(d * d)
		}
		r := 1 / Real(math.Sqrt(float64(q.sum()/Real(c)+Real(eps))))
		for j, v := range xi {
			yi[j] = Real(Real((v-mu)*r)*w[j]) + b[j]
		}
		mean[i], rstd[i] = mu, r
	}
}

// LayerNormBackward accumulates dx, and dw and db unless they are nil (frozen).
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

// layerNormBackwardRow: y = xhat·w + b with xhat = (x-mu)·r, so dxhat = dy·w and
//
//	dx = r·(dxhat - mean(dxhat) - xhat·mean(dxhat·xhat))
func layerNormBackwardRow(dx, dw, dy, x []Real, mu, r Real, w []Real) {
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
