package panel

import (
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

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
			case kit.Dark.Lane[0]:
				a = x
			case kit.Dark.Lane[1]:
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
