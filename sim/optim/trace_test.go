package optim

import (
	"math"
	"testing"

	. "promptscope/sim/kernel"
)

// one is an optimiser of one tensor.
func one(x, g []Real, rate float64, decays bool, decay float64) *Adam {
	return NewAdam([]Param{{Name: "x", X: x, G: g, Rate: rate, Decay: decays}}, 0.9, 0.999, decay)
}

func step(o *Adam) {
	o.Begin()
	for i := range o.Params {
		o.Update(i, 1, 1)
	}
}

func near(t *testing.T, what string, got Real, want, tol float64) {
	t.Helper()
	if !(math.Abs(float64(got)-want) <= tol*max(1, math.Abs(want))) { // a NaN fails too
		t.Errorf("%s is %.9g, want %.9g", what, got, want)
	}
}

// By hand: of a constant gradient c both corrected moments are exact, m̂ = c and v̂ = c², so each step is the rate, in the
// gradient's direction and whatever its size.
func TestConstantGradientMovesByTheRate(t *testing.T) {
	g := []Real{3, -3, 1e-3, -1e4, 0}
	x := make([]Real, len(g))
	o := one(x, g, 0.01, false, 0)
	for s := 1; s <= 50; s++ {
		step(o)
		for i, c := range g {
			want := 0.0
			if c != 0 {
				want = -0.01 * float64(s) * float64(c) / (math.Abs(float64(c)) + 1e-8)
			}
			near(t, "x", x[i], want, 200*Epsilon)
		}
	}
}

// By hand: after one gradient of 1 and then none, m = (1-β1)·β1^(t-1) and v = (1-β2)·β2^(t-1), corrected by 1-β1^t and 1-β2^t.
func TestOneGradientFadesAway(t *testing.T) {
	x, g := []Real{0}, []Real{1}
	o := one(x, g, 0.1, false, 0)
	want := 0.0
	for s := 1; s <= 40; s++ {
		step(o)
		g[0] = 0
		at := float64(s)
		m, v := 0.1*math.Pow(0.9, at-1), 0.001*math.Pow(0.999, at-1)
		want -= 0.1 * m / (1 - math.Pow(0.9, at)) / (math.Sqrt(v/(1-math.Pow(0.999, at))) + 1e-8)
		near(t, "x", x[0], want, 500*Epsilon)
		gotM, gotV := o.Moments(0)
		near(t, "m", gotM[0], m, 10*Epsilon)
		near(t, "v", gotV[0], v, 10*Epsilon)
	}
}

// Decoupled: without a gradient a decaying parameter shrinks by 1 - rate·decay a step, one that does not decay stays, and
// the moments stay zero. The schedule's factor holds for the decay too.
func TestDecayIsDecoupled(t *testing.T) {
	x, bias, g := []Real{2, -4}, []Real{2}, []Real{0, 0}
	o := NewAdam([]Param{{X: x, G: g, Rate: 0.1, Decay: true}, {X: bias, G: []Real{0}, Rate: 0.1}}, 0.9, 0.999, 0.5)
	keep := 1.0
	for s := range 10 {
		factor := 1 / float64(s+1)
		o.Begin()
		o.Update(0, factor, 1)
		o.Update(1, factor, 1)
		keep *= 1 - 0.1*factor*0.5
		near(t, "x[0]", x[0], 2*keep, 20*Epsilon)
		near(t, "x[1]", x[1], -4*keep, 20*Epsilon)
	}
	if bias[0] != 2 {
		t.Errorf("a bias decayed to %v", bias[0])
	}
	for i := range o.Params {
		for _, moments := range [2][]Real{first(o.Moments(i)), second(o.Moments(i))} {
			for _, v := range moments {
				if v != 0 {
					t.Errorf("decay is in the moments of parameter %d: %v", i, v)
				}
			}
		}
	}
}

func first(m, _ []Real) []Real  { return m }
func second(_, v []Real) []Real { return v }

// L2 regularisation would put λx into the gradient, where Adam divides it away; AdamW does not: with a large gradient the decay
// is still rate·decay of x.
func TestDecayIsNotL2(t *testing.T) {
	plain, decaying, g := []Real{5}, []Real{5}, []Real{1000}
	a, b := one(plain, g, 0.01, false, 0.1), one(decaying, g, 0.01, true, 0.1)
	step(a)
	step(b)
	near(t, "the difference", plain[0]-decaying[0], 0.01*0.1*5, 20*Epsilon)
}

