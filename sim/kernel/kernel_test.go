package kernel_test

import (
	"fmt"
	"math"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

func random(r *rng.Rand, n int) []Real {
	x := make([]Real, n)
	for i := range x {
		x[i] = Real(r.Normal() * 0.7)
	}
	return x
}

// dot makes a scalar loss of a vector, whose gradient is c.
func dot(y, c []Real) float64 {
	s := 0.0
	for i, v := range y {
		s += float64(v) * float64(c[i])
	}
	return s
}

// transposed returns the transpose of the row-major a (m, n).
func transposed(a []Real, m, n int) []Real {
	t := make([]Real, len(a))
	for i := range m {
		for j := range n {
			t[j*m+i] = a[i*n+j]
		}
	}
	return t
}

// eachPath runs f with the vector kernels off and, where there are any, on.
func eachPath(t *testing.T, f func(t *testing.T)) {
	for _, on := range []bool{false, true} {
		before := UseVector(on)
		if name := map[bool]string{false: "scalar", true: "vector"}[on]; Vector() == on {
			t.Run(name, f)
		}
		UseVector(before)
	}
}

// Gemm is the loop that it documents, bit for bit, for every remainder of rows and columns, in both forms of both
// operands, and writes nothing else.
func TestGemmEqualsTheLoop(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		r := rng.New(1, 1)
		for n := 1; n <= 34; n++ {
			for m := 1; m <= 9; m++ {
				checkGemm(t, r, m, n, []int{1, 2, 3, 16, 40}[(n+m)%5], n%3, m%2 == 0)
			}
		}
		for _, s := range [][3]int{{24, 32, 16}, {1, 811, 64}, {61, 64, 200}, {5, 4, 0}, {0, 4, 5}, {4, 0, 5}} {
			checkGemm(t, r, s[0], s[1], s[2], 0, false)
			checkGemm(t, r, s[0], s[1], s[2], 5, true)
		}
	})
}

// checkGemm compares with the loop; pad is the distance from one row of C to the next.
func checkGemm(t *testing.T, r *rng.Rand, m, n, k, pad int, add bool) {
	t.Helper()
	a, b, old := random(r, m*k), random(r, k*n), random(r, m*(n+pad))
	want := append([]Real(nil), old...)
	for i := range m {
		for j := range n {
			var s Real
			if add {
				s = old[i*(n+pad)+j]
			}
			for x := range k {
				s += Real(a[i*k+x] * b[x*n+j])
			}
			want[i*(n+pad)+j] = s
		}
	}
	p, q := make([]Panel, PanelsFor(k, n)), make([]Panel, PanelsFor(k, n))
	Pack(p, b, n, k, n)
	PackT(q, transposed(b, k, n), k, k, n)
	same := func(name string, f func(c []Real)) {
		t.Helper()
		c := append([]Real(nil), old...)
		f(c)
		for i := range c {
			if Bits(c[i]) != Bits(want[i]) {
				t.Fatalf("m=%d n=%d k=%d add=%v %s: number %d is %g, want %g", m, n, k, add, name, i, c[i], want[i])
			}
		}
	}
	at := transposed(a, m, k)
	same("Gemm", func(c []Real) { Gemm(c, n+pad, a, k, p, m, n, k, add) })
	same("Gemm of PackT", func(c []Real) { Gemm(c, n+pad, a, k, q, m, n, k, add) })
	same("GemmT", func(c []Real) { GemmT(c, n+pad, at, m, p, m, n, k, add) })
}

// Splitting k into two accumulating calls gives the same bits: this is what makes chunking of a batch invisible.
func TestGemmAccumulatesInSequence(t *testing.T) {
	r := rng.New(2, 1)
	const m, n, k, cut = 5, 6, 21, 8
	a, b := random(r, m*k), random(r, k*n)
	pack := func(b []Real, k int) []Panel { p := make([]Panel, PanelsFor(k, n)); Pack(p, b, n, k, n); return p }
	whole, split := make([]Real, m*n), make([]Real, m*n)
	Gemm(whole, n, a, k, pack(b, k), m, n, k, false)
	Gemm(split, n, a, k, pack(b, cut), m, n, cut, false)
	Gemm(split, n, a[cut:], k, pack(b[cut*n:], k-cut), m, n, k-cut, true)
	for i := range whole {
		if Bits(whole[i]) != Bits(split[i]) {
			t.Fatalf("element %d: %v whole, %v split", i, whole[i], split[i])
		}
	}
}

