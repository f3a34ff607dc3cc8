package train

import (
	"fmt"
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/optim"
)

// digest is a 64-bit FNV-1a chain, by words, over the loss, the gradient norm and every trained number of each step.
type digest uint64

func newDigest() digest { return 14695981039346656037 }

const prime = 1099511628211

func (d *digest) word(w uint64) { *d = (*d ^ digest(w)) * prime }

// add chains one step and returns the largest magnitude among the trained numbers (NaN if there is one).
func (d *digest) add(loss, norm float64, params []optim.Param) float64 {
	d.word(math.Float64bits(loss))
	d.word(math.Float64bits(norm))
	var largest uint64
	for _, p := range params {
		largest = max(largest, d.numbers(p.X))
	}
	return float64(FromBits(largest))
}

// numbers chains a tensor: number i in chain i%4, since one chain waits five cycles for each multiplication, then the
// ends of the four. It returns the largest bits without sign, which are those of the largest magnitude, or of a NaN.
func (d *digest) numbers(x []Real) (largest uint64) {
	a, b, c, e := *d, *d+1, *d+2, *d+3
	var m0, m1 uint64
	for ; len(x) >= 4; x = x[4:] {
		x0, x1, x2, x3 := Bits(x[0]), Bits(x[1]), Bits(x[2]), Bits(x[3])
		a = (a ^ digest(x0)) * prime
		b = (b ^ digest(x1)) * prime
		c = (c ^ digest(x2)) * prime
		e = (e ^ digest(x3)) * prime
		m0, m1 = max(m0, x0&^SignBit, x2&^SignBit), max(m1, x1&^SignBit, x3&^SignBit)
	}
	for _, v := range x {
		a = (a ^ digest(Bits(v))) * prime
		m0 = max(m0, Bits(v)&^SignBit)
	}
	for _, end := range []digest{a, b, c, e} {
		d.word(uint64(end))
	}
	return max(m0, m1)
}

// String is 16 hex digits.
func (d digest) String() string { return fmt.Sprintf("%016x", uint64(d)) }
