package rng_test

import (
	"fmt"

	"promptscope/sim/rng"
)

// Each consumer of a seed takes a stream of its own: drawing more of one changes nothing in the other.
func ExampleNew() {
	const prompt, batches = 1, 2
	order := rng.New(42, batches)
	fmt.Println(order.IntN(100), order.IntN(100), order.IntN(100))

	start, order := rng.New(42, prompt), rng.New(42, batches)
	fmt.Println(order.IntN(100))
	start.Normal() // a virtual token more
	fmt.Println(order.IntN(100), order.IntN(100))
	// Output:
	// 99 30 44
	// 99
	// 30 44
}

// A random order of training examples.
func ExampleRand_Shuffle() {
	words := []string{"paris", "rome", "berlin", "madrid", "vienna"}
	rng.New(1, 1).Shuffle(len(words), func(i, j int) { words[i], words[j] = words[j], words[i] })
	fmt.Println(words)
	// Output: [vienna rome berlin paris madrid]
}
