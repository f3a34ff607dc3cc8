package chart

import (
	"math"
)

// axis maps values to pixels: linear or logarithmic.
type axis struct {
	lo, hi float64 // values at the ends
	a, b   float32 // pixels at the ends
	log    bool
	whole  bool // ticks at whole numbers only

	below, span float64 // logarithms of lo and of hi/lo, once there is use for them
}

// at is the pixel of a value, held inside the axis. It is called for every step of a curve: min and max of floats are
// calls in WebAssembly, and NaN passes through comparisons too.
func (ax *axis) at(v float64) float32 {
	t := (v - ax.lo) / (ax.hi - ax.lo)
	if ax.log {
		if ax.span == 0 {
			ax.below, ax.span = math.Log(ax.lo), math.Log(ax.hi)-math.Log(ax.lo)
		}
		t = 0
		if !(v <= ax.lo) {
			t = (math.Log(v) - ax.below) / ax.span
		}
	}
	switch {
	case t < 0:
		t = 0
	case t > 1:
		t = 1
	}
	return ax.a + (ax.b-ax.a)*float32(t)
}

// value is the value at a pixel of a linear axis.
func (ax *axis) value(px float32) float64 {
	return ax.lo + (ax.hi-ax.lo)*float64((px-ax.a)/(ax.b-ax.a))
}

// nice is the least of 1, 2, 2.5, 5 × a power of ten that is not below v.
func nice(v float64) float64 {
	if v <= 0 || math.IsInf(v, 0) || v != v {
		return 1
	}
	decade := math.Pow(10, math.Floor(math.Log10(v)))
	for _, m := range [...]float64{1, 2, 2.5, 5, 10} {
		if m*decade >= v*(1-1e-9) {
			return m * decade
		}
	}
	return 10 * decade
}

// ticks calls f for each tick with its text appended to buf. Linear axes get about n ticks, logarithmic ones decades
// with 2 and 5 between.
func (ax *axis) ticks(n int, f func(v float64, decimals int)) {
	if ax.log {
		ax.decades(f)
		return
	}
	step := nice((ax.hi - ax.lo) / float64(n))
	if ax.whole && step != math.Trunc(step) {
		step = max(math.Ceil(step), 1) // 2.5 becomes 3
	}
	decimals := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	if step*math.Pow(10, float64(decimals)) != math.Trunc(step*math.Pow(10, float64(decimals))+1e-9) {
		decimals++ // 0.25 needs one more than its size tells
	}
	for k := math.Ceil(ax.lo/step - 1e-9); k*step <= ax.hi*(1+1e-9); k++ {
		f(k*step+0, decimals) // + 0 turns −0 into 0
	}
}

func (ax *axis) decades(f func(v float64, decimals int)) {
	span := math.Log10(ax.hi / ax.lo)
	for e := math.Floor(math.Log10(ax.lo)); e <= math.Ceil(math.Log10(ax.hi)); e++ {
		for _, m := range [...]float64{1, 2, 5} {
			v := m * math.Pow(10, e)
			if v < ax.lo*(1-1e-9) || v > ax.hi*(1+1e-9) || m != 1 && span > 2.2 {
				continue
			}
			f(v, max(0, int(-e)))
		}
	}
}
