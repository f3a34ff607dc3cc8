// Package bar is the bars over the lanes: the name with its switches, and the controls of the run.
package bar

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/font"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// bar is a bar over the lanes.
type bar struct{ *kit.Page }

// Top draws the name, the place, and the switches of language and theme.
func Top(p *kit.Page, r scene.Rect) { bar{p}.top(r) }

// Draw draws the controls of the run.
func Draw(p *kit.Page, r scene.Rect) { bar{p}.run(r) }

// Side draws the one bar of a phone on its side.
func Side(p *kit.Page, r scene.Rect) { bar{p}.side(r) }

// Strip draws the bar of a picture inside another page.
func Strip(p *kit.Page, r scene.Rect) { bar{p}.strip(r) }

// HasSeed tells whether the bar has room for the seed; else it is among the settings.
func HasSeed(p *kit.Page) bool { return p.W >= 900 && p.Shape != kit.Phone }

// HasSpeed tells whether the bar has room for the speed.
func HasSpeed(p *kit.Page) bool { return p.Shape != kit.Phone || !p.Low || p.W >= 780 }

// run is the bar of all but the lowest screens.
func (p bar) run(r scene.Rect) {
	p.Line(r.X, r.Bottom(), r.Right(), r.Bottom(), 1, p.T.Edge)
	if p.Shape == kit.Phone {
		p.phone(r)
		return
	}
	y := r.CY()
	x := p.transport(r.X+16, y) + 18
	if !p.Gone(id.Speed) {
		x = p.speed(scene.Rect{X: x, Y: r.Y, W: p.pick(150, 126), H: r.H}) + 18
	}
	x = p.counter(x, r) + 22
	if HasSeed(p.Page) && !p.Gone(id.Seed) {
		x = p.seed(x, r) + 20
	}
	rest := r.Right() - 16 - x
	if p.Shape == kit.Wide {
		rest = min(rest-250, 430)
	}
	task := rest * 0.6
	x = p.choice(x, r, task-7, id.Task, p.S.Task, p.TaskName()) + 14
	x = p.choice(x, r, rest-task-7, id.Backbone, p.S.Backbone, p.BackboneName()) + 20
	if p.Shape == kit.Wide {
		p.clock(x, r)
		p.rates(r)
	}
}

// pick chooses by the width of the screen.
func (p bar) pick(wideValue, narrower float32) float32 {
	if p.Shape == kit.Wide {
		return wideValue
	}
	return narrower
}

func (p bar) phone(r scene.Rect) {
	x := p.transport(r.X+10, r.Y+28) + 14
	row := scene.Rect{X: r.X, Y: r.Y, W: r.W, H: 56}
	x = p.counter(x, row) + 14
	p.speedBox(scene.Rect{X: x, Y: row.Y + 4, W: r.Right() - 12 - x, H: 48})
	const phase = 44
	w := (r.W - 16 - 16 - phase) * 0.57
	box := scene.Rect{X: r.X + 8, Y: r.Y + 56, W: w, H: 42}
	p.Dropdown(box, id.Task, p.S.Task, p.TaskName())
	p.Dropdown(scene.Rect{X: box.Right() + 8, Y: box.Y, W: r.W - 32 - w - phase, H: 42}, id.Backbone, p.S.Backbone, p.BackboneName())
	p.stepButton(scene.Rect{X: r.Right() - 8 - phase, Y: box.Y + 1, W: phase, H: 40}, id.Phase, p.S.Phase, kit.PhaseSign)
}

// speed is the dial with its name above and its value beside the name.
func (p bar) speed(r scene.Rect) float32 {
	p.Caption(p.S.Speed, r.X+ui.KnobPad, r.Y+20)
	p.speedValue(r.Right()-ui.KnobPad, r.Y+20)
	p.SpeedDial(scene.Rect{X: r.X, Y: r.Y + 26, W: r.W, H: 28})
	return r.Right()
}

