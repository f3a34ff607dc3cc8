package app

import (
	"encoding/json"
	"promptscope/viz/id"
	"slices"
	"strings"

	"promptscope/viz/doc"
	"promptscope/viz/i18n"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/scene"
)

// documents keeps what is read, so that it is made once and not for every picture.
type documents struct {
	help  *doc.Doc
	shown *doc.Doc // whose JSON text is
	text  string
	held  place.Holder
}

// document is what is read now: the help over everything, else the document of the place.
func (d *desk) document(in *panel.Input) *doc.Doc {
	if d.state.Panel == id.Help {
		if d.docs.help == nil || d.docs.help.Lang != d.view.Lang {
			d.docs.help = place.Help(i18n.For(d.view.Lang))
		}
		return d.docs.help
	}
	return d.docs.held.Hold(place.Of(&d.state).Document(in), &d.state)
}

// Document is what is read now as JSON, with its place in CSS pixels of the page; empty where nothing is read, or the
// picture draws it itself. Any goroutine may call it.
func (a *App) Document() (text string, at scene.Rect) {
	a.mu.Lock()
	defer a.mu.Unlock()
	d := a.in.Doc
	if d == nil || !a.opt.DocsApart || a.scene.Doc == (scene.Rect{}) {
		return "", scene.Rect{}
	}
	if d != a.docs.shown {
		data, err := json.Marshal(d)
		if err != nil {
			return "", scene.Rect{}
		}
		a.docs.shown, a.docs.text = d, string(data)
	}
	z, r := float32(a.zoom()), a.scene.Doc
	return a.docs.text, scene.Rect{X: r.X * z, Y: r.Y * z, W: r.W * z, H: r.H * z}
}

// visit opens an address that the document on show leads to, and no other: orders come from outside too.
func (a *App) visit(address string) {
	d := a.in.Doc
	if d == nil || !slices.Contains(d.Links(), address) {
		return
	}
	if query, ok := strings.CutPrefix(address, "#"); ok {
		a.travel.open(a.enter(query))
		return
	}
	if a.opt.Visit != nil {
		a.opt.Visit(address)
	}
}
