package panel

import (
	"math"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// The gradient comes down from the loss beside the bands. With an input prompt it has to pass every locked layer
// before it reaches a number it may change; with deep prompts it turns off in every layer.
func (p *page) gradient(f *frame) {
	if f.still {
		return
	}
	ink := p.T.Gradient
	x, top := f.shaft, f.answers.CY()
	low := f.reaches()
	if low >= int(f.snap.Trace.Layers) {
		if f.stage() == run.Loss {
			nabla(p, x, top-8, ink)
		}
		return // it has not left the loss yet
	}
	nabla(p, x, top-8, ink)
	switch {
	case f.input && low >= 0:
		y := p.band(f, low).Bottom() + 2
		m := p.Line(x, top, x, y, 1.8, ink)
		m.Dash = [2]float32{5, 3.5}
		p.Area(ink, scene.Point{X: x - 4.5, Y: y}, scene.Point{X: x + 4.5, Y: y}, scene.Point{X: x, Y: y + 7})
	case f.headOnly:
		p.toAnswers(f, x, top, ink)
	case f.input:
		p.toInput(f, x, top, ink)
	default:
		p.toLayers(f, x, top, ink)
	}
}

// flows makes a line of the gradient a dashed one whose dashes move on with every step: no step, no motion.
func (p *page) flows(f *frame, m *scene.Mark) {
	m.Dash = [2]float32{5, 3.5}
	if !p.In.Still && f.snap.Status == run.Running && !kit.Travelling(f.snap) {
		m.Shift = 3 * float32(f.snap.Step%1700) // 1700 steps are whole periods: no jump
	}
}

func nabla(p *page, x, y float32, c scene.Color) {
	m := p.Path(1.5, c, scene.Point{X: x - 5, Y: y - 6}, scene.Point{X: x + 5, Y: y - 6}, scene.Point{X: x, Y: y + 4},
		scene.Point{X: x - 5, Y: y - 6})
	_ = m
}

// toAnswers: only the head learns, so the gradient ends there.
func (p *page) toAnswers(f *frame, x, top float32, c scene.Color) {
	y := f.answers.Bottom() - 6
	p.Path(1.6, c, scene.Point{X: x, Y: top}, scene.Point{X: x, Y: y}, scene.Point{X: x - 12, Y: y})
	arrowLeft(p, x-16, y, c)
}

// toInput: down through all layers, under the words, up into the virtual tokens.
func (p *page) toInput(f *frame, x, top float32, c scene.Color) {
	t := &f.snap.Trace
	y := f.channel
	left, any := x, false
	p.grid.walk(t, func(_ int, col column) {
		if col.word < 0 {
			left, any = min(left, col.x), true
		}
	})
	if !any {
		return
	}
	m := p.Path(1.6, c, scene.Point{X: x, Y: top}, scene.Point{X: x, Y: y}, scene.Point{X: left, Y: y})
	p.flows(f, m)
	for g := range p.grid.words + 1 {
		if p.encoder(f) != "" {
			p.encode(f, g, y)
		} else {
			p.arrive(f, g, y, c)
		}
	}
	p.norm(f, x, f.row.CY(), rootSum(t.GradInput))
}

// encoderH is the height of the box of the prompt encoder.
const encoderH = 15

// encoder is the sign of the lane's prompt encoder; empty without one.
func (p *page) encoder(f *frame) string {
	switch f.snap.Spec.Encoder {
	case "lstm":
		return "LSTM"
	case "mlp":
		return "MLP"
	}
	return ""
}

// anyEncoder tells whether a lane on the screen has a prompt encoder.
func (p *page) anyEncoder() bool {
	for i := range p.In.Count() {
		s := p.In.Snapshot(i)
		if (s.Spec.Encoder == "lstm" || s.Spec.Encoder == "mlp") && p.In.Catalog.Method(s.Spec.Method).Input {
			return true
		}
	}
	return false
}

// encode draws the prompt encoder under the virtual tokens of one gap: they are its output, so the gradient ends in it.
func (p *page) encode(f *frame, g int, y float32) {
	last := p.lastVirtual(f, g)
	if last < 0 {
		return
	}
	first := p.grid.slot(g, 0)
	r := scene.Rect{X: first.X, Y: y - encoderH/2, W: first.W * float32(last+1), H: encoderH}
	for i := 0; i <= last; i++ {
		x := p.grid.slot(g, i).CX()
		p.Line(x, f.row.Bottom(), x, r.Y, 1, p.T.Virtual)
	}
	m := p.Fill(r, 4, p.T.Raised)
	m.Stroke, m.Width = p.T.Soft, 1
	st := p.Body(10)
	if text := p.encoder(f); scene.Measure(text, st) < r.W-4 {
		p.Put(text, r.CX(), kit.Middle(r.CY(), 10), st, scene.Center)
	}
	arrowLeft(p, r.Right()+3, y, p.T.Gradient)
}

// lastVirtual is the index of the last virtual token in a gap, -1 without any.
func (p *page) lastVirtual(f *frame, g int) int {
	last := -1
	p.grid.walk(&f.snap.Trace, func(_ int, col column) {
		if col.word < 0 && col.gap == g {
			last = col.at
		}
	})
	return last
}

// arrive ends the gradient in the virtual tokens of one gap.
func (p *page) arrive(f *frame, g int, y float32, c scene.Color) {
	for i := 0; i <= p.lastVirtual(f, g); i++ {
		x := p.grid.slot(g, i).CX()
		if p.grid.slotW >= 8 || i%3 == 0 {
			p.Line(x, y, x, f.row.Bottom()+3, 1.4, c)
			p.Area(c, scene.Point{X: x - 3, Y: f.row.Bottom() + 5}, scene.Point{X: x, Y: f.row.Bottom() + 1}, scene.Point{X: x + 3, Y: f.row.Bottom() + 5})
		}
	}
}

// toLayers: a branch into every layer that trains something.
func (p *page) toLayers(f *frame, x, top float32, c scene.Color) {
	t := &f.snap.Trace
	lowest := top
	for l := range int(t.Layers) {
		if f.deep && !(l < len(t.Deep) && t.Deep[l]) || l < f.reaches() {
			continue
		}
		b := p.band(f, l)
		y := b.Bottom() - min(max(b.H*0.06, 2.5), 7)
		lowest = max(lowest, y)
		end := x - 16
		if f.deep {
			end = p.grid.slot(0, int(t.P)-1).Right() + 4
		}
		m := p.Line(x, y, end+3, y, 1.3, c.Alpha(0.75))
		p.flows(f, m)
		arrowLeft(p, end, y, c)
		if n := int(t.P); f.deep && len(t.GradDeep) >= (l+1)*n {
			p.norm(f, x, y, rootSum(t.GradDeep[l*n:(l+1)*n]))
		}
	}
	p.Line(x, top, x, lowest, 1.6, c)
}

func arrowLeft(p *page, x, y float32, c scene.Color) {
	p.Area(c, scene.Point{X: x - 2, Y: y}, scene.Point{X: x + 5, Y: y - 3.5}, scene.Point{X: x + 5, Y: y + 3.5})
}

// norm writes the length of a gradient beside its branch.
func (p *page) norm(f *frame, x, y, v float32) {
	if v != v || v <= 0 || math.IsInf(float64(v), 0) {
		return
	}
	a := len(p.Bytes)
	switch {
	case v >= 100 || v < 0.0001:
		p.Bytes = strconv.AppendFloat(p.Bytes, float64(v), 'e', 0, 32)
	case v >= 10:
		p.Number(float64(v), 1)
	case v >= 0.1:
		p.Number(float64(v), 2)
	case v >= 0.001:
		p.Number(float64(v), 3)
	default:
		p.Number(float64(v), 4)
	}
	size := float32(10.5)
	if room := f.card.Right() - x - 6; scene.Measure(p.Bytes[a:], scene.Style{Size: size}) > room {
		size = 9
	}
	p.PutBytes(a, x+4, kit.Middle(y, size)-1, kit.Ink(p.Soft(size), p.T.Gradient), scene.Left)
}

func rootSum(v []float32) float32 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return float32(math.Sqrt(sum))
}
