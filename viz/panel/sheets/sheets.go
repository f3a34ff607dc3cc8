// Package sheets is what lies above the page: help and share, an open list, the tip under the pointer, and notices.
package sheets

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// Part is a part of the picture that can be saved alone.
type Part struct{ ID, Name string }

// sheet is what lies above a page.
type sheet struct {
	*kit.Page
	parts []Part
}

// Draw draws everything above the page. The parts are those on show; only the sheet for sharing asks for them.
func Draw(p *kit.Page, parts []Part) {
	s := sheet{p, parts}
	s.open()
	if p.In.View.Open != "" {
		s.list()
	} else {
		s.tip()
	}
	s.notices()
}

// open draws the sheet that is open, but for a document.
func (p sheet) open() {
	if p.In.State.Panel == id.Share {
		p.share()
	}
}

// empty draws an empty sheet with its title and the button that closes it; it returns the room below them.
func (p sheet) empty(r scene.Rect, title string) scene.Rect {
	p.Scrim(p.T.Scrim)
	m := p.Fill(r, 12, p.T.Card)
	m.Stroke, m.Width = p.T.Edge, 1
	p.Control(scene.Control{ID: id.Sheet, Kind: scene.Surface, Rect: r, Label: title})
	p.Put(title, r.X+18, r.Y+34, p.Bold(17), scene.Left)
	p.IconButton(scene.Rect{X: r.Right() - 50, Y: r.Y + 6, W: 40, H: 40}, id.Close, "", p.S.Close, kit.Cross)
	return scene.Rect{X: r.X + 18, Y: r.Y + 54, W: r.W - 36, H: r.H - 54 - 14}
}
