package panel

import (
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// A phone on its side is too low for a lane over the chart: they stand beside each other under one bar, and the lane
// scrolls in its column.

// lowest is the height of the window from which on lanes and chart have room over each other.
const lowest = 500

// onItsSide tells a phone that is held across.
func onItsSide(w, h float32) bool { return h < lowest && w >= 560 && w > h }

const sideBar = 52

func (p *page) landscape() {
	p.sideBar(scene.Rect{W: p.W, H: sideBar})
	p.laneBesideChart(sideBar + 6)
}

// laneBesideChart is everything under the bar, from top on.
func (p *page) laneBesideChart(top float32) {
	left := p.W * 0.52
	tabs := scene.Rect{X: 8, Y: top, W: left - 12, H: 44}
	p.laneTabs(tabs)
	p.laneColumn(scene.Rect{X: 8, Y: tabs.Bottom() + 4, W: left - 12, H: p.H - tabs.Bottom() - 12})
	p.chart(scene.Rect{X: left + 4, Y: top, W: p.W - left - 12, H: p.H - top - 8})
}

// sideBar is all controls of a run in one line, as far as there is room; the others are among the settings.
func (p *page) sideBar(r scene.Rect) {
	p.Line(r.X, r.Bottom(), r.Right(), r.Bottom(), 1, p.t.Edge)
	x := p.transport(r.X+8, r.CY()) + 4
	p.stepButton(scene.Rect{X: x, Y: r.CY() - 20, W: 44, H: 40}, "phase", p.s.Phase, phaseSign)
	x = p.counter(x+52, r) + 12
	end := p.sideSwitches(r)
	if p.speedHere() {
		p.speedBox(scene.Rect{X: end - 116, Y: r.Y + 2, W: 112, H: 46})
		end -= 124
	}
	if w := min(end-x, 260); w >= 90 {
		p.dropdown(scene.Rect{X: x, Y: r.Y + 4, W: w, H: 44}, "task", p.s.Task, p.taskName())
	}
}

// speedHere tells whether the bar has room for the speed.
func (p *page) speedHere() bool { return p.shape != phone || !p.low || p.W >= 780 }

// sideSwitches are the buttons at the right end; it returns where they start.
func (p *page) sideSwitches(r scene.Rect) float32 {
	x := r.Right() - 8 - 40
	p.iconButton(scene.Rect{X: x, Y: r.CY() - 20, W: 40, H: 40}, "settings", "", p.s.Settings, slidersSign)
	x -= 46
	icon, label := p.themeSign()
	p.iconButton(scene.Rect{X: x, Y: r.CY() - 20, W: 40, H: 40}, "theme", "", label, icon)
	if p.gone("lang") {
		return x - 6
	}
	st := p.body(14)
	w := max(scene.Measure(p.s.OtherLang, st)+16, 44)
	x -= w + 4
	box := scene.Rect{X: x, Y: r.CY() - 18, W: w, H: 36}
	p.outlined(box, scene.Key{ID: "lang"})
	p.Put(p.s.OtherLang, box.CX(), middle(box.CY(), 14), st, scene.Center)
	p.control(scene.Control{ID: "lang", Kind: scene.Button, Rect: box, Label: p.s.SwitchLang})
	return x - 6
}

// laneColumn is the chosen lane; where it is taller than its column, it scrolls there.
func (p *page) laneColumn(r scene.Rect) {
	p.first, p.abreast = p.in.State.Lane, 1
	least := p.laneTall(p.first)
	if r.H >= least {
		p.lane(r, p.first)
		return
	}
	body := scene.Rect{X: r.X, Y: r.Y, W: r.W, H: p.H - r.Y}
	p.scrolling(body, least+8, func(y float32) { p.lane(scene.Rect{X: r.X, Y: y, W: r.W, H: least}, p.first) })
}

// moreBelow is the sign that a column goes on.
func (p *page) moreBelow(body scene.Rect) {
	if p.ScrollMax > p.in.View.Scroll+4 && !p.isTab() {
		c := scene.Point{X: body.Right() - 24, Y: body.Bottom() - 16}
		p.Disc(c.X, c.Y, 13, p.t.Card)
		chevron(p, c.X, c.Y, p.t.Text)
	}
}

// lowRows are the settings that the bar of a phone on its side has no room for.
func (f *form) lowRows() {
	if !f.low {
		return
	}
	if !f.gone("backbone") {
		r := f.row(f.s.Backbone)
		f.dropdown(r, "backbone", f.s.Backbone, f.backboneName())
	}
	if f.speedHere() || f.gone("speed") {
		return
	}
	r := f.row(f.s.Speed)
	a := len(f.Bytes)
	f.speedText()
	b := len(f.Bytes)
	f.Fit(string(f.Bytes[a:b]), r.X-8, middle(r.CY(), 12), 76, f.soft(12), scene.Right)
	a = len(f.Bytes)
	f.speedText()
	f.slider(r, "speed", f.s.Speed, float32(ui.SpeedPlace(f.in.State.Speed)), a)
}
