//go:build !float64

package kernel

import (
	"math"

	"promptscope/sim/fmath"
)

// Real is the number type of the engine. Building with -tags float64 makes it float64, which is
// how gradients are checked strictly; the product runs in float32.
type Real = float32

// Epsilon is the spacing of Real at 1.
const Epsilon = 0x1p-23

// Exp, Tanh and Erf are the float32 versions of package fmath: the same bits on every machine, and made of operations that
// vectors have.
func Exp(x Real) Real  { return fmath.Exp32(x) }
func Tanh(x Real) Real { return fmath.Tanh32(x) }
func Erf(x Real) Real  { return fmath.Erf32(x) }

// Bits returns the IEEE representation of x.
func Bits(x Real) uint64 { return uint64(math.Float32bits(x)) }

// FromBits is the number of an IEEE representation, SignBit the bit of its sign.
func FromBits(b uint64) Real { return math.Float32frombits(uint32(b)) }

const SignBit uint64 = 1 << 31
