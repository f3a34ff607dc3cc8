package app

import (
	"errors"
	"strconv"
	"time"

	"promptscope/viz/i18n"
	"promptscope/viz/place"
	"promptscope/viz/ui"
)

// guest deals with the place on show: its content, its keys, and a look at the lanes.
type guest struct {
	*desk
	app    *App
	handAt time.Time // when the pointer or a key moved last
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

// handRests is how long after the last move of the pointer or key a person counts as busy.
const handRests = 400 * time.Millisecond

// work lets the places work that have something to do.
func (g *guest) work(now time.Time) {
	shop := place.Workshop{Now: now, Hand: now.Sub(g.handAt) < handRests, Lanes: g.snaps[:g.state.Count()], Open: g.opt.More, Cores: max(g.opt.Cores, 1)}
	for _, w := range place.Workers() {
		e, changed := w.Work(ui.Turn{State: &g.state, View: &g.view, Catalog: &g.opt.Catalog}, shop)
		g.dirty = g.dirty || changed && any(w) == any(place.Of(&g.state))
		if e.Deed != ui.Nothing {
			g.app.act(e)
		}
	}
}

// take gives a file to the place on show, if that reads files.
func (g *guest) take(data []byte) {
	p, ok := place.Of(&g.state).(place.Picking)
	if !ok {
		return
	}
	next, view := g.state, g.view
	e := p.Picked(ui.Turn{State: &next, View: &view, Catalog: &g.opt.Catalog}, data)
	g.view, g.dirty = view, true
	g.app.change(next)
	g.app.act(e)
}

// pick asks for a file for the place on show.
func (g *guest) pick() {
	if g.opt.Browser.Pick == nil {
		return
	}
	g.opt.Browser.Pick(func(data []byte) {
		go g.app.later(func() { g.take(data) }) // the answer may come while this turn still holds the lock
	})
}

// keepAll has every file of the page kept, and says when they are.
func (g *guest) keepAll() {
	if g.opt.Browser.KeepAll == nil {
		return
	}
	g.notice(i18n.For(g.view.Lang).About.Keeping)
	g.opt.Browser.KeepAll(func(files int, err error) {
		go g.app.later(func() { // the answer may come while this turn still holds the lock
			t := &i18n.For(g.view.Lang).About
			if err != nil {
				g.notice(i18n.Fill(t.KeepFailed, "why", err.Error()))
				return
			}
			g.notice(i18n.Fill(t.Kept, "n", strconv.Itoa(files)))
		})
	})
}

// Drop gives a file that was dropped on the picture to the place on show. Any goroutine may call it.
func (r Reach) Drop(data []byte) { r.a.later(func() { r.a.guest.take(data) }) }

// Tend lets the places work while nothing is drawn. Any goroutine may call it.
func (r Reach) Tend(now time.Time) {
	r.a.mu.Lock()
	defer r.a.mu.Unlock()
	r.a.guest.work(now)
}

// copy puts a text into the clipboard, which answers later and may refuse.
func (g *guest) copy(text string) {
	s := i18n.For(g.view.Lang)
	if g.opt.Copy == nil {
		g.notice(s.CopyFailed)
		return
	}
	g.opt.Copy(text, func(ok bool) {
		go g.app.later(func() { // the answer may come while this turn still holds the lock
			if ok {
				g.notice(s.Copied)
			} else {
				g.notice(s.CopyFailed)
			}
		})
	})
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
