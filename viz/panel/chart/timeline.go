package chart

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// timeline is the chart's way through time: the part of the axis on show, the step on show, and what was before.
type timeline struct{ *plot }

// stride is the distance of steps that every lane can show.
func (pl timeline) stride() int32 {
	most := int32(1)
	for i := range pl.In.Count() {
		most = max(most, pl.In.Snapshot(i).Stride)
	}
	return most
}

// draw is the slider on the axis of steps: its knob is the step on show.
func (pl timeline) draw(r scene.Rect) {
	if pl.time {
		pl.moments()
		return
	}
	a := pl.area
	last := pl.reached()
	step, looking := last, pl.In.View.Looking(&pl.In.State)
	if looking {
		step = min(pl.In.State.Seen, last)
	}
	box := scene.Rect{X: a.X - ui.KnobPad, Y: a.Bottom() - 4, W: a.W + 2*ui.KnobPad, H: max(r.Bottom()-a.Bottom()+4, pl.Touch())}
	b := len(pl.Bytes)
	pl.Grouped(int64(step), 0)
	pl.Control(scene.Control{ID: id.At, Kind: scene.Slider, Rect: box, Label: pl.S.StepShown, Value: float32(step), Min: float32(pl.x.lo),
		Max: float32(pl.x.hi), Step: float32(pl.stride()), A: int32(b), B: int32(len(pl.Bytes))})
	if last == 0 || !pl.inX(float64(step)) {
		return
	}
	x := pl.x.at(float64(step))
	ink := pl.T.Faint
	if looking {
		ink = pl.T.Context
		pl.Line(x, a.Y, x, a.Bottom(), 1.6, ink)
	}
	hover, _ := pl.Looks(scene.Key{ID: id.At})
	wide := float32(5)
	if hover || pl.In.View.Drag.ID == id.At {
		wide, ink = 6.5, pl.T.Context
	}
	y := a.Bottom()
	pl.Area(ink, scene.Point{X: x, Y: y - 3}, scene.Point{X: x + wide, Y: y + 2}, scene.Point{X: x + wide, Y: y + 7}, scene.Point{X: x - wide, Y: y + 7},
		scene.Point{X: x - wide, Y: y + 2})
}

// moments marks when each lane was at the step on show.
func (pl timeline) moments() {
	for i := range pl.In.Count() {
		if s := pl.In.Snapshot(i); pl.In.View.Looking(&pl.In.State) && kit.Travelling(s) {
			x := pl.xAt(&pl.In.Times[i], int(s.Shown))
			m := pl.Line(x, pl.area.Y, x, pl.area.Bottom(), 1.6, pl.T.Lane[i])
			m.Dash = kit.LaneDash[i]
		}
	}
}

// whole is the way out of a zoom.
func (pl timeline) whole() {
	if !pl.zoomed {
		return
	}
	h := pl.Touch()
	w := scene.Measure(pl.S.AllSteps, pl.Body(13)) + 24
	pl.TextButton(pl.freeCorner(w, h), id.Zoom, "", pl.S.AllSteps)
}

// freeCorner is a corner of the plot where no name stands.
func (pl timeline) freeCorner(w, h float32) scene.Rect {
	a := pl.area
	r := scene.Rect{X: a.Right() - w - 6, Y: a.Y + 4, W: w, H: h}
	for _, at := range [3]scene.Point{{X: a.Right() - w - 6, Y: a.Y + 4}, {X: a.X + 6, Y: a.Y + 4}, {X: a.X + 6, Y: a.Bottom() - h - 6}} {
		if r.X, r.Y = at.X, at.Y; !pl.named(r) {
			break
		}
	}
	pl.names = append(pl.names, r)
	return r
}

// brush shades the steps that a drag is about to show.
func (pl timeline) brush() {
	b := pl.In.View.Brush
	if b[0] == b[1] {
		return
	}
	x0, x1 := max(min(b[0], b[1]), pl.area.X), min(max(b[0], b[1]), pl.area.Right())
	m := pl.Fill(scene.Rect{X: x0, Y: pl.area.Y, W: max(x1-x0, 1), H: pl.area.H}, 0, pl.T.Context.Alpha(0.16))
	m.Stroke, m.Width = pl.T.Context, 1
}
