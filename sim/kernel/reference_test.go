package kernel_test

import (
	"fmt"
	"math"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// widths are row lengths around every border of a register: none full, one, two, and a rest of each size.
var widths = []int{1, 2, 3, 4, 5, 7, 8, 9, 11, 15, 16, 17, 24, 31, 33, 64, 100}

// Each activation and its gradient are the formula's, over ten times the range in which anything happens.
func TestActivationsAgainstTheFormula(t *testing.T) {
	for _, a := range []struct {
		name     string
		naive    func(x float64) (y, slope float64)
		forward  func(y, kept, x []Real)
		backward func(dx, dy, x, kept, y []Real)
		tol      [2]float64 // of y and dx, in Epsilons, two to three times what was measured: the erf of float32 is good to 4, which x multiplies
	}{
		{"GELU", naiveGELU, GELU, func(dx, dy, x, e, y []Real) { GELUBackward(dx, dy, x, e) }, [2]float64{15, 5}},
		{"GELUNew", naiveGELUNew, GELUNew, func(dx, dy, x, k, y []Real) { GELUNewBackward(dx, dy, x, k) }, [2]float64{3, 15}},
		{"Tanh", naiveTanh, func(y, k, x []Real) { TanhForward(y, x) }, func(dx, dy, x, k, y []Real) { TanhBackward(dx, dy, y) }, [2]float64{2, 4}},
		{"ReLU", naiveReLU, func(y, k, x []Real) { ReLU(y, x) }, func(dx, dy, x, k, y []Real) { ReLUBackward(dx, dy, y) }, [2]float64{}},
	} {
		t.Run(a.name, func(t *testing.T) {
			eachPath(t, func(t *testing.T) {
				const n = 4001
				x, y, kept, dx, dy := make([]Real, n), make([]Real, n), make([]Real, n), make([]Real, n), random(rng.New(41, 1), n)
				want, slope := make([]float64, n), make([]float64, n)
				for i := range x {
					x[i] = Real(-20 + 0.01*float64(i))
					want[i], slope[i] = a.naive(float64(x[i]))
					slope[i] *= float64(dy[i])
				}
				a.forward(y, kept, x)
				a.backward(dx, dy, x, kept, y)
				close(t, "y", y, want, a.tol[0])
				close(t, "dx", dx, slope, a.tol[1])
			})
		})
	}
}

func TestSigmoidAgainstTheFormula(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		x, y := make([]Real, 2001), make([]Real, 2001)
		want := make([]float64, len(x))
		for i := range x {
			x[i] = Real(-100 + 0.1*float64(i))
			want[i] = 1 / (1 + math.Exp(-float64(x[i])))
		}
		Sigmoid(y, x)
		close(t, "y", y, want, 2)
		for i := range y {
			if y[i] < 0 || y[i] > 1 || i > 0 && y[i] < y[i-1] {
				t.Fatalf("sigmoid(%v) is %v behind %v", x[i], y[i], y[max(i-1, 0)])
			}
		}
	})
}

func TestLinearAgainstTheFormula(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for _, ic := range widths {
			for k, oc := range []int{1, 7, 8, 17} {
				r, n := rng.New(42, uint64(ic)), []int{1, 2, 5, 9}[k]
				x, w, b, dy := random(r, n*ic), random(r, oc*ic), random(r, oc), random(r, n*oc)
				m, y := NewMatrix(w, oc, ic), make([]Real, n*oc)
				Linear(y, x, m, b, n)
				want := naiveMatrix(wide(x), turned(wide(w), oc, ic), n, ic, oc)
				for i := range want {
					want[i] += float64(b[i%oc])
				}
				close(t, "y", y, want, 30)
				dx, dw, db := make([]Real, n*ic), make([]Real, oc*ic), make([]Real, oc)
				LinearBackwardInput(dx, dy, m, n, false)
				LinearBackwardWeight(dw, db, dy, x, oc, ic, n, new(Scratch))
				close(t, "dx", dx, naiveMatrix(wide(dy), wide(w), n, oc, ic), 15)
				close(t, "dw", dw, naiveMatrix(turned(wide(dy), n, oc), wide(x), oc, n, ic), 15)
				ones := make([]float64, n)
				for i := range ones {
					ones[i] = 1
				}
				close(t, "db", db, naiveMatrix(ones, wide(dy), 1, n, oc), 5)
			}
		}
	})
}

// A part of a wider matrix is what the whole gives in its columns, forward and backward, and no other column is touched.
func TestLinearInAWiderRow(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		const n, ic, oc, ld, at = 4, 9, 5, 13, 6
		r := rng.New(43, 1)
		x, w, b := random(r, n*ic), random(r, oc*ic), random(r, oc)
		m, narrow, rows := NewMatrix(w, oc, ic), make([]Real, n*oc), random(r, n*ld)
		before := append([]Real(nil), rows...)
		Linear(narrow, x, m, b, n)
		LinearTo(rows[at:], ld, x, m, b, n)
		for i := range n {
			equal(t, "columns", rows[i*ld+at:][:oc], narrow[i*oc:][:oc])
			equal(t, "columns before", rows[i*ld:][:at], before[i*ld:][:at])
			equal(t, "columns behind", rows[i*ld:][at+oc:ld], before[i*ld:][at+oc:ld])
		}
		dx, want := make([]Real, n*ic), make([]Real, n*ic)
		LinearBackwardInput(want, narrow, m, n, false)
		LinearBackwardInputFrom(dx, rows[at:], ld, m, n, false)
		equal(t, "dx", dx, want)
		var s Scratch
		dw, db, wantW, wantB := make([]Real, oc*ic), make([]Real, oc), make([]Real, oc*ic), make([]Real, oc)
		LinearBackwardWeight(wantW, wantB, narrow, x, oc, ic, n, &s)
		LinearBackwardWeightFrom(dw, db, rows[at:], ld, x, oc, ic, n, &s)
		equal(t, "dw", dw, wantW)
		equal(t, "db", db, wantB)
	})
}

