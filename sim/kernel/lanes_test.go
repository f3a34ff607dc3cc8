package kernel_test

import (
	"math"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// edges is numbers at which functions of one number change their formula, and many more.
func edges(r *rng.Rand) []Real {
	x := []Real{0, Real(math.Copysign(0, -1)), 1e-40, -1e-40, 1e-30, 0.625, -0.625, 4, -4, 9.1, -9.1, 1e4, -1e4, 3e38, -3e38, Real(math.Inf(1)), Real(math.Inf(-1)),
		88.72283, 88.7, 88.8, 128, -87.33654, -87.3365, -87.3366, -87, -88, -103, -104, 2.9, 5.6568542, -5.6568542, Epsilon, -Epsilon}
	for _, scale := range []float64{1e-3, 0.1, 1, 5, 40, 100} {
		for range 2000 {
			x = append(x, Real(scale*r.Normal()))
		}
	}
	return x
}

// laneCase runs a kernel on data made from r, n rows of c columns, and returns everything that it has written.
type laneCase struct {
	name string
	run  func(r *rng.Rand, n, c int) [][]Real
}

func cases() []laneCase {
	unary := func(f func(y, x []Real)) func(r *rng.Rand, n, c int) [][]Real {
		return func(r *rng.Rand, n, c int) [][]Real {
			y, x := make([]Real, n*c), edges(r)
			if n*c > len(x) {
				x = append(x, random(r, n*c-len(x))...)
			}
			f(y, x[:n*c])
			return [][]Real{y}
		}
	}
	gate := func(forward func(y, e, x []Real), backward func(dx, dy, x, e []Real)) func(r *rng.Rand, n, c int) [][]Real {
		return func(r *rng.Rand, n, c int) [][]Real {
			y, e, x := make([]Real, n*c), make([]Real, n*c), edges(r)
			if n*c > len(x) {
				x = append(x, random(r, n*c-len(x))...)
			}
			x = x[:n*c]
			forward(y, e, x)
			dx := append([]Real(nil), x...)
			backward(dx, dx, x, e)
			return [][]Real{y, e, dx}
		}
	}
	return []laneCase{
		{"GELU", gate(GELU, GELUBackward)},
		{"GELUNew", gate(GELUNew, GELUNewBackward)},
		{"Tanh", unary(TanhForward)},
		{"Sigmoid", unary(Sigmoid)},
		{"AddRows", func(r *rng.Rand, n, c int) [][]Real {
			a, b, d, x := random(r, n*c), random(r, c), random(r, c), random(r, n*c)
			AddRows(a, c, x, c, n, c)
			AddRows(a, c, d, 0, n, c)
			AddRows(b, 0, x, c, n, c)
			return [][]Real{a, b}
		}},
		{"CrossEntropy", func(r *rng.Rand, n, c int) [][]Real {
			x := random(r, n*c)
			loss := CrossEntropy(x, len(x)/2)
			return [][]Real{x, {Real(loss)}}
		}},
		{"LayerNorm", func(r *rng.Rand, n, c int) [][]Real {
			x, y, mean, rstd, w, b := random(r, n*c), random(r, n*c), random(r, n), random(r, n), random(r, c), random(r, c)
			LayerNorm(y, mean, rstd, x, w, b, n, c, 1e-5)
			dx, dw, db := random(r, n*c), random(r, c), random(r, c)
			LayerNormBackward(dx, dw, db, y, x, mean, rstd, w, n, c)
			LayerNormBackward(dx, nil, nil, y, x, mean, rstd, w, n, c)
			return [][]Real{y, mean, rstd, dx, dw, db}
		}},
		{"Adam", func(r *rng.Rand, n, c int) [][]Real {
			x, g, m, v := random(r, n*c), random(r, n*c), make([]Real, n*c), make([]Real, n*c)
			for range 3 {
				AdamStep(x, g, m, v, &AdamRates{Scale: 0.7, B1: 0.9, D1: 0.1, B2: 0.999, D2: 0.001, Rate: 0.01, Root: 3, Eps: 1e-8, Keep: 0.99})
			}
			return [][]Real{x, m, v}
		}},
		{"Attention", func(r *rng.Rand, n, c int) [][]Real {
			a, qkv, table := attn(r, n, c%4)
			y, att, dqkv, dtable := make([]Real, a.T*a.C), make([]Real, a.AttnSize()), make([]Real, len(qkv)), random(r, len(table))
			Attention(y, att, qkv, a, new(Scratch))
			AttentionBackward(dqkv, dtable[2*a.C:], dtable[3*a.C:], y, att, qkv, a, true, new(Scratch))
			return [][]Real{y, att, dqkv, dtable}
		}},
	}
}

// The vector kernels give the bits of the scalar Go code: for every remainder, for edges, and in long rows.
func TestVectorEqualsScalar(t *testing.T) {
	if before := UseVector(true); !Vector() {
		t.Skip("no vector kernels here")
	} else {
		defer UseVector(before)
	}
	for _, k := range cases() {
		t.Run(k.name, func(t *testing.T) {
			for c := 1; c <= 40; c++ {
				compareLanes(t, k, 1+c%5, c)
			}
			compareLanes(t, k, 3, 811)
			compareLanes(t, k, 17, 719)
		})
	}
}

func compareLanes(t *testing.T, k laneCase, n, c int) {
	t.Helper()
	UseVector(false)
	want := k.run(rng.New(uint64(n), uint64(c)), n, c)
	UseVector(true)
	got := k.run(rng.New(uint64(n), uint64(c)), n, c)
	for i := range want {
		for j, w := range want[i] {
			if g := got[i][j]; Bits(g) != Bits(w) && !(g != g && w != w) {
				t.Fatalf("%d rows of %d: output %d, number %d is %v, scalar %v", n, c, i, j, g, w)
			}
		}
	}
}
