package fmath

import (
	"math"
	"testing"
)

// function is one of the float32 functions beside its like in the standard library.
type function struct {
	name string
	f    func(float32) float32
	math func(float64) float64
}

var functions = []function{{"exp", Exp32, math.Exp}, {"tanh", Tanh32, math.Tanh}, {"erf", Erf32, math.Erf}}

// spacing is the distance of neighbouring float32 at x.
func spacing(x float64) float64 {
	if x = math.Abs(x); x < 0x1p-126 {
		return 0x1p-149
	}
	_, e := math.Frexp(x)
	return math.Ldexp(1, e-24)
}

// Values from tables, each to the nearest float32 or one beside it.
func TestKnownValues(t *testing.T) {
	for _, tt := range []struct {
		name    string
		f       func(float32) float32
		x       float32
		want    float64
		spaces  float64
		because string
	}{
		{"exp", Exp32, 0, 1, 0, "1 exactly: a softmax has a weight of 1"},
		{"exp", Exp32, 1, 2.718281828459045, 0.5, "e"},
		{"exp", Exp32, -1, 0.36787944117144233, 0.5, "1/e"},
		{"exp", Exp32, 10, 22026.465794806718, 1, "e^10"},
		{"exp", Exp32, math.Ln2, 2, 1, "the border between two powers of two"},
		{"exp", Exp32, -math.Ln2 / 2, math.Sqrt2 / 2, 1, "the border between two roundings"},
		{"exp", Exp32, 88, 1.6516362549940018e38, 1, "near the largest float32"},
		{"exp", Exp32, -87, 1.6458114310822737e-38, 1, "near the smallest normal float32"},
		{"tanh", Tanh32, 1, 0.7615941559557649, 1, "tanh 1"},
		{"tanh", Tanh32, 0.5, 0.46211715726000975, 1, "by the polynomial"},
		{"tanh", Tanh32, -2, -0.9640275800758169, 1, "odd"},
		{"tanh", Tanh32, 9.1, 0.9999999749678965, 1, "the last that is computed"},
		{"tanh", Tanh32, 9.2, 1, 0, "1 from here on"},
		{"erf", Erf32, 0.5, 0.5204998778130465, 8, "erf 1/2"},
		{"erf", Erf32, 1, 0.8427007929497149, 8, "erf 1"},
		{"erf", Erf32, -2, -0.9953222650189527, 8, "odd"},
		{"erf", Erf32, 4, 1, 0, "1 exactly from here on: GELU of a large negative number is 0"},
	} {
		if got := float64(tt.f(tt.x)); !(math.Abs(got-tt.want) <= tt.spaces*spacing(tt.want)) {
			t.Errorf("%s(%v) = %.9g, want %.9g within %g spacings: %s", tt.name, tt.x, got, tt.want, tt.spaces, tt.because)
		}
	}
}

// What is no number in the middle of a range: infinities saturate, NaN goes through, and zeros keep their sign, but
// for tanh, which gives 0 for both.
func TestSpecialValues(t *testing.T) {
	inf, nan, negative := float32(math.Inf(1)), float32(math.NaN()), float32(math.Copysign(0, -1))
	for _, tt := range []struct {
		name    string
		f       func(float32) float32
		x, want float32
	}{
		{"exp", Exp32, negative, 1}, {"exp", Exp32, inf, inf}, {"exp", Exp32, -inf, 0}, {"exp", Exp32, nan, nan},
		{"exp", Exp32, math.MaxFloat32, inf}, {"exp", Exp32, -math.MaxFloat32, 0}, {"exp", Exp32, math.SmallestNonzeroFloat32, 1},
		{"exp", Exp32, 88.72284, inf}, {"exp", Exp32, -87.33655, 0},
		{"tanh", Tanh32, 0, 0}, {"tanh", Tanh32, negative, 0}, {"tanh", Tanh32, inf, 1}, {"tanh", Tanh32, -inf, -1}, {"tanh", Tanh32, nan, nan},
		{"tanh", Tanh32, math.MaxFloat32, 1}, {"tanh", Tanh32, math.SmallestNonzeroFloat32, math.SmallestNonzeroFloat32},
		{"erf", Erf32, 0, 0}, {"erf", Erf32, negative, negative}, {"erf", Erf32, inf, 1}, {"erf", Erf32, -inf, -1}, {"erf", Erf32, nan, nan},
		{"erf", Erf32, math.MaxFloat32, 1}, {"erf", Erf32, -4, -1},
	} {
		got := tt.f(tt.x)
		if math.Float32bits(got) != math.Float32bits(tt.want) && !(got != got && tt.want != tt.want) {
			t.Errorf("%s(%v) = %v, want %v", tt.name, tt.x, got, tt.want)
		}
	}
	// The largest argument below the limit still gives a number, and the smallest above it a normal one.
	if v := Exp32(88.72283); v < 3.4e38 || v > math.MaxFloat32 {
		t.Errorf("exp(88.72283) = %v, want a number just below the largest", v)
	}
	if v := Exp32(math.Nextafter32(-87.33654, 0)); v < 0x1p-126 {
		t.Errorf("exp just above -87.33654 = %v, want a normal number: others are slow, and not the same in vectors", v)
	}
}

