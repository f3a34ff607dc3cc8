// Package gradcheck compares backward passes with central differences (gonum's diff/fd). It is strict
// in the float64 build and loose, but still telling, in float32.
package gradcheck

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/diff/fd"

	"promptscope/sim/kernel"
)

// Tensor pairs numbers with the gradient that a backward pass left for them.
type Tensor struct {
	Name    string
	X, Grad []kernel.Real
}

// settings returns the relative tolerance, the size below which a gradient counts as zero, and the step of
// the difference, by precision.
func settings() (tol, floor, step float64) {
	if kernel.Epsilon < 1e-10 {
		return 2e-6, 1e-3, 1e-5
	}
	return 3e-2, 1e-2, 1e-2
}

// Check moves up to 24 numbers of each tensor, spread evenly, and compares the change of loss with the
// gradient. loss must compute the forward pass only.
func Check(t testing.TB, loss func() float64, tensors ...Tensor) {
	t.Helper()
	tol, floor, step := settings()
	for _, tt := range tensors {
		norm := 0.0
		for _, g := range tt.Grad {
			norm += float64(g) * float64(g)
		}
		norm = math.Sqrt(norm / float64(max(1, len(tt.Grad))))
		stride := max(1, len(tt.X)/24)
		for i := 0; i < len(tt.X); i += stride {
			old := tt.X[i]
			want := fd.Derivative(func(x float64) float64 {
				tt.X[i] = kernel.Real(x)
				return loss()
			}, float64(old), &fd.Settings{Formula: fd.Central, Step: step})
			tt.X[i] = old
			got := float64(tt.Grad[i])
			if !(math.Abs(got-want) <= tol*(math.Abs(want)+norm+floor)) { // a NaN is wrong too, and so is norm then
				t.Errorf("%s[%d]: gradient %.9g, difference quotient %.9g", tt.Name, i, got, want)
			}
		}
	}
}
