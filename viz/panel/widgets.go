package panel

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
