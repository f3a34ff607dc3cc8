// Package panel lays the screen out: state, view and snapshots in, a scene out. It draws nothing and waits for
// nothing, so every picture can be tested as data.
package panel

import (
	"sync"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Input is all a picture depends on.
type Input struct {
	State   state.State
	View    *ui.View
	Catalog *state.Catalog
	Lanes   [state.Lanes]*run.Snapshot
	W, H    float32
	FPS     float64
	Past    []Past // earlier runs, oldest first
	Times   [state.Lanes]Times
	Still   bool // no motion is wanted
}

// The three shapes of the screen.
type shape uint8

const (
	wide   shape = iota // lanes side by side, settings beside them
	medium              // lanes side by side, settings in a drawer
	phone               // one lane at a time, settings in a sheet
)

// page is what the parts of one picture share.
type page struct {
	*scene.Scene
	in    *Input
	t     *Theme
	s     *i18n.Strings
	shape shape
	low   bool // a phone on its side
	grid  grid
	names []scene.Rect // memory of plot.names
	refs  []ref        // lines of the chart
	spans []span       // its curves
	best  *[state.Lanes]rateMemo

	first, abreast int // the lanes on the screen
}

// pages keeps the memory of one picture for the next.
var pages = sync.Pool{New: func() any { return &page{best: new([state.Lanes]rateMemo)} }}

// gap is the space between cards and around them.
const gap = 10

// Layout fills dst with the picture.
func Layout(dst *scene.Scene, in *Input) {
	p := pages.Get().(*page)
	defer pages.Put(p)
	*p = page{Scene: dst, in: in, t: &Light, s: i18n.For(in.View.Lang), shape: shapeOf(in), names: p.names[:0], refs: p.refs[:0], spans: p.spans[:0], best: p.best}
	p.low = onItsSide(in.W, in.H)
	switch {
	case in.View.High:
		p.t = &Contrast
	case in.View.Dark:
		p.t = &Dark
	}
	dst.Reset(in.W, in.H)
	dst.Back, dst.Poles = p.t.Back, p.t.Poles
	switch {
	case in.State.Embed:
		p.embedded()
	case p.shape == wide:
		p.wide()
	case p.shape == medium:
		p.medium()
	case p.low:
		p.landscape()
	default:
		p.phone()
	}
	p.fixtures(0)
	below := len(p.Controls)
	p.overlays()
	p.fixtures(below)
	p.focusRing()
}

func shapeOf(in *Input) shape {
	w := in.W
	switch {
	case onItsSide(w, in.H):
		return phone
	case w >= 1100:
		return wide
	case w >= 760:
		return medium
	}
	return phone
}

func (p *page) wide() {
	w, h := p.W, p.H
	p.topbar(scene.Rect{W: w, H: 48})
	p.bar(scene.Rect{Y: 48, W: w, H: 64})
	side := min(max(w*0.2, 286), 340)
	if p.gone("settings") {
		side = -gap
	}
	top := float32(48 + 64 + gap)
	body := scene.Rect{X: gap, Y: top, W: w - side - 3*gap, H: h - top - gap}
	p.lanesAndChart(body)
	if p.gone("settings") {
		return
	}
	p.side(scene.Rect{X: w - side - gap, Y: top, W: side, H: h - top - gap})
}

func (p *page) medium() {
	p.topbar(scene.Rect{W: p.W, H: 48})
	p.bar(scene.Rect{Y: 48, W: p.W, H: 60})
	top := float32(48 + 60 + gap)
	p.lanesAndChart(scene.Rect{X: gap, Y: top, W: p.W - 2*gap, H: p.H - top - gap})
}

// laneLeast is the least width of a lane beside another.
const laneLeast = 330

// beside is how many lanes stand side by side in a width.
func (p *page) beside(w float32) int {
	if p.shape == phone {
		return 1
	}
	return min(max(int((w+gap)/(laneLeast+gap)), 1), p.count())
}

// tabbed tells whether not all lanes have room, so that there are tabs to choose by.
func (p *page) tabbed() bool { return p.shape == phone || p.abreast < p.count() }

// lanesAndChart puts the lanes side by side over the chart. Where not all have room, tabs choose among them.
func (p *page) lanesAndChart(r scene.Rect) {
	chart := min(max(r.H*0.34, 150), 340)
	p.abreast = p.beside(r.W)
	p.first = 0
	lanes := scene.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H - chart - gap}
	if p.tabbed() {
		const tabs = 40
		p.laneTabs(scene.Rect{X: r.X, Y: r.Y, W: r.W, H: tabs})
		lanes.Y, lanes.H = lanes.Y+tabs+gap-2, lanes.H-tabs-gap+2
		p.first = min(max(p.in.State.Lane-p.abreast/2, 0), p.count()-p.abreast)
	}
	w := (lanes.W - gap*float32(p.abreast-1)) / float32(p.abreast)
	for i := range p.abreast {
		p.lane(scene.Rect{X: lanes.X + (w+gap)*float32(i), Y: lanes.Y, W: w, H: lanes.H}, p.first+i)
	}
	p.chart(scene.Rect{X: r.X, Y: lanes.Bottom() + gap, W: r.W, H: chart})
}

