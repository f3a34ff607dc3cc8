package fmath_test

import (
	"fmt"
	"math"

	"promptscope/sim/fmath"
)

// The functions of the engine give one float32 on every machine, which the standard library does not promise: there exp is
// assembly on some processors and a fused polynomial on others. To show that two runs agree, compare bits.
func ExampleExp32() {
	for _, x := range []float32{0, 1, -1, -100, 100} {
		y := fmath.Exp32(x)
		fmt.Printf("e^%-4v = %-11v %#08x\n", x, y, math.Float32bits(y))
	}
	// Output:
	// e^0    = 1           0x3f800000
	// e^1    = 2.7182817   0x402df854
	// e^-1   = 0.36787945  0x3ebc5ab2
	// e^-100 = 0           0x00000000
	// e^100  = +Inf        0x7f800000
}

// A loss is a logarithm in float64 of a sum in float32: the loss of a guess among 61 capitals.
func ExampleLog() {
	fmt.Printf("%.4f nats, perplexity %.0f\n", fmath.Log(61), math.Exp(fmath.Log(61)))
	// Output: 4.1109 nats, perplexity 61
}
