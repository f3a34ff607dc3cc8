package panel

import (
	"strconv"

	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// form lays settings out line by line: the name on the left, the control on the right.
type form struct {
	*page
	r       scene.Rect
	y       float32
	control float32 // width of the controls
	line    float32 // height of a line
	h       float32 // height of a control
}

// settingsIn draws everything that can be set; it returns how tall its content is.
func (p *page) settingsIn(r scene.Rect) float32 {
	f := form{page: p, r: r, y: r.Y + 12, control: min(max(r.W*0.43, 120), 200), line: 38, h: 30}
	if p.touch() == finger {
		f.line, f.h = 52, 44
	} else if p.shape == wide { // 13 lines, or 14 where the head can be chosen, and two headings share the height of the window
		lines := float32(13)
		if p.asked() {
			lines++
		}
		f.line = min(max((r.H-124)/lines, 25), 46)
		f.h = min(f.line-6, 32)
	}
	f.y += 4
	if p.shape != wide { // there the lanes' headers have them
		f.methods()
	}
	f.lowRows()
	f.heading(p.s.Virtual)
	f.virtual()
	f.heading(p.s.Optimiser)
	f.training()
	f.note()
	return f.y - r.Y + 12
}

func (f *form) heading(text string) {
	f.y += 8
	f.Put(text, f.r.X+16, f.y+14, f.bold(14), scene.Left)
	f.y += 26
}

// asks tells whether a lane's method and the task leave open how an answer is read.
func (p *page) asks(lane int) bool {
	return p.in.Catalog.ChoosesHead(p.in.State.Method[lane], p.in.State)
}

// asked tells whether a lane leaves it open.
func (p *page) asked() bool {
	for lane := range p.count() {
		if p.asks(lane) {
			return true
		}
	}
	return false
}

// answer is the line of the head, where there is a choice.
func (f *form) answer() {
	if f.gone("answer") || !f.asked() {
		return
	}
	r, _ := f.row(f.s.AnswerBy, "")
	for lane := range f.count() {
		if f.asks(lane) {
			f.sample(f.r.X+16, r.CY()+6*(float32(lane)-float32(f.count()-1)/2), 14, lane)
		}
	}
	f.dropdown(r, "answer", f.s.AnswerBy, f.s.Choice(f.in.State.Head))
}

// row starts a line and returns the rectangle of its control. The lanes whose methods use the knob are marked.
func (f *form) row(label string, knob string) (r scene.Rect, used bool) {
	r = scene.Rect{X: f.r.Right() - 16 - f.control, Y: f.y + (f.line-f.h)/2, W: f.control, H: f.h}
	st := f.soft(13)
	x, room := f.r.X+38, r.X-f.r.X-38-6
	used = knob == ""
	for lane := range f.count() {
		if knob != "" && f.uses(lane, knob) {
			used = true
			f.sample(f.r.X+16, f.y+f.line/2+6*(float32(lane)-float32(f.count()-1)/2), 14, lane)
		}
	}
	if !used {
		st = in(st, f.t.Faint.Alpha(0.75))
	}
	f.Fit(label, x, middle(f.y+f.line/2, 13), room, st, scene.Left)
	f.y += f.line
	return r, used
}

// uses tells whether the lane's method has the knob.
func (f *form) uses(lane int, knob string) bool {
	for _, k := range f.in.Catalog.Method(f.in.State.Method[lane]).Knobs {
		if k == knob {
			return true
		}
	}
	return false
}

// The settings that every lane has for itself.
var (
	methodIDs = [state.Lanes]string{"a", "b", "c", "d"}
	rateIDs   = [state.Lanes]string{"lra", "lrb", "lrc", "lrd"}
)

func (f *form) methods() {
	for lane, id := range methodIDs[:f.count()] {
		if f.gone(id) {
			continue
		}
		r := scene.Rect{X: f.r.X + 56, Y: f.y + (f.line-f.h)/2, W: f.r.W - 72, H: f.h}
		f.sample(f.r.X+16, r.CY(), 28, lane)
		m := f.in.Catalog.Method(f.in.State.Method[lane])
		f.dropdown(r, id, f.s.Method, f.s.MethodName(m.ID, m.Name))
		f.y += f.line
	}
}

func (f *form) virtual() {
	s := &f.in.State
	if f.gone("n") {
	} else if r, used := f.row(f.s.N, "n"); used {
		f.number(r, "n", f.s.N, s.N, 1, 32)
	} else {
		f.unused(r)
	}
	f.choose("placement", f.s.Placement, s.Placement)
	f.choose("encoder", f.s.Encoder, s.Encoder)
	if f.gone("layers") {
	} else if r, used := f.row(f.s.Layers, "layers"); used {
		f.layers(r)
	} else {
		f.unused(r)
	}
	if f.gone("projection") {
	} else if r, used := f.row(f.s.Projection, "projection"); used {
		f.toggle(scene.Rect{X: r.Right() - 38, Y: r.CY() - 10, W: 38, H: 20}, "projection", f.s.Projection, s.Projection)
	} else {
		f.unused(r)
	}
	f.choose("positions", f.s.Positions, s.Positions)
}

// choose is a line with a list, for a knob of the methods.
func (f *form) choose(id, label, value string) {
	if f.gone(id) {
		return
	}
	r, used := f.row(label, id)
	if !used {
		f.unused(r)
		return
	}
	f.dropdown(r, id, label, f.s.Choice(value))
}

// unused stands where a knob has nothing to change.
func (f *form) unused(r scene.Rect) {
	f.Put("–", r.Right()-10, middle(r.CY(), 13), in(f.soft(13), f.t.Track), scene.Right)
}

// layers is one small switch for every layer.
func (f *form) layers(r scene.Rect) {
	n := max(f.in.Catalog.Backbone(f.in.State.Backbone).Layers, 1)
	w := min(r.W/float32(n), 44)
	for l := 1; l <= n; l++ {
		cell := scene.Rect{X: r.Right() - w*float32(n-l+1), Y: r.Y, W: w - 4, H: r.H}
		on := state.HasLayer(f.in.State.Layers, l)
		k := scene.Key{ID: "layer", Arg: small(l)}
		f.plate(cell, 6, k, true)
		ink, edge := f.t.Faint, f.t.Edge
		if on {
			ink, edge = f.t.VirtualInk, f.t.Virtual
		}
		f.Frame(cell, 6, 1.2, edge)
		a := len(f.Bytes)
		f.Bytes = append(append(f.Bytes, 'L'), k.Arg...)
		b := len(f.Bytes)
		f.PutBytes(a, cell.CX(), middle(cell.CY(), 12.5), in(f.soft(12.5), ink), scene.Center)
		f.Control(scene.Control{ID: k.ID, Arg: k.Arg, Kind: scene.Switch, Rect: cell, Label: f.s.Layers, Chosen: on,
			Value: zeroOne(on), Max: 1, A: int32(a), B: int32(b), Restart: true})
	}
}

func zeroOne(on bool) float32 {
	if on {
		return 1
	}
	return 0
}

func (f *form) training() {
	s, c := &f.in.State, f.in.Catalog
	for lane, id := range rateIDs[:f.count()] {
		f.rate(id, lane)
	}
	task := c.Task(s.Task)
	f.preset("steps", f.s.Steps, s.Steps, task.Steps, 1, 20_000)
	f.preset("labels", f.s.Labels, s.Labels, task.Labels, 1, 100_000)
	f.preset("batch", f.s.Batch, s.Batch, max(task.Batch, 16), 1, 64)
	f.answer()
	if f.shape != wide {
		if !f.gone("clock") {
			f.clockRow()
		}
		if f.shape == phone && f.offersTime() {
			r, _ := f.row(f.s.AxisOf, "")
			f.tabs(r, "axis", f.in.State.Axis, axisArgs[:], []string{f.s.AxisSteps, f.s.AxisTime})
		}
		f.seedRow()
	}
}

func (f *form) clockRow() {
	r, _ := f.row(f.s.OneClock, "")
	f.toggle(scene.Rect{X: r.Right() - 38, Y: r.CY() - 10, W: 38, H: 20}, "clock", f.s.OneClock, f.in.State.OneClock)
}

func (f *form) seedRow() {
	if f.seedInBar() || f.gone("seed") {
		return
	}
	r, _ := f.row(f.s.Seed, "")
	f.number(r, "seed", f.s.Seed, int(f.in.State.Seed), 0, 999_999)
}

// rate is a lane's learning rate; while it is the recommended one it says so.
func (f *form) rate(id string, lane int) {
	if f.gone(id) {
		return
	}
	s := &f.in.State
	r, _ := f.row(f.s.LR, "")
	f.sample(f.r.X+16, r.CY(), 14, lane)
	best := f.in.Catalog.Rate(s.Method[lane], s.Task)
	v := s.LR[lane]
	if v == 0 {
		v = best
	}
	f.star(r, id, s.LR[lane] == 0)
	a := len(f.Bytes)
	f.Bytes = strconv.AppendFloat(f.Bytes, v, 'g', 3, 64)
	f.stepper(r, id, f.s.LR, a, f.body(13), float32(v), 0, 1e9)
}

// preset is a number with a recommended value.
func (f *form) preset(id, label string, v, best, lo, hi int) {
	if f.gone(id) {
		return
	}
	r, _ := f.row(label, "")
	f.star(r, id, v == 0)
	if v == 0 {
		v = best
	}
	f.number(r, id, label, v, lo, hi)
}

// star marks a recommended value; on any other it leads back.
func (f *form) star(r scene.Rect, id string, recommended bool) {
	box := scene.Rect{X: r.X - 28, Y: r.Y, W: 26, H: r.H}
	if recommended {
		f.Put("★", box.Right()-4, middle(r.CY(), 11), f.faint(11), scene.Right)
		return
	}
	k := scene.Key{ID: "recommend", Arg: id}
	f.plate(box, 6, k, false)
	resetSign(f.page, box.CX(), box.CY(), f.t.Soft)
	f.Control(scene.Control{ID: k.ID, Arg: id, Kind: scene.Button, Rect: box.Grow(0, f.touch()), Label: f.s.Recommend, Restart: true})
}

func (f *form) number(r scene.Rect, id, label string, v, lo, hi int) {
	a := len(f.Bytes)
	f.Grouped(int64(v), 0)
	f.stepper(r, id, label, a, f.body(13), float32(v), float32(lo), float32(hi))
}

// note says what all settings have in common.
func (f *form) note() {
	f.y += 4
	x, y := f.r.X+16, f.y+16
	x += f.Put("★", x, y, f.faint(11), scene.Left) + 5
	x += f.Put(f.s.Recommended, x, y, f.faint(12), scene.Left) + 16
	resetSign(f.page, x+6, y-4, f.t.Faint)
	f.Fit(f.s.Restarts, x+20, y, f.r.Right()-x-32, f.faint(12), scene.Left)
	f.y += 22
}
