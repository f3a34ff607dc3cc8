package ui

import (
	"math"
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// The chart: a click shows the step under it, a drag zooms, a double click shows all steps again.

// twice is how many seconds two clicks of a double click are apart at most.
const twice = 0.4

// stepAt is the step at x of the chart or of the slider under it; both carry the span of their axis.
func stepAt(c *scene.Control, x float32, pad float32) float64 {
	t := float64((x - c.Rect.X - pad) / (c.Rect.W - 2*pad))
	return float64(c.Min) + t*float64(c.Max-c.Min)
}

// brush follows a drag over the chart.
func brush(v *View, in Input) {
	if far := in.X - v.pressX; v.Brush[0] != v.Brush[1] || far > slop || far < -slop {
		v.Brush = [2]float32{v.pressX, in.X}
	}
}

// drop ends a press on the chart: a zoom, a look, or all steps again.
func drop(s *state.State, v *View, sc *scene.Scene, in Input) {
	chart := sc.Find(scene.Key{ID: id.Chart})
	if chart == nil {
		return
	}
	if chart.Max <= chart.Min { // over time, where a place is no step
		v.Brush = [2]float32{}
		return
	}
	if a, b := v.Brush[0], v.Brush[1]; a != b {
		v.Brush = [2]float32{}
		ZoomTo(s, stepAt(chart, min(a, b), 0), stepAt(chart, max(a, b), 0), float64(chart.Min), float64(chart.Max))
		return
	}
	if in.Time-v.clicked < twice {
		s.Span, s.Seen = state.Span{}, v.looked
		v.clicked = 0
		return
	}
	v.clicked, v.looked = in.Time, state.Present
	if v.Looking(s) {
		v.looked = s.Seen
	}
	Look(s, v, int(math.Round(stepAt(chart, in.X, 0))))
}

// ZoomTo shows the steps from lo to hi, held inside the axis; at least four of them where the axis has as many.
func ZoomTo(s *state.State, lo, hi, least, most float64) {
	lo, hi = math.Floor(max(lo, least)), math.Ceil(min(hi, most))
	if hi-lo < 4 {
		mid := (lo + hi) / 2
		lo = max(math.Floor(mid-2), least)
		hi = min(lo+4, most)
	}
	if hi-lo >= 2 {
		s.Span = state.Span{From: int(lo), To: int(hi)}
	}
}

// Look turns all views to a step. Training pauses: what is looked at should stand still.
func Look(s *state.State, v *View, step int) {
	s.Seen, s.Running, v.Seeking = min(max(step, 0), run.MaxSteps), false, false
}

// now turns all views back to where the runs are.
func now(t Turn, _ string, _ int) Effect {
	t.State.Seen = state.Present
	return Effect{}
}

func at(t Turn, arg string, _ int) Effect {
	if n, err := strconv.Atoi(arg); err == nil {
		Look(t.State, t.View, n)
	}
	return Effect{}
}

// zoom reads "20-60"; nothing shows all steps.
func zoom(t Turn, arg string, _ int) Effect {
	lo, hi, _ := strings.Cut(arg, "-")
	a, errA := strconv.ParseFloat(lo, 64)
	b, errB := strconv.ParseFloat(hi, 64)
	switch {
	case arg == "":
		t.State.Span = state.Span{}
	case errA == nil && errB == nil && a >= 0 && b <= run.MaxSteps: // false for what is no number
		ZoomTo(t.State, a, b, 0, run.MaxSteps)
	}
	return Effect{}
}
