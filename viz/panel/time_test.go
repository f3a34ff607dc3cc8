package panel

import (
	"math"
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/scene"
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

// TestChartOverTime: with the common clock off, the lane whose steps take half as long ends at half the time.
func TestChartOverTime(t *testing.T) {
	end := func(query string) (a, b float32) {
		sc := shot{query: query, w: 1440, h: 900, steps: 200, status: run.Running}.lay(t, "en", true)
		for i := range sc.Marks { // the last point of each running mean
			m := &sc.Marks[i]
			if m.Kind != scene.Line || m.Width != 2.2 {
				continue
			}
			switch x := sc.Points[m.B-1].X; m.Stroke {
			case Dark.Lane[0]:
				a = x
			case Dark.Lane[1]:
				b = x
			}
		}
		chart := sc.Find(scene.Key{ID: "chart"}).Rect
		return a - chart.X, b - chart.X
	}
	if a, b := end("clock=0"); a != b || a == 0 {
		t.Errorf("over steps the lanes end at %v and %v", a, b)
	}
	if a, b := end("axis=time"); a != b {
		t.Errorf("on one clock the axis is steps, the lanes end at %v and %v", a, b)
	}
	if a, b := end("clock=0&axis=time"); b < 1.9*a || b > 2.1*a {
		t.Errorf("over time the lanes end at %v and %v", a, b)
	}
}
