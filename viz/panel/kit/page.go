// Package kit is what every room of the screen uses: the page that is laid out, with its input, colours and words; text
// styles, widgets, signs, wrapped text and forms of numbers. It knows none of the rooms.
package kit

import (
	"slices"

	"promptscope/viz/id"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Page is one picture while it is laid out: what every room of the screen draws on and looks things up in.
type Page struct {
	*scene.Scene
	Words
	T     *Theme
	Shape Shape
	Low   bool // a phone on its side

	spots []scene.Rect // parts of the picture that a text points at
	note  Note         // of the mark under the pointer
}

// Begin empties a scene for the picture of an input.
func Begin(dst *scene.Scene, in *Input) Page {
	p := Page{Scene: dst, Words: WordsOf(in), T: &Light, Shape: ShapeOf(in), Low: onItsSide(in.W, in.H)}
	switch {
	case in.View.High:
		p.T = &Contrast
	case in.View.Dark:
		p.T = &Dark
	}
	dst.Reset(in.W, in.H)
	dst.Back, dst.Poles = p.T.Back, p.T.Poles
	return p
}

// Scrim darkens what lies below and takes the clicks that are meant to close.
func (p *Page) Scrim(ink scene.Color) {
	p.Raise()
	p.Modal()
	all := scene.Rect{W: p.W, H: p.H}
	p.Fill(all, 0, ink)
	p.Control(scene.Control{ID: id.Scrim, Kind: scene.Surface, Rect: all, Label: p.S.Close})
}

// HideOutside takes away controls that are scrolled out of view.
func (p *Page) HideOutside(from int, r scene.Rect) {
	p.Controls = append(p.Controls[:from], slices.DeleteFunc(p.Controls[from:], func(c scene.Control) bool {
		return c.Rect.CY() < r.Y || c.Rect.CY() > r.Bottom()
	})...)
}

// Card draws the surface a part of the screen stands on.
func (p *Page) Card(r scene.Rect) {
	m := p.Fill(r, 10, p.T.Card)
	m.Stroke, m.Width = p.T.Edge, 1
}

// Gone tells whether a teacher's link takes the control away.
func (p *Page) Gone(id string) bool { return ui.Hidden(&p.In.State, id, "") }

// Target adds a control whose target is at least as big as a finger or a pointer needs.
func (p *Page) Target(c scene.Control) {
	t := p.Touch()
	c.Rect = c.Rect.Grow(t, t)
	c.Restart = state.Restarts(c.ID)
	p.Control(c)
}
