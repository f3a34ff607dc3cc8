package panel

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/bar"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// Own fills dst with a place that draws itself: draw gets the page, and where it begins below the bar at the top.
func Own(dst *scene.Scene, in *Input, draw func(p *kit.Page, top float32)) {
	p := begin(dst, in)
	defer p.done()
	top := float32(0)
	if !in.State.Embed {
		bar.Top(p.Page, scene.Rect{W: p.W, H: 48})
		top = 48
	}
	draw(p.Page, top)
	p.finish()
}

// Read draws the document of a place at r.
func Read(p *kit.Page, r scene.Rect) {
	if p.In.Doc != nil && p.In.State.Panel != id.Help {
		(&page{Page: p}).document(r)
	}
}
