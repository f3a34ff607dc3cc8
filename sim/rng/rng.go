// Package rng is the only source of randomness in sim: PCG-XSH-RR 64/32 (O'Neill 2014,
// www.pcg-random.org) with the few distributions the engine needs. It is ours, and not
// math/rand, because a shared link has to replay the same bits for years.
package rng

import (
	"math"

	"promptscope/sim/fmath"
)

const multiplier = 6364136223846793005

// Rand is one stream of numbers. It is not safe for concurrent use.
type Rand struct {
	state, inc uint64
	spare      float64
	hasSpare   bool
}

// New returns the stream-th stream of a seed. Different streams of one seed are independent,
// so every consumer (prompt init, batch order, corpus, …) takes its own.
func New(seed, stream uint64) *Rand {
	r := &Rand{inc: stream<<1 | 1}
	r.Uint32()
	r.state += seed
	r.Uint32()
	return r
}

// Uint32 returns 32 uniform bits.
func (r *Rand) Uint32() uint32 {
	old := r.state
	r.state = old*multiplier + r.inc
	x := uint32((old>>18 ^ old) >> 27)
	rot := uint32(old >> 59)
	return x>>rot | x<<(-rot&31)
}

// Float64 returns a uniform number in [0, 1) with 53 random bits.
func (r *Rand) Float64() float64 {
	hi, lo := uint64(r.Uint32()), uint64(r.Uint32())
	return float64((hi<<32|lo)>>11) / (1 << 53)
}

// IntN returns a uniform integer in [0, n). It panics unless 0 < n < 2³²: a number has 32 bits.
func (r *Rand) IntN(n int) int {
	if n <= 0 || int64(n) > math.MaxUint32 {
		panic("rng: IntN needs 0 < n < 2^32")
	}
	// Lemire's method with rejection: no modulo bias.
	bound := uint32(n)
	threshold := -bound % bound
	for {
		m := uint64(r.Uint32()) * uint64(bound)
		if uint32(m) >= threshold {
			return int(m >> 32)
		}
	}
}

// Normal returns a standard normal number (Marsaglia's polar method).
func (r *Rand) Normal() float64 {
	if r.hasSpare {
		r.hasSpare = false
		return r.spare
	}
	for {
		u := 2*r.Float64() - 1
		v := 2*r.Float64() - 1
		// float64() around each product forbids fused multiply-add, which would change bits on arm64.
		s := float64(u*u) + float64(v*v)
		if s > 0 && s < 1 {
			f := math.Sqrt(-2 * fmath.Log(s) / s)
			r.spare, r.hasSpare = v*f, true
			return u * f
		}
	}
}

// Shuffle permutes n elements through swap (Fisher and Yates).
func (r *Rand) Shuffle(n int, swap func(i, j int)) {
	for i := n - 1; i > 0; i-- {
		swap(i, r.IntN(i+1))
	}
}

// Weighted returns an index of weights with probability proportional to its weight.
func (r *Rand) Weighted(weights []float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	x := float64(r.Float64() * total)
	for i, w := range weights {
		if x -= w; x < 0 {
			return i
		}
	}
	return len(weights) - 1
}