func (p *page) phone() {
	w, h := p.W, p.H
	p.topbar(scene.Rect{W: w, H: 48})
	p.bar(scene.Rect{Y: 48, W: w, H: 104})
	tabs := scene.Rect{X: 8, Y: 156, W: w - 16, H: 44}
	p.laneTabs(tabs)
	p.oneLane(scene.Rect{X: 8, Y: 204, W: w - 16, H: h - 204 - 8})
}

// oneLane puts the chosen lane over the chart. Where they need more height than there is, they scroll together.
func (p *page) oneLane(r scene.Rect) {
	p.first, p.abreast = p.in.State.Lane, 1
	const chartLeast = 176
	chart := max(r.H*0.34, chartLeast)
	lane := r.H - chart - 8
	least := p.laneTall(p.first)
	if lane >= least {
		p.lane(scene.Rect{X: r.X, Y: r.Y, W: r.W, H: lane}, p.first)
		p.chart(scene.Rect{X: r.X, Y: r.Bottom() - chart, W: r.W, H: chart})
		return
	}
	body := scene.Rect{X: 0, Y: r.Y, W: p.W, H: r.H + 8}
	p.scrolling(body, least+8+chartLeast+8, func(y float32) {
		p.lane(scene.Rect{X: r.X, Y: y, W: r.W, H: least}, p.first)
		p.chart(scene.Rect{X: r.X, Y: y + least + 8, W: r.W, H: chartLeast})
	})
}

// scrolling lays out what is higher than its part of the screen; draw is told where it begins.
func (p *page) scrolling(body scene.Rect, height float32, draw func(y float32)) {
	p.ScrollMax, p.ScrollIn = height-body.H, body
	y := body.Y
	if !p.isTab() { // else a drawer scrolls
		y -= min(p.in.View.Scroll, p.ScrollMax)
	}
	from := len(p.Controls)
	p.ClipTo(body)
	draw(y)
	p.ClipTo(scene.Rect{})
	p.hideOutside(from, body)
	p.moreBelow(body)
}

// laneTall is the least height of a lane in which every layer can be hit with a finger.
func (p *page) laneTall(lane int) float32 {
	const head, answers, row, spaces, layer = 60, 74, 62, 18, 52
	return head + answers + row + spaces + p.foot() + layer*float32(p.layersOf(lane))
}

// card draws the surface a part of the screen stands on.
func (p *page) card(r scene.Rect) {
	m := p.Fill(r, 10, p.t.Card)
	m.Stroke, m.Width = p.t.Edge, 1
}

// snapshot is the lane's newest picture, never nil.
func (p *page) snapshot(lane int) *run.Snapshot {
	if s := p.in.Lanes[lane]; s != nil {
		return s
	}
	return &empty
}

var empty run.Snapshot

// count is the number of lanes.
func (p *page) count() int { return p.in.State.Count() }

// ready tells whether the lane has numbers of its present run.
func ready(s *run.Snapshot) bool { return s.Status != run.Loading && s.Spec.Method != "" }

// traced tells whether the lane has a traced example whose numbers can be drawn.
func traced(s *run.Snapshot) bool {
	t := &s.Trace
	n := len(t.Tokens)
	return n > 0 && t.Layers > 0 && t.Width > 0 && len(t.Hidden) >= int(t.Layers+1)*n*int(t.Width)
}
