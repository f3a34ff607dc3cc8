package sheets

import (
	"promptscope/viz/i18n"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// help is the keys and the glossary, for programs that have no page around the picture.
func (p sheet) help() {
	w := min(p.W-16, 560)
	r := scene.Rect{X: p.W - w - 8, Y: 8, W: w, H: p.H - 16}
	if p.Shape == kit.Phone {
		r = scene.Rect{X: 8, Y: 56, W: w, H: p.H - 64}
	}
	in := p.empty(r, p.S.HelpTitle)
	p.ClipTo(in)
	y := in.Y - p.In.View.Scroll + 14
	top := y
	y = p.keys(in, y)
	y += 18
	p.Put(p.S.Terms, in.X, y, p.Bold(15), scene.Left)
	y += 26
	for _, e := range p.S.Glossary() {
		y = p.term(in, y, e)
	}
	p.ClipTo(scene.Rect{})
	p.ScrollMax = max(0, y-top-in.H+14)
}

func (p sheet) keys(r scene.Rect, y float32) float32 {
	p.Put(p.S.Keys, r.X, y, p.Bold(15), scene.Left)
	y += 26
	for _, k := range p.S.Keymap() {
		st := p.Body(12.5)
		w := scene.Measure(k.Caps, st) + 14
		p.Frame(scene.Rect{X: r.X, Y: y - 15, W: w, H: 21}, 5, 1, p.T.Track)
		p.Put(k.Caps, r.X+7, y, st, scene.Left)
		p.Fit(k.Does, r.X+74, y, r.W-74, p.Soft(13.5), scene.Left)
		y += 26
	}
	return y
}

// term draws one entry of the glossary; what is out of view is only measured.
func (p sheet) term(r scene.Rect, y float32, e i18n.Entry) float32 {
	p.Put(e.Term, r.X, y, p.Body(14.5), scene.Left)
	y = p.Wrap(e.Short, r.X, y+21, r.W, 19, 20, p.Soft(13.5))
	y = p.Wrap(e.Long, r.X, y, r.W, 19, 20, p.Soft(13))
	return y + 12
}
