package kit

import "promptscope/viz/scene"

// A text can point at parts of the picture by name: the rooms say where those parts are while they draw them, and what is pointed
// at gets a ring at the end.

// Spot says that a part of the picture with a name is at r.
func (p *Page) Spot(name string, r scene.Rect) {
	if name != p.In.View.Spot || r.W <= 0 || r.H <= 0 {
		return
	}
	if n := len(p.spots); n > 0 { // marks that stand in a row have one ring
		if last := &p.spots[n-1]; last.Y == r.Y && last.H == r.H && r.X >= last.X && r.X-last.Right() < 60 {
			last.W = r.Right() - last.X
			return
		}
	}
	p.spots = append(p.spots, r)
}

// Ring draws the rings: in the colour of text over one in that of the background, so that they stand out of anything.
func (p *Page) Ring() {
	for _, r := range p.spots {
		p.Frame(r.Inset(-4), 6, 4.5, p.T.Back)
		p.Frame(r.Inset(-4), 6, 2, p.T.Text)
	}
}
