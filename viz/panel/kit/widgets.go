package kit

import (
	"unicode/utf8"

	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// TextButton is a button with a word. Its name says what it is about where the word alone does not.
func (p *Page) TextButton(r scene.Rect, id, arg, text string) {
	if p.Gone(id) {
		return
	}
	p.Outlined(r, scene.Key{ID: id, Arg: arg})
	p.Fit(text, r.CX(), Middle(r.CY(), 13), r.W-10, p.Body(13), scene.Center)
	p.Target(scene.Control{ID: id, Arg: arg, Kind: scene.Button, Rect: r, Label: text})
}

// Looks is how a control stands with the pointer.
func (p *Page) Looks(k scene.Key) (hover, pressed bool) {
	v := p.In.View
	hover = v.Hover == k && !v.Touch
	return hover, v.Press == k && v.Hover == k
}

// Plate draws a button's surface in the colour of its condition.
func (p *Page) Plate(r scene.Rect, radius float32, k scene.Key, filled bool) {
	hover, pressed := p.Looks(k)
	fill := p.T.Raised
	switch {
	case pressed:
		fill = p.T.Track
	case hover:
		fill = p.T.Raised.Mix(p.T.Track, 0.6)
	case !filled:
		return
	}
	p.Fill(r, radius, fill)
}

// Outlined draws the surface of a control with an edge.
func (p *Page) Outlined(r scene.Rect, k scene.Key) {
	p.Plate(r, 7, k, true)
	p.Frame(r, 7, 1, p.T.Edge)
}

// IconButton is a round button with a drawn sign.
func (p *Page) IconButton(r scene.Rect, id, arg, label string, icon Icon) {
	if p.Gone(id) {
		return
	}
	k := scene.Key{ID: id, Arg: arg}
	p.Plate(r, r.W/2, k, false)
	icon(p, r.CX(), r.CY(), p.T.Text)
	p.Target(scene.Control{ID: id, Arg: arg, Kind: scene.Button, Rect: r, Label: label})
}

// Dropdown is a box with the present value; its list is drawn above everything else.
func (p *Page) Dropdown(r scene.Rect, id, label, value string) {
	if p.Gone(id) {
		return
	}
	p.Outlined(r, scene.Key{ID: id})
	st := p.Body(13)
	a := len(p.Bytes)
	p.Fit(value, r.X+10, Middle(r.CY(), 13), r.W-34, st, scene.Left)
	b := len(p.Bytes)
	Chevron(p, r.Right()-14, r.CY(), p.T.Soft)
	p.Target(scene.Control{ID: id, Kind: scene.Choice, Rect: r, Label: label, A: int32(a), B: int32(b), Chosen: p.In.View.Open == id})
}

// Toggle is a switch.
func (p *Page) Toggle(r scene.Rect, id, label string, on bool) {
	track, x := p.T.Track, r.X+r.H/2
	if on {
		track, x = p.T.Soft, r.Right()-r.H/2
	}
	value, text := float32(0), p.S.Off
	if on {
		value, text = 1, p.S.On
	}
	p.Fill(r, r.H/2, track)
	p.Disc(x, r.CY(), r.H/2-2.5, p.T.Card)
	a := len(p.Bytes)
	p.Bytes = append(p.Bytes, text...)
	p.Target(scene.Control{ID: id, Kind: scene.Switch, Rect: r, Label: label, Value: value, Max: 1, A: int32(a), B: int32(len(p.Bytes))})
}

// Slider is a track with a knob at t (0…1). The text appended since index a is its value.
func (p *Page) Slider(r scene.Rect, id, label string, t float32, a int) {
	hover, _ := p.Looks(scene.Key{ID: id})
	x0, w, y := r.X+ui.KnobPad, r.W-2*ui.KnobPad, r.CY()
	p.Fill(scene.Rect{X: x0, Y: y - 2, W: w, H: 4}, 2, p.T.Track)
	p.Fill(scene.Rect{X: x0, Y: y - 2, W: w * t, H: 4}, 2, p.T.Soft)
	radius := float32(7)
	if hover || p.In.View.Drag.ID == id {
		radius = 8
	}
	p.Disc(x0+w*t, y, radius, p.T.Text)
	p.Target(scene.Control{ID: id, Kind: scene.Slider, Rect: r, Label: label, Value: t, Max: 1, A: int32(a), B: int32(len(p.Bytes))})
}

// Stepper is − value +. The value is the text appended since index a.
func (p *Page) Stepper(r scene.Rect, id, label string, a int, st scene.Style, value, lo, hi float32) {
	p.Outlined(r, scene.Key{ID: id})
	if t := &p.In.View.Typing; t.Key == (scene.Key{ID: id}) && t.On() { // what is typed is what it shows
		a = len(p.Bytes)
		p.Bytes = append(p.Bytes, t.Text...)
	}
	p.Control(scene.Control{ID: id, Kind: scene.Stepper, Rect: r, Label: label, Value: value, Min: lo, Max: hi, Step: 1,
		Restart: state.Restarts(id), A: int32(a), B: int32(len(p.Bytes))})
	side := max(r.H, p.Touch()-4)
	if p.typed(scene.Rect{X: r.X + side, Y: r.Y, W: r.W - 2*side, H: r.H}, scene.Key{ID: id}, st, scene.Center) {
		a = len(p.Bytes)
	} else {
		p.Cut(a, r.W-2*side, st)
		p.PutBytes(a, r.CX(), Middle(r.CY(), st.Size), st, scene.Center)
	}
	p.notch(scene.Rect{X: r.X, Y: r.Y, W: side, H: r.H}, id, "-", p.S.Less, value <= lo, minus)
	p.notch(scene.Rect{X: r.Right() - side, Y: r.Y, W: side, H: r.H}, id, "+", p.S.More, value >= hi, plus)
}

// typed draws what is being typed into a control, with a bar behind it; it tells whether anything is.
func (p *Page) typed(r scene.Rect, k scene.Key, st scene.Style, align scene.Align) bool {
	t := &p.In.View.Typing
	if !t.On() || t.Key != k {
		return false
	}
	p.Fill(r, 4, p.T.Card)
	p.Frame(r, 4, 1.6, p.T.Text)
	text, room := t.Text, r.W-12
	for scene.Measure(text, st) > room && text != "" { // the end is what is being typed
		_, n := utf8.DecodeRuneInString(text)
		text = text[n:]
	}
	w := scene.Measure(text, st)
	x := r.X + 6
	if align == scene.Center {
		x = r.CX() - w/2
	}
	p.Put(text, x, Middle(r.CY(), st.Size), st, scene.Left)
	p.Line(x+w+1.5, r.Y+5, x+w+1.5, r.Bottom()-5, 1.4, p.T.Text)
	return true
}

// TextField is a box in which a text can be typed; while it is not it shows the text, or what it is for.
func (p *Page) TextField(r scene.Rect, id, label, value string) {
	p.Outlined(r, scene.Key{ID: id})
	a := len(p.Bytes)
	p.Bytes = append(p.Bytes, value...)
	p.Control(scene.Control{ID: id, Kind: scene.Field, Rect: r.Grow(0, p.Touch()), Label: label, Restart: state.Restarts(id), A: int32(a), B: int32(len(p.Bytes))})
	st := p.Body(12.5)
	if p.typed(r, scene.Key{ID: id}, st, scene.Left) {
		return
	}
	if value == "" {
		value, st.Color = label, p.T.Faint
	}
	p.Fit(value, r.X+8, Middle(r.CY(), st.Size), r.W-16, st, scene.Left)
}

func (p *Page) notch(r scene.Rect, id, arg, label string, off bool, icon Icon) {
	k := scene.Key{ID: id, Arg: arg}
	p.Plate(r.Inset(2), 5, k, false)
	ink := p.T.Text
	if off {
		ink = p.T.Track
	}
	icon(p, r.CX(), r.CY(), ink)
	p.Control(scene.Control{ID: id, Arg: arg, Kind: scene.Button, Rect: r.Grow(0, p.Touch()), Label: label, Off: off, Restart: state.Restarts(id)})
}

// Tabs is a row of choices, one of which holds.
func (p *Page) Tabs(r scene.Rect, id string, value string, args, labels []string) {
	if p.Gone(id) {
		return
	}
	w := r.W / float32(len(args))
	p.Fill(r, 7, p.T.Raised)
	for i, arg := range args {
		cell := scene.Rect{X: r.X + w*float32(i), Y: r.Y, W: w, H: r.H}
		st := p.Soft(13)
		if arg == value {
			m := p.Fill(cell.Inset(2), 5, p.T.Card)
			m.Stroke, m.Width = p.T.Track, 1
			st = p.Body(13)
		} else if hover, _ := p.Looks(scene.Key{ID: id, Arg: arg}); hover {
			st = p.Body(13)
		}
		p.Fit(labels[i], cell.CX(), Middle(cell.CY(), 13), w-6, st, scene.Center)
		p.Target(scene.Control{ID: id, Arg: arg, Kind: scene.Tab, Rect: cell, Label: labels[i], Chosen: arg == value})
	}
}
