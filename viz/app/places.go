package app

import (
	"errors"

	"promptscope/viz/place"
	"promptscope/viz/ui"
)

// guest deals with the place on show: its content, its keys, and a look at the lanes.
type guest struct {
	*desk
	app *App
}

// attend does what the place on show asks for: its content, and a look at the lanes.
func (g *guest) attend() {
	p := place.Of(&g.state)
	if f, ok := p.(place.Fed); ok {
		g.feed(f)
	}
	if f, ok := p.(place.Following); ok {
		next, view := g.state, g.view
		e, changed := f.Follow(ui.Turn{State: &next, View: &view, Catalog: &g.opt.Catalog}, g.snaps[:next.Count()])
		g.view, g.dirty = view, g.dirty || changed
		g.app.change(next)
		g.app.act(e)
	}
}

// feed gets a place its content.
func (g *guest) feed(f place.Fed) {
	name := f.Feed()
	if name == "" {
		return
	}
	if g.opt.Content == nil {
		f.Take(nil, errors.New("this program has no content"))
		return
	}
	g.opt.Content(name, func(data []byte, err error) {
		go g.app.later(func() { // the answer may come while this turn still holds the lock
			f.Take(data, err)
			g.dirty = true
		})
	})
}

// keys lets the place take keys before the lab does; what is left comes back.
func (g *guest) keys(keys []ui.KeyPress) (left []ui.KeyPress) {
	p, ok := place.Of(&g.state).(place.Keyed)
	if !ok || g.view.Typing.On() || g.view.Open != "" {
		return keys
	}
	for _, key := range keys {
		next, view := g.state, g.view
		e, taken := p.Press(ui.Turn{State: &next, View: &view, Catalog: &g.opt.Catalog}, key)
		if !taken {
			left = append(left, key)
			continue
		}
		g.view, g.dirty = view, true
		g.app.change(next)
		g.app.act(e)
	}
	return left
}
