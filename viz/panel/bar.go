package panel

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/font"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// bar draws the controls of the run.
func (p *page) bar(r scene.Rect) {
	p.Line(r.X, r.Bottom(), r.Right(), r.Bottom(), 1, p.T.Edge)
	if p.Shape == kit.Phone {
		p.phoneBar(r)
		return
	}
	y := r.CY()
	x := p.transport(r.X+16, y) + 18
	if !p.Gone("speed") {
		x = p.speed(scene.Rect{X: x, Y: r.Y, W: p.pick(150, 126), H: r.H}) + 18
	}
	x = p.counter(x, r) + 22
	if p.seedHere() {
		x = p.seed(x, r) + 20
	}
	rest := r.Right() - 16 - x
	if p.Shape == kit.Wide {
		rest = min(rest-250, 430)
	}
	task := rest * 0.6
	x = p.choice(x, r, task-7, "task", p.S.Task, p.TaskName()) + 14
	x = p.choice(x, r, rest-task-7, "backbone", p.S.Backbone, p.BackboneName()) + 20
	if p.Shape == kit.Wide {
		p.clock(x, r)
		p.rates(r)
	}
}

// seedInBar tells whether the bar has room for the seed; else it is among the settings.
func (p *page) seedInBar() bool { return p.W >= 900 && p.Shape != kit.Phone }

// seedHere tells whether the bar shows the seed.
func (p *page) seedHere() bool { return p.seedInBar() && !p.Gone("seed") }

// pick chooses by the width of the screen.
func (p *page) pick(wideValue, narrower float32) float32 {
	if p.Shape == kit.Wide {
		return wideValue
	}
	return narrower
}

func (p *page) phoneBar(r scene.Rect) {
	x := p.transport(r.X+10, r.Y+28) + 14
	row := scene.Rect{X: r.X, Y: r.Y, W: r.W, H: 56}
	x = p.counter(x, row) + 14
	p.speedBox(scene.Rect{X: x, Y: row.Y + 4, W: r.Right() - 12 - x, H: 48})
	const phase = 44
	w := (r.W - 16 - 16 - phase) * 0.57
	box := scene.Rect{X: r.X + 8, Y: r.Y + 56, W: w, H: 42}
	p.Dropdown(box, "task", p.S.Task, p.TaskName())
	p.Dropdown(scene.Rect{X: box.Right() + 8, Y: box.Y, W: r.W - 32 - w - phase, H: 42}, "backbone", p.S.Backbone, p.BackboneName())
	p.stepButton(scene.Rect{X: r.Right() - 8 - phase, Y: box.Y + 1, W: phase, H: 40}, "phase", p.S.Phase, kit.PhaseSign)
}

// transport is reset, play and step; it returns where it ends.
func (p *page) transport(x, y float32) float32 {
	small, big := float32(36), float32(48)
	if p.Shape == kit.Phone {
		small, big = 40, 50
	}
	if p.Gone("reset") {
		x -= small + 10
	}
	p.IconButton(scene.Rect{X: x, Y: y - small/2, W: small, H: small}, "reset", "", p.S.Reset, kit.ResetSign)
	x += small + 10
	if !p.Gone("play") {
		p.playButton(scene.Rect{X: x, Y: y - big/2, W: big, H: big})
		x += big + 10
	}
	p.stepButton(scene.Rect{X: x, Y: y - small/2, W: small, H: small}, "step", p.S.OneStep, kit.StepSign)
	if p.Shape == kit.Phone {
		return x + small
	}
	x += small + 8
	p.stepButton(scene.Rect{X: x, Y: y - small/2, W: small, H: small}, "phase", p.S.Phase, kit.PhaseSign)
	return x + small
}

