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
	} else if p.shape == wide { // the lines share the height of the window
		f.line = min(max((r.H-124)/float32(p.settingLines()), leastLine), 46)
		f.h = min(f.line-6, 32)
	}
	f.y += 4
	if p.shape != wide { // there the lanes' headers have them
		f.methods()
	}
	f.lowRows()
	if p.knobLines() > 0 {
		f.heading(p.s.MethodKnobs)
		f.knobs()
	}
	f.heading(p.s.Optimiser)
	f.training()
	f.note()
	return f.y - r.Y + 12
}

// leastLine is the least height of a line of the form that a mouse hits well.
const leastLine = 27

// settingLines counts the lines of the form beside the lanes: knobs, rates, steps, labels, batch, and the head where it can
// be chosen.
func (p *page) settingLines() int {
	lines := p.knobLines() + p.count() + 3
	if p.asked() {
		lines++
	}
	return lines
}

func (f *form) heading(text string) {
	f.y += 8
	f.Put(text, f.r.X+16, f.y+14, f.bold(14), scene.Left)
	f.y += 26
}

// asks tells whether a lane's method and the task leave open how an answer is read.
func (p *page) asks(lane int) bool {
	return p.in.Catalog.ChoosesHead(p.in.State.Lanes[lane].Method, p.in.State)
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

// answer is the line of the head, where there is a choice: one for all lanes that have it, or one for each that differs.
func (f *form) answer() {
	if f.gone("answer") || !f.asked() {
		return
	}
	if !state.Split(f.in.State, "answer") {
		var with lanesWith
		for lane := range f.count() {
			if f.asks(lane) {
				with.add(lane)
			}
		}
		f.head("answer", with.list())
		return
	}
	for lane := range f.count() {
		if f.asks(lane) {
			f.head(state.LaneKey("answer", lane), []int{lane})
		}
	}
}

func (f *form) head(key string, lanes []int) {
	r := f.laned(f.s.AnswerBy, lanes, false, "")
	f.dropdown(r, key, f.s.AnswerBy, f.s.Choice("answer", f.in.State.Lanes[lanes[0]].Head))
}

// row starts a line and returns the rectangle of its control.
func (f *form) row(label string) scene.Rect { return f.laned(label, nil, false, "") }

// The settings that every lane has for itself.
var (
	methodIDs = [state.Lanes]string{"a", "b", "c", "d"}
	rateIDs   = [state.Lanes]string{"lr@a", "lr@b", "lr@c", "lr@d"}
)

func (f *form) methods() {
	for lane, id := range methodIDs[:f.count()] {
		if f.gone(id) {
			continue
		}
		r := scene.Rect{X: f.r.X + 56, Y: f.y + (f.line-f.h)/2, W: f.r.W - 72, H: f.h}
		f.sample(f.r.X+16, r.CY(), 28, lane)
		m := f.in.Catalog.Method(f.in.State.Lanes[lane].Method)
		f.dropdown(r, id, f.s.Method, f.s.MethodName(m.ID, m.Name))
		f.y += f.line
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
			r := f.row(f.s.AxisOf)
			f.tabs(r, "axis", f.in.State.Axis, axisArgs[:], []string{f.s.AxisSteps, f.s.AxisTime})
		}
		f.seedRow()
	}
}

func (f *form) clockRow() {
	r := f.row(f.s.OneClock)
	f.toggle(scene.Rect{X: r.Right() - 38, Y: r.CY() - 10, W: 38, H: 20}, "clock", f.s.OneClock, f.in.State.OneClock)
}

func (f *form) seedRow() {
	if f.seedInBar() || f.gone("seed") {
		return
	}
	r := f.row(f.s.Seed)
	f.number(r, "seed", f.s.Seed, int(f.in.State.Seed), 0, 999_999)
}

// rate is a lane's learning rate; while it is the recommended one it says so.
func (f *form) rate(id string, lane int) {
	if f.gone(id) {
		return
	}
	s := &f.in.State
	r := f.laned(f.s.LR, []int{lane}, false, "")
	best := f.recommended(lane)
	v := s.Lanes[lane].LR
	if v == 0 {
		v = best
	}
	f.star(r, id, s.Lanes[lane].LR == 0)
	a := len(f.Bytes)
	f.Bytes = strconv.AppendFloat(f.Bytes, v, 'g', 3, 64)
	f.stepper(r, id, f.s.LR, a, f.body(13), float32(v), 0, 1e9)
}

// preset is a number with a recommended value.
func (f *form) preset(id, label string, v, best, lo, hi int) {
	if f.gone(id) {
		return
	}
	r := f.row(label)
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

// rateMemo keeps a lane's recommended rate: it is the same in nearly every picture, and to find it costs memory.
type rateMemo struct {
	of   *state.Catalog
	lane state.Lane
	task string
	rate float64
}

// recommended is the recommended rate of a lane.
func (p *page) recommended(lane int) float64 {
	s, m := &p.in.State, &p.best[lane]
	if m.of != p.in.Catalog || m.lane != s.Lanes[lane] || m.task != s.Task {
		*m = rateMemo{p.in.Catalog, s.Lanes[lane], s.Task, p.in.Catalog.Recommended(*s, lane)}
	}
	return m.rate
}
