package panel

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/bar"
	"promptscope/viz/panel/chart"
	"promptscope/viz/panel/documents"
	"promptscope/viz/panel/kit"
	"promptscope/viz/panel/lane"
	"promptscope/viz/scene"
)

// Beside fills dst with the lab and the place's document beside the lanes: as the first tab of the panel on a wide screen, in a column
// on a middling one, and under the lanes on a phone.
func Beside(dst *scene.Scene, in *Input) {
	p := begin(dst, in)
	defer p.done()
	p.card = in.Doc != nil && in.State.Panel != id.Help
	switch {
	case !p.card:
		p.lab()
	case in.State.Embed && p.Shape == kit.Wide:
		p.embeddedCard()
	case p.Shape == kit.Wide:
		p.wide()
	case p.Shape == kit.Medium:
		p.mediumCard()
	case p.Low:
		p.landscapeCard()
	default:
		p.phoneCard()
	}
	p.finish()
}

// OneFace tells whether there is no room to show a whole document beside the lanes.
func OneFace(in *Input) bool { return kit.ShapeOf(in) != kit.Wide }

// document draws the place's document with its title into a card.
func (p *page) document(r scene.Rect) {
	p.Card(r)
	p.Part(id.Panel, r)
	p.documentIn(r)
}

// documentIn is the document without the card. A page around the picture shows the title itself.
func (p *page) documentIn(r scene.Rect) {
	top := float32(0)
	if !p.In.View.Apart {
		top = 40
		p.Fit(p.In.Doc.Title, r.X+16, r.Y+26, r.W-32, p.Bold(17), scene.Left)
	}
	documents.Body(p.Page, p.In.Doc, scene.Rect{X: r.X, Y: r.Y + top, W: r.W, H: r.H - top})
}

const cardWidth = 330 // of a document beside the lanes

func (p *page) embeddedCard() {
	top := float32(kit.Gap)
	if !p.Gone(id.Play) {
		bar.Strip(p.Page, scene.Rect{W: p.W, H: 52})
		top = 56
	}
	p.lanesBesideCard(top)
}

func (p *page) mediumCard() {
	top := float32(kit.Gap)
	if p.In.State.Embed {
		if !p.Gone(id.Play) {
			bar.Strip(p.Page, scene.Rect{W: p.W, H: 52})
			top = 56
		}
	} else {
		bar.Top(p.Page, scene.Rect{W: p.W, H: 48})
		bar.Draw(p.Page, scene.Rect{Y: 48, W: p.W, H: 60})
		top = 48 + 60 + kit.Gap
	}
	p.lanesBesideCard(top)
}

// phoneCard has the lane, or the curves, in the upper part.
func (p *page) phoneCard() {
	top := float32(0)
	if !p.In.State.Embed {
		bar.Top(p.Page, scene.Rect{W: p.W, H: 48})
		top = 48
	}
	if !p.Gone(id.Play) {
		bar.Strip(p.Page, scene.Rect{Y: top, W: p.W, H: 52})
		top += 52
	}
	lane.Tabs(p.Page, scene.Rect{X: 8, Y: top + 2, W: p.W - 16, H: 44})
	top += 50
	under := (p.H - top) * 0.52
	r := scene.Rect{X: 8, Y: top, W: p.W - 16, H: p.H - top - under - 6}
	p.laneOrCurves(r)
	p.document(scene.Rect{X: 0, Y: p.H - under, W: p.W, H: under})
}

// lanesBesideCard are the lanes with the document in a column beside them, from top on.
func (p *page) lanesBesideCard(top float32) {
	p.lanesAndChart(scene.Rect{X: kit.Gap, Y: top, W: p.W - cardWidth - 3*kit.Gap, H: p.H - top - kit.Gap})
	p.document(scene.Rect{X: p.W - cardWidth - kit.Gap, Y: top, W: cardWidth, H: p.H - top - kit.Gap})
}

// laneOrCurves is what the document speaks of, where only one has room. A lane that has less height than it wants loses its lower part,
// with the input row.
func (p *page) laneOrCurves(r scene.Rect) {
	if p.In.Doc.Curves {
		chart.Draw(p.Page, r, &p.curves)
		return
	}
	chosen, at := p.alone()
	least := max(lane.Tall(p.Page, chosen), r.H)
	from := len(p.Controls)
	p.ClipTo(r)
	p.lanes(chosen, at, scene.Rect{X: r.X, Y: r.Y, W: r.W, H: least})
	p.ClipTo(scene.Rect{})
	p.HideOutside(from, r)
}

func (p *page) landscapeCard() {
	top := float32(0)
	if !p.In.State.Embed {
		bar.Side(p.Page, scene.Rect{W: p.W, H: bar.SideHeight})
		top = bar.SideHeight + 6
	}
	left := p.W * 0.52
	lane.Tabs(p.Page, scene.Rect{X: 8, Y: top, W: left - 12, H: 44})
	r := scene.Rect{X: 8, Y: top + 48, W: left - 12, H: p.H - top - 56}
	p.laneOrCurves(r)
	p.document(scene.Rect{X: left + 4, Y: top, W: p.W - left - 12, H: p.H - top - 8})
}
