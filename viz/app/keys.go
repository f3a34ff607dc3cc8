package app

import (
	"strings"

	"promptscope/viz/id"
	"promptscope/viz/place"
	"promptscope/viz/ui"
)

// canvasKeys are keys by the names that browsers give them. The picture gets those that mean something where it is, and what is
// typed; all others belong to the browser.
var (
	labKeys = map[string]ui.KeyPress{" ": ui.Space, ".": ui.Period, ",": ui.Comma, "r": ui.KeyR, "l": ui.KeyL, "t": ui.KeyT, "s": ui.KeyS, "?": ui.KeyHelp,
		"Escape": ui.Escape, "ArrowLeft": ui.Left, "ArrowRight": ui.Right}
	// moving are keys of the canvas alone: elsewhere they move in the page.
	moving = map[string]bool{"ArrowUp": true, "ArrowDown": true, "Enter": true, "Home": true, "End": true, "Backspace": true, "Shift": true}
	// ofPlaces are keys that some places take (place.Keyed).
	ofPlaces = map[string]ui.KeyPress{"PageUp": ui.PageUp, "PageDown": ui.PageDown, "1": ui.Digit1, "2": ui.Digit2, "3": ui.Digit3, "4": ui.Digit4,
		"h": ui.KeyH, "o": ui.KeyO, "u": ui.KeyU, "x": ui.KeyX, "/": ui.Slash}
)

// lettered are the keys of the lab that a person also types.
var lettered = []ui.KeyPress{ui.Period, ui.Comma, ui.KeyR, ui.KeyL, ui.KeyT, ui.KeyS}

// meaning is what a key does where the picture is now.
func (d *desk) meaning(name string) (key ui.KeyPress, ok bool) {
	if len(name) == 1 {
		name = strings.ToLower(name)
	}
	if key, ok = labKeys[name]; ok {
		return key, !d.searching() || key == ui.Escape || key == ui.KeyHelp
	}
	if _, keyed := place.Of(&d.state).(place.Keyed); keyed {
		key, ok = ofPlaces[name]
	}
	return key, ok
}

// searching tells whether the help is open: what is typed then is meant for its search, not for the lab.
func (d *desk) searching() bool { return d.state.Panel == id.Help }

// Reach says what of keyboard and wheel is the picture's, and what the browser's, and takes what comes otherwise. Any goroutine may ask.
type Reach struct{ a *App }

// Reach is that of this picture.
func (a *App) Reach() Reach { return Reach{a} }

// Wants tells whether the picture has a use for a key while it has the keyboard.
func (r Reach) Wants(name string) bool {
	a := r.a
	a.mu.Lock()
	defer a.mu.Unlock()
	_, ok := a.meaning(name)
	return ok || moving[name] || a.view.Typing.On() && len([]rune(name)) == 1
}

// Drawn tells whether a picture has been on the screen.
func (r Reach) Drawn() bool {
	r.a.mu.Lock()
	defer r.a.mu.Unlock()
	return r.a.fps.n > 0
}

// Typing tells whether something is being typed into the picture.
func (r Reach) Typing() bool {
	a := r.a
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.view.Typing.On()
}

// Scrolls tells whether the wheel has something to scroll at a place in CSS pixels, in the direction of dy.
func (r Reach) Scrolls(x, y, dy float32) bool {
	a := r.a
	a.mu.Lock()
	defer a.mu.Unlock()
	z := float32(a.zoom())
	if !a.scene.ScrollIn.Has(x/z, y/z) || a.scene.ScrollMax <= 0 {
		return false
	}
	return dy > 0 && a.view.Scroll < a.scene.ScrollMax || dy < 0 && a.view.Scroll > 0
}
