package panel

import (
	"promptscope/viz/i18n"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// sheets draws the sheet that is open: help or share.
func (p *page) sheets() {
	switch p.In.State.Panel {
	case "share":
		p.shareSheet()
	case "help":
		if !p.In.View.Apart {
			p.helpSheet()
		}
	}
}

// sheet draws an empty sheet with its title and the button that closes it; it returns the room below them.
func (p *page) sheet(r scene.Rect, title string) scene.Rect {
	p.Scrim(p.T.Scrim)
	m := p.Fill(r, 12, p.T.Card)
	m.Stroke, m.Width = p.T.Edge, 1
	p.Control(scene.Control{ID: "sheet", Kind: scene.Surface, Rect: r, Label: title})
	p.Put(title, r.X+18, r.Y+34, p.Bold(17), scene.Left)
	p.IconButton(scene.Rect{X: r.Right() - 50, Y: r.Y + 6, W: 40, H: 40}, "close", "", p.S.Close, kit.Cross)
	return scene.Rect{X: r.X + 18, Y: r.Y + 54, W: r.W - 36, H: r.H - 54 - 14}
}

// shareSheet is the link as text and as QR code, and everything that can be saved: below it, or beside it on a low screen.
func (p *page) shareSheet() {
	w := min(p.W-16, 600)
	narrow := w < 500 || p.Touch() == kit.Finger
	code, hint, line := float32(190), float32(34), float32(34)
	if narrow {
		code, hint, line = 150, 52, 46
	}
	rows := 1
	for _, part := range Parts {
		if _, ok := Part(p.Scene, part); ok {
			rows++
		}
	}
	if p.Low {
		w = min(p.W-16, 760)
		h := min(54+max(code+84, line*float32(rows))+14, p.H-8)
		in := p.sheet(scene.Rect{X: (p.W - w) / 2, Y: (p.H - h) / 2, W: w, H: h}, p.S.ShareTitle)
		half := min(in.W*0.48, 320)
		p.linkBox(scene.Rect{X: in.X, Y: in.Y, W: half, H: code}, code, narrow)
		p.Wrap(p.S.Teacher, in.X, in.Y+code+20, half, 16, 4, p.Faint(12))
		p.saves(scene.Rect{X: in.X + half + 20, Y: in.Y, W: in.W - half - 20, H: in.H}, narrow)
		return
	}
	h := min(54+code+hint+line*float32(rows)+16, p.H-16)
	in := p.sheet(scene.Rect{X: (p.W - w) / 2, Y: (p.H - h) / 2, W: w, H: h}, p.S.ShareTitle)
	p.linkBox(in, code, narrow)
	y := in.Y + code
	p.Wrap(p.S.Teacher, in.X, y+22, in.W, 17, 2, p.Faint(12))
	y += hint
	p.saves(scene.Rect{X: in.X, Y: y, W: in.W, H: in.Bottom() - y}, narrow)
}

// linkBox is the QR code with the link beside it.
func (p *page) linkBox(in scene.Rect, code float32, narrow bool) {
	p.qrCode(scene.Rect{X: in.X, Y: in.Y, W: code, H: code})
	x := in.X + code + 18
	room := in.Right() - x
	p.Put(p.S.Link, x, in.Y+14, p.Soft(13), scene.Left)
	lines, b := 5, p.Touch()+6
	if narrow {
		lines, b = 4, 44
	}
	p.Wrap(p.In.View.Link, x, in.Y+36, room, 17, lines, p.Body(12.5))
	if p.In.View.Copy {
		p.TextButton(scene.Rect{X: x, Y: in.Y + code - b, W: min(room, 150), H: b}, "copy", "", p.S.CopyLink)
	}
}

// saves is the buttons that save something: curves, then pictures by part.
func (p *page) saves(r scene.Rect, narrow bool) {
	h, line, w := float32(28), float32(34), float32(64)
	if narrow {
		h, line, w = 44, 46, 58
	}
	y := r.Y
	row := func(label string, args, texts []string) {
		p.Fit(label, r.X, kit.Middle(y+h/2, 13), r.W-2*(w+8)-8, p.Soft(13), scene.Left)
		for i := range args {
			p.TextButton(scene.Rect{X: r.Right() - (w+8)*float32(len(args)-i) + 8, Y: y, W: w, H: h}, "save", args[i], texts[i])
		}
		y += line
	}
	row(p.S.SaveCurves, []string{"csv", "json"}, []string{"CSV", "JSON"})
	for _, part := range Parts {
		if _, ok := Part(p.Scene, part); ok {
			row(p.S.SavePicture+": "+PartName(p.S, part), []string{"png:" + part, "svg:" + part}, []string{"PNG", "SVG"})
		}
	}
}

// qrCode draws the link's code, dark on white in every theme, as cameras want it.
func (p *page) qrCode(r scene.Rect) {
	c := p.In.View.Code
	if c.Size == 0 {
		p.Frame(r, 8, 1, p.T.Edge)
		p.Wrap(p.S.LinkTooLong, r.X+12, r.CY(), r.W-24, 17, 3, p.Faint(12.5))
		return
	}
	plate := p.Fill(r, 8, 0xffffffff)
	plate.Stroke, plate.Width = p.T.Edge, 1
	const quiet = 4
	m := r.W / float32(c.Size+2*quiet)
	if m > 2 {
		m = float32(int(m)) // whole pixels: sharp edges
	}
	x0, y0 := r.CX()-m*float32(c.Size)/2, r.CY()-m*float32(c.Size)/2
	c.Runs(func(x, y, n int) {
		p.Fill(scene.Rect{X: x0 + m*float32(x), Y: y0 + m*float32(y), W: m * float32(n), H: m}, 0, 0x000000ff)
	})
}

// helpSheet is the keys and the glossary, for programs that have no page around the picture.
func (p *page) helpSheet() {
	w := min(p.W-16, 560)
	r := scene.Rect{X: p.W - w - 8, Y: 8, W: w, H: p.H - 16}
	if p.Shape == kit.Phone {
		r = scene.Rect{X: 8, Y: 56, W: w, H: p.H - 64}
	}
	in := p.sheet(r, p.S.HelpTitle)
	p.ClipTo(in)
	y := in.Y - p.In.View.Scroll + 14
	top := y
	y = p.keys(in, y)
	y += 18
	p.Put(p.S.Terms, in.X, y, p.Bold(15), scene.Left)
	y += 26
	for _, e := range p.S.Glossary() {
		y = p.term(in, y, e)
	}
	p.ClipTo(scene.Rect{})
	p.ScrollMax = max(0, y-top-in.H+14)
}

func (p *page) keys(r scene.Rect, y float32) float32 {
	p.Put(p.S.Keys, r.X, y, p.Bold(15), scene.Left)
	y += 26
	for _, k := range p.S.Keymap() {
		st := p.Body(12.5)
		w := scene.Measure(k.Caps, st) + 14
		p.Frame(scene.Rect{X: r.X, Y: y - 15, W: w, H: 21}, 5, 1, p.T.Track)
		p.Put(k.Caps, r.X+7, y, st, scene.Left)
		p.Fit(k.Does, r.X+74, y, r.W-74, p.Soft(13.5), scene.Left)
		y += 26
	}
	return y
}

// term draws one entry of the glossary; what is out of view is only measured.
func (p *page) term(r scene.Rect, y float32, e i18n.Entry) float32 {
	p.Put(e.Term, r.X, y, p.Body(14.5), scene.Left)
	y = p.Wrap(e.Short, r.X, y+21, r.W, 19, 20, p.Soft(13.5))
	y = p.Wrap(e.Long, r.X, y, r.W, 19, 20, p.Soft(13))
	return y + 12
}

// fixtures locks and takes away the controls added since index from, as a teacher's link says. What is locked is paler and
// has a lock.
func (p *page) fixtures(from int) {
	s := &p.In.State
	if s.Hide == "" && s.Lock == "" {
		return
	}
	kept := p.Controls[:from]
	for _, c := range p.Controls[from:] {
		if ui.Hidden(s, c.ID, c.Arg) {
			continue
		}
		if ui.Locked(s, c.ID, c.Arg) && c.Kind != scene.Surface {
			c.Off = true
			p.lockedLook(&c)
		}
		kept = append(kept, c)
	}
	p.Controls = kept
}

func (p *page) lockedLook(c *scene.Control) {
	r, veil := c.Rect, p.T.Card.Alpha(0.5)
	x, y := r.Right()-13, r.CY()
	switch {
	case c.Kind == scene.Button && r.W < 40 || c.ID == "layer" || c.ID == "token":
		p.Fill(r, min(r.W, r.H)/2, veil)
		return
	case c.Kind == scene.Button && r.W == r.H:
		p.Fill(r, r.W/2, veil)
		x, y = r.Right()-7, r.Bottom()-7
	case c.Kind == scene.Button && (c.Arg == "+" || c.Arg == "-") || c.Kind == scene.Tab && !c.Chosen:
		return
	case c.Kind == scene.Switch, c.Kind == scene.Slider:
		p.Fill(r, 8, veil)
		x = r.X - 8
	default:
		p.Fill(r.Inset(1), 7, veil)
	}
	p.Disc(x, y, 11, p.T.Card)
	kit.LockSign(p.Page, x, y-1, false, p.T.Soft)
}

// embedded is the picture inside another page: lanes and chart, and a strip that stops the motion.
func (p *page) embedded() {
	top := float32(kit.Gap)
	if !p.Gone("play") {
		p.strip(scene.Rect{W: p.W, H: 52})
		top = 56
	}
	if p.Low {
		p.laneBesideChart(top)
		return
	}
	if p.Shape == kit.Phone {
		p.laneTabs(scene.Rect{X: 8, Y: top, W: p.W - 16, H: 44})
		p.oneLane(scene.Rect{X: 8, Y: top + 48, W: p.W - 16, H: p.H - top - 56})
		return
	}
	p.lanesAndChart(scene.Rect{X: kit.Gap, Y: top, W: p.W - 2*kit.Gap, H: p.H - top - kit.Gap})
}

func (p *page) strip(r scene.Rect) {
	p.playButton(scene.Rect{X: r.X + 12, Y: r.CY() - 20, W: 40, H: 40})
	x := p.counter(r.X+68, r) + 24
	if room := r.Right() - 16 - x; room > 60 {
		p.Fit("Promptscope · "+p.TaskName(), r.Right()-16, kit.Middle(r.CY(), 14), room, p.Soft(14), scene.Right)
	}
}

// explanation is what the tip says once the pointer rests: of a control its sentence, of a label its entry.
func (p *page) explanation(c *scene.Control) (title, text string) {
	v := p.In.View
	if c != nil {
		text = p.S.Tip(ui.TipOf(c.ID))
		if ui.Locked(&p.In.State, c.ID, c.Arg) {
			text += " " + p.S.Locked
		}
		return c.Label, text
	}
	for i := range p.Marks {
		m := &p.Marks[i]
		if m.Kind != scene.Text || m.Turned || m.Layer != 0 {
			continue
		}
		box := scene.Rect{X: m.Rect.X - 2, Y: m.Rect.Y - m.Size, W: m.Rect.W + 4, H: m.Size * 1.4}
		if !box.Has(v.X, v.Y) {
			continue
		}
		word := p.String(m)
		if e, ok := p.S.Term(p.S.LabelTerm(word)); ok {
			return e.Term, e.Short
		}
		for k := range p.Controls { // the caption of a control
			if c := &p.Controls[k]; c.Label == word {
				return p.explanation(c)
			}
		}
	}
	return "", ""
}

// tip names the sign under the pointer at once, and explains what it is once the pointer rests.
func (p *page) tip() {
	v := p.In.View
	if v.Press.ID != "" || !v.Inside || v.Touch && v.Hover.ID != "" { // a finger gets labels explained, where it does nothing else
		return
	}
	var c *scene.Control
	if v.Hover.ID != "" {
		c = p.At(v.X, v.Y)
		if c == nil || c.Key() != v.Hover || c.Kind == scene.Surface && c.ID != "why" {
			return
		}
	}
	title, text := "", ""
	if v.Rested {
		title, text = p.explanation(c)
	}
	if c != nil && speaks(c) {
		title = c.Label
	} else if c != nil {
		title = ""
	}
	if title == "" && text == "" {
		return
	}
	at := scene.Rect{X: v.X - 10, Y: v.Y - 12, W: 20, H: 24}
	if c != nil {
		at = c.Rect
		if at.W > 120 {
			at.X, at.W = v.X-60, 120
		}
	}
	p.bubble(at, title, text)
}

// bubble draws a tip beside what it explains, never over it.
func (p *page) bubble(at scene.Rect, title, text string) {
	const line, pad, widest = 18, 10, 300
	head, body := p.Body(12.5), p.Soft(12.5)
	if text == "" {
		body = head
	}
	limit := min(widest, p.W-24-2*pad)
	w := scene.Measure(title, head)
	lines := 0
	if title != "" {
		lines = 1
	}
	for rest := text; rest != ""; lines++ {
		n := kit.BreakAt(rest, limit, body)
		w = max(w, min(scene.Measure(rest[:n], body), limit))
		rest = rest[n:]
	}
	w = min(w, p.W-24)
	r := scene.Rect{X: at.CX() - w/2 - pad, Y: at.Bottom() + 6, W: w + 2*pad, H: line*float32(lines) + 8}
	if r.Bottom() > p.H-4 {
		r.Y = at.Y - 6 - r.H
	}
	r.X = max(min(r.X, p.W-r.W-6), 6)
	p.Raise()
	m := p.Fill(r, 6, p.T.Back)
	m.Stroke, m.Width = p.T.Track, 1
	y := r.Y + 17
	if title != "" {
		p.Put(title, r.X+pad, y, head, scene.Left)
		y += line
	}
	p.Wrap(text, r.X+pad, y, limit, line, 6, body)
}
