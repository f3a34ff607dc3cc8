package bar

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// SideHeight is the height of the bar of a phone on its side.
const SideHeight = 52

// side is all controls of a run in one line, as far as there is room; the others are among the settings.
func (p bar) side(r scene.Rect) {
	p.Line(r.X, r.Bottom(), r.Right(), r.Bottom(), 1, p.T.Edge)
	x := p.transport(r.X+8, r.CY()) + 4
	p.stepButton(scene.Rect{X: x, Y: r.CY() - 20, W: 44, H: 40}, id.Phase, p.S.Phase, kit.PhaseSign)
	x = p.counter(x+52, r) + 12
	end := p.sideSwitches(r)
	if HasSpeed(p.Page) {
		p.speedBox(scene.Rect{X: end - 116, Y: r.Y + 2, W: 112, H: 46})
		end -= 124
	}
	if w := min(end-x, 260); w >= 90 {
		p.Dropdown(scene.Rect{X: x, Y: r.Y + 4, W: w, H: 44}, id.Task, p.S.Task, p.TaskName())
	}
}

// sideSwitches are the buttons at the right end; it returns where they start.
func (p bar) sideSwitches(r scene.Rect) float32 {
	x := r.Right() - 8 - 40
	p.IconButton(scene.Rect{X: x, Y: r.CY() - 20, W: 40, H: 40}, id.Settings, "", p.S.Settings, kit.SlidersSign)
	x -= 46
	icon, label := p.themeSign()
	p.IconButton(scene.Rect{X: x, Y: r.CY() - 20, W: 40, H: 40}, id.Theme, "", label, icon)
	if p.Gone(id.Lang) {
		return x - 6
	}
	w := max(scene.Measure(p.OtherLang(), p.Body(14))+16, 44)
	x -= w + 4
	p.lang(scene.Rect{X: x, Y: r.CY() - 18, W: w, H: 36})
	return x - 6
}
