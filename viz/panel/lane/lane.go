// Package lane draws one run: its header, what the model answers, the layers with what flows through them, the input with
// its virtual tokens, and the gradient.
package lane

import (
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// Parts are the names under which the cards of the lanes can be saved.
var Parts = [...]string{"lane-a", "lane-b", "lane-c", "lane-d"}

// layersOf is how many bands a lane has, before its first trace too.
func layersOf(p *kit.Page, lane int) int {
	if t := &p.In.Snapshot(lane).Trace; t.Layers > 0 {
		return int(t.Layers)
	}
	return max(p.In.Catalog.Backbone(p.In.State.Backbone).Layers, 1)
}

// Stand is how a lane stands among the others.
type Stand struct {
	First   int  // first lane on the screen
	Tabbed  bool // not all lanes have room: there are tabs to choose by
	Covered bool // a drawer lies over the lanes
}

// Draw draws one run: header, answers, bands, tokens, and the gradient along them.
func Draw(p *kit.Page, r scene.Rect, lane int, at Stand) {
	p.Card(r)
	p.Part(Parts[lane], r)
	f := divide(p, r, lane, at)
	header{&f}.draw()
	if !kit.Traced(f.snap) {
		f.skeleton()
		return
	}
	answers{&f}.draw()
	bands{&f}.draw()
	f.spot()
	tokens{&f}.draw()
	parts{&f}.dim()
	gradient{&f}.draw()
	tries{&f}.draw()
	footer{&f}.draw()
	f.rescue()
}

// Tall is the least height of a lane in which every layer can be hit with a finger.
func Tall(p *kit.Page, lane int) float32 {
	const head, answers, row, spaces, layer = 60, 74, 62, 18, 52
	return head + answers + row + spaces + foot(p) + triesUnder(p, lane) + layer*float32(layersOf(p, lane))
}