// Over every power of two in which a function moves, and every border inside it, the error is what the comments say.
func TestErrorsInSpacings(t *testing.T) {
	for _, tt := range []struct {
		function
		lo, hi int     // powers of two
		most   float64 // spacings of the result
	}{
		{functions[0], -26, 7, 1}, {functions[1], -40, 4, 2}, {functions[2], -40, -2, 8},
	} {
		per := 4000
		if testing.Short() {
			per = 400
		}
		worst := 0.0
		for e := tt.lo; e < tt.hi; e++ {
			for i := range per {
				for _, sign := range []float64{1, -1} {
					x := float32(sign * math.Ldexp(1+float64(i)/float64(per), e))
					want := tt.math(float64(x))
					if math.Abs(want) < 0x1p-126 || math.Abs(want) > math.MaxFloat32 {
						continue
					}
					d := math.Abs(float64(tt.f(x))-want) / spacing(want)
					if !(d <= tt.most) {
						t.Fatalf("%s(%v) is %.3g spacings off, want at most %g", tt.name, x, d, tt.most)
					}
					worst = max(worst, d)
				}
			}
		}
		if worst < tt.most/4 {
			t.Errorf("%s: the worst error is %.3g spacings: %g promises too little", tt.name, worst, tt.most)
		}
	}
}

// exp and tanh never fall where their argument rises: not between neighbouring numbers, and not where the formula changes.
// (All 441,691,886 arguments of exp between its limits, and all of tanh up to ±12, were tried once.) erf is not monotone to the
// last bits, which GELU does not need.
func TestNeighboursRise(t *testing.T) {
	const around = 2000
	borders := map[string][]float32{"tanh": {0, 0.625, -0.625, 4.55, 9.1, -9.1}}
	for n := -126; n <= 128; n += 7 {
		borders["exp"] = append(borders["exp"], float32((float64(n)+0.5)*math.Ln2)) // from one power of two to the next
	}
	borders["exp"] = append(borders["exp"], 0, 88.72283, -87.33654)
	for _, f := range functions[:2] {
		for _, b := range borders[f.name] {
			x := b
			for range around {
				x = math.Nextafter32(x, float32(math.Inf(-1)))
			}
			for before, i := f.f(x), 0; i < 2*around; i++ {
				x = math.Nextafter32(x, float32(math.Inf(1)))
				now := f.f(x)
				if now < before {
					t.Fatalf("%s falls from %v to %v at %v", f.name, before, now, x)
				}
				before = now
			}
		}
	}
}

// tanh and erf are odd to the bit, and no activation leaves its range by more than the error that is promised.
func TestSymmetryAndRange(t *testing.T) {
	sweep(1e-4, 12, func(at float64) {
		x := float32(at)
		for _, f := range functions[1:] {
			up, down := f.f(x), f.f(-x)
			if math.Float32bits(up) != math.Float32bits(-down) {
				t.Fatalf("%s(±%v) = %v and %v", f.name, x, up, down)
			}
			if most := map[string]float32{"tanh": 1, "erf": 1 + 5e-7}[f.name]; up > most {
				t.Fatalf("%s(%v) = %v, want at most %v", f.name, x, up, most)
			}
		}
		if p := float64(Exp32(x)) * float64(Exp32(-x)); !(math.Abs(p-1) <= 4e-7) {
			t.Fatalf("exp(%v)·exp(-%v) = %v", x, x, p)
		}
	})
}

// Log against itself and the standard library over all exponents. math.Log is wrong below the normal numbers on amd64 (it gives
// -709 for all of them), so there the exponent is taken out first.
func TestLogOverAllExponents(t *testing.T) {
	const shift = 200
	for e := -1074; e < 1024; e++ {
		for i := range 20 {
			x := math.Ldexp(1+float64(i)/20, e)
			want := math.Log(x)
			if e < -1000 {
				x = math.Ldexp(1, e) // what is below has few digits or none
				want = float64(e) * math.Ln2
			}
			if got := Log(x); !(math.Abs(got-want) <= 4e-16*max(1, math.Abs(want))) {
				t.Fatalf("Log(%g) = %.17g, want %.17g", x, got, want)
			}
			if e < 1024-shift && e > -1000 {
				if d := Log(math.Ldexp(x, shift)) - Log(x); !(math.Abs(d-shift*math.Ln2) <= 3e-13) {
					t.Fatalf("Log grows by %v from %g to 2^%d times that, want %v", d, x, shift, shift*math.Ln2)
				}
			}
		}
	}
}

func TestLogOfSpecialValues(t *testing.T) {
	for _, tt := range []struct{ x, want float64 }{
		{1, 0}, {2, math.Ln2}, {math.E, 1}, {10, math.Ln10}, {0.5, -math.Ln2}, {0, math.Inf(-1)}, {math.Copysign(0, -1), math.Inf(-1)},
		{-1, math.NaN()}, {math.Inf(-1), math.NaN()}, {math.Inf(1), math.Inf(1)}, {math.NaN(), math.NaN()}, {math.MaxFloat64, 709.782712893384}, {5e-324, -744.4400719213812},
	} {
		if got := Log(tt.x); got != tt.want && !(math.IsNaN(got) && math.IsNaN(tt.want)) {
			t.Errorf("Log(%v) = %v, want %v", tt.x, got, tt.want)
		}
	}
}

// Around 1, where a loss is small, Log is 2·artanh((x-1)/(x+1)) to the last digits, and rises.
func TestLogNearOne(t *testing.T) {
	before := math.Inf(-1)
	sweep(0.999, 1.001, func(x float64) {
		got := Log(x)
		s := (x - 1) / (x + 1) // (x-1) is exact here
		want := 2 * (s + s*s*s/3 + s*s*s*s*s/5)
		if !(math.Abs(got-want) <= 1e-15*math.Abs(want)) || got < before {
			t.Fatalf("Log(%.17g) = %.17g behind %.17g, want %.17g", x, got, before, want)
		}
		before = got
	})
}
