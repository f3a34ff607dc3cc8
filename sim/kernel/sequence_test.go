package kernel_test

import (
	"fmt"
	"math"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// attentions are shapes in which nothing is a multiple of a register, and some in which everything is.
var attentions = []struct{ t, p, c, nh, stride int }{
	{1, 0, 1, 1, 0}, {1, 1, 2, 1, 2}, {2, 3, 6, 2, 30}, {5, 2, 6, 1, 17}, {5, 0, 15, 3, 0}, {8, 8, 16, 2, 64}, {9, 1, 10, 5, 10},
	{13, 3, 20, 4, 41}, {17, 7, 9, 3, 9}, {20, 8, 64, 4, 256},
}

func TestAttentionAgainstTheFormula(t *testing.T) {
	for _, s := range attentions {
		for _, causal := range []bool{false, true} {
			for _, read := range [][]int32{nil, {int32(s.t - 1)}, {0, int32(s.t / 2)}} {
				if len(read) == 2 && s.t < 3 {
					continue
				}
				r := rng.New(49, uint64(s.t*100+s.p))
				a := &Attn{T: s.t, P: s.p, C: s.c, NH: s.nh, Stride: s.stride, Causal: causal, Read: read}
				qkv := random(r, s.t*3*s.c)
				if s.p > 0 {
					a.Keys, a.Vals = random(r, s.p*s.stride), random(r, s.p*s.stride)
				}
				if read != nil {
					a.Q, a.DQ = random(r, len(read)*s.c), make([]Real, len(read)*s.c)
				}
				t.Run(fmt.Sprintf("T%d P%d C%d NH%d causal=%v read=%v", s.t, s.p, s.c, s.nh, causal, read), func(t *testing.T) {
					eachPath(t, func(t *testing.T) { checkAttention(t, a, qkv, random(r, a.Queries()*s.c)) })
				})
			}
		}
	}
}

func checkAttention(t *testing.T, a *Attn, qkv, dy []Real) {
	n := naiveOf(a, qkv)
	wantY, wantAtt := n.forward()
	y, att, s := make([]Real, len(wantY)), make([]Real, a.AttnSize()), new(Scratch)
	Attention(y, att, qkv, a, s)
	close(t, "y", y, wantY, 5)
	close(t, "att", att, wantAtt, 2)
	dq, dk, dv := n.backward(wide(dy), wantAtt)
	dqkv, dkeys, dvals := make([]Real, len(qkv)), []Real(nil), []Real(nil)
	if a.P > 0 {
		dkeys, dvals = make([]Real, len(a.Keys)), make([]Real, len(a.Vals))
	}
	AttentionBackward(dqkv, dkeys, dvals, dy, att, qkv, a, true, s)
	for j := range a.P {
		close(t, "dkeys", dkeys[j*a.Stride:][:a.C], dk[j*a.C:][:a.C], 6)
		close(t, "dvalues", dvals[j*a.Stride:][:a.C], dv[j*a.C:][:a.C], 6)
	}
	for i := range a.T {
		row, place := dqkv[i*3*a.C:][:3*a.C], (a.P+i)*a.C
		close(t, "dk", row[a.C:2*a.C], dk[place:][:a.C], 6)
		close(t, "dv", row[2*a.C:], dv[place:][:a.C], 6)
		if a.Read == nil {
			close(t, "dq", row[:a.C], dq[i*a.C:][:a.C], 6)
		}
	}
	if a.Read != nil {
		close(t, "DQ", a.DQ, dq, 6)
	}
}

// Both directions of a layer share rows; each is the naive recurrence over its own order of time.
func TestLSTMAgainstTheFormula(t *testing.T) {
	for _, s := range []struct{ t, ic, u int }{{1, 1, 1}, {2, 3, 2}, {5, 7, 4}, {9, 8, 8}, {3, 17, 9}, {12, 5, 16}} {
		t.Run(fmt.Sprintf("T%d IC%d U%d", s.t, s.ic, s.u), func(t *testing.T) {
			eachPath(t, func(t *testing.T) {
				r := rng.New(50, uint64(s.u))
				x, y := random(r, s.t*s.ic), make([]Real, s.t*2*s.u)
				for side, reverse := range []bool{false, true} {
					wih, whh, bih, bhh := random(r, 4*s.u*s.ic), random(r, 4*s.u*s.u), random(r, 4*s.u), random(r, 4*s.u)
					l := NewLSTM(wih, whh, bih, bhh, s.ic, s.u, s.t, reverse)
					l.Forward(y[side*s.u:], 2*s.u, x, s.t)
					want := naiveLSTM(wide(x), wide(wih), wide(whh), wide(bih), wide(bhh), s.t, s.ic, s.u, reverse)
					for i := range s.t {
						close(t, "h", y[i*2*s.u+side*s.u:][:s.u], want[i*s.u:][:s.u], 6)
					}
				}
			})
		})
	}
}

// The gradient of both directions of a layer at once, whose outputs stand side by side, and of fewer time steps than there is
// room for.
func TestLSTMGradientInAWiderRow(t *testing.T) {
	const ic, u, n, room = 3, 5, 4, 6
	for _, reverse := range []bool{false, true} {
		r := rng.New(51, 1)
		x, wih, whh, bih, bhh := random(r, n*ic), random(r, 4*u*ic), random(r, 4*u*u), random(r, 4*u), random(r, 4*u)
		c, y := random(r, n*2*u), make([]Real, n*2*u)
		l := NewLSTM(wih, whh, bih, bhh, ic, u, room, reverse)
		loss := func() float64 { l.WIH.Pack(); l.WHH.Pack(); l.Forward(y[u:], 2*u, x, n); return dot(y, c) }
		loss()
		dx, dwih, dwhh, dbih, dbhh := make([]Real, n*ic), make([]Real, 4*u*ic), make([]Real, 4*u*u), make([]Real, 4*u), make([]Real, 4*u)
		l.Backward(dx, dwih, dwhh, dbih, dbhh, c[u:], y[u:], 2*u, x, n, new(Scratch))
		gradcheck.Check(t, loss, gradcheck.Tensor{Name: "x", X: x, Grad: dx}, gradcheck.Tensor{Name: "wih", X: wih, Grad: dwih}, gradcheck.Tensor{Name: "whh", X: whh, Grad: dwhh},
			gradcheck.Tensor{Name: "bih", X: bih, Grad: dbih}, gradcheck.Tensor{Name: "bhh", X: bhh, Grad: dbhh})
		loss() // the check leaves the gates of its last difference
		again := make([]Real, 4*u*ic)
		l.Backward(nil, again, make([]Real, 4*u*u), make([]Real, 4*u), make([]Real, 4*u), c[u:], y[u:], 2*u, x, n, new(Scratch))
		equal(t, "dwih without dx", again, dwih)
	}
}

// Algorithm 1 of Adam and algorithm 2 of AdamW, element by element in float64, over ten steps.
func TestAdamStepAgainstTheAlgorithm(t *testing.T) {
	const alpha, beta1, beta2, eps, decay, scale = 0.05, 0.9, 0.98, 1e-8, 0.1, 0.5
	eachPath(t, func(t *testing.T) {
		for _, n := range widths {
			r := rng.New(52, uint64(n))
			x := random(r, n)
			m, v := make([]Real, n), make([]Real, n)
			want, wantM, wantV := wide(x), make([]float64, n), make([]float64, n)
			for step := 1; step <= 10; step++ {
				g := random(r, n)
				c1, c2 := 1-math.Pow(beta1, float64(step)), 1-math.Pow(beta2, float64(step))
				AdamStep(x, g, m, v, &AdamRates{Scale: scale, B1: beta1, D1: 1 - beta1, B2: beta2, D2: 1 - beta2,
					Rate: Real(alpha / c1), Root: Real(1 / math.Sqrt(c2)), Eps: eps, Keep: 1 - alpha*decay})
				for j := range want {
					gj := float64(g[j]) * scale
					wantM[j] = beta1*wantM[j] + (1-beta1)*gj
					wantV[j] = beta2*wantV[j] + (1-beta2)*gj*gj
					want[j] -= alpha*decay*want[j] + alpha*(wantM[j]/c1)/(math.Sqrt(wantV[j]/c2)+eps)
				}
			}
			close(t, "x", x, want, 12)
			close(t, "m", m, wantM, 1)
			close(t, "v", v, wantV, 1)
		}
	})
}

// A batch in pieces gives the bits of the whole: sums over rows go on where they stopped.
func TestBatchInPieces(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		const n, cut, c, oc = 7, 3, 11, 5
		r := rng.New(53, 1)
		x, dy, w, g := random(r, n*c), random(r, n*oc), random(r, c), random(r, n*c)
		mean, rstd := random(r, n), random(r, n)
		var s Scratch
		run := func(parts ...[2]int) (out [][]Real) {
			dw, db, dx, dg, dbeta := make([]Real, oc*c), make([]Real, oc), make([]Real, n*c), make([]Real, c), make([]Real, c)
			for _, p := range parts {
				from, rows := p[0], p[1]-p[0]
				LinearBackwardWeight(dw, db, dy[from*oc:], x[from*c:], oc, c, rows, &s)
				LayerNormBackward(dx[from*c:], dg, dbeta, g[from*c:], x[from*c:], mean[from:], rstd[from:], w, rows, c)
			}
			return [][]Real{dw, db, dx, dg, dbeta}
		}
		whole, pieces := run([2]int{0, n}), run([2]int{0, cut}, [2]int{cut, n}, [2]int{n, n})
		for i, name := range []string{"dw", "db", "dx", "dgamma", "dbeta"} {
			equal(t, name, pieces[i], whole[i])
		}
	})
}

