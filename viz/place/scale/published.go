package scale

import (
	"math"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// published draws the figure of others in a panel with axes of its own: nothing of it was run here.
func (p *painter) published(r scene.Rect) {
	pub := &p.r.feed.pack.Published.Scale
	if len(pub.Models) == 0 {
		return
	}
	m := p.Fill(r, 8, p.T.Back)
	m.Stroke, m.Width = p.T.Edge, 1
	p.Fit(p.t.Published, r.X+14, r.Y+21, r.W-28, p.Body(12.5), scene.Left)
	text := pub.Source.Work + ". " + pub.Source.Table + ". " + p.t.Shape
	const line = 15
	st := p.Soft(11.5)
	lines := kit.Lines(text, r.W-28, st)
	foot := r.Bottom() - line*float32(lines) - 4
	p.Wrap(text, r.X+14, foot+4, r.W-28, line, lines, st)
	a := scene.Rect{X: r.X + 40, Y: r.Y + 38, W: r.W - 40 - 92, H: foot - r.Y - 38 - 52}
	if a.H < 40 {
		return
	}
	p.theirs(a, r)
	here := p.plan.points[len(p.plan.points)-1].at
	if times := pub.Models[0].Params / max(here, 1); times > 2 {
		p.Fit(i18n.Fill(p.t.Larger, "n", strconv.FormatFloat(math.Round(times), 'f', 0, 64)), r.X+14, a.Bottom()+36, r.W-28, p.Faint(11.5), scene.Left)
	}
}

// theirs draws the axes and curves of the published figure.
func (p *painter) theirs(a, r scene.Rect) {
	pub := &p.r.feed.pack.Published.Scale
	lo, hi := 60.0, 100.0
	y := func(v float64) float32 { return a.Bottom() - a.H*float32((v-lo)/(hi-lo)) }
	first, last := math.Log(pub.Models[0].Params), math.Log(pub.Models[len(pub.Models)-1].Params)
	x := func(i int) float32 {
		return a.X + 8 + (a.W-16)*float32((math.Log(pub.Models[i].Params)-first)/max(last-first, 1e-9))
	}
	for v := lo; v <= hi; v += 10 {
		p.Line(a.X, y(v), a.Right(), y(v), 1, p.T.Edge.Alpha(0.8))
		p.Put(strconv.FormatFloat(v, 'f', 0, 64), a.X-8, kit.Middle(y(v), 11), p.Faint(11), scene.Right)
	}
	for i, m := range pub.Models {
		p.Put(m.Size, x(i), a.Bottom()+18, p.Soft(11.5), scene.Center)
	}
	labels := make([]float32, len(pub.Rows))
	for k, s := range pub.Rows {
		l := look{ink: p.hue(p.In.Catalog.Method(s.Method).Where), mark: square}
		if p.In.Catalog.Method(s.Method).Where.Has(run.KeysValues) {
			l.dash = dashes[square]
		}
		for i := 1; i < len(s.Values); i++ {
			p.Line(x(i-1), y(s.Values[i-1]), x(i), y(s.Values[i]), 1.5, l.ink).Dash = l.dash
		}
		for i, v := range s.Values {
			p.put(l, x(i), y(v), true)
		}
		at := y(s.Values[len(s.Values)-1]) - 8
		if k > 0 {
			at = max(at, labels[k-1]+15)
		}
		labels[k] = at
		p.Fit(p.MethodName(s.Method), a.Right()+2, kit.Middle(at, 11.5), r.Right()-a.Right()-6, kit.Ink(p.Body(11.5), l.ink), scene.Left)
	}
}
