package optim

import . "promptscope/sim/kernel"

// Memory is everything that the next updates depend on: parameters, moments and the state of the bias correction.
type Memory struct {
	numbers []Real // of each parameter: X, m, v
	c1, c2  float64
}

// Size is how many numbers a Memory of this optimiser holds.
func (o *Adam) Size() int {
	n := 0
	for _, p := range o.Params {
		n += 3 * len(p.X)
	}
	return n
}

// NewMemory prepares a Memory in room, which must hold Size numbers; Keep then allocates nothing.
func NewMemory(room []Real) Memory { return Memory{numbers: room} }

// State is the numbers of each parameter (X, m, v) and the state of the bias correction, to write down and to fill in.
func (k *Memory) State() (numbers []Real, c1, c2 *float64) { return k.numbers, &k.c1, &k.c2 }

// Keep writes the present state to k; Recall brings it back to the bit.
func (o *Adam) Keep(k *Memory) {
	k.c1, k.c2 = o.c1, o.c2
	at := 0
	for i, p := range o.Params {
		for _, x := range [3][]Real{p.X, o.m[i], o.v[i]} {
			at += copy(k.numbers[at:], x)
		}
	}
}

// Recall restores the state that Keep wrote.
func (o *Adam) Recall(k *Memory) {
	o.c1, o.c2 = k.c1, k.c2
	at := 0
	for i, p := range o.Params {
		for _, x := range [3][]Real{p.X, o.m[i], o.v[i]} {
			at += copy(x, k.numbers[at:])
		}
	}
}
