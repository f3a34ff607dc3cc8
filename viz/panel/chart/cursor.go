package chart

import (
	"cmp"
	"math"
	"slices"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// cursor reads the curves where the pointer is.
type cursor struct{ *plot }

// draw reads both curves where the pointer is, with their difference.
func (pl cursor) draw() {
	v := pl.In.View
	if !v.Inside || v.Hover.ID != id.Chart {
		return
	}
	last := 0
	for i := range pl.In.Count() {
		last = max(last, len(pl.In.Snapshot(i).Losses))
	}
	at := pl.x.value(v.X)
	step := min(max(int(math.Round(at)), 1), last)
	if step == 0 {
		return
	}
	x := pl.x.at(float64(step))
	if pl.time {
		x = v.X
	}
	var rows [state.Lanes]ending
	for i := range pl.In.Count() {
		own := step
		if pl.time {
			own = pl.In.Times[i].Step(at)
		}
		if s := pl.In.Snapshot(i); kit.Ready(s) && own > 0 && len(s.Losses) >= own {
			rows[i] = readAt(pl.plot, s, &pl.In.Times[i], own)
		}
	}
	pl.Line(x, pl.area.Y, x, pl.area.Bottom(), 1, pl.T.Soft)
	for i, e := range rows {
		if e.ok {
			pl.Disc(e.x, e.y, 4, pl.T.Card)
			pl.Disc(e.x, e.y, 3, pl.T.Lane[i])
		}
	}
	pl.readout(x, step, rows)
}

// readAt is what a lane's curve says at a step it has reached.
func readAt(pl *plot, s *run.Snapshot, t *kit.Times, step int) ending {
	if !pl.accuracy {
		v := meanAt(s.Losses, step)
		return ending{x: pl.xAt(t, step), y: pl.y.at(v), value: v, step: step, ok: true}
	}
	out := ending{}
	for _, e := range s.Evals {
		if !out.ok || int(e.Step) <= step {
			out = ending{x: pl.xAt(t, int(e.Step)), y: pl.y.at(float64(e.Accuracy)), value: float64(e.Accuracy), step: int(e.Step), ok: true}
		}
	}
	return out
}

// readout is the box beside the crosshair, higher value first.
func (pl cursor) readout(x float32, step int, rows [state.Lanes]ending) {
	pl.Raise()
	w := float32(190)
	if pl.time {
		w = 224
	}
	lines := 1
	var order []int // of the lanes, by value
	for i, e := range rows {
		if e.ok {
			lines, order = lines+1, append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rows[b].value, rows[a].value) })
	if len(order) == 2 {
		lines++ // their difference
	}
	r := scene.Rect{X: x + 14, Y: pl.area.Y + 2, W: w, H: float32(lines)*19 + 12}
	if r.Right() > pl.area.Right()+60 {
		r.X = x - 14 - w
	}
	r.X = min(max(r.X, 4), pl.W-w-4)
	m := pl.Fill(r, 7, pl.T.Back.Alpha(0.95))
	m.Stroke, m.Width = pl.T.Track, 1
	y := r.Y + 20
	a := len(pl.Bytes)
	if pl.time {
		pl.Number(pl.x.value(x), 2)
		pl.Bytes = append(pl.Bytes, " s"...)
	} else {
		pl.Bytes = append(append(pl.Bytes, pl.S.Step...), ' ')
		pl.Grouped(int64(step), 0)
	}
	pl.PutBytes(a, r.X+12, y, pl.Soft(13), scene.Left)
	for _, i := range order {
		y += 19
		pl.line(r, y, i, &rows[i])
	}
	if len(order) == 2 {
		pl.difference(r, y+19, rows[order[0]].value-rows[order[1]].value)
	}
}

func (pl cursor) line(r scene.Rect, y float32, lane int, e *ending) {
	pl.Sample(r.X+12, y-4.5, 20, lane)
	a := len(pl.Bytes)
	if pl.time { // every lane is at another step
		pl.Grouped(int64(e.step), 0)
		pl.Bytes = append(pl.Bytes, " · "...)
	}
	pl.reading(e.value)
	w := pl.PutBytes(a, r.Right()-12, y, pl.Body(13), scene.Right)
	pl.Fit(pl.LaneTitle(lane), r.X+38, y, r.W-38-w-20, pl.Body(13), scene.Left)
}

func (pl cursor) difference(r scene.Rect, y float32, d float64) {
	pl.Put(pl.S.Difference, r.X+38, y, pl.Soft(13), scene.Left)
	a := len(pl.Bytes)
	pl.reading(d)
	pl.PutBytes(a, r.Right()-12, y, pl.Soft(13), scene.Right)
}
