package bar

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// top draws the name, the place, and the switches of language and theme.
func (p bar) top(r scene.Rect) {
	y := kit.Middle(r.CY(), 18)
	x := r.X + 20
	p.mark(x+8, r.CY())
	x += 26
	if p.Shape != kit.Phone { // there the name of the place stands here
		x += p.Put("Promptscope", x, y, p.Bold(18), scene.Left) + 10
		x += p.Put(p.S.Subtitle, x, y, p.Soft(14), scene.Left)
	}
	p.places(r, x)
	p.Line(r.X, r.Bottom(), r.Right(), r.Bottom(), 1, p.T.Edge)
	p.switches(r)
}

func (p bar) switches(r scene.Rect) {
	const size = 36
	x := r.Right() - 12 - size
	if p.Shape != kit.Wide {
		p.IconButton(scene.Rect{X: x, Y: r.CY() - size/2, W: size, H: size}, id.Settings, "", p.S.Settings, kit.SlidersSign)
		x -= p.Touch() + 4
	}
	icon, label := p.themeSign()
	p.IconButton(scene.Rect{X: x, Y: r.CY() - size/2, W: size, H: size}, id.Theme, "", label, icon)
	if p.Shape != kit.Phone { // there they are in the settings
		x -= p.Touch() + 10
		p.IconButton(scene.Rect{X: x, Y: r.CY() - size/2, W: size, H: size}, id.Share, "", p.S.ShareOut, kit.ShareSign)
		x -= p.Touch() + 10
		p.IconButton(scene.Rect{X: x, Y: r.CY() - size/2, W: size, H: size}, id.Help, "", p.S.Help, kit.HelpSign)
	}
	if p.Gone(id.Lang) {
		return
	}
	w := scene.Measure(p.OtherLang(), p.Body(14)) + 24
	p.lang(scene.Rect{X: x - w - 8, Y: r.CY() - 16, W: w, H: 32})
}

// lang is the button of the other language.
func (p bar) lang(r scene.Rect) {
	p.Outlined(r, scene.Key{ID: id.Lang})
	p.Put(p.OtherLang(), r.CX(), kit.Middle(r.CY(), 14), p.Body(14), scene.Center)
	p.Target(scene.Control{ID: id.Lang, Kind: scene.Button, Rect: r, Label: p.S.SwitchLang})
}

// mark is the sign of the program: a lens over a row of tokens, one of them virtual.
func (p bar) mark(x, y float32) {
	p.Fill(scene.Rect{X: x - 8, Y: y - 5, W: 5, H: 10}, 1.5, p.T.Virtual)
	p.Frame(scene.Rect{X: x - 1.5, Y: y - 5, W: 5, H: 10}, 1.5, 1.3, p.T.Context)
	p.Frame(scene.Rect{X: x + 5, Y: y - 5, W: 5, H: 10}, 1.5, 1.3, p.T.Context)
}

// themeSign shows the theme the button leads to.
func (p bar) themeSign() (icon kit.Icon, label string) {
	switch p.In.View.NextTheme() {
	case "light":
		return kit.SunSign, p.S.ToLight
	case "contrast":
		return kit.ContrastSign, p.S.Contrast
	}
	return kit.MoonSign, p.S.ToDark
}
