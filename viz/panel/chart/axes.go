package chart

import (
	"math"
	"strconv"

	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// axes finds the span of the data: all of it, nothing is cut off.
func (pl *plot) axes() {
	last, whole := 0, 0
	top, bottom := 0.0, math.Inf(1)
	zoom := pl.In.State.Span
	pl.zoomed = !zoom.Empty() && !pl.time
	for i := range pl.In.Count() {
		s := pl.In.Snapshot(i)
		last, whole = max(last, len(s.Losses), int(s.Step)), max(whole, s.Spec.Steps)
		from, to := 0, len(s.Losses)
		if pl.zoomed {
			from, to = min(max(zoom.From-1, 0), to), min(zoom.To, to)
		}
		for _, v := range s.Losses[from:max(from, to)] {
			if v == v && v < math.MaxFloat32 {
				top, bottom = max(top, float64(v)), min(bottom, positive(float64(v)))
			}
		}
		if pl.zoomed && to > from {
			top = max(top, meanAt(s.Losses, from+1))
		} else {
			top = max(top, float64(s.Chance)*1.04)
		}
	}
	hi := nice(max(float64(last)*1.08, 20))
	if whole > 0 {
		hi = min(hi, float64(max(whole, last)))
	}
	a := pl.area
	pl.x = axis{lo: 0, hi: max(hi, 1), a: a.X, b: a.Right(), whole: true}
	if pl.zoomed {
		pl.x.lo, pl.x.hi = float64(zoom.From), float64(zoom.To)
	}
	if pl.time {
		pl.x = axis{lo: 0, hi: max(pl.timeSpan(), 0.1), a: a.X, b: a.Right()}
	}
	switch {
	case pl.zoomed && pl.accuracy:
		pl.y = pl.accuracySpan()
	case pl.zoomed && pl.In.State.Scale != "log" && top > bottom:
		pad := (top - bottom) * 0.06
		pl.y = axis{lo: max(bottom-pad, 0), hi: top + pad, a: a.Bottom(), b: a.Y}
	case pl.accuracy:
		pl.y = axis{lo: 0, hi: 1, a: a.Bottom(), b: a.Y}
	case pl.In.State.Scale == "log" && top > 0:
		pl.y = axis{lo: max(min(bottom, top/10), top*1e-6), hi: top * 1.1, a: a.Bottom(), b: a.Y, log: true}
	default:
		pl.y = axis{lo: 0, hi: max(top*1.04, 0.1), a: a.Bottom(), b: a.Y}
	}
}

// gridLines draws the grid, the ticks and the names of the axes.
func (pl *plot) gridLines(r scene.Rect) {
	a := pl.area
	rows := max(int(a.H/34), 2)
	lastY := float32(math.Inf(1))
	pl.y.ticks(rows, func(v float64, decimals int) {
		y := pl.y.at(v)
		if lastY-y < 13 && lastY-y > -13 {
			return
		}
		lastY = y
		pl.Line(a.X, y, a.Right(), y, 1, pl.T.Edge.Alpha(0.8))
		b := len(pl.Bytes)
		if pl.accuracy {
			pl.Number(v*100, max(decimals-2, 0))
			pl.Bytes = append(pl.Bytes, " %"...)
		} else {
			pl.Bytes = kit.Compact(pl.Bytes, v, decimals)
		}
		pl.PutBytes(b, a.X-8, kit.Middle(y, 11.5), pl.Faint(11.5), scene.Right)
	})
	columns := max(int(a.W/110), 2)
	pl.x.ticks(columns, func(v float64, decimals int) {
		x := pl.x.at(v)
		pl.Line(x, a.Bottom(), x, a.Bottom()+4, 1, pl.T.Track)
		b := len(pl.Bytes)
		pl.Bytes = strconv.AppendFloat(pl.Bytes, v, 'f', decimals, 64)
		half := scene.Measure(pl.Bytes[b:], pl.Faint(11.5)) / 2
		pl.PutBytes(b, min(x, r.Right()-6-half), a.Bottom()+17, pl.Faint(11.5), scene.Center)
	})
	pl.Line(a.X, a.Bottom(), a.Right(), a.Bottom(), 1, pl.T.Track)
	name := pl.S.StepAxis
	if pl.time {
		name = pl.S.TimeAxis
	}
	pl.Put(name, a.CX(), r.Bottom()-8, pl.Soft(12), scene.Center)
}

// of chooses what the chart shows.
func (pl *plot) of(loss, accuracy float64) float64 {
	if pl.accuracy {
		return accuracy
	}
	return loss
}

// xAt is where a lane's step stands.
func (pl *plot) xAt(t *kit.Times, step int) float32 {
	if pl.time {
		return pl.x.at(t.At(step))
	}
	return pl.x.at(float64(step))
}

// timeSpan is the end of an axis of time: with room to go on while a lane trains, like that of steps.
func (pl *plot) timeSpan() float64 {
	if pl.In.View.Over {
		return pl.seconds()
	}
	return nice(pl.seconds() * 1.08)
}

// seconds is the longest time of a lane.
func (pl *plot) seconds() (most float64) {
	for i := range pl.In.Count() {
		t := &pl.In.Times[i]
		if n := len(t.Seconds); n > 0 {
			most = max(most, float64(t.Seconds[n-1]))
		}
	}
	return most
}

// first and last bound the indices of losses that the axis shows: index i is step i+1.
func (pl *plot) first() int {
	if pl.time {
		return 0
	}
	return max(int(math.Ceil(pl.x.lo))-1, 0)
}

func (pl *plot) last(n int) int {
	if pl.time {
		return n
	}
	return min(max(int(math.Floor(pl.x.hi)), 0), n)
}

func (pl *plot) inX(step float64) bool { return pl.time || step >= pl.x.lo && step <= pl.x.hi }

func (pl *plot) inY(v float64) bool {
	return v >= pl.y.lo*(1-1e-6) && v <= pl.y.hi*(1+1e-6)
}

// accuracySpan is the axis of a zoom into the held-out measure.
func (pl *plot) accuracySpan() axis {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range pl.In.Count() {
		for _, e := range pl.In.Snapshot(i).Evals {
			if !pl.inX(float64(e.Step)) {
				continue
			}
			for _, v := range [2]float32{e.Accuracy, e.TrainAccuracy} {
				if v > 0 {
					lo, hi = min(lo, float64(v)), max(hi, float64(v))
				}
			}
		}
	}
	if !(hi > lo) {
		lo, hi = 0, 1
	}
	pad := max((hi-lo)*0.08, 0.005)
	return axis{lo: max(lo-pad, 0), hi: min(hi+pad, 1), a: pl.area.Bottom(), b: pl.area.Y}
}
