package panel

import (
	"slices"

	"promptscope/viz/scene"
)

// The panel beside the lanes has three tabs: what can be set, what is inside, and what is compared with what. On narrow
// screens it is a drawer.

var panelArgs = [...]string{"settings", "inspector", "compare"}

// tab is the tab on show.
func (p *page) tab() string {
	if p.isTab() {
		return p.in.State.Panel
	}
	return "settings"
}

// isTab tells the tabs from the sheets that the same field opens (help, share).
func (p *page) isTab() bool { return slices.Contains(panelArgs[:], p.in.State.Panel) }

// side draws the panel of a wide screen.
func (p *page) side(r scene.Rect) {
	p.card(r)
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
	p.tabs(r, "panel", p.tab(), panelArgs[:], []string{p.s.Settings, p.s.Inspector, p.s.Compare})
}

// scrolled draws the chosen tab into a body that can be scrolled; it returns how tall the content is.
func (p *page) scrolled(body scene.Rect) float32 {
	p.ClipTo(body)
	from := len(p.Controls)
	r := scene.Rect{X: body.X, Y: body.Y - p.in.View.Scroll, W: body.W, H: body.H}
	var tall float32
	switch p.tab() {
	case "inspector":
		tall = p.inspector(r)
	case "compare":
		tall = p.compare(r)
	default:
		tall = p.settingsIn(scene.Rect{X: r.X, Y: r.Y - 12, W: r.W, H: r.H})
	}
	p.ClipTo(scene.Rect{})
	p.ScrollMax, p.ScrollIn = max(0, tall-body.H), body
	p.hideOutside(from, body)
	if p.ScrollMax > 0 && p.ScrollMax > p.in.View.Scroll+4 { // there is more below
		chevron(p, body.Right()-12, body.Bottom()-6, p.t.Soft)
	}
	return tall
}

// flow lays things out from top to bottom.
type flow struct {
	*page
	x, w, y float32
}

func (f *flow) right() float32 { return f.x + f.w }

// title is a heading with an optional quiet remark at the right.
func (f *flow) title(text, remark string) {
	f.y += 22
	used := f.Fit(text, f.x, f.y, f.w, f.bold(13.5), scene.Left)
	if room := f.w - used - 10; remark != "" && scene.Measure(remark, f.faint(11.5)) <= room {
		f.Put(remark, f.right(), f.y, f.faint(11.5), scene.Right)
	}
	f.y += 8
}

// note is a quiet text, broken into lines.
func (f *flow) note(text string, c scene.Color) {
	st := in(f.soft(12), c)
	for len(text) > 0 {
		n := breakAt(text, f.w, st)
		f.y += 16
		f.Put(text[:n], f.x, f.y, st, scene.Left)
		text = text[n:]
		for len(text) > 0 && text[0] == ' ' {
			text = text[1:]
		}
	}
	f.y += 4
}

// stepper is one number with its name in half a line; i is 0 or 1 of the two.
func (f *flow) half(i int, id, label string, value, lo, hi int, text string) {
	h := max(float32(30), f.touch())
	w := (f.w - 8) / 2
	r := scene.Rect{X: f.x + float32(i)*(w+8), Y: f.y, W: w, H: h}
	a := len(f.Bytes)
	f.Bytes = append(f.Bytes, text...)
	f.stepper(r, id, label, a, f.body(13), float32(value), float32(lo), float32(hi))
	if i == 1 {
		f.y += h + 4
	}
}

// buttons is a row of buttons of equal width. Their names say what they are about.
func (f *flow) buttons(about, id string, args, labels []string, chosen int) {
	h := max(float32(30), f.touch())
	w := (f.w - 6*float32(len(args)-1)) / float32(len(args))
	for i, arg := range args {
		r := scene.Rect{X: f.x + float32(i)*(w+6), Y: f.y, W: w, H: h}
		f.outlined(r, scene.Key{ID: id, Arg: arg})
		st := f.body(12.5)
		if arg == "" {
			st = in(st, f.t.Faint)
		}
		if i == chosen {
			f.Frame(r, 7, 1.6, f.t.Text)
		}
		f.Fit(labels[i], r.CX(), middle(r.CY(), 12.5), w-6, st, scene.Center)
		name := labels[i]
		if about != "" {
			name = about + ": " + name
		}
		f.Control(scene.Control{ID: id, Arg: arg, Kind: scene.Button, Rect: r, Label: name, Off: arg == "", Chosen: i == chosen})
	}
	f.y += h + 4
}

// figure appends a number with as many digits as it needs.
func (p *page) figure(v float64) {
	switch a := max(v, -v); {
	case a == 0:
		p.Number(0, 1)
	case a < 1e-3 || a >= 1e4:
		p.Bytes = compact(p.Bytes, v, 0)
	case a < 0.1:
		p.Number(v, 4)
	case a < 10:
		p.Number(v, 3)
	default:
		p.Number(v, 1)
	}
}
