package rng

import (
	"math"
	"testing"
)

func TestMoments(t *testing.T) {
	r := New(1, 1)
	const n = 200000
	var sum, sq, fourth float64
	for range n {
		x := r.Normal()
		sum += x
		sq += x * x
		fourth += x * x * x * x
	}
	if m := sum / n; !(math.Abs(m) <= 0.01) {
		t.Errorf("mean %g", m)
	}
	if v := sq / n; !(math.Abs(v-1) <= 0.015) {
		t.Errorf("variance %g", v)
	}
	if k := fourth / n; !(math.Abs(k-3) <= 0.1) {
		t.Errorf("fourth moment %g", k)
	}
}

func TestIntNUniform(t *testing.T) {
	r := New(7, 0)
	var count [10]int
	for range 100000 {
		count[r.IntN(10)]++
	}
	for i, c := range count {
		if c < 9600 || c > 10400 {
			t.Errorf("value %d drawn %d times of 100000", i, c)
		}
	}
}

func TestWeightedAndShuffle(t *testing.T) {
	r := New(3, 9)
	var count [3]int
	for range 60000 {
		count[r.Weighted([]float64{1, 2, 3})]++
	}
	for i, want := range []int{10000, 20000, 30000} {
		if d := count[i] - want; d < -600 || d > 600 {
			t.Errorf("index %d drawn %d times, want about %d", i, count[i], want)
		}
	}
	p := []int{0, 1, 2, 3, 4, 5, 6}
	r.Shuffle(len(p), func(i, j int) { p[i], p[j] = p[j], p[i] })
	seen := map[int]bool{}
	for _, v := range p {
		seen[v] = true
	}
	if len(seen) != 7 {
		t.Errorf("shuffle lost elements: %v", p)
	}
}
