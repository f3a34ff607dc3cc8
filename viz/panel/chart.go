package panel

import (
	"math"
	"strconv"

	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// plot is the chart's drawing area with its axes.
type plot struct {
	area     scene.Rect
	x, y     axis
	accuracy bool
	time     bool // x is seconds of training
	ends     [state.Lanes]ending
	names    []scene.Rect // where the names of curves and lines stand
	zoomed   bool
}

// ending is what stands behind the end of a lane's curve.
type ending struct {
	x, y  float32
	value float64
	step  int
	ok    bool
}

// chart draws the curves of both lanes over the steps.
func (p *page) chart(r scene.Rect) {
	p.Card(r)
	p.Part("chart", r)
	pl := plot{accuracy: p.In.State.Metric == "accuracy", time: p.In.ByTime(), names: p.names[:0]}
	defer func() { p.names = pl.names }()
	p.chartHead(r, &pl)
	right, left := float32(beside), float32(58)
	if p.Shape == kit.Phone {
		right, left = 14, 44
	}
	head := float32(46)
	if p.Shape == kit.Phone {
		head = 56
	}
	pl.area = scene.Rect{X: r.X + left, Y: r.Y + head, W: r.W - left - right, H: r.H - head - 40}
	p.axes(&pl)
	p.gridLines(r, &pl)
	p.pastLines(&pl)
	if pl.accuracy {
		p.accuracies(&pl)
	} else {
		p.losses(&pl)
	}
	p.endLabels(&pl)
	p.refs = p.references(&pl, p.refs[:0])
	for i := range p.refs {
		p.reference(&pl, &p.refs[i])
	}
	p.pastNames(&pl)
	c := scene.Control{ID: "chart", Kind: scene.Surface, Rect: pl.area, Label: p.S.Chart, Min: float32(pl.x.lo), Max: float32(pl.x.hi)}
	if pl.time { // at one time every lane is at another step: there is nothing to go to
		c.Min, c.Max = 0, 0
	}
	p.Control(c)
	p.timeline(r, &pl)
	p.wholeButton(&pl)
	p.brush(&pl)
	p.crosshair(&pl)
}

// chartHead is the title, what is shown, and how.
func (p *page) chartHead(r scene.Rect, pl *plot) {
	h, y := float32(28), r.Y+10
	if p.Shape == kit.Phone {
		h, y = 40, r.Y+6
	}
	w := min((r.W-24)*0.58, 230)
	p.Tabs(scene.Rect{X: r.X + 12, Y: y, W: w, H: h}, "metric", p.In.State.Metric,
		metricArgs[:], []string{p.S.Loss, p.MeasureName()})
	if p.In.View.Looking(&p.In.State) && p.Shape == kit.Phone {
		p.travelButtons(scene.Rect{X: r.Right() - 12 - (r.W-24)*0.4, Y: y, W: (r.W - 24) * 0.4, H: h})
		return
	}
	if !pl.accuracy {
		w := min((r.W-24)*0.38, 150)
		p.Tabs(scene.Rect{X: r.Right() - 12 - w, Y: y, W: w, H: h}, "scale", p.In.State.Scale,
			scaleArgs[:], []string{p.S.Linear, p.S.Log})
	}
	if p.Shape == kit.Phone {
		return
	}
	if p.In.OffersTime() {
		p.AxisTabs(scene.Rect{X: r.Right() - 12 - 150 - 160, Y: y, W: 150, H: h})
	}
	if p.In.View.Looking(&p.In.State) {
		p.travelButtons(scene.Rect{X: r.X + 12 + w + 20, Y: y, W: min(r.W-w-220-p.axisRoom(), 420), H: h})
		return
	}
	if pl.accuracy {
		p.accuracyKey(r.X+12+w+20, y+h/2)
		return
	}
	x := r.X + 12 + w + 20
	x += p.Put(p.S.LossAxis, x, kit.Middle(y+h/2, 12.5), p.Soft(12.5), scene.Left) + 18
	p.Fit(p.S.Smoothed, x, kit.Middle(y+h/2, 12), r.Right()-190-p.axisRoom()-x, p.Faint(12), scene.Left)
}

var (
	metricArgs = [...]string{"loss", "accuracy"}
	scaleArgs  = [...]string{"lin", "log"}
)

// accuracyKey tells held-out markers from the thin line of the training set.
func (p *page) accuracyKey(x, y float32) {
	p.Line(x, y, x+22, y, 2, p.T.Soft)
	p.Disc(x+11, y, 3.5, p.T.Soft)
	x += 28
	x += p.Put(p.S.HeldOut, x, kit.Middle(y, 12), p.Faint(12), scene.Left) + 16
	p.Line(x, y, x+22, y, 1, p.T.Soft.Alpha(0.6))
	p.Put(p.S.Training, x+28, kit.Middle(y, 12), p.Faint(12), scene.Left)
}

// axes finds the span of the data: all of it, nothing is cut off.
func (p *page) axes(pl *plot) {
	last, whole := 0, 0
	top, bottom := 0.0, math.Inf(1)
	zoom := p.In.State.Span
	pl.zoomed = !zoom.Empty() && !pl.time
	for i := range p.In.Count() {
		s := p.In.Snapshot(i)
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
		pl.x = axis{lo: 0, hi: max(p.timeSpan(), 0.1), a: a.X, b: a.Right()}
	}
	switch {
	case pl.zoomed && pl.accuracy:
		pl.y = p.accuracySpan(pl)
	case pl.zoomed && p.In.State.Scale != "log" && top > bottom:
		pad := (top - bottom) * 0.06
		pl.y = axis{lo: max(bottom-pad, 0), hi: top + pad, a: a.Bottom(), b: a.Y}
	case pl.accuracy:
		pl.y = axis{lo: 0, hi: 1, a: a.Bottom(), b: a.Y}
	case p.In.State.Scale == "log" && top > 0:
		pl.y = axis{lo: max(min(bottom, top/10), top*1e-6), hi: top * 1.1, a: a.Bottom(), b: a.Y, log: true}
	default:
		pl.y = axis{lo: 0, hi: max(top*1.04, 0.1), a: a.Bottom(), b: a.Y}
	}
}

func positive(v float64) float64 {
	if v <= 0 {
		return math.Inf(1)
	}
	return v
}

// gridLines draws the grid, the ticks and the names of the axes.
func (p *page) gridLines(r scene.Rect, pl *plot) {
	a := pl.area
	rows := max(int(a.H/34), 2)
	lastY := float32(math.Inf(1))
	pl.y.ticks(rows, func(v float64, decimals int) {
		y := pl.y.at(v)
		if lastY-y < 13 && lastY-y > -13 {
			return
		}
		lastY = y
		p.Line(a.X, y, a.Right(), y, 1, p.T.Edge.Alpha(0.8))
		b := len(p.Bytes)
		if pl.accuracy {
			p.Number(v*100, max(decimals-2, 0))
			p.Bytes = append(p.Bytes, " %"...)
		} else {
			p.Bytes = kit.Compact(p.Bytes, v, decimals)
		}
		p.PutBytes(b, a.X-8, kit.Middle(y, 11.5), p.Faint(11.5), scene.Right)
	})
	columns := max(int(a.W/110), 2)
	pl.x.ticks(columns, func(v float64, decimals int) {
		x := pl.x.at(v)
		p.Line(x, a.Bottom(), x, a.Bottom()+4, 1, p.T.Track)
		b := len(p.Bytes)
		p.Bytes = strconv.AppendFloat(p.Bytes, v, 'f', decimals, 64)
		half := scene.Measure(p.Bytes[b:], p.Faint(11.5)) / 2
		p.PutBytes(b, min(x, r.Right()-6-half), a.Bottom()+17, p.Faint(11.5), scene.Center)
	})
	p.Line(a.X, a.Bottom(), a.Right(), a.Bottom(), 1, p.T.Track)
	name := p.S.StepAxis
	if pl.time {
		name = p.S.TimeAxis
	}
	p.Put(name, a.CX(), r.Bottom()-8, p.Soft(12), scene.Center)
}

// axisRoom is how much of the head the choice of the axis takes.
func (p *page) axisRoom() float32 {
	if p.In.OffersTime() {
		return 160
	}
	return 0
}

// chance is the loss of a model that knows nothing.
func (p *page) chance() (c float64) {
	for i := range p.In.Count() {
		c = max(c, float64(p.In.Snapshot(i).Chance))
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

// beside is the room for names on the right of the chart.
const beside = 150

// apart is the least distance of the base lines of two names.
const apart = 17

// endLabels names every curve at its end with its present value, without letting the names collide.
func (p *page) endLabels(pl *plot) {
	e := &pl.ends
	top, bottom, up := pl.area.Y+4, pl.area.Bottom()-4, float32(0)
	if p.Shape == kit.Phone {
		top, up = pl.area.Y+8, 10 // above the curve: there is no room beside it
	}
	var room [state.Lanes]int
	order := room[:0] // from the top
	var y [state.Lanes]float32
	for i := range e {
		if y[i] = min(max(e[i].y-up, top), bottom); !e[i].ok {
			continue
		}
		order = append(order, i)
		for k := len(order) - 1; k > 0 && e[order[k]].y < e[order[k-1]].y; k-- {
			order[k], order[k-1] = order[k-1], order[k]
		}
	}
	settle(order, &y, top, bottom)
	x := float32(0)
	for _, i := range order {
		x = max(x, e[i].x)
	}
	for _, i := range order {
		p.endLabel(pl, i, x, y[i])
	}
}

// settle moves names apart: neighbours that collide share the middle of their places, as long as there are some.
func settle(order []int, y *[state.Lanes]float32, top, bottom float32) {
	for range 4 * len(order) {
		for k := 1; k < len(order); k++ {
			a, b := &y[order[k-1]], &y[order[k]]
			if d := (apart - (*b - *a)) / 2; d > 0 {
				*a, *b = *a-d, *b+d
			}
		}
		for k, i := range order { // inside the plot, with room for those above and below
			y[i] = min(max(y[i], top+apart*float32(k)), bottom-apart*float32(len(order)-1-k))
		}
	}
}

func (p *page) endLabel(pl *plot, lane int, x, y float32) {
	e := &pl.ends[lane]
	p.Disc(e.x, e.y, 3, p.T.Lane[lane])
	m := p.In.Catalog.Method(p.In.State.Lanes[lane].Method)
	a := len(p.Bytes)
	st := kit.Ink(p.Body(13), p.T.Lane[lane])
	x += 9
	if p.Shape != kit.Phone { // a long name is cut, its value is not
		p.Bytes = append(p.Bytes, p.S.MethodName(m.ID, m.Name)...)
		p.Cut(a, pl.area.Right()+beside-x-58, st)
		p.Bytes = append(p.Bytes, ' ')
	}
	p.reading(pl, e.value)
	if p.Shape == kit.Phone {
		x = min(x, pl.area.Right()-scene.Measure(p.Bytes[a:], st))
		p.Fill(scene.Rect{X: x - 3, Y: y - 9, W: scene.Measure(p.Bytes[a:], st) + 6, H: 17}, 4, p.T.Card.Alpha(0.85))
	}
	p.Cut(a, p.W-x-8, st)
	if x < pl.area.Right() && p.Shape != kit.Phone { // lines run behind it
		p.Fill(scene.Rect{X: x - 3, Y: y - 8, W: scene.Measure(p.Bytes[a:], st) + 6, H: 16}, 3, p.T.Card.Alpha(0.85))
	}
	w := p.PutBytes(a, x, kit.Middle(y, 13), st, scene.Left)
	pl.names = append(pl.names, scene.Rect{X: x - 2, Y: y - 9, W: w + 4, H: 18})
}

// reading appends a value of the chart: percent or nats.
func (p *page) reading(pl *plot, v float64) {
	if pl.accuracy {
		p.Number(v*100, 1)
		p.Bytes = append(p.Bytes, " %"...)
		return
	}
	p.Number(v, 3)
}
