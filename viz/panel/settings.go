package panel

import (
	"strconv"

	"promptscope/viz/panel/kit"
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
	if p.Touch() == kit.Finger {
		f.line, f.h = 52, 44
	} else if p.Shape == kit.Wide { // the lines share the height of the window
		f.line = min(max((r.H-124)/float32(p.settingLines()), leastLine), 46)
		f.h = min(f.line-6, 32)
	}
	f.y += 4
	if p.Shape != kit.Wide { // there the lanes' headers have them
		f.methods()
	}
	f.lowRows()
	if p.knobLines() > 0 {
		f.heading(p.S.MethodKnobs)
		f.knobs()
	}
	f.heading(p.S.Optimiser)
	f.training()
	f.note()
	return f.y - r.Y + 12
}

// leastLine is the least height of a line of the form that a mouse hits well.
const leastLine = 27

// settingLines counts the lines of the form beside the lanes: knobs, rates, steps, labels, batch, and the head where it can
// be chosen.
func (p *page) settingLines() int {
	lines := p.knobLines() + p.In.Count() + 3
	if p.asked() {
		lines++
	}
	return lines
}

func (f *form) heading(text string) {
	f.y += 8
	f.Put(text, f.r.X+16, f.y+14, f.Bold(14), scene.Left)
	f.y += 26
}

// asks tells whether a lane's method and the task leave open how an answer is read.
func (p *page) asks(lane int) bool {
	return p.In.Catalog.ChoosesHead(p.In.State.Lanes[lane].Method, p.In.State)
}

// asked tells whether a lane leaves it open.
func (p *page) asked() bool {
	for lane := range p.In.Count() {
		if p.asks(lane) {
			return true
		}
	}
	return false
}

// answer is the line of the head, where there is a choice: one for all lanes that have it, or one for each that differs.
func (f *form) answer() {
	if f.Gone("answer") || !f.asked() {
		return
	}
	if !state.Split(f.In.State, "answer") {
		var with lanesWith
		for lane := range f.In.Count() {
			if f.asks(lane) {
				with.add(lane)
			}
		}
		f.head("answer", with.list())
		return
	}
	for lane := range f.In.Count() {
		if f.asks(lane) {
			f.head(state.LaneKey("answer", lane), []int{lane})
		}
	}
}

func (f *form) head(key string, lanes []int) {
	r := f.laned(f.S.AnswerBy, lanes, false, "")
	f.Dropdown(r, key, f.S.AnswerBy, f.S.Choice("answer", f.In.State.Lanes[lanes[0]].Head))
}

// row starts a line and returns the rectangle of its control.
func (f *form) row(label string) scene.Rect { return f.laned(label, nil, false, "") }

// rateIDs are the controls of the lanes' learning rates.
var rateIDs = [state.Lanes]string{"lr@a", "lr@b", "lr@c", "lr@d"}

func (f *form) methods() {
	for lane, id := range kit.MethodIDs[:f.In.Count()] {
		if f.Gone(id) {
			continue
		}
		r := scene.Rect{X: f.r.X + 56, Y: f.y + (f.line-f.h)/2, W: f.r.W - 72, H: f.h}
		f.Sample(f.r.X+16, r.CY(), 28, lane)
		m := f.In.Catalog.Method(f.In.State.Lanes[lane].Method)
		f.Dropdown(r, id, f.S.Method, f.S.MethodName(m.ID, m.Name))
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
	s, c := &f.In.State, f.In.Catalog
	for lane, id := range rateIDs[:f.In.Count()] {
		f.rate(id, lane)
	}
	task := c.Task(s.Task)
	f.preset("steps", f.S.Steps, s.Steps, task.Steps, 1, 20_000)
	f.preset("labels", f.S.Labels, s.Labels, task.Labels, 1, 100_000)
	f.preset("batch", f.S.Batch, s.Batch, max(task.Batch, 16), 1, 64)
	f.answer()
	if f.Shape != kit.Wide {
		if !f.Gone("clock") {
			f.clockRow()
		}
		if f.Shape == kit.Phone && f.In.OffersTime() {
			f.AxisTabs(f.row(f.S.AxisOf))
		}
		f.seedRow()
	}
}

func (f *form) clockRow() {
	r := f.row(f.S.OneClock)
	f.Toggle(scene.Rect{X: r.Right() - 38, Y: r.CY() - 10, W: 38, H: 20}, "clock", f.S.OneClock, f.In.State.OneClock)
}

func (f *form) seedRow() {
	if f.seedInBar() || f.Gone("seed") {
		return
	}
	r := f.row(f.S.Seed)
	f.number(r, "seed", f.S.Seed, int(f.In.State.Seed), 0, 999_999)
}

// rate is a lane's learning rate; while it is the recommended one it says so.
func (f *form) rate(id string, lane int) {
	if f.Gone(id) {
		return
	}
	s := &f.In.State
	r := f.laned(f.S.LR, []int{lane}, false, "")
	best := f.recommended(lane)
	v := s.Lanes[lane].LR
	if v == 0 {
		v = best
	}
	f.star(r, id, s.Lanes[lane].LR == 0)
	a := len(f.Bytes)
	f.Bytes = strconv.AppendFloat(f.Bytes, v, 'g', 3, 64)
	f.Stepper(r, id, f.S.LR, a, f.Body(13), float32(v), 0, 1e9)
}

// preset is a number with a recommended value.
func (f *form) preset(id, label string, v, best, lo, hi int) {
	if f.Gone(id) {
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
		f.Put("★", box.Right()-4, kit.Middle(r.CY(), 11), f.Faint(11), scene.Right)
		return
	}
	k := scene.Key{ID: "recommend", Arg: id}
	f.Plate(box, 6, k, false)
	kit.ResetSign(f.page.Page, box.CX(), box.CY(), f.T.Soft)
	f.Control(scene.Control{ID: k.ID, Arg: id, Kind: scene.Button, Rect: box.Grow(0, f.Touch()), Label: f.S.Recommend, Restart: true})
}

func (f *form) number(r scene.Rect, id, label string, v, lo, hi int) {
	a := len(f.Bytes)
	f.Grouped(int64(v), 0)
	f.Stepper(r, id, label, a, f.Body(13), float32(v), float32(lo), float32(hi))
}

// note says what all settings have in common.
func (f *form) note() {
	f.y += 4
	x, y := f.r.X+16, f.y+16
	x += f.Put("★", x, y, f.Faint(11), scene.Left) + 5
	x += f.Put(f.S.Recommended, x, y, f.Faint(12), scene.Left) + 16
	kit.ResetSign(f.page.Page, x+6, y-4, f.T.Faint)
	f.Fit(f.S.Restarts, x+20, y, f.r.Right()-x-32, f.Faint(12), scene.Left)
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
	s, m := &p.In.State, &p.best[lane]
	if m.of != p.In.Catalog || m.lane != s.Lanes[lane] || m.task != s.Task {
		*m = rateMemo{p.In.Catalog, s.Lanes[lane], s.Task, p.In.Catalog.Recommended(*s, lane)}
	}
	return m.rate
}
