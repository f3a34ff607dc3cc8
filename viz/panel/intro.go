package panel

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// intro is the sentence of the first view, with the way to the course: between the bar and the lanes, from y on. It returns where the
// lanes begin.
func (p *page) intro(y float32) float32 {
	if !p.In.View.Intro || p.card {
		return y
	}
	const pad, line, close = 14, 19, 36
	narrow := p.Shape == kit.Phone
	st, button := p.Body(13.5), scene.Measure(p.S.IntroLearn, p.Body(13))+28
	r := scene.Rect{X: kit.Gap, Y: y, W: p.W - 2*kit.Gap}
	room := r.W - 2*pad - close
	if !narrow {
		room -= button + pad
	}
	lines := kit.Lines(p.S.Intro, room, st)
	text := line * float32(lines)
	if r.H = max(text+16, 44); narrow {
		r.H = text + 14 + 44
	}
	m := p.Fill(r, 10, p.T.Card)
	m.Stroke, m.Width = p.T.Edge, 1
	top := r.Y + (r.H-text)/2
	box := scene.Rect{X: r.Right() - close - 8 - button, Y: r.CY() - 16, W: button, H: 32}
	if narrow {
		top = r.Y + 9
		box = scene.Rect{X: r.X + pad, Y: r.Bottom() - 44, W: button, H: 36}
	}
	p.Wrap(p.S.Intro, r.X+pad, top+14, room, line, lines, st)
	p.TextButton(box, id.Place, "learn", p.S.IntroLearn)
	p.IconButton(scene.Rect{X: r.Right() - close - 4, Y: r.Y + 4, W: close, H: close}, id.Intro, "", p.S.Dismiss, kit.Cross)
	return r.Bottom() + kit.Gap
}
