//go:build float64

package kernel

import "math"

// Real is float64 in this build; see real_32.go.
type Real = float64

// Epsilon is the spacing of Real at 1.
const Epsilon = 0x1p-52

// Exp, Tanh and Erf are those of the standard library: this build is a reference, not a product.
func Exp(x Real) Real  { return math.Exp(x) }
func Tanh(x Real) Real { return math.Tanh(x) }
func Erf(x Real) Real  { return math.Erf(x) }

// Bits returns the IEEE representation of x.
func Bits(x Real) uint64 { return math.Float64bits(x) }

// FromBits is the number of an IEEE representation, SignBit the bit of its sign.
func FromBits(b uint64) Real { return math.Float64frombits(b) }

const SignBit uint64 = 1 << 63
