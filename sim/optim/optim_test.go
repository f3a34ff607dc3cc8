package optim

import (
	"math"
	"testing"

	. "promptscope/sim/kernel"
)

// Ten steps of torch.optim.AdamW(lr=0.1, betas=(0.9, 0.98), weight_decay=0.01) on f(x) = Σ (x-c)², recomputed
// here in plain float64 from the paper's formulas.
func TestAdamAgainstTheFormula(t *testing.T) {
	x, c := []Real{1, -2, 0.5}, []float64{0, 1, 3}
	g := make([]Real, 3)
	o := NewAdam([]Param{{Name: "x", X: x, G: g, Rate: 0.1, Decay: true}}, 0.9, 0.98, 0.01)
	want := []float64{1, -2, 0.5}
	m, v := make([]float64, 3), make([]float64, 3)
	for s := 1; s <= 10; s++ {
		for i := range x {
			g[i] = 2 * (x[i] - Real(c[i]))
			d := 2 * (want[i] - c[i])
			m[i] = 0.9*m[i] + 0.1*d
			v[i] = 0.98*v[i] + 0.02*d*d
			mh, vh := m[i]/(1-math.Pow(0.9, float64(s))), v[i]/(1-math.Pow(0.98, float64(s)))
			want[i] = want[i]*(1-0.1*0.01) - 0.1*mh/(math.Sqrt(vh)+1e-8)
		}
		o.Begin()
		o.Update(0, 1, 1)
	}
	for i := range x {
		if !(math.Abs(float64(x[i])-want[i]) <= 1e-5) {
			t.Errorf("x[%d] = %g, want %g", i, x[i], want[i])
		}
	}
}

func TestClip(t *testing.T) {
	o := NewAdam([]Param{{X: make([]Real, 2), G: []Real{3, 4}}}, 0.9, 0.999, 0)
	norm := math.Sqrt(o.SquaredNorm(0, 0))
	if norm != 5 {
		t.Errorf("norm %g, want 5", norm)
	}
	if s := ClipScale(norm, 1); !(math.Abs(float64(s)-0.2) <= 1e-6) {
		t.Errorf("scale %g, want 0.2", s)
	}
	if s := ClipScale(0.5, 1); s != 1 {
		t.Errorf("scale %g of a small gradient, want 1", s)
	}
	o.Zero()
	if o.SquaredNorm(0, 0) != 0 {
		t.Error("Zero leaves a gradient")
	}
}

func TestSchedules(t *testing.T) {
	if f := LinearDecay(0, 1000); f != 0.02 {
		t.Errorf("first step %g, want 1/50", f)
	}
	if f := LinearDecay(49, 1000); !(math.Abs(f-0.951) <= 1e-9) {
		t.Errorf("end of warm-up %g", f)
	}
	if f := LinearDecay(999, 1000); f != 0.02 {
		t.Errorf("last step %g, want the floor", f)
	}
	for s := range 1000 {
		want := max(0.02, 0.5*(1+math.Cos(math.Pi*float64(s)/1000)))
		if s > 200 && !(math.Abs(SmoothDecay(s, 1000, 200)-want) <= 0.011) {
			t.Fatalf("step %d: %g, cosine %g", s, SmoothDecay(s, 1000, 200), want)
		}
	}
}
