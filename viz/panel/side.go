package panel

import (
	"slices"

	"promptscope/viz/id"
	"promptscope/viz/panel/bar"
	"promptscope/viz/panel/compare"
	"promptscope/viz/panel/documents"
	"promptscope/viz/panel/inspector"
	"promptscope/viz/panel/kit"
	"promptscope/viz/panel/settings"
	"promptscope/viz/panel/sheets"
	"promptscope/viz/scene"
)

// The panel beside the lanes has three tabs: what can be set, what is inside, and what is compared with what. On narrow
// screens it is a drawer.

var (
	panelArgs = [...]string{id.Settings, id.Inspector, id.Compare}
	cardArgs  = [...]string{id.Lesson, id.Settings, id.Inspector, id.Compare} // where a document stands beside the lanes
)

// tab is the tab on show.
func (p *page) tab() string {
	switch {
	case p.isTab():
		return p.In.State.Panel
	case p.card:
		return id.Lesson
	}
	return id.Settings
}

// isTab tells the tabs from the sheets that the same field opens (help, share).
func (p *page) isTab() bool { return slices.Contains(panelArgs[:], p.In.State.Panel) }

// side draws the panel of a wide screen.
func (p *page) side(r scene.Rect) {
	p.Card(r)
	p.Part(id.Panel, r)
	const head = 44
	p.sideTabs(scene.Rect{X: r.X + 10, Y: r.Y + 8, W: r.W - 20, H: 32})
	body := scene.Rect{X: r.X, Y: r.Y + head, W: r.W, H: r.H - head - 6}
	if p.tab() == id.Lesson {
		p.documentIn(body)
		return
	}
	if whole := (scene.Rect{X: r.X, Y: r.Y + head - 8, W: r.W, H: r.H - head + 8}); p.tab() == id.Settings && settings.Least(p.Page) <= whole.H {
		p.settings(whole)
		return
	}
	p.scrolled(body)
}

func (p *page) sideTabs(r scene.Rect) {
	if p.card {
		p.Tabs(r, id.Panel, p.tab(), cardArgs[:], []string{p.S.Learn.Tab, p.S.Settings, p.S.Inspector, p.S.Compare})
		return
	}
	p.Tabs(r, id.Panel, p.tab(), panelArgs[:], []string{p.S.Settings, p.S.Inspector, p.S.Compare})
}

// scrolled draws the chosen tab into a body that can be scrolled; it returns how tall the content is.
func (p *page) scrolled(body scene.Rect) float32 {
	p.ClipTo(body)
	from := len(p.Controls)
	r := scene.Rect{X: body.X, Y: body.Y - p.In.View.Scroll, W: body.W, H: body.H}
	var tall float32
	switch p.tab() {
	case id.Inspector:
		tall = inspector.Draw(p.Page, r)
	case id.Compare:
		tall = compare.Draw(p.Page, r)
	default:
		tall = p.settings(scene.Rect{X: r.X, Y: r.Y - 12, W: r.W, H: r.H})
	}
	p.ClipTo(scene.Rect{})
	p.ScrollMax, p.ScrollIn = max(0, tall-body.H), body
	p.HideOutside(from, body)
	if p.ScrollMax > 0 && p.ScrollMax > p.In.View.Scroll+4 { // there is more below
		kit.Chevron(p.Page, body.Right()-12, body.Bottom()-6, p.T.Soft)
	}
	return tall
}

// settings draws the form, with what the bars have no room for.
func (p *page) settings(r scene.Rect) float32 {
	more := settings.Rows{Seed: !bar.HasSeed(p.Page), Speed: !bar.HasSpeed(p.Page), Backbone: p.Low}
	return settings.Draw(p.Page, r, more, &p.rates)
}

// above draws what lies above the page: the drawer, and sheets of all kinds.
func (p *page) above() {
	if p.covered() {
		p.drawer()
	}
	var parts []sheets.Part
	if p.In.State.Panel == id.Share {
		parts = p.onShow()
	}
	if p.In.State.Panel == id.Help && p.In.Doc != nil {
		documents.Sheet(p.Page, p.In.Doc)
	}
	sheets.Draw(p.Page, parts)
}

// drawer is the settings of a narrow screen: beside the page, or over its lower part.
func (p *page) drawer() {
	p.Scrim(p.T.Scrim)
	r := scene.Rect{X: p.W - 330, W: 330, H: p.H}
	if p.Shape == kit.Phone {
		r = scene.Rect{Y: 60, W: p.W, H: p.H - 60}
	}
	if p.Low {
		r = scene.Rect{X: p.W - 430, W: 430, H: p.H}
	}
	p.Fill(scene.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H + 12}, 12, p.T.Card)
	p.Control(scene.Control{ID: id.Sheet, Kind: scene.Surface, Rect: r, Label: p.S.Settings})
	head := float32(52)
	if p.Shape == kit.Phone && !p.Low {
		head = 102
	}
	body := scene.Rect{X: r.X, Y: r.Y + head, W: r.W, H: r.H - head}
	p.scrolled(body)
	tabs := scene.Rect{X: r.X + 10, Y: r.Y + 4, W: r.W - 70, H: 44}
	if p.Low {
		tabs.W = r.W - 10 - 150
	} else if p.Shape == kit.Phone { // under the buttons
		tabs.Y, tabs.W = r.Y+54, r.W-20
		names := map[string]string{id.Settings: p.S.Settings, id.Inspector: p.S.Inspector, id.Compare: p.S.Compare}
		p.Put(names[p.tab()], r.X+18, r.Y+32, p.Bold(17), scene.Left)
	}
	p.sideTabs(tabs)
	p.IconButton(scene.Rect{X: r.Right() - 50, Y: r.Y + 6, W: 40, H: 40}, id.Close, "", p.S.Close, kit.Cross)
	if p.Shape == kit.Phone { // the top bar has no room for them
		p.IconButton(scene.Rect{X: r.Right() - 98, Y: r.Y + 6, W: 40, H: 40}, id.Share, "", p.S.ShareOut, kit.ShareSign)
		p.IconButton(scene.Rect{X: r.Right() - 146, Y: r.Y + 6, W: 40, H: 40}, id.Help, "", p.S.Help, kit.HelpSign)
	}
}
