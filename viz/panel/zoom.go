package panel

import (
	"math"

	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// This file is the chart's way through time: the part of the axis on show, the step on show, and what was before.

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
func (p *page) accuracySpan(pl *plot) axis {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range p.In.Count() {
		for _, e := range p.In.Snapshot(i).Evals {
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

// reached is the last step of any lane.
func (p *page) reached() int {
	last := 0
	for i := range p.In.Count() {
		last = max(last, int(p.In.Snapshot(i).Step))
	}
	return last
}

// stride is the distance of steps that every lane can show.
func (p *page) stride() int32 {
	most := int32(1)
	for i := range p.In.Count() {
		most = max(most, p.In.Snapshot(i).Stride)
	}
	return most
}

// timeline is the slider on the axis of steps: its knob is the step on show.
func (p *page) timeline(r scene.Rect, pl *plot) {
	if pl.time {
		p.momentsOf(pl)
		return
	}
	a := pl.area
	last := p.reached()
	step, looking := last, p.In.View.Looking(&p.In.State)
	if looking {
		step = min(p.In.State.Seen, last)
	}
	box := scene.Rect{X: a.X - ui.KnobPad, Y: a.Bottom() - 4, W: a.W + 2*ui.KnobPad, H: max(r.Bottom()-a.Bottom()+4, p.Touch())}
	b := len(p.Bytes)
	p.Grouped(int64(step), 0)
	p.Control(scene.Control{ID: "at", Kind: scene.Slider, Rect: box, Label: p.S.StepShown, Value: float32(step), Min: float32(pl.x.lo),
		Max: float32(pl.x.hi), Step: float32(p.stride()), A: int32(b), B: int32(len(p.Bytes))})
	if last == 0 || !pl.inX(float64(step)) {
		return
	}
	x := pl.x.at(float64(step))
	ink := p.T.Faint
	if looking {
		ink = p.T.Context
		p.Line(x, a.Y, x, a.Bottom(), 1.6, ink)
	}
	hover, _ := p.Looks(scene.Key{ID: "at"})
	wide := float32(5)
	if hover || p.In.View.Drag.ID == "at" {
		wide, ink = 6.5, p.T.Context
	}
	y := a.Bottom()
	p.Area(ink, scene.Point{X: x, Y: y - 3}, scene.Point{X: x + wide, Y: y + 2}, scene.Point{X: x + wide, Y: y + 7}, scene.Point{X: x - wide, Y: y + 7},
		scene.Point{X: x - wide, Y: y + 2})
}

// momentsOf marks when each lane was at the step on show.
func (p *page) momentsOf(pl *plot) {
	for i := range p.In.Count() {
		if s := p.In.Snapshot(i); p.In.View.Looking(&p.In.State) && kit.Travelling(s) {
			x := pl.xAt(&p.In.Times[i], int(s.Shown))
			m := p.Line(x, pl.area.Y, x, pl.area.Bottom(), 1.6, p.T.Lane[i])
			m.Dash = kit.LaneDash[i]
		}
	}
}

// travelButtons lead back to the present, or let the runs go on from the step on show.
func (p *page) travelButtons(r scene.Rect) {
	x := r.X
	if p.Shape != kit.Phone {
		a := len(p.Bytes)
		p.Around(p.S.OnShow, func() { p.Grouped(int64(min(p.In.State.Seen, p.reached())), 0) })
		x += p.PutBytes(a, x, kit.Middle(r.CY(), 13), kit.Ink(p.Body(13), p.T.Context), scene.Left) + 14
	}
	w := (r.Right() - x - 8) / 2
	label := p.S.GoOn
	if scene.Measure(label, p.Body(13)) > w-8 {
		label = p.S.GoOnShort
	}
	now := p.S.Now
	if scene.Measure(now, p.Body(13)) > w-8 {
		now = p.S.NowShort
	}
	p.TextButton(scene.Rect{X: x, Y: r.Y, W: w, H: r.H}, "now", "", now)
	p.TextButton(scene.Rect{X: x + w + 8, Y: r.Y, W: w, H: r.H}, "continue", "", label)
}

// wholeButton is the way out of a zoom.
func (p *page) wholeButton(pl *plot) {
	if !pl.zoomed {
		return
	}
	h := p.Touch()
	w := scene.Measure(p.S.AllSteps, p.Body(13)) + 24
	p.TextButton(p.freeCorner(pl, w, h), "zoom", "", p.S.AllSteps)
}

// freeCorner is a corner of the plot where no name stands.
func (p *page) freeCorner(pl *plot, w, h float32) scene.Rect {
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
func (p *page) brush(pl *plot) {
	b := p.In.View.Brush
	if b[0] == b[1] {
		return
	}
	x0, x1 := max(min(b[0], b[1]), pl.area.X), min(max(b[0], b[1]), pl.area.Right())
	m := p.Fill(scene.Rect{X: x0, Y: pl.area.Y, W: max(x1-x0, 1), H: pl.area.H}, 0, p.T.Context.Alpha(0.16))
	m.Stroke, m.Width = p.T.Context, 1
}

// comparable tells whether a past run belongs on this chart.
func (p *page) comparable(r *kit.Past) bool {
	return r.Spec.Task == p.In.State.Task && len(r.Losses) > 1
}

// pastLines draws the earlier runs of the task, pale; the pinned one stronger.
func (p *page) pastLines(pl *plot) {
	for i := range p.In.Past {
		r := &p.In.Past[i]
		if !p.comparable(r) {
			continue
		}
		ink, width := p.pastInk(r), float32(1.2)
		if r.Pinned {
			ink, width = p.T.Soft, 1.6
		}
		if pl.accuracy {
			p.pastEvals(pl, r, width, ink)
		} else {
			p.pastLosses(pl, r, width, ink)
		}
	}
}

func (p *page) pastEvals(pl *plot, r *kit.Past, width float32, ink scene.Color) {
	from := len(p.Points)
	for _, e := range r.Evals {
		if v := float64(e.Accuracy); pl.inX(float64(e.Step)) && pl.inY(v) {
			p.Points = append(p.Points, scene.Point{X: pl.xAt(&r.Times, int(e.Step)), Y: pl.y.at(v)})
		}
	}
	p.track(p.Stroke(from, width, ink))
}

func (p *page) pastLosses(pl *plot, r *kit.Past, width float32, ink scene.Color) {
	from := len(p.Points)
	var mean meaner
	lastX := float32(-1e9)
	for i, l := range r.Losses[:pl.last(len(r.Losses))] {
		mean.add(float64(l))
		v := mean.value()
		if i < pl.first() || !pl.inY(v) {
			continue
		}
		if x := pl.xAt(&r.Times, i+1); x >= lastX+1.5 {
			p.Points = append(p.Points, scene.Point{X: x, Y: pl.y.at(v)})
			lastX = x
		}
	}
	p.track(p.Stroke(from, width, ink))
}

// pastNames lists the newest earlier runs with what was different in them, in a free corner.
func (p *page) pastNames(pl *plot) {
	if p.Shape == kit.Phone {
		return
	}
	var list [3]*kit.Past
	n := 0
	for i := len(p.In.Past) - 1; i >= 0 && n < len(list); i-- {
		if r := &p.In.Past[i]; p.comparable(r) && !r.Pinned {
			list[n] = r
			n++
		}
	}
	if n == 0 {
		return
	}
	st := p.Faint(11.5)
	var from, to [len(list)]int
	w := float32(0)
	for i, r := range list[:n] {
		from[i] = len(p.Bytes)
		p.Bytes = append(append(append(p.Bytes, p.S.Earlier...), ": "...), p.Diff(r)...)
		p.Cut(from[i], 230, st)
		to[i] = len(p.Bytes)
		w = max(w, scene.Measure(p.Bytes[from[i]:], st)+24)
	}
	const line = 15
	for ; n > 0; n-- { // fewer where there is no room
		box, ok := p.room(pl, w, float32(n)*line+4)
		for i := 0; ok && i < n; i++ {
			y := box.Y + line*float32(i) + 8
			m := p.Line(box.X, y, box.X+18, y, 1.6, p.pastInk(list[i]))
			m.Dash = kit.LaneDash[list[i].Lane]
			a := len(p.Bytes)
			p.Bytes = append(p.Bytes, p.Bytes[from[i]:to[i]]...)
			p.PutBytes(a, box.X+24, kit.Middle(y, 11.5), st, scene.Left)
		}
		if ok {
			return
		}
	}
}

// room is a free place where curves seldom run: above at the right for a loss, below at the right for a measure.
func (p *page) room(pl *plot, w, h float32) (scene.Rect, bool) {
	a := pl.area.Inset(5)
	for _, x := range [2]float32{a.Right() - w, a.CX() - w/2} {
		for d := float32(0); d <= a.H-h; d += 6 {
			r := scene.Rect{X: x, Y: a.Y + d, W: w, H: h}
			if pl.accuracy {
				r.Y = a.Bottom() - h - d
			}
			if !pl.named(r) {
				pl.names = append(pl.names, r)
				return r, true
			}
		}
	}
	return scene.Rect{}, false
}

func (p *page) pastInk(r *kit.Past) scene.Color {
	return p.T.Lane[r.Lane].Mix(p.T.Faint, 0.45).Alpha(0.6)
}