// Nothing to do is nothing done: no rows, no columns, no numbers.
func TestNothingToDo(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		m := NewMatrix(make([]Real, 6), 2, 3)
		AddRows(nil, 5, nil, 5, 0, 3)
		AddRows(nil, 5, nil, 5, 3, 0)
		GELU(nil, nil, nil)
		GELUBackward(nil, nil, nil, nil)
		TanhForward(nil, nil)
		Sigmoid(nil, nil)
		LayerNorm(nil, nil, nil, nil, make([]Real, 3), make([]Real, 3), 0, 3, 1e-5)
		LayerNormBackward(nil, nil, nil, nil, nil, nil, nil, nil, 0, 3)
		Linear(nil, nil, m, nil, 0)
		LinearBackwardInput(nil, nil, m, 0, false)
		AdamStep(nil, nil, nil, nil, &AdamRates{})
		dw := []Real{1, 2, 3, 4, 5, 6}
		LinearBackwardWeight(dw, nil, nil, nil, 2, 3, 0, new(Scratch))
		equal(t, "dw of no rows", dw, []Real{1, 2, 3, 4, 5, 6})
		dqkv := []Real{1, 2, 3, 4, 5, 6}
		none := &Attn{T: 1, C: 2, NH: 1, Read: []int32{}}
		Attention(nil, nil, make([]Real, 6), none, new(Scratch))
		AttentionBackward(dqkv, nil, nil, nil, nil, make([]Real, 6), none, true, new(Scratch))
		equal(t, "dqkv of no queries", dqkv, []Real{1, 2, 0, 0, 0, 0})
	})
}

// CountFLOP counts two operations for each element of each sum, and Peak tells what it has done.
func TestCounts(t *testing.T) {
	const n, ic, oc = 3, 5, 4
	m, x, y := NewMatrix(make([]Real, oc*ic), oc, ic), make([]Real, n*ic), make([]Real, n*oc)
	if got := CountFLOP(func() { Linear(y, x, m, nil, n); LinearBackwardInput(x, y, m, n, true) }); got != 2*2*n*ic*oc {
		t.Errorf("%d operations, want %d", got, 2*2*n*ic*oc)
	}
	a := &Attn{T: 5, P: 3, C: 8, NH: 2, Stride: 8, Keys: make([]Real, 24), Vals: make([]Real, 24)}
	qkv, att := make([]Real, 5*24), make([]Real, a.AttnSize())
	if got, want := CountFLOP(func() { Attention(make([]Real, 40), att, qkv, a, new(Scratch)) }), 2*2*5*8*8; got != want {
		t.Errorf("attention: %d operations, want %d", got, want)
	}
	if one, two := Peak(10), Peak(20); one <= 0 || two != 2*one || one%(24*10) != 0 {
		t.Errorf("Peak says %d and %d operations for 10 and 20 rounds", one, two)
	}
}
