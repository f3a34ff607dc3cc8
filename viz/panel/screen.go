// Package panel lays the screen out: state, view and snapshots in, a scene out. It draws nothing and waits for
// nothing, so every picture can be tested as data.
package panel

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/bar"
	"promptscope/viz/panel/chart"
	"promptscope/viz/panel/documents"
	"promptscope/viz/panel/kit"
	"promptscope/viz/panel/lane"
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
	curves chart.Memory
	card   bool // the place's document stands beside the lanes
	rates  settings.Rates
}

// spare keeps the memory of one picture for the next. It is no sync.Pool: a page in an interface would keep every method of
// the kit in the program, for reflection to call.
var spare = make(chan *page, 1)

// begin takes the spare page, or a new one, and empties the scene for its picture.
func begin(dst *scene.Scene, in *Input) (p *page) {
	select {
	case p = <-spare:
	default:
		p = &page{Page: new(kit.Page)}
	}
	*p.Page, p.card = kit.Begin(dst, in), false
	return p
}

// done gives the page back.
func (p *page) done() {
	select {
	case spare <- p:
	default:
	}
}

// Layout fills dst with the picture.
func Layout(dst *scene.Scene, in *Input) {
	p := begin(dst, in)
	defer p.done()
	p.lab()
	p.finish()
}

// lab is the page of the lanes.
func (p *page) lab() {
	switch {
	case p.In.State.Embed:
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
}

// finish draws what lies above the page, and the focus.
func (p *page) finish() {
	p.wayBack()
	p.Ring()
	p.fixtures(0)
	below := len(p.Controls)
	p.above()
	p.fixtures(below)
	p.focusRing()
}

// Reading fills dst with a place that is read: the bar at the top, and its document in a column.
func Reading(dst *scene.Scene, in *Input) {
	p := begin(dst, in)
	defer p.done()
	bar.Top(p.Page, scene.Rect{W: p.W, H: 48})
	if in.Doc != nil && in.State.Panel != id.Help {
		w := min(p.W, 800)
		documents.Body(p.Page, in.Doc, scene.Rect{X: (p.W - w) / 2, Y: 49, W: w, H: p.H - 49})
	}
	p.finish()
}

// Whole fills dst with a place whose document takes the whole page below the bar at the top.
func Whole(dst *scene.Scene, in *Input) {
	p := begin(dst, in)
	defer p.done()
	top := float32(0)
	if !in.State.Embed {
		bar.Top(p.Page, scene.Rect{W: p.W, H: 48})
		top = 49
	}
	if in.Doc != nil && in.State.Panel != id.Help {
		documents.Body(p.Page, in.Doc, scene.Rect{Y: top, W: p.W, H: p.H - top})
	}
	p.finish()
}

func (p *page) wide() {
	w, h := p.W, p.H
	bar.Top(p.Page, scene.Rect{W: w, H: 48})
	bar.Draw(p.Page, scene.Rect{Y: 48, W: w, H: 64})
	side := min(max(w*0.2, 286), 340)
	switch {
	case p.card:
		side = min(max(w*0.25, 320), 380)
	case p.Gone(id.Settings):
		side = -kit.Gap
	}
	top := p.intro(48 + 64 + kit.Gap)
	body := scene.Rect{X: kit.Gap, Y: top, W: w - side - 3*kit.Gap, H: h - top - kit.Gap}
	p.lanesAndChart(body)
	if p.Gone(id.Settings) && !p.card {
		return
	}
	p.side(scene.Rect{X: w - side - kit.Gap, Y: top, W: side, H: h - top - kit.Gap})
}

func (p *page) medium() {
	bar.Top(p.Page, scene.Rect{W: p.W, H: 48})
	bar.Draw(p.Page, scene.Rect{Y: 48, W: p.W, H: 60})
	top := p.intro(48 + 60 + kit.Gap)
	p.lanesAndChart(scene.Rect{X: kit.Gap, Y: top, W: p.W - 2*kit.Gap, H: p.H - top - kit.Gap})
}

func (p *page) phone() {
	w, h := p.W, p.H
	bar.Top(p.Page, scene.Rect{W: w, H: 48})
	bar.Draw(p.Page, scene.Rect{Y: 48, W: w, H: 104})
	top := p.intro(156)
	lane.Tabs(p.Page, scene.Rect{X: 8, Y: top, W: w - 16, H: 44})
	p.oneLane(scene.Rect{X: 8, Y: top + 48, W: w - 16, H: h - top - 48 - 8})
}

func (p *page) landscape() {
	bar.Side(p.Page, scene.Rect{W: p.W, H: bar.SideHeight})
	p.laneBesideChart(bar.SideHeight + 6)
}

// embedded is the picture inside another page: lanes and chart, and a strip that stops the motion.
func (p *page) embedded() {
	top := float32(kit.Gap)
	if !p.Gone(id.Play) {
		bar.Strip(p.Page, scene.Rect{W: p.W, H: 52})
		top = 56
	}
	if p.Low {
		p.laneBesideChart(top)
		return
	}
	if p.Shape == kit.Phone {
		lane.Tabs(p.Page, scene.Rect{X: 8, Y: top, W: p.W - 16, H: 44})
		p.oneLane(scene.Rect{X: 8, Y: top + 48, W: p.W - 16, H: p.H - top - 56})
		return
	}
	p.lanesAndChart(scene.Rect{X: kit.Gap, Y: top, W: p.W - 2*kit.Gap, H: p.H - top - kit.Gap})
}
