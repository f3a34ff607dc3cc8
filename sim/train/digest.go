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
	largest := 0.0
	for _, p := range params {
		d.numbers(p.X)
		for _, v := range p.X {
			if a := math.Abs(float64(v)); a > largest || a != a { // a NaN stays: nothing is larger
				largest = a
			}
		}
	}
	return largest
}

// numbers chains a tensor: number i in chain i%4, since one chain waits five cycles for each multiplication, then the
// ends of the four.
func (d *digest) numbers(x []Real) {
	a, b, c, e := *d, *d+1, *d+2, *d+3
	for ; len(x) >= 4; x = x[4:] {
		a = (a ^ digest(Bits(x[0]))) * prime
		b = (b ^ digest(Bits(x[1]))) * prime
		c = (c ^ digest(Bits(x[2]))) * prime
		e = (e ^ digest(Bits(x[3]))) * prime
	}
	for _, v := range x {
		a = (a ^ digest(Bits(v))) * prime
	}
	for _, end := range []digest{a, b, c, e} {
		d.word(uint64(end))
	}
}

// String is 16 hex digits.
func (d digest) String() string { return fmt.Sprintf("%016x", uint64(d)) }