// The clip multiplies the gradient before the moments see it: m is linear in it, v quadratic, and the step of a constant one
// the same.
func TestScaleIsOfTheGradient(t *testing.T) {
	x, y, g := []Real{1}, []Real{1}, []Real{4}
	whole, half := one(x, g, 0.1, false, 0), one(y, g, 0.1, false, 0)
	for range 3 {
		whole.Begin()
		whole.Update(0, 1, 1)
		half.Begin()
		half.Update(0, 1, 0.5)
	}
	near(t, "x", y[0], float64(x[0]), 20*Epsilon+1e-8) // ε is not scaled
	m, v := whole.Moments(0)
	m2, v2 := half.Moments(0)
	near(t, "m", m2[0], float64(m[0])/2, 10*Epsilon)
	near(t, "v", v2[0], float64(v[0])/4, 10*Epsilon)
}

// Each parameter has its rate, and the factor multiplies it.
func TestRatesAreTheParameters(t *testing.T) {
	x, y, g := []Real{0}, []Real{0}, []Real{1}
	o := NewAdam([]Param{{X: x, G: g, Rate: 0.1}, {X: y, G: g, Rate: 0.001}}, 0.9, 0.999, 0)
	o.Begin()
	o.Update(0, 0.5, 1)
	o.Update(1, 2, 1)
	near(t, "x", x[0], -0.05/(1+1e-8), 10*Epsilon)
	near(t, "y", y[0], -0.002/(1+1e-8), 10*Epsilon)
}

// The norm of all parameters goes on from one to the next, in float64: ten thousand small squares beside a large one would be
// lost in float32.
func TestSquaredNormOfAll(t *testing.T) {
	large, small := []Real{4096}, make([]Real, 10_000)
	for i := range small {
		small[i] = 0.5
	}
	o := NewAdam([]Param{{X: make([]Real, 1), G: large}, {X: make([]Real, len(small)), G: small}}, 0.9, 0.999, 0)
	sum := 0.0
	for i := range o.Params {
		sum = o.SquaredNorm(i, sum)
	}
	if want := 4096.0*4096 + 2500; sum != want {
		t.Errorf("squared norm %v, want %v", sum, want)
	}
	o.Zero()
	if large[0] != 0 || small[9_999] != 0 {
		t.Errorf("after Zero gradients are %v and %v", large[0], small[9_999])
	}
}

func TestClipScale(t *testing.T) {
	for _, tt := range []struct {
		name              string
		norm, limit, want float64
	}{
		{"no gradient", 0, 1, 1}, {"below", 0.999, 1, 1}, {"at the limit", 1, 1, 1}, {"twice the limit", 2, 1, 0.5}, {"another limit", 10, 5, 0.5}, {"far above", 1e6, 1, 1e-6}, {"infinite", math.Inf(1), 1, 0},
		{"so small that the 1e-6 of clip_grad_norm_ counts", 1e-5, 1e-5, 1 / 1.1},
	} {
		near(t, tt.name, ClipScale(tt.norm, tt.limit), tt.want, 2e-6)
		if after := float64(ClipScale(tt.norm, tt.limit)) * tt.norm; after > tt.limit {
			t.Errorf("%s: the norm is %v after clipping, want at most %v", tt.name, after, tt.limit)
		}
	}
	if s := ClipScale(math.NaN(), 1); s == s {
		t.Errorf("a gradient that is no number is scaled by %v, which would hide it", s)
	}
}

// Keep and Recall bring parameters, moments and the bias correction back to the bit: going on from there is the same run.
func TestMemoryGoesOnTheSame(t *testing.T) {
	x, y := []Real{1, -2, 3}, []Real{0.5}
	gx, gy := make([]Real, 3), make([]Real, 1)
	o := NewAdam([]Param{{X: x, G: gx, Rate: 0.1, Decay: true}, {X: y, G: gy, Rate: 0.02}}, 0.9, 0.98, 0.01)
	run := func(from, to int) (out []uint64) {
		for s := from; s < to; s++ {
			for i := range gx {
				gx[i] = 2*x[i] - Real(s%3)
			}
			gy[0] = y[0] + Real(s)
			step(o)
			out = append(out, Bits(x[0]), Bits(x[1]), Bits(x[2]), Bits(y[0]))
		}
		return out
	}
	if o.Size() != 12 {
		t.Errorf("a memory of four numbers holds %d, want 12", o.Size())
	}
	run(0, 5)
	memory := NewMemory(make([]Real, o.Size()))
	o.Keep(&memory)
	want := run(5, 15)
	for range 2 { // a memory is not used up
		o.Recall(&memory)
		for i, got := range run(5, 15) {
			if got != want[i] {
				t.Fatalf("number %d after Recall differs", i)
			}
		}
	}
	if n := testing.AllocsPerRun(5, func() { o.Keep(&memory); o.Recall(&memory); step(o) }); n != 0 {
		t.Errorf("%v allocations to keep, recall and step", n)
	}
}

