package lane

import (
	"math"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// gradient comes down from the loss beside the bands. With an input prompt it has to pass every locked layer before it
// reaches a number it may change; with deep prompts it turns off in every layer.
type gradient struct{ *frame }

func (f gradient) draw() {
	if f.still {
		return
	}
	ink := f.T.Gradient
	x, top := f.shaft, f.answers.CY()
	low := f.reaches()
	if low >= int(f.snap.Trace.Layers) {
		if f.stage() == run.Loss {
			nabla(f.Page, x, top-8, ink)
		}
		return // it has not left the loss yet
	}
	f.Spot("grad", scene.Rect{X: x - 12, Y: top - 16, W: 24, H: f.row.Bottom() - top + 16})
	nabla(f.Page, x, top-8, ink)
	switch {
	case f.input && low >= 0:
		y := f.band(low).Bottom() + 2
		m := f.Line(x, top, x, y, 1.8, ink)
		m.Dash = [2]float32{5, 3.5}
		f.Area(ink, scene.Point{X: x - 4.5, Y: y}, scene.Point{X: x + 4.5, Y: y}, scene.Point{X: x, Y: y + 7})
	case f.headOnly:
		f.toAnswers(x, top, ink)
	case f.input:
		f.toInput(x, top, ink)
	default:
		f.toLayers(x, top, ink)
	}
}

// flows makes a line of the gradient a dashed one whose dashes move on with every step: no step, no motion.
func (f gradient) flows(m *scene.Mark) {
	m.Dash = [2]float32{5, 3.5}
	if !f.In.Still && f.snap.Status == run.Running && !kit.Travelling(f.snap) {
		m.Shift = 3 * float32(f.snap.Step%1700) // 1700 steps are whole periods: no jump
	}
}

func nabla(p *kit.Page, x, y float32, c scene.Color) {
	m := p.Path(1.5, c, scene.Point{X: x - 5, Y: y - 6}, scene.Point{X: x + 5, Y: y - 6}, scene.Point{X: x, Y: y + 4},
		scene.Point{X: x - 5, Y: y - 6})
	_ = m
}

// toAnswers: only the head learns, so the gradient ends there.
func (f gradient) toAnswers(x, top float32, c scene.Color) {
	y := f.answers.Bottom() - 6
	f.Path(1.6, c, scene.Point{X: x, Y: top}, scene.Point{X: x, Y: y}, scene.Point{X: x - 12, Y: y})
	arrowLeft(f.Page, x-16, y, c)
}

// toInput: down through all layers, under the words, up into the virtual tokens.
func (f gradient) toInput(x, top float32, c scene.Color) {
	t := &f.snap.Trace
	y := f.channel
	left, any := x, false
	f.grid.walk(t, func(_ int, col column) {
		if col.word < 0 {
			left, any = min(left, col.x), true
		}
	})
	if !any {
		return
	}
	m := f.Path(1.6, c, scene.Point{X: x, Y: top}, scene.Point{X: x, Y: y}, scene.Point{X: left, Y: y})
	f.flows(m)
	for g := range f.grid.words + 1 {
		if f.encoder() != "" {
			f.encode(g, y)
		} else {
			f.arrive(g, y, c)
		}
	}
	f.norm(x, f.row.CY(), rootSum(t.GradInput))
}

// encoderH is the height of the box of the prompt encoder.
const encoderH = 15

// anyEncoder tells whether a lane on the screen has a prompt encoder.
func anyEncoder(p *kit.Page) bool {
	for i := range p.In.Count() {
		s := p.In.Snapshot(i)
		if (s.Spec.Encoder == "lstm" || s.Spec.Encoder == "mlp") && p.In.Catalog.Method(s.Spec.Method).Where.Has(run.InputRow) {
			return true
		}
	}
	return false
}

// encode draws the prompt encoder under the virtual tokens of one gap: they are its output, so the gradient ends in it.
func (f gradient) encode(g int, y float32) {
	last := f.lastVirtual(g)
	if last < 0 {
		return
	}
	first := f.grid.slot(g, 0)
	r := scene.Rect{X: first.X, Y: y - encoderH/2, W: first.W * float32(last+1), H: encoderH}
	for i := 0; i <= last; i++ {
		x := f.grid.slot(g, i).CX()
		f.Line(x, f.row.Bottom(), x, r.Y, 1, f.T.Virtual)
	}
	f.Spot("encoder", r)
	m := f.Fill(r, 4, f.T.Raised)
	m.Stroke, m.Width = f.T.Soft, 1
	st := f.Body(10)
	if text := f.encoder(); scene.Measure(text, st) < r.W-4 {
		f.Put(text, r.CX(), kit.Middle(r.CY(), 10), st, scene.Center)
	}
	arrowLeft(f.Page, r.Right()+3, y, f.T.Gradient)
}

// lastVirtual is the index of the last virtual token in a gap, -1 without any.
func (f gradient) lastVirtual(g int) int {
	last := -1
	f.grid.walk(&f.snap.Trace, func(_ int, col column) {
		if col.word < 0 && col.gap == g {
			last = col.at
		}
	})
	return last
}

// arrive ends the gradient in the virtual tokens of one gap.
func (f gradient) arrive(g int, y float32, c scene.Color) {
	for i := 0; i <= f.lastVirtual(g); i++ {
		x := f.grid.slot(g, i).CX()
		if f.grid.slotW >= 8 || i%3 == 0 {
			f.Line(x, y, x, f.row.Bottom()+3, 1.4, c)
			f.Area(c, scene.Point{X: x - 3, Y: f.row.Bottom() + 5}, scene.Point{X: x, Y: f.row.Bottom() + 1}, scene.Point{X: x + 3, Y: f.row.Bottom() + 5})
		}
	}
}

// toLayers: a branch into every layer that trains something.
func (f gradient) toLayers(x, top float32, c scene.Color) {
	t := &f.snap.Trace
	lowest := top
	for l := range int(t.Layers) {
		if f.deep && !(l < len(t.Deep) && t.Deep[l]) || l < f.reaches() {
			continue
		}
		b := f.band(l)
		y := b.Bottom() - min(max(b.H*0.06, 2.5), 7)
		lowest = max(lowest, y)
		end := x - 16
		if f.deep {
			end = f.grid.slot(0, int(t.P)-1).Right() + 4
		}
		m := f.Line(x, y, end+3, y, 1.3, c.Alpha(0.75))
		f.flows(m)
		arrowLeft(f.Page, end, y, c)
		if n := int(t.P); f.deep && len(t.GradDeep) >= (l+1)*n {
			f.norm(x, y, rootSum(t.GradDeep[l*n:(l+1)*n]))
		}
	}
	f.Line(x, top, x, lowest, 1.6, c)
}

func arrowLeft(p *kit.Page, x, y float32, c scene.Color) {
	p.Area(c, scene.Point{X: x - 2, Y: y}, scene.Point{X: x + 5, Y: y - 3.5}, scene.Point{X: x + 5, Y: y + 3.5})
}

// norm writes the length of a gradient beside its branch.
func (f gradient) norm(x, y, v float32) {
	if v != v || v <= 0 || math.IsInf(float64(v), 0) {
		return
	}
	a := len(f.Bytes)
	switch {
	case v >= 100 || v < 0.0001:
		f.Bytes = strconv.AppendFloat(f.Bytes, float64(v), 'e', 0, 32)
	case v >= 10:
		f.Number(float64(v), 1)
	case v >= 0.1:
		f.Number(float64(v), 2)
	case v >= 0.001:
		f.Number(float64(v), 3)
	default:
		f.Number(float64(v), 4)
	}
	size := float32(10.5)
	if room := f.card.Right() - x - 6; scene.Measure(f.Bytes[a:], scene.Style{Size: size}) > room {
		size = 9
	}
	w := f.PutBytes(a, x+4, kit.Middle(y, size)-1, kit.Ink(f.Soft(size), f.T.Gradient), scene.Left)
	f.Note(scene.Rect{X: x + 2, Y: y - 8, W: w + 4, H: 16}, func() (title, text string) { return f.S.GradientNorm, f.S.GradientNormText })
}

func rootSum(v []float32) float32 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	return float32(math.Sqrt(sum))
}
