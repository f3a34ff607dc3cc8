package kernel_test

import (
	"fmt"

	"promptscope/sim/kernel"
)

// A layer is a forward and a backward function on slices. Forward overwrites y; backward adds to the gradients of the weights,
// so that they can be summed over a batch in pieces.
func ExampleLinear() {
	w := []kernel.Real{ // (OC, IC) = (2, 3)
		1, 0, 2,
		0, 3, 1,
	}
	b := []kernel.Real{10, 20}
	x := []kernel.Real{ // (N, IC) = (2, 3)
		1, 2, 3,
		4, 5, 6,
	}
	m := kernel.NewMatrix(w, 2, 3)

	y := make([]kernel.Real, 4) // (N, OC)
	kernel.Linear(y, x, m, b, 2)
	fmt.Println("y ", y)

	dy := []kernel.Real{1, 0, 0, 1} // the loss is y[0][0] + y[1][1]
	dx, dw, db := make([]kernel.Real, 6), make([]kernel.Real, 6), make([]kernel.Real, 2)
	kernel.LinearBackwardInput(dx, dy, m, 2, false)
	kernel.LinearBackwardWeight(dw, db, dy, x, 2, 3, 2, new(kernel.Scratch))
	fmt.Println("dx", dx)
	fmt.Println("dw", dw)
	fmt.Println("db", db)
	// Output:
	// y  [17 29 26 41]
	// dx [1 0 2 0 3 1]
	// dw [1 2 3 4 5 6]
	// db [1 1]
}

// A deep prefix is keys and values in front of the tokens' own. One whose numbers are all zero is not nothing: its score of 0
// takes its share of the attention, and its value of 0 makes the output smaller.
func ExampleAttention() {
	a := kernel.Attn{T: 1, C: 1, NH: 1}
	row := []kernel.Real{0, 0, 6} // query, key, value of the only token
	y, att := make([]kernel.Real, 1), make([]kernel.Real, a.AttnSize())
	kernel.Attention(y, att, row, &a, new(kernel.Scratch))
	fmt.Println("alone      ", att, y)

	a.P, a.Stride = 2, 1 // two virtual tokens
	a.Keys, a.Vals = make([]kernel.Real, 2), make([]kernel.Real, 2)
	att = make([]kernel.Real, a.AttnSize())
	kernel.Attention(y, att, row, &a, new(kernel.Scratch))
	fmt.Printf("with prefix %.3f %.3f\n", att, y)
	// Output:
	// alone       [1] [6]
	// with prefix [0.333 0.333 0.333] [2.000]
}
