package panel

import (
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/font"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// bar draws the controls of the run.
func (p *page) bar(r scene.Rect) {
	p.Line(r.X, r.Bottom(), r.Right(), r.Bottom(), 1, p.t.Edge)
	if p.shape == phone {
		p.phoneBar(r)
		return
	}
	y := r.CY()
	x := p.transport(r.X+16, y) + 18
	if !p.gone("speed") {
		x = p.speed(scene.Rect{X: x, Y: r.Y, W: p.pick(150, 126), H: r.H}) + 18
	}
	x = p.counter(x, r) + 22
	if p.seedHere() {
		x = p.seed(x, r) + 20
	}
	rest := r.Right() - 16 - x
	if p.shape == wide {
		rest = min(rest-250, 430)
	}
	task := rest * 0.6
	x = p.choice(x, r, task-7, "task", p.s.Task, p.taskName()) + 14
	x = p.choice(x, r, rest-task-7, "backbone", p.s.Backbone, p.backboneName()) + 20
	if p.shape == wide {
		p.clock(x, r)
		p.rates(r)
	}
}

// seedInBar tells whether the bar has room for the seed; else it is among the settings.
func (p *page) seedInBar() bool { return p.W >= 900 && p.shape != phone }

// seedHere tells whether the bar shows the seed.
func (p *page) seedHere() bool { return p.seedInBar() && !p.gone("seed") }

// pick chooses by the width of the screen.
func (p *page) pick(wideValue, narrower float32) float32 {
	if p.shape == wide {
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
	p.dropdown(box, "task", p.s.Task, p.taskName())
	p.dropdown(scene.Rect{X: box.Right() + 8, Y: box.Y, W: r.W - 32 - w - phase, H: 42}, "backbone", p.s.Backbone, p.backboneName())
	p.stepButton(scene.Rect{X: r.Right() - 8 - phase, Y: box.Y + 1, W: phase, H: 40}, "phase", p.s.Phase, phaseSign)
}

// transport is reset, play and step; it returns where it ends.
func (p *page) transport(x, y float32) float32 {
	small, big := float32(36), float32(48)
	if p.shape == phone {
		small, big = 40, 50
	}
	if p.gone("reset") {
		x -= small + 10
	}
	p.iconButton(scene.Rect{X: x, Y: y - small/2, W: small, H: small}, "reset", "", p.s.Reset, resetSign)
	x += small + 10
	if !p.gone("play") {
		p.playButton(scene.Rect{X: x, Y: y - big/2, W: big, H: big})
		x += big + 10
	}
	p.stepButton(scene.Rect{X: x, Y: y - small/2, W: small, H: small}, "step", p.s.OneStep, stepSign)
	if p.shape == phone {
		return x + small
	}
	x += small + 8
	p.stepButton(scene.Rect{X: x, Y: y - small/2, W: small, H: small}, "phase", p.s.Phase, phaseSign)
	return x + small
}

// stepButton moves the lanes by a step or a part of one; at the end of all runs it has nothing to move.
func (p *page) stepButton(r scene.Rect, id, label string, icon func(*page, float32, float32, scene.Color)) {
	if !p.in.View.Over || p.gone(id) {
		p.iconButton(r, id, "", label, icon)
		return
	}
	icon(p, r.CX(), r.CY(), p.t.Track)
	p.control(scene.Control{ID: id, Kind: scene.Button, Rect: r, Label: label, Off: true})
}

// playButton is the one loud control of the page.
func (p *page) playButton(r scene.Rect) {
	hover, pressed := p.looks(scene.Key{ID: "play"})
	fill := p.t.Strong
	if hover {
		fill = fill.Mix(p.t.Card, 0.14)
	}
	if pressed {
		fill = fill.Mix(p.t.Card, 0.3)
	}
	p.Fill(r, r.W/2, fill)
	label, icon := p.playOffers()
	icon(p, r.CX(), r.CY(), p.t.OnStrong)
	over := p.in.View.Over
	p.control(scene.Control{ID: "play", Kind: scene.Button, Rect: r, Label: label, Chosen: p.in.State.Running && !over, Off: over && ui.Fixed(&p.in.State, "reset", "")})
}

// playOffers is the name and the sign of what a press does now.
func (p *page) playOffers() (label string, icon func(*page, float32, float32, scene.Color)) {
	switch {
	case p.in.View.Over && p.allFailed():
		return p.s.TryAgain, replaySign
	case p.in.View.Over:
		return p.s.Replay, replaySign
	case p.in.State.Running:
		return p.s.Pause, pauseSign
	case p.in.View.Looking(&p.in.State):
		return p.s.PlayNow, playSign
	}
	return p.s.Play, playSign
}

func (p *page) allFailed() bool {
	for i := range p.count() {
		if p.snapshot(i).Status != run.Failed {
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
	p.caption(p.s.Speed, r.X+ui.KnobPad, r.Y+20)
	p.speedValue(r.Right()-ui.KnobPad, r.Y+20)
	a := len(p.Bytes)
	p.speedText()
	p.slider(scene.Rect{X: r.X, Y: r.Y + 26, W: r.W, H: 28}, "speed", p.s.Speed, float32(ui.SpeedPlace(p.in.State.Speed)), a)
	return r.Right()
}

// speedBox is the dial where there is no room for a name beside it.
func (p *page) speedBox(r scene.Rect) {
	if p.gone("speed") {
		return
	}
	p.speedValue(r.Right()-ui.KnobPad, r.Y+12)
	a := len(p.Bytes)
	p.speedText()
	p.slider(scene.Rect{X: r.X, Y: r.Y + 14, W: r.W, H: 34}, "speed", p.s.Speed, float32(ui.SpeedPlace(p.in.State.Speed)), a)
}

func (p *page) speedValue(x, y float32) {
	a := len(p.Bytes)
	p.speedText()
	p.PutBytes(a, x, y, p.soft(12), scene.Right)
}

// slowMotion is the speed at which the lanes show the parts of a step.
const slowMotion = 0.25

func (p *page) speedText() {
	v := p.in.State.Speed
	switch {
	case v == 0:
		p.Bytes = append(p.Bytes, p.s.Unlimited...)
		return
	case v <= slowMotion:
		p.Bytes = append(p.Bytes, p.s.SlowMotion...)
		return
	}
	p.Bytes = strconv.AppendFloat(p.Bytes, v, 'g', -1, 64)
	p.Bytes = append(append(p.Bytes, ' '), p.s.PerSecond...)
}

// counter is the step both lanes have reached, in six digits that stand still.
func (p *page) counter(x float32, r scene.Rect) float32 {
	step := int64(-1)
	for i := range p.count() {
		if s := p.snapshot(i); ready(s) && s.Status != run.Failed && (step < 0 || int64(s.Step) < step) {
			step = int64(s.Step)
			if travelling(s) {
				step = int64(s.Shown)
			}
		}
	}
	p.caption(p.s.Step, x, r.Y+20)
	a := len(p.Bytes)
	p.Grouped(max(step, 0), 6)
	st := scene.Style{Size: 19, Color: p.t.Text, Weight: font.Bold}
	return x + p.PutBytes(a, x, r.Y+46, st, scene.Left)
}

func (p *page) seed(x float32, r scene.Rect) float32 {
	p.caption(p.s.Seed, x, r.Y+20)
	a := len(p.Bytes)
	p.Bytes = strconv.AppendUint(p.Bytes, p.in.State.Seed, 10)
	w := p.pick(128, 116)
	p.stepper(scene.Rect{X: x, Y: r.Y + 26, W: w, H: 28}, "seed", p.s.Seed, a, p.body(13), float32(p.in.State.Seed), 0, 999_999)
	p.iconButton(scene.Rect{X: x + w + 4, Y: r.Y + 26, W: 28, H: 28}, "die", "", p.s.Roll, dieSign)
	return x + w + 32
}

func (p *page) choice(x float32, r scene.Rect, w float32, id, label, value string) float32 {
	if p.gone(id) {
		return x + w
	}
	p.caption(label, x, r.Y+20)
	p.dropdown(scene.Rect{X: x, Y: r.Y + 26, W: w, H: 28}, id, label, value)
	return x + w
}

func (p *page) clock(x float32, r scene.Rect) {
	if p.gone("clock") {
		return
	}
	p.caption(p.s.OneClock, x, r.Y+20)
	p.toggle(scene.Rect{X: x, Y: r.Y + 30, W: 38, H: 20}, "clock", p.s.OneClock, p.in.State.OneClock)
}

// rates is how fast the lanes train and the picture is drawn.
func (p *page) rates(r scene.Rect) {
	if !p.in.State.Running || p.in.View.Over {
		return // nothing moves
	}
	a := len(p.Bytes)
	p.Number(p.in.FPS, 0)
	p.Bytes = append(append(p.Bytes, ' '), p.s.FPS...)
	p.PutBytes(a, r.Right()-20, r.Y+20, p.faint(12), scene.Right)
	a = len(p.Bytes)
	for i := range p.count() {
		if i > 0 {
			p.Bytes = append(p.Bytes, " · "...)
		}
		p.rate(float64(p.snapshot(i).StepsPerSecond))
	}
	p.Bytes = append(append(p.Bytes, ' '), p.s.PerSecond...)
	p.PutBytes(a, r.Right()-20, r.Y+46, p.soft(13), scene.Right)
}

func (p *page) rate(v float64) {
	if v > 0 && v < 10 {
		p.Number(v, 1)
		return
	}
	p.Number(v, 0)
}

func (p *page) taskName() string {
	return p.named(p.in.Catalog.Task(p.in.State.Task).Name, p.in.Catalog.Task(p.in.State.Task).NameZH)
}

func (p *page) backboneName() string {
	return p.backboneLabel(p.in.Catalog.Backbone(p.in.State.Backbone))
}

// backboneLabel is the name and the number of parameters, unless the name has it already.
func (p *page) backboneLabel(b state.Choice) string {
	name := p.named(b.Name, b.NameZH)
	switch {
	case b.Params == 0 || strings.Contains(name, "·"):
		return name
	case b.Params >= 1_000_000:
		return name + " · " + strconv.FormatFloat(float64(b.Params)/1e6, 'f', 1, 64) + "M"
	}
	return name + " · " + strconv.FormatInt((b.Params+500)/1000, 10) + "K"
}

// named chooses the name in the language of the page.
func (p *page) named(en, zh string) string {
	if p.s.Lang == "zh" && zh != "" {
		return zh
	}
	return en
}
