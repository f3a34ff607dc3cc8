package kernel_test

import (
	"math"
	"testing"

	. "promptscope/sim/kernel"
)

// The kernels once more in float64, each written from its formula without any thought of speed, and in another way than the
// kernel where there is one. A gradient is the product with the whole Jacobian.

func wide(x []Real) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}

// close fails at the first number that is further from the reference than tol times Epsilon, relative to the larger of 1 and
// the reference.
func close(t *testing.T, name string, got []Real, want []float64, tol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s has %d numbers, want %d", name, len(got), len(want))
	}
	for i, w := range want {
		if d := math.Abs(float64(got[i]) - w); !(d <= tol*Epsilon*max(1, math.Abs(w))) {
			t.Fatalf("%s[%d] is %.9g, want %.9g: off by %.3g, allowed %.3g", name, i, got[i], w, d, tol*Epsilon*max(1, math.Abs(w)))
		}
	}
}

// naiveMatrix is the product of a (m, k) and b (k, n).
func naiveMatrix(a, b []float64, m, k, n int) []float64 {
	c := make([]float64, m*n)
	for i := range m {
		for j := range n {
			for x := range k {
				c[i*n+j] += a[i*k+x] * b[x*n+j]
			}
		}
	}
	return c
}

// turned is the transpose of a (m, n).
func turned(a []float64, m, n int) []float64 {
	t := make([]float64, m*n)
	for i := range m {
		for j := range n {
			t[j*m+i] = a[i*n+j]
		}
	}
	return t
}

