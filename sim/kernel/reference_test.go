package kernel_test

import (
	"math"
	"testing"

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
