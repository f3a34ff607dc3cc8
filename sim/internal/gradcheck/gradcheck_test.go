package gradcheck

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"promptscope/sim/kernel"
)

// deaf is a test that writes down its errors instead of failing.
type deaf struct {
	testing.TB
	errors []string
}

func (d *deaf) Helper() {}
func (d *deaf) Errorf(format string, a ...any) {
	d.errors = append(d.errors, fmt.Sprintf(format, a...))
}

// A check that passes everything would hold no gradient to anything: right ones pass, and each kind of wrong one is found.
func TestCheckFindsWrongGradients(t *testing.T) {
	x := []kernel.Real{0.5, -1, 2, 0.25}
	loss := func() (sum float64) { // Σ x³ + 2·x0·x1
		for _, v := range x {
			sum += math.Pow(float64(v), 3)
		}
		return sum + 2*float64(x[0])*float64(x[1])
	}
	right := func() []kernel.Real {
		g := make([]kernel.Real, len(x))
		for i, v := range x {
			g[i] = 3 * v * v
		}
		g[0] += 2 * x[1]
		g[1] += 2 * x[0]
		return g
	}
	for _, tt := range []struct {
		name  string
		spoil func(g []kernel.Real)
		wrong int // how many numbers are off
	}{
		{"right", func(g []kernel.Real) {}, 0},
		{"a sign", func(g []kernel.Real) { g[2] = -g[2] }, 1},
		{"a term left out", func(g []kernel.Real) { g[0], g[1] = 3*x[0]*x[0], 3*x[1]*x[1] }, 2},
		{"twice too large", func(g []kernel.Real) {
			for i := range g {
				g[i] *= 2
			}
		}, 3}, // the smallest of them drowns in the size of the others where numbers are float32
		{"nothing", func(g []kernel.Real) { clear(g) }, 3},
		{"no number", func(g []kernel.Real) { g[3] = kernel.Real(math.NaN()) }, 1},
	} {
		g := right()
		tt.spoil(g)
		d := &deaf{TB: t}
		Check(d, loss, Tensor{Name: "x", X: x, Grad: g})
		if len(d.errors) < tt.wrong || tt.wrong == 0 && len(d.errors) > 0 {
			t.Errorf("%s: %d errors, want %d: %v", tt.name, len(d.errors), tt.wrong, d.errors)
		}
		for _, e := range d.errors {
			if !strings.HasPrefix(e, "x[") || !strings.Contains(e, "difference quotient") {
				t.Errorf("%s: error %q names neither place nor quotient", tt.name, e)
			}
		}
	}
	if x[0] != 0.5 || x[1] != -1 || x[2] != 2 || x[3] != 0.25 {
		t.Errorf("the numbers are %v after the checks", x)
	}
}

// Of a long tensor some numbers are moved, from one end to the other.
func TestCheckLooksAtTheWholeTensor(t *testing.T) {
	x, g := make([]kernel.Real, 1000), make([]kernel.Real, 1000)
	loss := func() (sum float64) {
		for _, v := range x {
			sum += float64(v)
		}
		return sum
	}
	for i := range g {
		g[i] = 1
	}
	d := &deaf{TB: t}
	Check(d, loss, Tensor{Name: "x", X: x, Grad: g})
	if len(d.errors) > 0 {
		t.Errorf("right gradients fail: %v", d.errors)
	}
	for i := range g {
		g[i] = 3
	}
	if Check(d, loss, Tensor{Name: "x", X: x, Grad: g}); len(d.errors) < 24 {
		t.Errorf("%d of 1000 wrong numbers were found, want at least 24", len(d.errors))
	}
}
