package panel

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

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
	case c.Kind == scene.Button && r.W < 40 || c.ID == id.Layer || c.ID == id.Token:
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

// focusRing marks the control the keyboard is on.
func (p *page) focusRing() {
	v := p.In.View
	if !v.FocusShown {
		return
	}
	if c := p.Find(v.Focus); c != nil {
		r := c.Rect.Inset(-2)
		p.Frame(r, 8, 4, p.T.Back)
		p.Frame(r, 8, 2, p.T.Text)
	}
}