func TestLinearGradient(t *testing.T) {
	r := rng.New(3, 1)
	const n, ic, oc = 5, 6, 7
	x, w, b, c := random(r, n*ic), random(r, oc*ic), random(r, oc), random(r, n*oc)
	m := NewMatrix(w, oc, ic)
	y := make([]Real, n*oc)
	loss := func() float64 { m.Pack(); Linear(y, x, m, b, n); return dot(y, c) }
	loss()
	dx, dw, db := make([]Real, n*ic), make([]Real, oc*ic), make([]Real, oc)
	var s Scratch
	LinearBackwardInput(dx, c, m, n, false)
	LinearBackwardWeight(dw, db, c, x, oc, ic, n, &s)
	gradcheck.Check(t, loss, gradcheck.Tensor{Name: "x", X: x, Grad: dx}, gradcheck.Tensor{Name: "w", X: w, Grad: dw}, gradcheck.Tensor{Name: "b", X: b, Grad: db})
}

func TestLayerNormGradient(t *testing.T) {
	r := rng.New(4, 1)
	const n, c = 3, 8
	x, w, b, g := random(r, n*c), random(r, c), random(r, c), random(r, n*c)
	y, mean, rstd := make([]Real, n*c), make([]Real, n), make([]Real, n)
	loss := func() float64 { LayerNorm(y, mean, rstd, x, w, b, n, c, 1e-12); return dot(y, g) }
	loss()
	dx, dw, db := make([]Real, n*c), make([]Real, c), make([]Real, c)
	LayerNormBackward(dx, dw, db, g, x, mean, rstd, w, n, c)
	gradcheck.Check(t, loss, gradcheck.Tensor{Name: "x", X: x, Grad: dx}, gradcheck.Tensor{Name: "w", X: w, Grad: dw}, gradcheck.Tensor{Name: "b", X: b, Grad: db})
}

func TestActivationGradients(t *testing.T) {
	r := rng.New(5, 1)
	x, c := random(r, 24), random(r, 24)
	y, dx, kept := make([]Real, 24), make([]Real, 24), make([]Real, 24)
	for _, tt := range []struct {
		name     string
		forward  func(y, x []Real)
		backward func(dx []Real)
	}{
		{"gelu", func(y, x []Real) { GELU(y, kept, x) }, func(dx []Real) { GELUBackward(dx, c, x, kept) }},
		{"gelu_new", func(y, x []Real) { GELUNew(y, kept, x) }, func(dx []Real) { GELUNewBackward(dx, c, x, kept) }},
		{"tanh", TanhForward, func(dx []Real) { TanhBackward(dx, c, y) }},
		{"relu", ReLU, func(dx []Real) { ReLUBackward(dx, c, y) }},
	} {
		loss := func() float64 { tt.forward(y, x); return dot(y, c) }
		loss()
		tt.backward(dx)
		gradcheck.Check(t, loss, gradcheck.Tensor{Name: tt.name, X: x, Grad: dx})
	}
}

func TestCrossEntropyGradient(t *testing.T) {
	r := rng.New(6, 1)
	x := random(r, 9)
	p := make([]Real, 9)
	loss := func() float64 { copy(p, x); return CrossEntropy(p, 4) }
	loss()
	dx := make([]Real, 9)
	CrossEntropyBackward(dx, p, 4, 1)
	gradcheck.Check(t, loss, gradcheck.Tensor{Name: "logits", X: x, Grad: dx})
}

// attn builds a random attention problem with a deep prefix in the table layout of P-Tuning v2.
func attn(r *rng.Rand, t, p int) (a *Attn, qkv, table []Real) {
	const c, nh, layers = 8, 2, 2
	table = random(r, max(1, p)*2*layers*c)
	a = &Attn{T: t, P: p, C: c, NH: nh, Stride: 2 * layers * c}
	a.Keys, a.Vals = table[2*c:], table[3*c:] // layer 1
	return a, random(r, t*3*c), table
}

func TestAttentionGradient(t *testing.T) {
	for _, p := range []int{0, 3} {
		r := rng.New(7, uint64(p))
		a, qkv, table := attn(r, 5, p)
		c := random(r, a.T*a.C)
		y, att := make([]Real, a.T*a.C), make([]Real, a.AttnSize())
		var s Scratch
		loss := func() float64 { Attention(y, att, qkv, a, &s); return dot(y, c) }
		loss()
		dqkv, dtable := make([]Real, len(qkv)), make([]Real, len(table))
		AttentionBackward(dqkv, dtable[2*a.C:], dtable[3*a.C:], c, att, qkv, a, true, &s)
		gradcheck.Check(t, loss, gradcheck.Tensor{Name: "qkv", X: qkv, Grad: dqkv}, gradcheck.Tensor{Name: "table", X: table, Grad: dtable})
		only := make([]Real, len(table))
		AttentionBackward(nil, only[2*a.C:], only[3*a.C:], c, att, qkv, a, false, &s)
		for i := range only {
			if Bits(only[i]) != Bits(dtable[i]) {
				t.Fatalf("prefix gradient %d differs when inputs are not wanted", i)
			}
		}
	}
}

