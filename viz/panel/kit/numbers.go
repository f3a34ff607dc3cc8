package kit

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
)

// Compact appends v, in powers of ten where digits would not fit.
func Compact(b []byte, v float64, decimals int) []byte {
	if v >= 1e5 || v != 0 && v < 1e-4 {
		return strconv.AppendFloat(b, v, 'e', 0, 64)
	}
	return strconv.AppendFloat(b, v, 'f', decimals, 64)
}

// Small turns an index into a text without allocating for the usual ones.
func Small(i int) string {
	if i >= 0 && i < len(smallTexts) {
		return smallTexts[i]
	}
	return strconv.Itoa(i)
}

var smallTexts = func() (out [100]string) {
	for i := range out {
		out[i] = strconv.Itoa(i)
	}
	return out
}()

// Cost appends what a step of the run costs: milliseconds of work, and arithmetic.
func (p *Page) Cost(s *run.Snapshot) {
	if s.StepTime <= 0 && s.FLOP <= 0 {
		return
	}
	p.Around(p.S.StepCost, func() {
		if s.StepTime > 0 {
			p.Digits3(float64(s.StepTime))
			p.Bytes = append(p.Bytes, " ms"...)
		}
		if s.StepTime > 0 && s.FLOP > 0 {
			p.Bytes = append(p.Bytes, " · "...)
		}
		if s.FLOP > 0 {
			p.Digits3(float64(s.FLOP) / 1e6)
			p.Bytes = append(p.Bytes, " MFLOP"...)
		}
	})
}

// Digits3 appends a positive number with about three digits.
func (p *Page) Digits3(v float64) {
	switch {
	case v < 10:
		p.Number(v, 2)
	case v < 100:
		p.Number(v, 1)
	default:
		p.Grouped(int64(v+0.5), 0)
	}
}

// Around appends a pattern with what f appends in its place.
func (p *Page) Around(pattern string, f func()) {
	before, after := i18n.Cut(pattern)
	p.Bytes = append(p.Bytes, before...)
	f()
	p.Bytes = append(p.Bytes, after...)
}

// Figure appends a number with as many digits as it needs.
func (p *Page) Figure(v float64) {
	switch a := max(v, -v); {
	case a == 0:
		p.Number(0, 1)
	case a < 1e-3 || a >= 1e4:
		p.Bytes = Compact(p.Bytes, v, 0)
	case a < 0.1:
		p.Number(v, 4)
	case a < 10:
		p.Number(v, 3)
	default:
		p.Number(v, 1)
	}
}
