package kit

import (
	"slices"
	"sort"
)

// mostStamps bounds a lane's Times; beyond it every other one goes.
const mostStamps = 2048

// Times tells when a lane's steps were done: stamps of step and seconds of training, taken as snapshots came.
type Times struct {
	Steps   []int32
	Seconds []float32
}

// Add puts a stamp at the end. A step that was done before takes those behind it back.
func (t *Times) Add(step int32, seconds float64) {
	if t.Steps == nil {
		t.Steps, t.Seconds = make([]int32, 0, mostStamps), make([]float32, 0, mostStamps)
	}
	n := len(t.Steps)
	for n > 0 && t.Steps[n-1] >= step {
		n--
	}
	t.Steps, t.Seconds = t.Steps[:n], t.Seconds[:n]
	if n == mostStamps {
		for i := range n / 2 {
			t.Steps[i], t.Seconds[i] = t.Steps[2*i+1], t.Seconds[2*i+1]
		}
		t.Steps, t.Seconds = t.Steps[:n/2], t.Seconds[:n/2]
	}
	t.Steps, t.Seconds = append(t.Steps, step), append(t.Seconds, float32(seconds))
}

// Clear begins anew and keeps the memory.
func (t *Times) Clear() { t.Steps, t.Seconds = t.Steps[:0], t.Seconds[:0] }

// Clone is a copy that stays as it is.
func (t *Times) Clone() Times { return Times{slices.Clone(t.Steps), slices.Clone(t.Seconds)} }

// At is when a step was done: between stamps in proportion.
func (t *Times) At(step int) float64 {
	n := len(t.Steps)
	if n == 0 {
		return 0
	}
	i := sort.Search(n, func(i int) bool { return int(t.Steps[i]) >= step })
	if i == n {
		return float64(t.Seconds[n-1])
	}
	s0, t0 := 0.0, 0.0
	if i > 0 {
		s0, t0 = float64(t.Steps[i-1]), float64(t.Seconds[i-1])
	}
	s1, t1 := float64(t.Steps[i]), float64(t.Seconds[i])
	return t0 + (t1-t0)*(float64(step)-s0)/max(s1-s0, 1)
}

// Step is the last step that was done by then.
func (t *Times) Step(seconds float64) int {
	last := 0
	if n := len(t.Steps); n > 0 {
		last = int(t.Steps[n-1])
	}
	return sort.Search(last, func(i int) bool { return t.At(i+1) > seconds })
}