// stepButton moves the lanes by a step or a part of one; at the end of all runs it has nothing to move.
func (p *page) stepButton(r scene.Rect, id, label string, icon kit.Icon) {
	if !p.In.View.Over || p.Gone(id) {
		p.IconButton(r, id, "", label, icon)
		return
	}
	icon(p.Page, r.CX(), r.CY(), p.T.Track)
	p.Target(scene.Control{ID: id, Kind: scene.Button, Rect: r, Label: label, Off: true})
}

// playButton is the one loud control of the page.
func (p *page) playButton(r scene.Rect) {
	hover, pressed := p.Looks(scene.Key{ID: "play"})
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
	p.Target(scene.Control{ID: "play", Kind: scene.Button, Rect: r, Label: label, Chosen: p.In.State.Running && !over, Off: over && ui.Fixed(&p.In.State, "reset", "")})
}

// playOffers is the name and the sign of what a press does now.
func (p *page) playOffers() (label string, icon kit.Icon) {
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

func (p *page) allFailed() bool {
	for i := range p.In.Count() {
		if p.In.Snapshot(i).Status != run.Failed {
			return false
		}
	}
	return true
}

// Over tells whether every lane has come to its end: only a new start moves anything then.
func Over(lanes []*run.Snapshot) bool {
	for _, s := range lanes {
		if s == nil || s.Status < run.Done || s.Repeating {
			return false
		}
	}
	return true
}

// speed is the dial with its name above and its value beside the name.
func (p *page) speed(r scene.Rect) float32 {
	p.Caption(p.S.Speed, r.X+ui.KnobPad, r.Y+20)
	p.speedValue(r.Right()-ui.KnobPad, r.Y+20)
	p.SpeedDial(scene.Rect{X: r.X, Y: r.Y + 26, W: r.W, H: 28})
	return r.Right()
}

// speedBox is the dial where there is no room for a name beside it.
func (p *page) speedBox(r scene.Rect) {
	if p.Gone("speed") {
		return
	}
	p.speedValue(r.Right()-ui.KnobPad, r.Y+12)
	p.SpeedDial(scene.Rect{X: r.X, Y: r.Y + 14, W: r.W, H: 34})
}

func (p *page) speedValue(x, y float32) {
	a := len(p.Bytes)
	p.SpeedText()
	p.PutBytes(a, x, y, p.Soft(12), scene.Right)
}

// counter is the step both lanes have reached, in six digits that stand still.
func (p *page) counter(x float32, r scene.Rect) float32 {
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

func (p *page) seed(x float32, r scene.Rect) float32 {
	p.Caption(p.S.Seed, x, r.Y+20)
	a := len(p.Bytes)
	p.Bytes = strconv.AppendUint(p.Bytes, p.In.State.Seed, 10)
	w := p.pick(128, 116)
	p.Stepper(scene.Rect{X: x, Y: r.Y + 26, W: w, H: 28}, "seed", p.S.Seed, a, p.Body(13), float32(p.In.State.Seed), 0, 999_999)
	p.IconButton(scene.Rect{X: x + w + 4, Y: r.Y + 26, W: 28, H: 28}, "die", "", p.S.Roll, kit.DieSign)
	return x + w + 32
}

func (p *page) choice(x float32, r scene.Rect, w float32, id, label, value string) float32 {
	if p.Gone(id) {
		return x + w
	}
	p.Caption(label, x, r.Y+20)
	p.Dropdown(scene.Rect{X: x, Y: r.Y + 26, W: w, H: 28}, id, label, value)
	return x + w
}

func (p *page) clock(x float32, r scene.Rect) {
	if p.Gone("clock") {
		return
	}
	p.Caption(p.S.OneClock, x, r.Y+20)
	p.Toggle(scene.Rect{X: x, Y: r.Y + 30, W: 38, H: 20}, "clock", p.S.OneClock, p.In.State.OneClock)
}

// rates is how fast the lanes train and the picture is drawn.
func (p *page) rates(r scene.Rect) {
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

func (p *page) rate(v float64) {
	if v > 0 && v < 10 {
		p.Number(v, 1)
		return
	}
	p.Number(v, 0)
}
