package train

import (
	"math"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/optim"
)

// A digest sees every number, its place, and the order of tensors; largest is the largest magnitude, and not a number if
// there is one that is none.
func TestDigest(t *testing.T) {
	of := func(loss, norm float64, xs ...[]Real) (digest, float64) {
		d := newDigest()
		var ps []optim.Param
		for _, x := range xs {
			ps = append(ps, optim.Param{X: x})
		}
		largest := d.add(loss, norm, ps)
		return d, largest
	}
	base := []Real{1, -2, 3, 4, 5, -7}
	first, largest := of(1, 2, base)
	if largest != 7 {
		t.Errorf("the largest is %g, want 7", largest)
	}
	seen := map[digest]string{first: "the first"}
	try := func(name string, loss, norm float64, xs ...[]Real) {
		t.Helper()
		d, _ := of(loss, norm, xs...)
		if was, ok := seen[d]; ok {
			t.Errorf("%s has the digest of %s", name, was)
		}
		seen[d] = name
	}
	for i := range base {
		x := append([]Real(nil), base...)
		x[i] = Real(math.Nextafter32(float32(x[i]), 100))
		try("the next float at a place", 1, 2, x)
	}
	try("another loss", 1.5, 2, base)
	try("another norm", 1, 2.5, base)
	try("two places changed about", 1, 2, []Real{-2, 1, 3, 4, 5, -7})
	try("four places on", 1, 2, []Real{5, -2, 3, 4, 1, -7})
	try("cut in two tensors", 1, 2, base[:2], base[2:])
	try("the tensors the other way round", 1, 2, base[2:], base[:2])
	try("minus zero", 1, 2, []Real{0})
	try("zero", 1, 2, []Real{Real(math.Copysign(0, -1))})

	for i := range base {
		x := append([]Real(nil), base...)
		x[i] = Real(math.NaN())
		if _, largest := of(1, 2, x); largest < tooLarge {
			t.Errorf("with NaN at %d the largest is %g", i, largest)
		}
		x[i] = Real(math.Inf(-1))
		if _, largest := of(1, 2, x); largest < tooLarge {
			t.Errorf("with -Inf at %d the largest is %g", i, largest)
		}
	}
	if s := digest(255).String(); s != "00000000000000ff" {
		t.Errorf("written as %s", s)
	}
}
