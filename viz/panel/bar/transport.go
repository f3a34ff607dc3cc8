package bar

import (
	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// transport is reset, play and step; it returns where it ends.
func (p bar) transport(x, y float32) float32 {
	small, big := float32(36), float32(48)
	if p.Shape == kit.Phone {
		small, big = 40, 50
	}
	if p.Gone(id.Reset) {
		x -= small + 10
	}
	p.IconButton(scene.Rect{X: x, Y: y - small/2, W: small, H: small}, id.Reset, "", p.S.Reset, kit.ResetSign)
	x += small + 10
	if !p.Gone(id.Play) {
		p.playButton(scene.Rect{X: x, Y: y - big/2, W: big, H: big})
		x += big + 10
	}
	p.stepButton(scene.Rect{X: x, Y: y - small/2, W: small, H: small}, id.Step, p.S.OneStep, kit.StepSign)
	if p.Shape == kit.Phone {
		return x + small
	}
	x += small + 8
	p.stepButton(scene.Rect{X: x, Y: y - small/2, W: small, H: small}, id.Phase, p.S.Phase, kit.PhaseSign)
	return x + small
}

// stepButton moves the lanes by a step or a part of one; at the end of all runs it has nothing to move.
func (p bar) stepButton(r scene.Rect, id, label string, icon kit.Icon) {
	if !p.In.View.Over || p.Gone(id) {
		p.IconButton(r, id, "", label, icon)
		return
	}
	icon(p.Page, r.CX(), r.CY(), p.T.Track)
	p.Target(scene.Control{ID: id, Kind: scene.Button, Rect: r, Label: label, Off: true})
}

// playButton is the one loud control of the page.
func (p bar) playButton(r scene.Rect) {
	hover, pressed := p.Looks(scene.Key{ID: id.Play})
	fill := p.T.Strong
	if hover {
		fill = fill.Mix(p.T.Card, 0.14)
	}
	if pressed {
		fill = fill.Mix(p.T.Card, 0.3)
	}
	p.Fill(r, r.W/2, fill)
	label, icon := p.playOffers()
	icon(p.Page, r.CX(), r.CY(), p.T.OnStrong)
	over := p.In.View.Over
	p.Target(scene.Control{ID: id.Play, Kind: scene.Button, Rect: r, Label: label, Chosen: p.In.State.Running && !over, Off: over && ui.Fixed(&p.In.State, id.Reset, "")})
}

// playOffers is the name and the sign of what a press does now.
func (p bar) playOffers() (label string, icon kit.Icon) {
	switch {
	case p.In.View.Over && p.allFailed():
		return p.S.TryAgain, kit.ReplaySign
	case p.In.View.Over:
		return p.S.Replay, kit.ReplaySign
	case p.In.State.Running:
		return p.S.Pause, kit.PauseSign
	case p.In.View.Looking(&p.In.State):
		return p.S.PlayNow, kit.PlaySign
	}
	return p.S.Play, kit.PlaySign
}

func (p bar) allFailed() bool {
	for i := range p.In.Count() {
		if p.In.Snapshot(i).Status != run.Failed {
			return false
		}
	}
	return true
}
