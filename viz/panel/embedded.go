package panel

import (
	"promptscope/viz/panel/bar"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// embedded is the picture inside another page: lanes and chart, and a strip that stops the motion.
func (p *page) embedded() {
	top := float32(kit.Gap)
	if !p.Gone("play") {
		bar.Strip(p.Page, scene.Rect{W: p.W, H: 52})
		top = 56
	}
	if p.Low {
		p.laneBesideChart(top)
		return
	}
	if p.Shape == kit.Phone {
		p.laneTabs(scene.Rect{X: 8, Y: top, W: p.W - 16, H: 44})
		p.oneLane(scene.Rect{X: 8, Y: top + 48, W: p.W - 16, H: p.H - top - 56})
		return
	}
	p.lanesAndChart(scene.Rect{X: kit.Gap, Y: top, W: p.W - 2*kit.Gap, H: p.H - top - kit.Gap})
}
