package sheets

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// speaks tells controls that show a sign or a shortened word from those whose name stands beside them.
func speaks(c *scene.Control) bool {
	switch c.ID {
	case id.Reset, id.Play, id.Step, id.Phase, id.Inspect, id.Die, id.Theme, id.Settings, id.Token, id.Recommend, id.Close, id.Help, id.Share, id.Add, id.Remove:
		return true
	}
	return false
}

// explanation is what the tip says once the pointer rests: of a control its sentence, of a label its entry.
func (p sheet) explanation(c *scene.Control) (title, text string) {
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
func (p sheet) tip() {
	v := p.In.View
	if v.Press.ID != "" || !v.Inside || v.Touch && v.Hover.ID != "" { // a finger gets labels explained, where it does nothing else
		return
	}
	var c *scene.Control
	note := p.Noted()
	if v.Hover.ID != "" {
		c = p.At(v.X, v.Y)
		if c == nil || c.Key() != v.Hover || c.Kind == scene.Surface && c.ID != id.Why && (note.Title == "" || c.Layer > 0) {
			return
		}
	}
	title, text := "", ""
	if v.Rested {
		title, text = p.explanation(c)
	}
	switch {
	case c != nil && c.ID == id.Token: // the word is its name
		title, text = c.Label, joined(note.Text, text)
	case c != nil && speaks(c) && (note.Title == "" || c.Kind != scene.Surface):
		title = c.Label
	case note.Title != "" && (c != nil || text == ""):
		title, text = note.Title, joined(note.Text, text)
	case c != nil:
		title = ""
	}
	if title == "" && text == "" {
		return
	}
	at := scene.Rect{X: v.X - 10, Y: v.Y - 12, W: 20, H: 24}
	if title == note.Title && note.At.H < 130 { // a mark, and not a region
		at.Y, at.H = note.At.Y, note.At.H
	}
	if c != nil {
		at = c.Rect
		if at.W > 120 {
			at.X, at.W = v.X-60, 120
		}
	}
	p.bubble(at, title, text)
}

// joined is what a mark is, and what pressing it does.
func joined(what, does string) string {
	if does == "" {
		return what
	}
	return what + " " + does
}

// bubble draws a tip beside what it explains, never over it.
func (p sheet) bubble(at scene.Rect, title, text string) {
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
