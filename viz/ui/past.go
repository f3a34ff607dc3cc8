package ui

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"promptscope/sim/run"
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
	chart := sc.Find(scene.Key{ID: "chart"})
	if chart == nil {
		return
	}
	if chart.Max <= chart.Min { // over time, where a place is no step
		v.Brush = [2]float32{}
		return
	}
	if a, b := v.Brush[0], v.Brush[1]; a != b {
		v.Brush = [2]float32{}
		v.ZoomTo(stepAt(chart, min(a, b), 0), stepAt(chart, max(a, b), 0), float64(chart.Min), float64(chart.Max))
		return
	}
	if in.Time-v.clicked < twice {
		v.Zoom, v.Looking, v.At = [2]float64{}, v.looked, v.lookedAt
		v.clicked = 0
		return
	}
	v.clicked, v.looked, v.lookedAt = in.Time, v.Looking, v.At
	Look(s, v, int(math.Round(stepAt(chart, in.X, 0))))
}

// ZoomTo shows the steps from lo to hi, held inside the axis; at least four of them.
func (v *View) ZoomTo(lo, hi, least, most float64) {
	lo, hi = math.Floor(max(lo, least)), math.Ceil(min(hi, most))
	if hi-lo < 4 {
		mid := (lo + hi) / 2
		lo = max(math.Floor(mid-2), least)
		hi = min(lo+4, most)
	}
	if hi-lo >= 2 {
		v.Zoom = [2]float64{lo, hi}
	}
}

// Look turns all views to a step. Training pauses: what is looked at should stand still.
func Look(s *state.State, v *View, step int) {
	v.Looking, v.At = true, max(step, 0)
	s.Running = false
}

// Present turns all views back to where the runs are.
func (v *View) Present() { v.Looking, v.At = false, 0 }

// travel carries out the orders of the chart.
func travel(s *state.State, v *View, id, arg string) {
	n, err := strconv.Atoi(arg)
	switch {
	case id == "now":
		v.Present()
	case id == "at" && err == nil:
		Look(s, v, n)
	case id == "zoom" && arg == "":
		v.Zoom = [2]float64{}
	case id == "zoom":
		lo, hi, _ := strings.Cut(arg, "-")
		a, errA := strconv.ParseFloat(lo, 64)
		b, errB := strconv.ParseFloat(hi, 64)
		if errA == nil && errB == nil {
			v.ZoomTo(a, b, 0, math.Inf(1))
		}
	}
}

// Inspect is what the inspector shows: in level 1 a virtual token, in level 2 a layer with all its heads, in level 3 one
// head with its formula. Level 0 is before anything was chosen.
type Inspect struct {
	Level, Lane, Layer, Head, Unit int
	Cell                           int // number of the virtual token that can be set by hand
}

// inspect opens the inspector for the argument "lane:layer:unit"; a unit of −1 means the whole layer.
func inspect(s *state.State, v *View, arg string) {
	var n [3]int
	parts := strings.Split(arg, ":")
	for i, part := range parts {
		k, err := strconv.Atoi(part)
		if err != nil || len(parts) != len(n) {
			return
		}
		n[i] = k
	}
	v.Inspect = Inspect{Level: 1, Lane: min(max(n[0], 0), s.Count()-1), Layer: max(n[1], 0), Head: v.Inspect.Head, Unit: max(n[2], 0)}
	if n[2] < 0 {
		v.Inspect.Level = 2
	}
	if n[1] < 0 && n[2] >= 0 { // it stands in the row: its attention can be traced too
		s.Row = state.FirstVirtual + n[2]
	}
	v.Scroll, s.Panel = 0, "inspector"
}

// inspectCell opens a position of a layer, "lane:layer:position": its attention is traced, down to the formula.
func inspectCell(s *state.State, v *View, arg string) {
	var lane, layer, position int
	if n, err := fmt.Sscanf(arg, "%d:%d:%d", &lane, &layer, &position); n != 3 || err != nil || lane < 0 || lane >= s.Count() || layer < 0 || position < 0 {
		return
	}
	s.Row, s.Panel, v.Scroll = min(position, state.FirstVirtual+run.MaxN-1), "inspector", 0
	v.Inspect = Inspect{Level: 3, Lane: lane, Layer: layer, Head: v.Inspect.Head, Unit: v.Inspect.Unit}
}

// turnTo changes one thing of what is inspected.
func turnTo(s *state.State, v *View, id, arg string) {
	at := map[string]*int{"level": &v.Inspect.Level, "ilane": &v.Inspect.Lane, "ilayer": &v.Inspect.Layer, "head": &v.Inspect.Head, "unit": &v.Inspect.Unit, "number": &v.Inspect.Cell}[id]
	switch n, err := strconv.Atoi(arg); {
	case arg == "+":
		*at++
	case arg == "-":
		*at = max(*at-1, 0)
	case err == nil:
		*at = max(n, 0)
	}
	v.Inspect.Lane = min(v.Inspect.Lane, s.Count()-1)
	v.Inspect.Level = min(v.Inspect.Level, 3)
	if id == "head" && v.Inspect.Level == 2 && arg != "+" && arg != "-" {
		v.Inspect.Level = 3
	}
	v.Scroll = 0
}

// back goes one level up; it reports false where there is none.
func back(s *state.State, v *View) bool {
	if s.Panel != "inspector" || v.Inspect.Level < 2 {
		return false
	}
	v.Inspect.Level--
	return true
}