// speedBox is the dial where there is no room for a name beside it.
func (p bar) speedBox(r scene.Rect) {
	if p.Gone(id.Speed) {
		return
	}
	p.speedValue(r.Right()-ui.KnobPad, r.Y+12)
	p.SpeedDial(scene.Rect{X: r.X, Y: r.Y + 14, W: r.W, H: 34})
}

func (p bar) speedValue(x, y float32) {
	a := len(p.Bytes)
	p.SpeedText()
	p.PutBytes(a, x, y, p.Soft(12), scene.Right)
}

// counter is the step both lanes have reached, in six digits that stand still.
func (p bar) counter(x float32, r scene.Rect) float32 {
	step := int64(-1)
	for i := range p.In.Count() {
		if s := p.In.Snapshot(i); kit.Ready(s) && s.Status != run.Failed && (step < 0 || int64(s.Step) < step) {
			step = int64(s.Step)
			if kit.Travelling(s) {
				step = int64(s.Shown)
			}
		}
	}
	p.Caption(p.S.Step, x, r.Y+20)
	a := len(p.Bytes)
	p.Grouped(max(step, 0), 6)
	st := scene.Style{Size: 19, Color: p.T.Text, Weight: font.Bold}
	return x + p.PutBytes(a, x, r.Y+46, st, scene.Left)
}

func (p bar) seed(x float32, r scene.Rect) float32 {
	p.Caption(p.S.Seed, x, r.Y+20)
	a := len(p.Bytes)
	p.Bytes = strconv.AppendUint(p.Bytes, p.In.State.Seed, 10)
	w := p.pick(128, 116)
	p.Stepper(scene.Rect{X: x, Y: r.Y + 26, W: w, H: 28}, id.Seed, p.S.Seed, a, p.Body(13), float32(p.In.State.Seed), 0, 999_999)
	p.IconButton(scene.Rect{X: x + w + 4, Y: r.Y + 26, W: 28, H: 28}, id.Die, "", p.S.Roll, kit.DieSign)
	return x + w + 32
}

func (p bar) choice(x float32, r scene.Rect, w float32, id, label, value string) float32 {
	if p.Gone(id) {
		return x + w
	}
	p.Caption(label, x, r.Y+20)
	p.Dropdown(scene.Rect{X: x, Y: r.Y + 26, W: w, H: 28}, id, label, value)
	return x + w
}

func (p bar) clock(x float32, r scene.Rect) {
	if p.Gone(id.Clock) {
		return
	}
	p.Caption(p.S.OneClock, x, r.Y+20)
	p.Toggle(scene.Rect{X: x, Y: r.Y + 30, W: 38, H: 20}, id.Clock, p.S.OneClock, p.In.State.OneClock)
}

// rates is how fast the lanes train and the picture is drawn.
func (p bar) rates(r scene.Rect) {
	if !p.In.State.Running || p.In.View.Over {
		return // nothing moves
	}
	a := len(p.Bytes)
	p.Number(p.In.FPS, 0)
	p.Bytes = append(append(p.Bytes, ' '), p.S.FPS...)
	p.PutBytes(a, r.Right()-20, r.Y+20, p.Faint(12), scene.Right)
	a = len(p.Bytes)
	for i := range p.In.Count() {
		if i > 0 {
			p.Bytes = append(p.Bytes, " · "...)
		}
		p.rate(float64(p.In.Snapshot(i).StepsPerSecond))
	}
	p.Bytes = append(append(p.Bytes, ' '), p.S.PerSecond...)
	p.PutBytes(a, r.Right()-20, r.Y+46, p.Soft(13), scene.Right)
}

func (p bar) rate(v float64) {
	if v > 0 && v < 10 {
		p.Number(v, 1)
		return
	}
	p.Number(v, 0)
}

func (p bar) strip(r scene.Rect) {
	p.playButton(scene.Rect{X: r.X + 12, Y: r.CY() - 20, W: 40, H: 40})
	x := p.counter(r.X+68, r) + 24
	if room := r.Right() - 16 - x; room > 60 {
		p.Fit("Promptscope · "+p.TaskName(), r.Right()-16, kit.Middle(r.CY(), 14), room, p.Soft(14), scene.Right)
	}
}
