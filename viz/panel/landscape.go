package panel

import (
	"promptscope/viz/panel/bar"
	"promptscope/viz/panel/chart"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

func (p *page) landscape() {
	bar.Side(p.Page, scene.Rect{W: p.W, H: bar.SideHeight})
	p.laneBesideChart(bar.SideHeight + 6)
}

// laneBesideChart is everything under the bar, from top on.
func (p *page) laneBesideChart(top float32) {
	left := p.W * 0.52
	tabs := scene.Rect{X: 8, Y: top, W: left - 12, H: 44}
	p.laneTabs(tabs)
	p.laneColumn(scene.Rect{X: 8, Y: tabs.Bottom() + 4, W: left - 12, H: p.H - tabs.Bottom() - 12})
	chart.Draw(p.Page, scene.Rect{X: left + 4, Y: top, W: p.W - left - 12, H: p.H - top - 8}, &p.curves)
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
