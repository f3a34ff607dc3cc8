// Package chart draws the curves of all lanes over steps or time, with what was measured before.
package chart

import (
	"math"

	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// Memory is what a chart keeps for the next picture, so that none costs memory.
type Memory struct {
	names []scene.Rect // where the names of curves and lines stand
	refs  []ref        // lines across the plot
	spans []span       // curves
}

// plot is the chart's drawing area with its axes.
type plot struct {
	*kit.Page
	*Memory
	area     scene.Rect
	x, y     axis
	accuracy bool
	time     bool // x is seconds of training
	zoomed   bool
	ends     [state.Lanes]ending
}

// ending is what stands behind the end of a lane's curve.
type ending struct {
	x, y  float32
	value float64
	step  int
	ok    bool
}

// Draw draws the curves of all lanes over the steps.
func Draw(p *kit.Page, r scene.Rect, m *Memory) {
	p.Card(r)
	p.Part(id.Chart, r)
	p.Spot(id.Chart, r.Inset(4))
	m.names, m.refs, m.spans = m.names[:0], m.refs[:0], m.spans[:0]
	pl := &plot{Page: p, Memory: m, accuracy: p.In.State.Metric == "accuracy", time: p.In.ByTime()}
	title{pl}.draw(r)
	right, left := float32(beside), float32(58)
	if p.Shape == kit.Phone {
		right, left = 14, 44
	}
	head := float32(46)
	if p.Shape == kit.Phone {
		head = 56
	}
	pl.area = scene.Rect{X: r.X + left, Y: r.Y + head, W: r.W - left - right, H: r.H - head - 40}
	pl.axes()
	pl.gridLines(r)
	earlier{pl}.lines()
	if pl.accuracy {
		curves{pl}.accuracies()
	} else {
		curves{pl}.losses()
	}
	labels{pl}.draw()
	pl.refs = references{pl}.list(pl.refs)
	for i := range pl.refs {
		references{pl}.line(&pl.refs[i])
	}
	earlier{pl}.legend()
	c := scene.Control{ID: id.Chart, Kind: scene.Surface, Rect: pl.area, Label: p.S.Chart, Min: float32(pl.x.lo), Max: float32(pl.x.hi)}
	if pl.time { // at one time every lane is at another step: there is nothing to go to
		c.Min, c.Max = 0, 0
	}
	p.Control(c)
	timeline{pl}.draw(r)
	timeline{pl}.whole()
	timeline{pl}.brush()
	cursor{pl}.draw()
}

func positive(v float64) float64 {
	if v <= 0 {
		return math.Inf(1)
	}
	return v
}

// chance is the loss of a model that knows nothing.
func (pl *plot) chance() (c float64) {
	for i := range pl.In.Count() {
		c = max(c, float64(pl.In.Snapshot(i).Chance))
	}
	return c
}

// named tells whether the name of a curve stands in r.
func (pl *plot) named(r scene.Rect) bool {
	for _, n := range pl.names {
		if n.X < r.Right() && r.X < n.Right() && n.Y < r.Bottom() && r.Y < n.Bottom() {
			return true
		}
	}
	return false
}

// reading appends a value of the chart: percent or nats.
func (pl *plot) reading(v float64) {
	if pl.accuracy {
		pl.Number(v*100, 1)
		pl.Bytes = append(pl.Bytes, " %"...)
		return
	}
	pl.Number(v, 3)
}

// A span is the points of one curve.
type span struct{ a, b int32 }

// track remembers the curve that was drawn last, so that names keep out of its way.
func (pl *plot) track(m *scene.Mark) *scene.Mark {
	pl.spans = append(pl.spans, span{m.A, m.B})
	return m
}

// reached is the last step of any lane.
func (pl *plot) reached() int {
	last := 0
	for i := range pl.In.Count() {
		last = max(last, int(pl.In.Snapshot(i).Step))
	}
	return last
}
