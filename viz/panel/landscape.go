package panel

import (
	"promptscope/viz/panel/chart"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

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
	chart.Draw(p.Page, scene.Rect{X: left + 4, Y: top, W: p.W - left - 12, H: p.H - top - 8}, &p.curves)
}

// sideBar is all controls of a run in one line, as far as there is room; the others are among the settings.
func (p *page) sideBar(r scene.Rect) {
	p.Line(r.X, r.Bottom(), r.Right(), r.Bottom(), 1, p.T.Edge)
	x := p.transport(r.X+8, r.CY()) + 4
	p.stepButton(scene.Rect{X: x, Y: r.CY() - 20, W: 44, H: 40}, "phase", p.S.Phase, kit.PhaseSign)
	x = p.counter(x+52, r) + 12
	end := p.sideSwitches(r)
	if p.speedHere() {
		p.speedBox(scene.Rect{X: end - 116, Y: r.Y + 2, W: 112, H: 46})
		end -= 124
	}
	if w := min(end-x, 260); w >= 90 {
		p.Dropdown(scene.Rect{X: x, Y: r.Y + 4, W: w, H: 44}, "task", p.S.Task, p.TaskName())
	}
}

// speedHere tells whether the bar has room for the speed.
func (p *page) speedHere() bool { return p.Shape != kit.Phone || !p.Low || p.W >= 780 }

// sideSwitches are the buttons at the right end; it returns where they start.
func (p *page) sideSwitches(r scene.Rect) float32 {
	x := r.Right() - 8 - 40
	p.IconButton(scene.Rect{X: x, Y: r.CY() - 20, W: 40, H: 40}, "settings", "", p.S.Settings, kit.SlidersSign)
	x -= 46
	icon, label := p.themeSign()
	p.IconButton(scene.Rect{X: x, Y: r.CY() - 20, W: 40, H: 40}, "theme", "", label, icon)
	if p.Gone("lang") {
		return x - 6
	}
	st := p.Body(14)
	w := max(scene.Measure(p.S.OtherLang, st)+16, 44)
	x -= w + 4
	box := scene.Rect{X: x, Y: r.CY() - 18, W: w, H: 36}
	p.Outlined(box, scene.Key{ID: "lang"})
	p.Put(p.S.OtherLang, box.CX(), kit.Middle(box.CY(), 14), st, scene.Center)
	p.Target(scene.Control{ID: "lang", Kind: scene.Button, Rect: box, Label: p.S.SwitchLang})
	return x - 6
}

// laneColumn is the chosen lane; where it is taller than its column, it scrolls there.
func (p *page) laneColumn(r scene.Rect) {
	p.first, p.abreast = p.In.State.Lane, 1
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
	if p.ScrollMax > p.In.View.Scroll+4 && !p.isTab() {
		c := scene.Point{X: body.Right() - 24, Y: body.Bottom() - 16}
		p.Disc(c.X, c.Y, 13, p.T.Card)
		kit.Chevron(p.Page, c.X, c.Y, p.T.Text)
	}
}

// lowRows are the settings that the bar of a phone on its side has no room for.
func (f *form) lowRows() {
	if !f.Low {
		return
	}
	if !f.Gone("backbone") {
		r := f.row(f.S.Backbone)
		f.Dropdown(r, "backbone", f.S.Backbone, f.BackboneName())
	}
	if f.speedHere() || f.Gone("speed") {
		return
	}
	r := f.row(f.S.Speed)
	a := len(f.Bytes)
	f.SpeedText()
	b := len(f.Bytes)
	f.Fit(string(f.Bytes[a:b]), r.X-8, kit.Middle(r.CY(), 12), 76, f.Soft(12), scene.Right)
	f.SpeedDial(r)
}
