package kit

import (
	"math"
	"testing"
)

func TestTimesGoBothWays(t *testing.T) {
	var ts Times
	for k := range 3 * mostStamps {
		ts.Add(int32(k+1)*4, float64(k+1)*0.5)
	}
	if n := len(ts.Steps); n > mostStamps || ts.Steps[n-1] != 12*mostStamps {
		t.Fatalf("%d stamps", n)
	}
	for _, step := range []int{1, 4, 399, 5000, 12 * mostStamps} {
		if at := ts.At(step); math.Abs(at-float64(step)/8) > 1e-3 || ts.Step(at+1e-3) != step {
			t.Errorf("step %d at %v s, and back at step %d", step, at, ts.Step(at+1e-3))
		}
	}
	ts.Add(100, 4000) // the run was taken back
	if n := len(ts.Steps); ts.Steps[n-1] != 100 || ts.Steps[n-2] >= 100 {
		t.Error("stamps behind the step stay")
	}
}
