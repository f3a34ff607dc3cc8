package panel

import (
	"promptscope/viz/panel/chart"
	"promptscope/viz/panel/kit"
	"promptscope/viz/panel/lane"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// laneLeast is the least width of a lane beside another.
const laneLeast = 330

// beside is how many lanes stand side by side in a width.
func (p *page) beside(w float32) int {
	return min(max(int((w+kit.Gap)/(laneLeast+kit.Gap)), 1), p.In.Count())
}

// lanesAndChart puts the lanes side by side over the chart. Where not all have room, tabs choose among them.
func (p *page) lanesAndChart(r scene.Rect) {
	under := min(max(r.H*0.34, 150), 340)
	abreast := p.beside(r.W)
	at := lane.Stand{Tabbed: abreast < p.In.Count(), Covered: p.covered()}
	lanes := scene.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H - under - kit.Gap}
	if at.Tabbed {
		const tabs = 40
		lane.Tabs(p.Page, scene.Rect{X: r.X, Y: r.Y, W: r.W, H: tabs})
		lanes.Y, lanes.H = lanes.Y+tabs+kit.Gap-2, lanes.H-tabs-kit.Gap+2
		at.First = min(max(p.In.State.Lane-abreast/2, 0), p.In.Count()-abreast)
	}
	w := (lanes.W - kit.Gap*float32(abreast-1)) / float32(abreast)
	var cards [state.Lanes]scene.Rect
	for i := range abreast {
		cards[i] = scene.Rect{X: lanes.X + (w+kit.Gap)*float32(i), Y: lanes.Y, W: w, H: lanes.H}
	}
	p.lanes(at.First, at, cards[:abreast]...)
	chart.Draw(p.Page, scene.Rect{X: r.X, Y: lanes.Bottom() + kit.Gap, W: r.W, H: under}, &p.curves)
}

// lanes draws cards of lanes, from the first on.
func (p *page) lanes(first int, at lane.Stand, cards ...scene.Rect) {
	for i, r := range cards {
		lane.Draw(p.Page, r, first+i, at)
	}
	p.Aside(cards...)
}

// alone is the chosen lane where there is room for one.
func (p *page) alone() (chosen int, at lane.Stand) {
	return p.In.State.Lane, lane.Stand{First: p.In.State.Lane, Tabbed: true, Covered: p.covered()}
}

// covered tells whether a drawer lies over the lanes.
func (p *page) covered() bool { return p.Shape != kit.Wide && p.isTab() }

// oneLane puts the chosen lane over the chart. Where they need more height than there is, they scroll together.
func (p *page) oneLane(r scene.Rect) {
	const chartLeast = 176
	chosen, at := p.alone()
	under := max(r.H*0.34, chartLeast)
	over := r.H - under - 8
	least := lane.Tall(p.Page, chosen)
	if over >= least {
		p.lanes(chosen, at, scene.Rect{X: r.X, Y: r.Y, W: r.W, H: over})
		chart.Draw(p.Page, scene.Rect{X: r.X, Y: r.Bottom() - under, W: r.W, H: under}, &p.curves)
		return
	}
	body := scene.Rect{X: 0, Y: r.Y, W: p.W, H: r.H + 8}
	p.scrolling(body, least+8+chartLeast+8, func(y float32) {
		p.lanes(chosen, at, scene.Rect{X: r.X, Y: y, W: r.W, H: least})
		chart.Draw(p.Page, scene.Rect{X: r.X, Y: y + least + 8, W: r.W, H: chartLeast}, &p.curves)
	})
}

// A phone on its side is too low for a lane over the chart: they stand beside each other under one bar, and the lane
// scrolls in its column.

// laneBesideChart is everything under the bar, from top on.
func (p *page) laneBesideChart(top float32) {
	left := p.W * 0.52
	tabs := scene.Rect{X: 8, Y: top, W: left - 12, H: 44}
	lane.Tabs(p.Page, tabs)
	p.laneColumn(scene.Rect{X: 8, Y: tabs.Bottom() + 4, W: left - 12, H: p.H - tabs.Bottom() - 12})
	chart.Draw(p.Page, scene.Rect{X: left + 4, Y: top, W: p.W - left - 12, H: p.H - top - 8}, &p.curves)
}

// laneColumn is the chosen lane; where it is taller than its column, it scrolls there.
func (p *page) laneColumn(r scene.Rect) {
	chosen, at := p.alone()
	least := lane.Tall(p.Page, chosen)
	if r.H >= least {
		p.lanes(chosen, at, r)
		return
	}
	body := scene.Rect{X: r.X, Y: r.Y, W: r.W, H: p.H - r.Y}
	p.scrolling(body, least+8, func(y float32) { p.lanes(chosen, at, scene.Rect{X: r.X, Y: y, W: r.W, H: least}) })
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

// moreBelow is the sign that a column goes on.
func (p *page) moreBelow(body scene.Rect) {
	if p.ScrollMax > p.In.View.Scroll+4 && !p.isTab() {
		c := scene.Point{X: body.Right() - 24, Y: body.Bottom() - 16}
		p.Disc(c.X, c.Y, 13, p.T.Card)
		kit.Chevron(p.Page, c.X, c.Y, p.T.Text)
	}
}
