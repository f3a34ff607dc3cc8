package panel

import (
	"cmp"
	"math"
	"slices"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// window is how many steps the running mean looks back on, as an exponential mean. It grows from 2 at the start, where
// the loss falls fast.
const window = 20

// losses draws the raw loss of every lane, pale, and its running mean above.
func (p *page) losses(pl *plot) {
	for i := range p.In.Count() {
		s := p.In.Snapshot(i)
		if kit.Ready(s) && len(s.Losses) > 0 {
			p.raw(pl, s.Losses, i)
		}
	}
	for i := range p.In.Count() {
		s := p.In.Snapshot(i)
		if kit.Ready(s) && len(s.Losses) > 0 {
			pl.ends[i] = p.smooth(pl, s.Losses, i)
		}
	}
}

// fine is how far apart points of a curve are at least, in pixels.
const fine = 2

// raw draws every step. Where many steps lie closer than is drawn it draws their least and greatest, so no spike is lost.
func (p *page) raw(pl *plot, v []float32, lane int) {
	t := &p.In.Times[lane]
	from := len(p.Points)
	for i := pl.first(); i < pl.last(len(v)); {
		if v[i] != v[i] {
			i++
			continue
		}
		x := pl.xAt(t, i+1)
		lo, hi := v[i], v[i]
		first := v[i]
		for i++; i < pl.last(len(v)) && pl.xAt(t, i+1) < x+fine; i++ {
			lo, hi = min(lo, v[i]), max(hi, v[i])
		}
		if hi-first > first-lo {
			lo, hi = hi, lo // the end nearer to the first value comes first
		}
		p.Points = append(p.Points, scene.Point{X: x, Y: pl.y.at(float64(hi))})
		if lo != hi {
			p.Points = append(p.Points, scene.Point{X: x + fine/2, Y: pl.y.at(float64(lo))})
		}
	}
	p.Stroke(from, 1, p.T.Lane[lane].Alpha(0.28))
}

// smooth draws the running mean and returns its end.
func (p *page) smooth(pl *plot, v []float32, lane int) ending {
	from := len(p.Points)
	var mean meaner
	lastX := float32(-1e9)
	to := pl.last(len(v))
	for i, l := range v[:to] {
		mean.add(float64(l))
		if i < pl.first() {
			continue
		}
		if x := pl.xAt(&p.In.Times[lane], i+1); x >= lastX+fine || i == to-1 {
			p.Points = append(p.Points, scene.Point{X: x, Y: pl.y.at(mean.value())})
			lastX = x
		}
	}
	if len(p.Points) == from {
		return ending{}
	}
	m := p.track(p.Stroke(from, 2.2, p.T.Lane[lane]))
	m.Dash = kit.LaneDash[lane]
	end := p.Points[len(p.Points)-1]
	return ending{x: end.X, y: end.Y, value: mean.value(), ok: true}
}

// meaner is an exponential mean that is right from the first value on.
type meaner struct{ sum, weight, steps float64 }

func (m *meaner) add(v float64) {
	if v != v {
		return
	}
	m.steps++
	keep := 1 - 1/min(2+m.steps/10, window)
	m.sum = m.sum*keep + v
	m.weight = m.weight*keep + 1
}

func (m *meaner) value() float64 {
	if m.weight == 0 {
		return 0
	}
	return m.sum / m.weight
}

// meanAt is the running mean after a step, as the curve shows it.
func meanAt(v []float32, step int) float64 {
	var m meaner
	for _, l := range v[:step] {
		m.add(float64(l))
	}
	return m.value()
}

// accuracies draws what was measured: held-out with markers, training set thin.
func (p *page) accuracies(pl *plot) {
	none := true
	for i := range p.In.Count() {
		s := p.In.Snapshot(i)
		if !kit.Ready(s) || len(s.Evals) == 0 {
			continue
		}
		none = false
		pl.ends[i] = p.evals(pl, s, i)
	}
	if none {
		p.Put(p.S.NoEval, pl.area.CX(), pl.area.CY(), p.Soft(13), scene.Center)
	}
}

func (p *page) evals(pl *plot, s *run.Snapshot, lane int) ending {
	ink, t := p.T.Lane[lane], &p.In.Times[lane]
	from := len(p.Points)
	for _, e := range s.Evals {
		if e.TrainAccuracy > 0 && pl.inX(float64(e.Step)) {
			p.Points = append(p.Points, scene.Point{X: pl.xAt(t, int(e.Step)), Y: pl.y.at(float64(e.TrainAccuracy))})
		}
	}
	p.track(p.Stroke(from, 1, ink.Alpha(0.55)))
	from = len(p.Points)
	last := run.Eval{Step: -1}
	for _, e := range s.Evals {
		if !pl.inX(float64(e.Step)) {
			continue
		}
		last = e
		p.Points = append(p.Points, scene.Point{X: pl.xAt(t, int(e.Step)), Y: pl.y.at(float64(e.Accuracy))})
	}
	m := p.track(p.Stroke(from, 2.2, ink))
	m.Dash = kit.LaneDash[lane]
	lastX := float32(-1e9)
	for _, e := range s.Evals {
		if !pl.inX(float64(e.Step)) {
			continue
		}
		if x := pl.xAt(t, int(e.Step)); x > lastX+9 {
			p.Disc(x, pl.y.at(float64(e.Accuracy)), 3, ink)
			lastX = x
		}
	}
	if last.Step < 0 {
		return ending{}
	}
	return ending{x: pl.xAt(t, int(last.Step)), y: pl.y.at(float64(last.Accuracy)), value: float64(last.Accuracy), ok: true}
}

// crosshair reads both curves where the pointer is, with their difference.
func (p *page) crosshair(pl *plot) {
	v := p.In.View
	if !v.Inside || v.Hover.ID != "chart" {
		return
	}
	last := 0
	for i := range p.In.Count() {
		last = max(last, len(p.In.Snapshot(i).Losses))
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
	for i := range p.In.Count() {
		own := step
		if pl.time {
			own = p.In.Times[i].Step(at)
		}
		if s := p.In.Snapshot(i); kit.Ready(s) && own > 0 && len(s.Losses) >= own {
			rows[i] = readAt(pl, s, &p.In.Times[i], own)
		}
	}
	p.Line(x, pl.area.Y, x, pl.area.Bottom(), 1, p.T.Soft)
	for i, e := range rows {
		if e.ok {
			p.Disc(e.x, e.y, 4, p.T.Card)
			p.Disc(e.x, e.y, 3, p.T.Lane[i])
		}
	}
	p.readout(pl, x, step, rows)
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
func (p *page) readout(pl *plot, x float32, step int, rows [state.Lanes]ending) {
	p.Raise()
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
	r.X = min(max(r.X, 4), p.W-w-4)
	m := p.Fill(r, 7, p.T.Back.Alpha(0.95))
	m.Stroke, m.Width = p.T.Track, 1
	y := r.Y + 20
	a := len(p.Bytes)
	if pl.time {
		p.Number(pl.x.value(x), 2)
		p.Bytes = append(p.Bytes, " s"...)
	} else {
		p.Bytes = append(append(p.Bytes, p.S.Step...), ' ')
		p.Grouped(int64(step), 0)
	}
	p.PutBytes(a, r.X+12, y, p.Soft(13), scene.Left)
	for _, i := range order {
		y += 19
		p.readoutLine(pl, r, y, i, &rows[i])
	}
	if len(order) == 2 {
		p.difference(pl, r, y+19, rows[order[0]].value-rows[order[1]].value)
	}
}

func (p *page) readoutLine(pl *plot, r scene.Rect, y float32, lane int, e *ending) {
	m := p.In.Catalog.Method(p.In.State.Lanes[lane].Method)
	p.Sample(r.X+12, y-4.5, 20, lane)
	a := len(p.Bytes)
	if pl.time { // every lane is at another step
		p.Grouped(int64(e.step), 0)
		p.Bytes = append(p.Bytes, " · "...)
	}
	p.reading(pl, e.value)
	w := p.PutBytes(a, r.Right()-12, y, p.Body(13), scene.Right)
	p.Fit(p.S.MethodName(m.ID, m.Name), r.X+38, y, r.W-38-w-20, p.Body(13), scene.Left)
}

func (p *page) difference(pl *plot, r scene.Rect, y float32, d float64) {
	p.Put(p.S.Difference, r.X+38, y, p.Soft(13), scene.Left)
	a := len(p.Bytes)
	p.reading(pl, d)
	p.PutBytes(a, r.Right()-12, y, p.Soft(13), scene.Right)
}
