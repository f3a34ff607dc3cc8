package panel

import (
	"promptscope/viz/font"
	"promptscope/viz/scene"
)

// topbar draws the name, the place, and the switches of language and theme.
func (p *page) topbar(r scene.Rect) {
	y := middle(r.CY(), 18)
	x := r.X + 20
	p.mark(x+8, r.CY())
	x += 26
	x += p.Put("Promptscope", x, y, p.bold(18), scene.Left) + 10
	if p.shape != phone {
		x += p.Put(p.s.Subtitle, x, y, p.soft(14), scene.Left)
	}
	if p.shape == wide {
		w := scene.Measure(p.s.Lab, p.bold(15))
		p.Put(p.s.Lab, r.CX(), middle(r.CY(), 15), p.bold(15), scene.Center)
		p.Fill(scene.Rect{X: r.CX() - w/2 - 8, Y: r.Bottom() - 3, W: w + 16, H: 3}, 1.5, p.t.Text)
	}
	p.Line(r.X, r.Bottom(), r.Right(), r.Bottom(), 1, p.t.Edge)
	p.switches(r)
}

func (p *page) switches(r scene.Rect) {
	const size = 36
	x := r.Right() - 12 - size
	if p.shape != wide {
		p.iconButton(scene.Rect{X: x, Y: r.CY() - size/2, W: size, H: size}, "settings", "", p.s.Settings, slidersSign)
		x -= p.touch() + 4
	}
	icon, label := p.themeSign()
	p.iconButton(scene.Rect{X: x, Y: r.CY() - size/2, W: size, H: size}, "theme", "", label, icon)
	if p.shape != phone { // there they are in the settings
		x -= p.touch() + 10
		p.iconButton(scene.Rect{X: x, Y: r.CY() - size/2, W: size, H: size}, "share", "", p.s.ShareOut, shareSign)
		x -= p.touch() + 10
		p.iconButton(scene.Rect{X: x, Y: r.CY() - size/2, W: size, H: size}, "help", "", p.s.Help, helpSign)
	}
	if p.gone("lang") {
		return
	}
	st := p.body(14)
	w := scene.Measure(p.s.OtherLang, st) + 24
	box := scene.Rect{X: x - w - 8, Y: r.CY() - 16, W: w, H: 32}
	p.outlined(box, scene.Key{ID: "lang"})
	p.Put(p.s.OtherLang, box.CX(), middle(box.CY(), 14), st, scene.Center)
	p.control(scene.Control{ID: "lang", Kind: scene.Button, Rect: box, Label: p.s.SwitchLang})
}

// mark is the sign of the program: a lens over a row of tokens, one of them virtual.
func (p *page) mark(x, y float32) {
	p.Fill(scene.Rect{X: x - 8, Y: y - 5, W: 5, H: 10}, 1.5, p.t.Virtual)
	p.Frame(scene.Rect{X: x - 1.5, Y: y - 5, W: 5, H: 10}, 1.5, 1.3, p.t.Context)
	p.Frame(scene.Rect{X: x + 5, Y: y - 5, W: 5, H: 10}, 1.5, 1.3, p.t.Context)
}

// caption is the small name over a control.
func (p *page) caption(text string, x, y float32) {
	p.Put(text, x, y, scene.Style{Size: 12, Color: p.t.Faint, Weight: font.Regular}, scene.Left)
}

// themeSign shows the theme the button leads to.
func (p *page) themeSign() (icon func(*page, float32, float32, scene.Color), label string) {
	switch p.in.View.NextTheme() {
	case "light":
		return sunSign, p.s.ToLight
	case "contrast":
		return contrastSign, p.s.Contrast
	}
	return moonSign, p.s.ToDark
}
