package panel

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// wayBack is the button that leads from the Lab back to the interview card whose proof it shows: in the bar at the top, or at the
// foot of a page whose bar has no room.
func (p *page) wayBack() {
	s := &p.In.State
	if s.Place != state.Lab || s.Card == "" || s.Embed || p.covered() {
		return
	}
	text := "← " + p.S.Interview.BackToCard
	st := p.Bold(13.5)
	w := scene.Measure(text, st) + 28
	r := scene.Rect{X: 176, Y: 7, W: w, H: 34} // over the line behind the program's name
	if p.W < 1240 {
		r = scene.Rect{X: (p.W - w) / 2, Y: p.H - 52, W: w, H: 44}
	}
	p.Fill(r, 8, p.T.Strong)
	p.Put(text, r.CX(), kit.Middle(r.CY(), st.Size), kit.Ink(st, p.T.OnStrong), scene.Center)
	p.Target(scene.Control{ID: id.BackToCard, Kind: scene.Button, Rect: r, Label: p.S.Interview.BackToCard})
}
