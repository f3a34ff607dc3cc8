package panel

import (
	"slices"

	"promptscope/viz/panel/compare"
	"promptscope/viz/panel/inspector"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// The panel beside the lanes has three tabs: what can be set, what is inside, and what is compared with what. On narrow
// screens it is a drawer.

var panelArgs = [...]string{"settings", "inspector", "compare"}

// tab is the tab on show.
func (p *page) tab() string {
	if p.isTab() {
		return p.In.State.Panel
	}
	return "settings"
}

// isTab tells the tabs from the sheets that the same field opens (help, share).
func (p *page) isTab() bool { return slices.Contains(panelArgs[:], p.In.State.Panel) }

// side draws the panel of a wide screen.
func (p *page) side(r scene.Rect) {
	p.Card(r)
	p.Part("panel", r)
	const head = 44
	p.sideTabs(scene.Rect{X: r.X + 10, Y: r.Y + 8, W: r.W - 20, H: 32})
	body := scene.Rect{X: r.X, Y: r.Y + head, W: r.W, H: r.H - head - 6}
	if whole := (scene.Rect{X: r.X, Y: r.Y + head - 8, W: r.W, H: r.H - head + 8}); p.tab() == "settings" && float32(p.settingLines())*leastLine+124 <= whole.H {
		p.settingsIn(whole)
		return
	}
	p.scrolled(body)
}

func (p *page) sideTabs(r scene.Rect) {
	p.Tabs(r, "panel", p.tab(), panelArgs[:], []string{p.S.Settings, p.S.Inspector, p.S.Compare})
}

// scrolled draws the chosen tab into a body that can be scrolled; it returns how tall the content is.
func (p *page) scrolled(body scene.Rect) float32 {
	p.ClipTo(body)
	from := len(p.Controls)
	r := scene.Rect{X: body.X, Y: body.Y - p.In.View.Scroll, W: body.W, H: body.H}
	var tall float32
	switch p.tab() {
	case "inspector":
		tall = inspector.Draw(p.Page, r)
	case "compare":
		tall = compare.Draw(p.Page, r)
	default:
		tall = p.settingsIn(scene.Rect{X: r.X, Y: r.Y - 12, W: r.W, H: r.H})
	}
	p.ClipTo(scene.Rect{})
	p.ScrollMax, p.ScrollIn = max(0, tall-body.H), body
	p.HideOutside(from, body)
	if p.ScrollMax > 0 && p.ScrollMax > p.In.View.Scroll+4 { // there is more below
		kit.Chevron(p.Page, body.Right()-12, body.Bottom()-6, p.T.Soft)
	}
	return tall
}
