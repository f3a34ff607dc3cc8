// Package panel lays the screen out: state, view and snapshots in, a scene out. It draws nothing and waits for
// nothing, so every picture can be tested as data.
package panel

import (
	"sync"

	"promptscope/viz/panel/bar"
	"promptscope/viz/panel/chart"
	"promptscope/viz/panel/kit"
	"promptscope/viz/panel/settings"
	"promptscope/viz/scene"
)

// What viz/app gives and asks for.
type (
	Input = kit.Input
	Past  = kit.Past
	Times = kit.Times
)

// page is what the parts of one picture share.
type page struct {
	*kit.Page
	grid   grid
	curves chart.Memory
	rates  settings.Rates

	first, abreast int // the lanes on the screen
}

// pages keeps the memory of one picture for the next.
var pages = sync.Pool{New: func() any { return &page{Page: new(kit.Page)} }}

// Layout fills dst with the picture.
func Layout(dst *scene.Scene, in *Input) {
	p := pages.Get().(*page)
	defer pages.Put(p)
	*p = page{Page: p.Page, curves: p.curves, rates: p.rates}
	*p.Page = kit.Begin(dst, in)
	switch {
	case in.State.Embed:
		p.embedded()
	case p.Shape == kit.Wide:
		p.wide()
	case p.Shape == kit.Medium:
		p.medium()
	case p.Low:
		p.landscape()
	default:
		p.phone()
	}
	p.fixtures(0)
	below := len(p.Controls)
	p.above()
	p.fixtures(below)
	p.focusRing()
}

func (p *page) wide() {
	w, h := p.W, p.H
	bar.Top(p.Page, scene.Rect{W: w, H: 48})
	bar.Draw(p.Page, scene.Rect{Y: 48, W: w, H: 64})
	side := min(max(w*0.2, 286), 340)
	if p.Gone("settings") {
		side = -kit.Gap
	}
	top := float32(48 + 64 + kit.Gap)
	body := scene.Rect{X: kit.Gap, Y: top, W: w - side - 3*kit.Gap, H: h - top - kit.Gap}
	p.lanesAndChart(body)
	if p.Gone("settings") {
		return
	}
	p.side(scene.Rect{X: w - side - kit.Gap, Y: top, W: side, H: h - top - kit.Gap})
}

func (p *page) medium() {
	bar.Top(p.Page, scene.Rect{W: p.W, H: 48})
	bar.Draw(p.Page, scene.Rect{Y: 48, W: p.W, H: 60})
	top := float32(48 + 60 + kit.Gap)
	p.lanesAndChart(scene.Rect{X: kit.Gap, Y: top, W: p.W - 2*kit.Gap, H: p.H - top - kit.Gap})
}

// laneLeast is the least width of a lane beside another.
const laneLeast = 330

// beside is how many lanes stand side by side in a width.
func (p *page) beside(w float32) int {
	if p.Shape == kit.Phone {
		return 1
	}
	return min(max(int((w+kit.Gap)/(laneLeast+kit.Gap)), 1), p.In.Count())
}

// tabbed tells whether not all lanes have room, so that there are tabs to choose by.
func (p *page) tabbed() bool { return p.Shape == kit.Phone || p.abreast < p.In.Count() }

// lanesAndChart puts the lanes side by side over the chart. Where not all have room, tabs choose among them.
func (p *page) lanesAndChart(r scene.Rect) {
	under := min(max(r.H*0.34, 150), 340)
	p.abreast = p.beside(r.W)
	p.first = 0
	lanes := scene.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H - under - kit.Gap}
	if p.tabbed() {
		const tabs = 40
		p.laneTabs(scene.Rect{X: r.X, Y: r.Y, W: r.W, H: tabs})
		lanes.Y, lanes.H = lanes.Y+tabs+kit.Gap-2, lanes.H-tabs-kit.Gap+2
		p.first = min(max(p.In.State.Lane-p.abreast/2, 0), p.In.Count()-p.abreast)
	}
	w := (lanes.W - kit.Gap*float32(p.abreast-1)) / float32(p.abreast)
	for i := range p.abreast {
		p.lane(scene.Rect{X: lanes.X + (w+kit.Gap)*float32(i), Y: lanes.Y, W: w, H: lanes.H}, p.first+i)
	}
	chart.Draw(p.Page, scene.Rect{X: r.X, Y: lanes.Bottom() + kit.Gap, W: r.W, H: under}, &p.curves)
}

func (p *page) phone() {
	w, h := p.W, p.H
	bar.Top(p.Page, scene.Rect{W: w, H: 48})
	bar.Draw(p.Page, scene.Rect{Y: 48, W: w, H: 104})
	tabs := scene.Rect{X: 8, Y: 156, W: w - 16, H: 44}
	p.laneTabs(tabs)
	p.oneLane(scene.Rect{X: 8, Y: 204, W: w - 16, H: h - 204 - 8})
}

// oneLane puts the chosen lane over the chart. Where they need more height than there is, they scroll together.
func (p *page) oneLane(r scene.Rect) {
	p.first, p.abreast = p.In.State.Lane, 1
	const chartLeast = 176
	under := max(r.H*0.34, chartLeast)
	lane := r.H - under - 8
	least := p.laneTall(p.first)
	if lane >= least {
		p.lane(scene.Rect{X: r.X, Y: r.Y, W: r.W, H: lane}, p.first)
		chart.Draw(p.Page, scene.Rect{X: r.X, Y: r.Bottom() - under, W: r.W, H: under}, &p.curves)
		return
	}
	body := scene.Rect{X: 0, Y: r.Y, W: p.W, H: r.H + 8}
	p.scrolling(body, least+8+chartLeast+8, func(y float32) {
		p.lane(scene.Rect{X: r.X, Y: y, W: r.W, H: least}, p.first)
		chart.Draw(p.Page, scene.Rect{X: r.X, Y: y + least + 8, W: r.W, H: chartLeast}, &p.curves)
	})
}

// scrolling lays out what is higher than its part of the screen; draw is told where it begins.
func (p *page) scrolling(body scene.Rect, height float32, draw func(y float32)) {
	p.ScrollMax, p.ScrollIn = height-body.H, body
	y := body.Y
	if !p.isTab() { // else a drawer scrolls
		y -= min(p.In.View.Scroll, p.ScrollMax)
	}
	from := len(p.Controls)
	p.ClipTo(body)
	draw(y)
	p.ClipTo(scene.Rect{})
	p.HideOutside(from, body)
	p.moreBelow(body)
}

// laneTall is the least height of a lane in which every layer can be hit with a finger.
func (p *page) laneTall(lane int) float32 {
	const head, answers, row, spaces, layer = 60, 74, 62, 18, 52
	return head + answers + row + spaces + p.foot() + layer*float32(p.layersOf(lane))
}
