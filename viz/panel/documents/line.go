package documents

import (
	"promptscope/viz/doc"
	"promptscope/viz/scene"
)

// line draws a number line: its zones, the one that was bet on dashed, stored values as ticks, the run's own as a needle.
func (p *pen) line(b *doc.Block) {
	l := b.Line
	p.y += 22
	p.Put(b.Name, p.r.X, p.y, p.Soft(12.5), scene.Left)
	p.y += 12
	const h = 34
	at := func(v float64) float32 {
		return p.r.X + p.r.W*float32(min(max((v-l.Lo)/(l.Hi-l.Lo), 0), 1))
	}
	ends := append(append([]float64{l.Lo}, l.Borders...), l.Hi)
	for i, label := range l.Zones {
		r := scene.Rect{X: at(ends[i]), Y: p.y, W: at(ends[i+1]) - at(ends[i]), H: h}
		p.Fill(r.Inset(1), 3, p.T.Raised)
		if i == l.Bet {
			b := r.Inset(2)
			p.Path(1.6, p.T.Text, scene.Point{X: b.X, Y: b.Y}, scene.Point{X: b.Right(), Y: b.Y}, scene.Point{X: b.Right(), Y: b.Bottom()},
				scene.Point{X: b.X, Y: b.Bottom()}, scene.Point{X: b.X, Y: b.Y}).Dash = [2]float32{5, 4}
		}
		p.Fit(label, r.CX(), p.y+h/2+5, r.W-6, p.Soft(12.5), scene.Center)
	}
	p.y += h
	for _, m := range l.Marks {
		x, ink, long := at(m.At), p.T.Faint, float32(6)
		if m.Now {
			ink, long = p.T.Text, 14
			p.Line(x, p.y-h, x, p.y, 2, ink)
		}
		p.Line(x, p.y, x, p.y+long, 1.5, ink)
	}
	for _, m := range l.Marks {
		if m.Now {
			p.Put(m.Label, min(max(at(m.At), p.r.X+20), p.r.Right()-20), p.y+28, p.Bold(13), scene.Center)
		}
	}
	p.y += 40
}
