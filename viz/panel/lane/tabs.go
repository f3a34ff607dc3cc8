package lane

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// Tabs chooses the lane of a narrow screen; its drawn line is the sample. A sign at the end adds a lane.
func Tabs(p *kit.Page, r scene.Rect) {
	n := p.In.Count()
	if n < state.Lanes && !p.In.State.Embed && !p.Gone(id.Lanes) {
		side := max(r.H, p.Touch())
		p.IconButton(scene.Rect{X: r.Right() - side + 2, Y: r.Y + 2, W: side - 4, H: r.H - 4}, id.Add, "", p.S.AddLane, kit.PlusSign)
		r.W -= side + 4
	}
	p.Fill(r, 8, p.T.Raised)
	w := r.W / float32(n)
	for i := range n {
		cell := scene.Rect{X: r.X + w*float32(i), Y: r.Y, W: w, H: r.H}
		st := p.Soft(14)
		chosen := p.In.State.Lane == i
		if chosen {
			m := p.Fill(cell.Inset(2), 6, p.T.Card)
			m.Stroke, m.Width = p.T.Track, 1
			st = p.Bold(14)
		}
		name := p.LaneTitle(i)
		shown := name
		if n > 2 && scene.Measure(name, p.Bold(14))+44 > w {
			shown = string(rune('A' + i))
		}
		room := min(scene.Measure(shown, st), w-40)
		x := cell.CX() - (room+32)/2
		p.Sample(x, cell.CY(), 24, i)
		p.Fit(shown, x+32, kit.Middle(cell.CY(), 14), room+1, st, scene.Left)
		p.Target(scene.Control{ID: id.Lane, Arg: kit.Small(i), Kind: scene.Tab, Rect: cell, Label: name, Chosen: chosen})
	}
}