// What Keep leaves out would show here: each of the states is spoilt and must come back.
func TestRecallRestoresEverything(t *testing.T) {
	x, g := []Real{1}, []Real{1}
	o := one(x, g, 0.1, false, 0)
	step(o)
	memory := NewMemory(make([]Real, o.Size()))
	o.Keep(&memory)
	m, v := o.Moments(0)
	was := [5]float64{float64(x[0]), float64(m[0]), float64(v[0]), o.c1, o.c2}
	x[0], m[0], v[0], o.c1, o.c2 = 9, 9, 9, 9, 9
	o.Recall(&memory)
	if is := [5]float64{float64(x[0]), float64(m[0]), float64(v[0]), o.c1, o.c2}; is != was {
		t.Errorf("x, m, v, β1^t, β2^t are %v, were %v", is, was)
	}
}

func TestScheduleValues(t *testing.T) {
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"linear, one step", LinearDecay(0, 1), 1},
		{"linear, ten steps: no warm-up to speak of", LinearDecay(0, 10), 1},
		{"linear, ten steps, the last", LinearDecay(9, 10), 0.1},
		{"linear, half of the warm-up", LinearDecay(4, 200), 0.5 * (1 - 4.0/200)},
		{"linear, half of the run", LinearDecay(100, 200), 0.5},
		{"linear, behind the end", LinearDecay(300, 200), 0.02},
		{"smooth, first step", SmoothDecay(0, 1000, 200), 1.0 / 200},
		{"smooth, a quarter", SmoothDecay(250, 1000, 200), 1 - (3*0.25*0.25 - 2*0.25*0.25*0.25)},
		{"smooth, half", SmoothDecay(500, 1000, 200), 0.5},
		{"smooth, without warm-up", SmoothDecay(0, 1000, 0), 1},
		{"smooth, the end", SmoothDecay(999, 1000, 200), 0.02},
	} {
		if !(math.Abs(tt.got-tt.want) <= 1e-12) {
			t.Errorf("%s: factor %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}

// A schedule rises, then falls, stays above its floor and never goes above the peak rate.
func TestSchedulesRiseThenFall(t *testing.T) {
	for _, s := range []struct {
		name string
		f    func(s, n int) float64
	}{
		{"linear", LinearDecay}, {"smooth", func(s, n int) float64 { return SmoothDecay(s, n, max(1, n/20)) }},
	} {
		for _, n := range []int{1, 2, 19, 20, 21, 200, 10_000} {
			falling, before := false, 0.0
			for at := range n {
				f := s.f(at, n)
				if f <= 0 || f > 1 {
					t.Fatalf("%s: factor %v at step %d of %d", s.name, f, at, n)
				}
				if f > before && falling {
					t.Fatalf("%s: rises again from %v to %v at step %d of %d", s.name, before, f, at, n)
				}
				falling, before = falling || f < before, f
			}
			if n >= 200 && before > 0.021 {
				t.Errorf("%s: the last of %d steps has factor %v, want the floor", s.name, n, before)
			}
		}
	}
}

// A bowl a hundred times as steep one way as the other: Adam finds the bottom, which is what it is for.
func TestAdamFindsTheBottom(t *testing.T) {
	x, g := []Real{3, -2}, make([]Real, 2)
	o := one(x, g, 0.1, false, 0)
	for s := range 500 {
		g[0], g[1] = 200*(x[0]-1), 2*(x[1]+1)
		o.Begin()
		o.Update(0, LinearDecay(s, 500), 1)
	}
	near(t, "x[0]", x[0], 1, 1e-3)
	near(t, "x[1]", x[1], -1, 1e-3)
}