// A matrix that has changed is the old one until it is packed, in both directions.
func TestPackBringsTheMatrixUpToDate(t *testing.T) {
	r := rng.New(44, 1)
	const n, ic, oc = 3, 5, 4
	x, dy, w := random(r, n*ic), random(r, n*oc), random(r, oc*ic)
	m := NewMatrix(w, oc, ic)
	run := func(m *Matrix) (y, dx []Real) {
		y, dx = make([]Real, n*oc), make([]Real, n*ic)
		Linear(y, x, m, nil, n)
		LinearBackwardInput(dx, dy, m, n, false)
		return
	}
	oldY, oldX := run(m)
	w[7]++
	y, dx := run(m)
	equal(t, "y before Pack", y, oldY)
	equal(t, "dx before Pack", dx, oldX)
	m.Pack()
	y, dx = run(m)
	newY, newX := run(NewMatrix(w, oc, ic))
	equal(t, "y", y, newY)
	equal(t, "dx", dx, newX)
	if same(y, oldY) || same(dx, oldX) {
		t.Error("a changed weight changes nothing")
	}
}

func TestLayerNormAgainstTheFormula(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for _, c := range widths[1:] { // a row of one number is its mean: y = b, and x̂ is rounding alone
			r := rng.New(45, uint64(c))
			n, eps := 1+c%4, []float64{1e-12, 1e-5, 0.1}[c%3]
			x, w, b, dy := random(r, n*c), random(r, c), random(r, c), random(r, n*c)
			for j := range x {
				x[j] += 3 // a mean far from 0
			}
			y, mean, rstd := make([]Real, n*c), make([]Real, n), make([]Real, n)
			LayerNorm(y, mean, rstd, x, w, b, n, c, eps)
			dx, dw, db := make([]Real, n*c), make([]Real, c), make([]Real, c)
			LayerNormBackward(dx, dw, db, dy, x, mean, rstd, w, n, c)
			wantW, wantB := make([]float64, c), make([]float64, c)
			largest := 1.0
			for i := range n {
				d := wide(dy)[i*c:][:c]
				want, hat, mu, s := naiveLayerNorm(wide(x)[i*c:][:c], wide(w), wide(b), eps)
				tol := 30 * max(1, s) // a row whose numbers are close together loses digits
				largest = max(largest, tol)
				close(t, "y", y[i*c:][:c], want, tol)
				close(t, "mean", mean[i:i+1], []float64{mu}, 6)
				close(t, "rstd", rstd[i:i+1], []float64{s}, tol)
				close(t, "dx", dx[i*c:][:c], naiveLayerNormBackward(d, hat, wide(w), s), tol*max(1, s))
				for j := range c {
					wantW[j] += d[j] * hat[j]
					wantB[j] += d[j]
				}
			}
			close(t, "dw", dw, wantW, largest)
			close(t, "db", db, wantB, 4)
			again := make([]Real, n*c)
			LayerNormBackward(again, nil, nil, dy, x, mean, rstd, w, n, c)
			equal(t, "dx with w and b frozen", again, dx)
		}
	})
}

// A row of equal numbers has no deviation: ε keeps the quotient finite, and y is b.
func TestLayerNormOfEqualNumbers(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for _, c := range []int{1, 5, 8, 13} {
			x, y, w, b := make([]Real, c), make([]Real, c), random(rng.New(46, 1), c), random(rng.New(46, 2), c)
			for j := range x {
				x[j] = 2
			}
			mean, rstd := make([]Real, 1), make([]Real, 1)
			LayerNorm(y, mean, rstd, x, w, b, 1, c, 1e-6)
			equal(t, "y", y, b)
			close(t, "mean", mean, []float64{2}, 0)
			close(t, "rstd", rstd, []float64{1e3}, 2)
		}
	})
}

func TestSoftmaxAgainstTheFormula(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for _, c := range widths {
			x := random(rng.New(47, uint64(c)), c)
			for j := range x {
				x[j] *= 5
			}
			want := naiveSoftmax(wide(x), 1, all)
			shifted := append([]Real(nil), x...)
			Softmax(x)
			close(t, "p", x, want, 2)
			sum := 0.0
			for j := range shifted {
				sum += float64(x[j])
				shifted[j] += 1024 // e^1024 is no float64 either
			}
			Softmax(shifted)
			close(t, "p of shifted numbers", shifted, want, 400) // adding 1024 has cost ten bits of the scores
			if !(math.Abs(sum-1) <= 8*Epsilon) {
				t.Errorf("probabilities of %d words add up to %v", c, sum)
			}
		}
	})
}

func TestCrossEntropyAgainstTheFormula(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for _, c := range widths {
			z := random(rng.New(48, uint64(c)), c)
			target := c / 2
			p := naiveSoftmax(wide(z), 1, all)
			want, grad := -math.Log(p[target]), make([]float64, c)
			for j := range grad {
				grad[j] = p[j] * 0.25
			}
			grad[target] -= 0.25
			loss := CrossEntropy(z, target)
			close(t, "loss", []Real{Real(loss)}, []float64{want}, 3)
			close(t, "p", z, p, 2)
			dz := make([]Real, c)
			CrossEntropyBackward(dz, z, target, 0.25)
			close(t, "dz", dz, grad, 1)
		}
		// A probability below every float is a large loss, not an infinite one.
		if loss := CrossEntropy([]Real{0, 300, -500}, 2); !(math.Abs(loss-800) <= 1e-3) {
			t.Errorf("the loss of a word 800 nats away is %v", loss)
		}
	})
}

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
