package fmath

import (
	"math"
	"testing"
)

// sweep calls f on a dense grid of [lo, hi].
func sweep(lo, hi float64, f func(x float64)) {
	const n = 200001
	for i := range n {
		f(lo + (hi-lo)*float64(i)/(n-1))
	}
}

func TestAgainstMath(t *testing.T) {
	tests := []struct {
		name     string
		lo, hi   float64
		got      func(float64) float64
		want     func(float64) float64
		relative bool
		tol      float64
	}{
		{"exp", -87, 88, func(x float64) float64 { return float64(Exp32(float32(x))) }, func(x float64) float64 { return math.Exp(float64(float32(x))) }, true, 3e-7},
		{"tanh", -10, 10, func(x float64) float64 { return float64(Tanh32(float32(x))) }, func(x float64) float64 { return math.Tanh(float64(float32(x))) }, true, 4e-7},
		{"erf", -6, 6, func(x float64) float64 { return float64(Erf32(float32(x))) }, func(x float64) float64 { return math.Erf(float64(float32(x))) }, false, 5e-7},
		{"log", 1e-9, 50, Log, math.Log, false, 1e-14},
		{"log tiny", 1e-300, 1e-290, Log, math.Log, true, 1e-15},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			worst, at := 0.0, 0.0
			sweep(tt.lo, tt.hi, func(x float64) {
				w := tt.want(x)
				e := math.Abs(tt.got(x) - w)
				if tt.relative {
					e /= math.Max(math.Abs(w), 1e-300)
				}
				if tt.relative && w == 0 {
					e = 0
				}
				if !(e <= worst) && worst == worst { // a NaN stays the worst
					worst, at = e, x
				}
			})
			if !(worst <= tt.tol) {
				t.Errorf("worst error %g at %g, want <= %g", worst, at, tt.tol)
			}
		})
	}
}

func TestEdges(t *testing.T) {
	if v := Exp32(-1000); v != 0 {
		t.Errorf("Exp32(-1000) = %g, want 0", v)
	}
	if v := Exp32(1000); !math.IsInf(float64(v), 1) {
		t.Errorf("Exp32(1000) = %g, want +Inf", v)
	}
	nan := float32(math.NaN())
	for name, f := range map[string]func(float32) float32{"exp": Exp32, "tanh": Tanh32, "erf": Erf32} {
		if v := f(nan); v == v {
			t.Errorf("%s(NaN) = %g, want NaN", name, v)
		}
	}
	if Tanh32(100) != 1 || Tanh32(-100) != -1 {
		t.Errorf("Tanh32(±100) = %g, %g", Tanh32(100), Tanh32(-100))
	}
}