// phi is the normal distribution function by the complement, which keeps its digits where phi is small.
func phi(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

func naiveGELU(x float64) (y, slope float64) {
	return x * phi(x), phi(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
}

// naiveGELUNew has its slope from the product rule.
func naiveGELUNew(x float64) (y, slope float64) {
	root := math.Sqrt(2 / math.Pi)
	t := math.Tanh(root * (x + 0.044715*x*x*x))
	return x / 2 * (1 + t), (1+t)/2 + x/2*(1-t*t)*root*(1+3*0.044715*x*x)
}

func naiveTanh(x float64) (y, slope float64) {
	c := math.Cosh(x)
	return math.Sinh(x) / c, 1 / (c * c)
}

func naiveReLU(x float64) (y, slope float64) {
	if x > 0 {
		return x, 1
	}
	return 0, 0
}

// naiveSoftmax is e^x/Σe^x of x·scale over the numbers of which seen holds; the others get 0.
func naiveSoftmax(x []float64, scale float64, seen func(j int) bool) []float64 {
	out, sum := make([]float64, len(x)), 0.0
	for j, v := range x {
		if seen(j) {
			out[j] = math.Exp(v * scale)
			sum += out[j]
		}
	}
	for j := range out {
		out[j] /= sum
	}
	return out
}

func all(int) bool { return true }

// naiveSoftmaxBackward multiplies with the Jacobian ∂p_i/∂s_j = p_i·(δ_ij - p_j).
func naiveSoftmaxBackward(d, p []float64) []float64 {
	out := make([]float64, len(p))
	for j := range p {
		for i := range p {
			delta := 0.0
			if i == j {
				delta = 1
			}
			out[j] += d[i] * p[i] * (delta - p[j])
		}
	}
	return out
}

// naiveLayerNorm normalises one row.
func naiveLayerNorm(x, w, b []float64, eps float64) (y, hat []float64, mean, rstd float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	variance := 0.0
	for _, v := range x {
		variance += (v - mean) * (v - mean) / float64(len(x))
	}
	rstd = 1 / math.Sqrt(variance+eps)
	for j, v := range x {
		hat = append(hat, (v-mean)*rstd)
		y = append(y, hat[j]*w[j]+b[j])
	}
	return y, hat, mean, rstd
}

// naiveLayerNormBackward multiplies with the Jacobian ∂x̂_k/∂x_j = r·(δ_kj - 1/C - x̂_k·x̂_j/C).
func naiveLayerNormBackward(dy, hat, w []float64, rstd float64) []float64 {
	c := float64(len(dy))
	dx := make([]float64, len(dy))
	for j := range dx {
		for k := range dy {
			delta := 0.0
			if j == k {
				delta = 1
			}
			dx[j] += dy[k] * w[k] * rstd * (delta - 1/c - hat[k]*hat[j]/c)
		}
	}
	return dx
}

// naiveAttention is everything about the attention of one sequence, head by head, query by query: keys and values of the
// prefix and of the tokens are looked up one number at a time.
type naiveAttention struct {
	*Attn
	qkv, keys, vals, q []float64
}

func naiveOf(a *Attn, qkv []Real) naiveAttention {
	return naiveAttention{a, wide(qkv), wide(a.Keys), wide(a.Vals), wide(a.Q)}
}

// at is number c of the key (kind 1) or value (kind 2) at place j, prefix first.
func (n naiveAttention) at(kind, j, c int) float64 {
	if j >= n.P {
		return n.qkv[(j-n.P)*3*n.C+kind*n.C+c]
	}
	return map[int][]float64{1: n.keys, 2: n.vals}[kind][j*n.Stride+c]
}

// token is the place in the sequence of query r.
func (n naiveAttention) token(r int) int {
	if n.Read != nil {
		return int(n.Read[r])
	}
	return r
}

func (n naiveAttention) query(r, c int) float64 {
	if n.Read != nil {
		return n.q[r*n.C+c]
	}
	return n.qkv[r*3*n.C+c]
}

func (n naiveAttention) seen(r int) func(j int) bool {
	return func(j int) bool { return !n.Causal || j < n.P || j-n.P <= n.token(r) }
}

// forward gives y (R, C) and the weights (NH, R, P+T).
func (n naiveAttention) forward() (y, att []float64) {
	hs, places := n.C/n.NH, n.P+n.T
	y = make([]float64, n.Queries()*n.C)
	for h := range n.NH {
		for r := range n.Queries() {
			scores := make([]float64, places)
			for j := range scores {
				for c := h * hs; c < (h+1)*hs; c++ {
					scores[j] += n.query(r, c) * n.at(1, j, c)
				}
			}
			w := naiveSoftmax(scores, 1/math.Sqrt(float64(hs)), n.seen(r))
			for j, v := range w {
				for c := h * hs; c < (h+1)*hs; c++ {
					y[r*n.C+c] += v * n.at(2, j, c)
				}
			}
			att = append(att, w...)
		}
	}
	return y, att
}

// backward gives the gradients of queries (R, C), and of keys and values of all places (P+T, C).
func (n naiveAttention) backward(dy, att []float64) (dq, dk, dv []float64) {
	hs, places := n.C/n.NH, n.P+n.T
	scale := 1 / math.Sqrt(float64(hs))
	dq, dk, dv = make([]float64, n.Queries()*n.C), make([]float64, places*n.C), make([]float64, places*n.C)
	for h := range n.NH {
		for r := range n.Queries() {
			w := att[(h*n.Queries()+r)*places:][:places]
			dw := make([]float64, places)
			for j := range w {
				for c := h * hs; c < (h+1)*hs; c++ {
					dw[j] += dy[r*n.C+c] * n.at(2, j, c)
					dv[j*n.C+c] += dy[r*n.C+c] * w[j]
				}
			}
			for j, ds := range naiveSoftmaxBackward(dw, w) {
				for c := h * hs; c < (h+1)*hs; c++ {
					dq[r*n.C+c] += ds * scale * n.at(1, j, c)
					dk[j*n.C+c] += ds * scale * n.query(r, c)
				}
			}
		}
	}
	return dq, dk, dv
}

// naiveLSTM runs one direction, one number at a time; parameters as in PyTorch. It gives the hidden states (T, U).
func naiveLSTM(x, wih, whh, bih, bhh []float64, t, ic, u int, reverse bool) []float64 {
	sigmoid := func(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
	y, h, c := make([]float64, t*u), make([]float64, u), make([]float64, u)
	for s := range t {
		row := s
		if reverse {
			row = t - 1 - s
		}
		gates := make([]float64, 4*u)
		for k := range gates {
			gates[k] = bih[k] + bhh[k]
			for j := range ic {
				gates[k] += wih[k*ic+j] * x[row*ic+j]
			}
			for j := range u {
				gates[k] += whh[k*u+j] * h[j]
			}
		}
		for j := range u {
			i, f, g, o := sigmoid(gates[j]), sigmoid(gates[u+j]), math.Tanh(gates[2*u+j]), sigmoid(gates[3*u+j])
			c[j] = f*c[j] + i*g
			h[j] = o * math.Tanh(c[j])
			y[row*u+j] = h[j]
		}
	}
	return y
}
