package panel

import (
	"promptscope/viz/font"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Text styles.
func (p *page) body(size float32) scene.Style  { return scene.Style{Size: size, Color: p.t.Text} }
func (p *page) soft(size float32) scene.Style  { return scene.Style{Size: size, Color: p.t.Soft} }
func (p *page) faint(size float32) scene.Style { return scene.Style{Size: size, Color: p.t.Faint} }

func (p *page) bold(size float32) scene.Style {
	return scene.Style{Size: size, Color: p.t.Text, Weight: font.Bold}
}

func in(s scene.Style, c scene.Color) scene.Style { s.Color = c; return s }

// middle is the base line of a text of this size whose middle is at y.
func middle(y, size float32) float32 { return y + size*0.36 }

// finger is what a finger needs. Windows up to the width of a tablet held upright may be touched.
const finger = 44

// touch is the least height and width of a target here.
func (p *page) touch() float32 {
	if p.shape == phone || p.shape == medium && p.W < 900 {
		return finger
	}
	return 28
}

// looks is how a control stands with the pointer.
func (p *page) looks(k scene.Key) (hover, pressed bool) {
	v := p.in.View
	hover = v.Hover == k && !v.Touch
	return hover, v.Press == k && v.Hover == k
}

// control adds a control whose target is at least as big as a finger or a pointer needs.
func (p *page) control(c scene.Control) {
	t := p.touch()
	c.Rect = c.Rect.Grow(t, t)
	c.Restart = state.Restarts(c.ID)
	p.Control(c)
}

// plate draws a button's surface in the colour of its condition.
func (p *page) plate(r scene.Rect, radius float32, k scene.Key, filled bool) {
	hover, pressed := p.looks(k)
	fill := p.t.Raised
	switch {
	case pressed:
		fill = p.t.Track
	case hover:
		fill = p.t.Raised.Mix(p.t.Track, 0.6)
	case !filled:
		return
	}
	p.Fill(r, radius, fill)
}

// outlined draws the surface of a control with an edge.
func (p *page) outlined(r scene.Rect, k scene.Key) {
	p.plate(r, 7, k, true)
	p.Frame(r, 7, 1, p.t.Edge)
}

// iconButton is a round button with a drawn sign.
func (p *page) iconButton(r scene.Rect, id, arg, label string, icon func(*page, float32, float32, scene.Color)) {
	if p.gone(id) {
		return
	}
	k := scene.Key{ID: id, Arg: arg}
	p.plate(r, r.W/2, k, false)
	icon(p, r.CX(), r.CY(), p.t.Text)
	p.control(scene.Control{ID: id, Arg: arg, Kind: scene.Button, Rect: r, Label: label})
}

// dropdown is a box with the present value; its list is drawn above everything else.
func (p *page) dropdown(r scene.Rect, id, label, value string) {
	if p.gone(id) {
		return
	}
	p.outlined(r, scene.Key{ID: id})
	st := p.body(13)
	a := len(p.Bytes)
	p.Fit(value, r.X+10, middle(r.CY(), 13), r.W-34, st, scene.Left)
	b := len(p.Bytes)
	chevron(p, r.Right()-14, r.CY(), p.t.Soft)
	p.control(scene.Control{ID: id, Kind: scene.Choice, Rect: r, Label: label, A: int32(a), B: int32(b), Chosen: p.in.View.Open == id})
}

// toggle is a switch.
func (p *page) toggle(r scene.Rect, id, label string, on bool) {
	track, x := p.t.Track, r.X+r.H/2
	if on {
		track, x = p.t.Soft, r.Right()-r.H/2
	}
	value, text := float32(0), p.s.Off
	if on {
		value, text = 1, p.s.On
	}
	p.Fill(r, r.H/2, track)
	p.Disc(x, r.CY(), r.H/2-2.5, p.t.Card)
	a := len(p.Bytes)
	p.Bytes = append(p.Bytes, text...)
	p.control(scene.Control{ID: id, Kind: scene.Switch, Rect: r, Label: label, Value: value, Max: 1, A: int32(a), B: int32(len(p.Bytes))})
}

// slider is a track with a knob at t (0…1). The text appended since index a is its value.
func (p *page) slider(r scene.Rect, id, label string, t float32, a int) {
	hover, _ := p.looks(scene.Key{ID: id})
	x0, w, y := r.X+ui.KnobPad, r.W-2*ui.KnobPad, r.CY()
	p.Fill(scene.Rect{X: x0, Y: y - 2, W: w, H: 4}, 2, p.t.Track)
	p.Fill(scene.Rect{X: x0, Y: y - 2, W: w * t, H: 4}, 2, p.t.Soft)
	radius := float32(7)
	if hover || p.in.View.Drag.ID == id {
		radius = 8
	}
	p.Disc(x0+w*t, y, radius, p.t.Text)
	p.control(scene.Control{ID: id, Kind: scene.Slider, Rect: r, Label: label, Value: t, Max: 1, A: int32(a), B: int32(len(p.Bytes))})
}

// stepper is − value +. The value is the text appended since index a.
func (p *page) stepper(r scene.Rect, id, label string, a int, st scene.Style, value, lo, hi float32) {
	p.outlined(r, scene.Key{ID: id})
	p.Control(scene.Control{ID: id, Kind: scene.Stepper, Rect: r, Label: label, Value: value, Min: lo, Max: hi, Step: 1,
		Restart: state.Restarts(id), A: int32(a), B: int32(len(p.Bytes))})
	side := max(r.H, p.touch()-4)
	p.Cut(a, r.W-2*side, st)
	p.PutBytes(a, r.CX(), middle(r.CY(), st.Size), st, scene.Center)
	p.notch(scene.Rect{X: r.X, Y: r.Y, W: side, H: r.H}, id, "-", p.s.Less, value <= lo, minus)
	p.notch(scene.Rect{X: r.Right() - side, Y: r.Y, W: side, H: r.H}, id, "+", p.s.More, value >= hi, plus)
}

func (p *page) notch(r scene.Rect, id, arg, label string, off bool, icon func(*page, float32, float32, scene.Color)) {
	k := scene.Key{ID: id, Arg: arg}
	p.plate(r.Inset(2), 5, k, false)
	ink := p.t.Text
	if off {
		ink = p.t.Track
	}
	icon(p, r.CX(), r.CY(), ink)
	p.Control(scene.Control{ID: id, Arg: arg, Kind: scene.Button, Rect: r.Grow(0, p.touch()), Label: label, Off: off, Restart: state.Restarts(id)})
}

// tabs is a row of choices, one of which holds.
func (p *page) tabs(r scene.Rect, id string, value string, args, labels []string) {
	if p.gone(id) {
		return
	}
	w := r.W / float32(len(args))
	p.Fill(r, 7, p.t.Raised)
	for i, arg := range args {
		cell := scene.Rect{X: r.X + w*float32(i), Y: r.Y, W: w, H: r.H}
		st := p.soft(13)
		if arg == value {
			m := p.Fill(cell.Inset(2), 5, p.t.Card)
			m.Stroke, m.Width = p.t.Track, 1
			st = p.body(13)
		} else if hover, _ := p.looks(scene.Key{ID: id, Arg: arg}); hover {
			st = p.body(13)
		}
		p.Fit(labels[i], cell.CX(), middle(cell.CY(), 13), w-6, st, scene.Center)
		p.control(scene.Control{ID: id, Arg: arg, Kind: scene.Tab, Rect: cell, Label: labels[i], Chosen: arg == value})
	}
}

// focusRing marks the control the keyboard is on.
func (p *page) focusRing() {
	v := p.in.View
	if !v.FocusShown {
		return
	}
	if c := p.Find(v.Focus); c != nil {
		r := c.Rect.Inset(-2)
		p.Frame(r, 8, 4, p.t.Back)
		p.Frame(r, 8, 2, p.t.Text)
	}
}
