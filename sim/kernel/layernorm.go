package kernel

import "math"

// LayerNorm computes y = (x-mean)·rstd·w + b per row of x (n, c) and keeps mean and rstd (n) for the
// backward pass. The variance is the biased one, as in PyTorch.
func LayerNorm(y, mean, rstd, x, w, b []Real, n, c int, eps float64) {
	w, b = w[:c], b[:c]
	for i := range n {
		xi, yi := x[i*c:][:c], y[i*c:][:c]
		var s Real
		for _, v := range xi {
			s += v
		}
		mu := s / Real(c)
		s = 0
		for _, v := range xi {
			d := v - mu
			s += Real(d * d)
		}
		r := Real(1 / math.Sqrt(float64(s/Real(c))+eps))
		for j, v := range xi {
			yi[j] = Real(Real((v-mu)*r)*w[j]) + b[j]
		}
		mean[i], rstd[i] = mu, r
	}
}

// LayerNormBackward accumulates dx, and dw and db unless they are nil (frozen).
func LayerNormBackward(dx, dw, db, dy, x, mean, rstd, w []Real, n, c int) {
	w = w[:c]
	for i := range n {
		xi, di, gi := x[i*c:][:c], dx[i*c:][:c], dy[i*c:][:c]
		mu, r := mean[i], rstd[i]
		// y = xhat·w + b with xhat = (x-mu)·r, so dxhat = dy·w and
		// dx = r·(dxhat - mean(dxhat) - xhat·mean(dxhat·xhat)).
		var s1, s2 Real
		for j, g := range gi {
			h := Real(g * w[j])
			s1 += h
			s2 += Real(h * Real((xi[j]-mu)*r))
		}
		s1 /= Real(c)
		s2 /= Real(c)
		for j, g := range gi {
			xhat := Real((xi[j] - mu) * r)
			di[j] += Real((Real(g*w[j]) - s1 - Real(xhat*s2)) * r)
			if dw != nil {
				dw[j] += Real(g * xhat)
			}
			if db != nil {
				db[j] += g
			}
		}
	}
}
