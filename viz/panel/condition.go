package panel

import (
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// What a lane is doing has a word and a sign of its own, so that neither colour nor language is needed to tell them apart.

// An occasion is a condition that no run.Status names.
type occasion uint8

const (
	plain    occasion = iota
	inPast            // a step of the past is on show
	goesBack          // on its way to the step it was taken back to
	restored          // the tab was hidden, and is back
)

func (p *page) occasion(s *run.Snapshot) occasion {
	switch {
	case s.Repeating:
		return goesBack
	case kit.Travelling(s):
		return inPast
	case p.In.View.Back && s.Status < run.Done && s.Status != run.Loading:
		return restored
	}
	return plain
}

// conditionWord is the word for what the lane is doing.
func (p *page) conditionWord(f *frame) string {
	switch p.occasion(f.snap) {
	case inPast:
		return strings.Replace(p.S.AtStep, "#", strconv.Itoa(int(f.snap.Shown)), 1)
	case goesBack:
		return p.S.Rewinding
	case restored:
		return p.S.Restored
	}
	return p.S.Status[p.status(f)]
}

// pill draws word and sign in a capsule that ends at x; it returns where it starts.
func (p *page) pill(f *frame, x, y float32) float32 {
	st := p.Soft(13)
	switch {
	case p.occasion(f.snap) != plain:
		st.Color = p.T.Context
	case f.snap.Status == run.Diverged || f.snap.Status == run.Failed:
		st.Color = p.T.Mask
	}
	word := p.conditionWord(f)
	w := scene.Measure(word, st) + 34
	p.Frame(scene.Rect{X: x - w, Y: y - 15, W: w, H: 21}, 10.5, 1, st.Color.Alpha(0.5))
	p.conditionSign(f, x-w+14, y-4.5, st.Color)
	p.Put(word, x-w+24, y, st, scene.Left)
	return x - w
}

// conditionSign is the picture beside the word, 9 wide.
func (p *page) conditionSign(f *frame, x, y float32, c scene.Color) {
	switch p.occasion(f.snap) {
	case inPast: // a clock
		kit.Arc(p.Page, x, y, 4.5, 0, 1, 1.3, c)
		p.Path(1.3, c, scene.Point{X: x, Y: y - 2.6}, scene.Point{X: x, Y: y}, scene.Point{X: x + 2.2, Y: y})
		return
	case goesBack: // two triangles to the left
		p.triangle(x+0.5, y, -4.5, c)
		p.triangle(x+5, y, -4.5, c)
		return
	case restored: // an eye
		p.Curve(1.3, c, scene.Point{X: x - 5, Y: y}, scene.Point{X: x - 2, Y: y - 5}, scene.Point{X: x + 2, Y: y - 5}, scene.Point{X: x + 5, Y: y})
		p.Curve(1.3, c, scene.Point{X: x - 5, Y: y}, scene.Point{X: x - 2, Y: y + 5}, scene.Point{X: x + 2, Y: y + 5}, scene.Point{X: x + 5, Y: y})
		p.Disc(x, y, 1.6, c)
		return
	}
	switch p.status(f) {
	case run.Loading:
		kit.Arc(p.Page, x, y, 4.2, 0, 0.7, 1.5, c)
	case run.Paused:
		p.Fill(scene.Rect{X: x - 3.5, Y: y - 4, W: 2.4, H: 8}, 0.8, c)
		p.Fill(scene.Rect{X: x + 1.1, Y: y - 4, W: 2.4, H: 8}, 0.8, c)
	case run.Running:
		p.triangle(x-2.5, y, 6.5, c)
	case run.Waiting: // an hourglass
		p.Area(c, scene.Point{X: x - 3.6, Y: y - 4.5}, scene.Point{X: x + 3.6, Y: y - 4.5}, scene.Point{X: x, Y: y})
		p.Area(c, scene.Point{X: x, Y: y}, scene.Point{X: x + 3.6, Y: y + 4.5}, scene.Point{X: x - 3.6, Y: y + 4.5})
	case run.Done:
		kit.Tick(p.Page, x, y, c)
	case run.Diverged: // a line that leaves upwards
		p.Path(1.5, c, scene.Point{X: x - 4.5, Y: y + 4}, scene.Point{X: x - 2, Y: y + 0.5}, scene.Point{X: x, Y: y + 3}, scene.Point{X: x + 3.2, Y: y - 4})
		p.Path(1.5, c, scene.Point{X: x + 0.4, Y: y - 3}, scene.Point{X: x + 3.2, Y: y - 4.2}, scene.Point{X: x + 4.4, Y: y - 1.4})
	case run.Failed:
		kit.Miss(p.Page, x, y, c)
	}
}

// triangle points from x to x+w.
func (p *page) triangle(x, y, w float32, c scene.Color) {
	p.Area(c, scene.Point{X: x, Y: y - 4}, scene.Point{X: x + w, Y: y}, scene.Point{X: x, Y: y + 4})
}
