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

func (d *digest) word(w uint64) { *d = (*d ^ digest(w)) * 1099511628211 }

// add chains one step and returns the largest magnitude among the trained numbers (NaN if there is one).
func (d *digest) add(loss, norm float64, params []optim.Param) float64 {
	d.word(math.Float64bits(loss))
	d.word(math.Float64bits(norm))
	var largest Real
	for _, p := range params {
		for _, v := range p.X {
			d.word(Bits(v))
			if a := max(v, -v); !(a <= largest) {
				largest = a
			}
		}
	}
	return float64(largest)
}

// String is 16 hex digits.
func (d digest) String() string { return fmt.Sprintf("%016x", uint64(d)) }