// He et al. 2022, eq. 7-9: a prefix is a gated sum, Attn([P;K]) = (1-λ)·Attn(K) + λ·Attn(P).
func TestPrefixIsAGatedSum(t *testing.T) {
	r := rng.New(8, 1)
	a, qkv, _ := attn(r, 4, 3)
	run := func(a *Attn) (y, att []Real) {
		y, att = make([]Real, a.T*a.C), make([]Real, a.AttnSize())
		Attention(y, att, qkv, a, new(Scratch))
		return
	}
	both, att := run(a)
	plain := *a
	plain.P = 0
	real, _ := run(&plain)
	hs, n := a.C/a.NH, a.P+a.T
	for h := range a.NH {
		for q := range a.T {
			w := att[(h*a.T+q)*n:][:n]
			lambda := float64(w[0]) + float64(w[1]) + float64(w[2])
			for j := range hs {
				prompt := 0.0
				for i := range a.P {
					prompt += float64(w[i]) / lambda * float64(a.Vals[i*a.Stride+h*hs+j])
				}
				k := q*a.C + h*hs + j
				want := (1-lambda)*float64(real[k]) + lambda*prompt
				if !(math.Abs(float64(both[k])-want) <= 1e-6) {
					t.Errorf("head %d token %d: %g, want %g", h, q, both[k], want)
				}
			}
		}
	}
}

func TestLSTMGradient(t *testing.T) {
	for _, reverse := range []bool{false, true} {
		r := rng.New(9, 1)
		const ic, u, n = 3, 2, 4
		x, wih, whh, bih, bhh := random(r, n*ic), random(r, 4*u*ic), random(r, 4*u*u), random(r, 4*u), random(r, 4*u)
		c := random(r, n*u)
		l := NewLSTM(wih, whh, bih, bhh, ic, u, n, reverse)
		y := make([]Real, n*u)
		loss := func() float64 { l.WIH.Pack(); l.WHH.Pack(); l.Forward(y, u, x, n); return dot(y, c) }
		loss()
		dx, d1, d2, d3, d4 := make([]Real, n*ic), make([]Real, 4*u*ic), make([]Real, 4*u*u), make([]Real, 4*u), make([]Real, 4*u)
		l.Backward(dx, d1, d2, d3, d4, c, y, u, x, n, new(Scratch))
		gradcheck.Check(t, loss, gradcheck.Tensor{Name: "x", X: x, Grad: dx}, gradcheck.Tensor{Name: "wih", X: wih, Grad: d1}, gradcheck.Tensor{Name: "whh", X: whh, Grad: d2},
			gradcheck.Tensor{Name: "bih", X: bih, Grad: d3}, gradcheck.Tensor{Name: "bhh", X: bhh, Grad: d4})
	}
}

func BenchmarkGemm(b *testing.B) {
	defer UseVector(Vector())
	for _, on := range []bool{false, true} {
		if UseVector(on); Vector() != on {
			continue
		}
		for _, s := range [][3]int{{96, 256, 64}, {96, 64, 256}, {384, 512, 128}, {20, 28, 16}, {20, 16, 28}} {
			m, n, k := s[0], s[1], s[2]
			a, c, p := make([]Real, m*k), make([]Real, m*n), make([]Panel, PanelsFor(k, n))
			b.Run(fmt.Sprintf("vector=%v/%dx%dx%d", on, m, n, k), func(b *testing.B) {
				for b.Loop() {
					Gemm(c, n, a, k, p, m, n, k, false)
				}
				b.ReportMetric(2*float64(m*n*k)*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
			})
		}
	}
}

func BenchmarkPeak(b *testing.B) {
	flop := 0
	for b.Loop() {
		flop += Peak(10000)
	}
	b.ReportMetric(float64(flop)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

func BenchmarkPack(b *testing.B) {
	const k, n = 64, 256
	x, p := make([]Real, k*n), make([]Panel, PanelsFor(k, n))
	b.Run("Pack", func(b *testing.B) {
		for b.Loop() {
			Pack(p, x, n, k, n)
		}
	})
	b.Run("PackT", func(b *testing.B) {
		for b.Loop() {
			PackT(p, x, k, k, n)
		}
	})
}
