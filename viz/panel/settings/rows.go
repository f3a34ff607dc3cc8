package settings

import (
	"strconv"

	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// barRows are what the bar of a phone on its side has no room for.
func (f *form) barRows() {
	if f.more.Backbone && !f.Gone(id.Backbone) {
		f.Dropdown(f.row(f.S.Backbone), id.Backbone, f.S.Backbone, f.BackboneName())
	}
	if !f.more.Speed || f.Gone(id.Speed) {
		return
	}
	r := f.row(f.S.Speed)
	a := len(f.Bytes)
	f.SpeedText()
	b := len(f.Bytes)
	f.Fit(string(f.Bytes[a:b]), r.X-8, kit.Middle(r.CY(), 12), 76, f.Soft(12), scene.Right)
	f.SpeedDial(r)
}

func (f *form) methods() {
	for lane, method := range id.Methods[:f.In.Count()] {
		if f.Gone(method) {
			continue
		}
		r := scene.Rect{X: f.r.X + 56, Y: f.y + (f.line-f.h)/2, W: f.r.W - 72, H: f.h}
		f.Sample(f.r.X+16, r.CY(), 28, lane)
		m := f.In.Catalog.Method(f.In.State.Lanes[lane].Method)
		f.Dropdown(r, method, f.S.Method, f.S.MethodName(m.ID, m.Name))
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
	for lane, key := range rateKeys[:f.In.Count()] {
		if f.trains(lane) {
			f.rate(key, lane)
		}
	}
	task := c.Task(s.Task)
	f.preset(id.Steps, f.S.Steps, s.Steps, task.Steps, 1, 20_000)
	f.preset(id.Labels, f.S.Labels, s.Labels, task.Labels, 1, 100_000)
	f.preset(id.Batch, f.S.Batch, s.Batch, max(task.Batch, 16), 1, 64)
	f.answer()
	if f.Shape != kit.Wide {
		if !f.Gone(id.Clock) {
			f.clockRow()
		}
		if f.Shape == kit.Phone && f.In.OffersTime() {
			f.AxisTabs(f.row(f.S.AxisOf))
		}
		f.seedRow()
	}
}

// trains tells whether a lane's method has numbers that a rate would move.
func (f *form) trains(lane int) bool {
	return !f.In.Catalog.Method(f.In.State.Lanes[lane].Method).Still
}

func (f *form) clockRow() {
	r := f.row(f.S.OneClock)
	f.Toggle(scene.Rect{X: r.Right() - 38, Y: r.CY() - 10, W: 38, H: 20}, id.Clock, f.S.OneClock, f.In.State.OneClock)
}

func (f *form) seedRow() {
	if !f.more.Seed || f.Gone(id.Seed) {
		return
	}
	r := f.row(f.S.Seed)
	f.number(r, id.Seed, f.S.Seed, int(f.In.State.Seed), 0, 999_999)
}

// note says what all settings have in common.
func (f *form) note() {
	f.y += 4
	x, y := f.r.X+16, f.y+16
	x += f.Put("★", x, y, f.Faint(11), scene.Left) + 5
	x += f.Put(f.S.Recommended, x, y, f.Faint(12), scene.Left) + 16
	kit.ResetSign(f.Page, x+6, y-4, f.T.Faint)
	f.Fit(f.S.Restarts, x+20, y, f.r.Right()-x-32, f.Faint(12), scene.Left)
	f.y += 22
}

// rate is a lane's learning rate; while it is the recommended one it says so.
func (f *form) rate(key string, lane int) {
	if f.Gone(key) {
		return
	}
	s := &f.In.State
	r := f.laned(f.S.LR, []int{lane}, false, "")
	best := f.recommended(lane)
	v := s.Lanes[lane].LR
	if v == 0 {
		v = best
	}
	f.star(r, key, s.Lanes[lane].LR == 0)
	a := len(f.Bytes)
	f.Bytes = strconv.AppendFloat(f.Bytes, v, 'g', 3, 64)
	f.Stepper(r, key, f.S.LR, a, f.Body(13), float32(v), 0, 1e9)
}

// preset is a number with a recommended value.
func (f *form) preset(key, label string, v, best, lo, hi int) {
	if f.Gone(key) {
		return
	}
	r := f.row(label)
	f.star(r, key, v == 0)
	if v == 0 {
		v = best
	}
	f.number(r, key, label, v, lo, hi)
}

// star marks a recommended value; on any other it leads back.
func (f *form) star(r scene.Rect, key string, recommended bool) {
	box := scene.Rect{X: r.X - 28, Y: r.Y, W: 26, H: r.H}
	if recommended {
		f.Put("★", box.Right()-4, kit.Middle(r.CY(), 11), f.Faint(11), scene.Right)
		return
	}
	k := scene.Key{ID: id.Recommend, Arg: key}
	f.Plate(box, 6, k, false)
	kit.ResetSign(f.Page, box.CX(), box.CY(), f.T.Soft)
	f.Control(scene.Control{ID: k.ID, Arg: key, Kind: scene.Button, Rect: box.Grow(0, f.Touch()), Label: f.S.Recommend, Restart: true})
}

func (f *form) number(r scene.Rect, key, label string, v, lo, hi int) {
	a := len(f.Bytes)
	f.Grouped(int64(v), 0)
	f.Stepper(r, key, label, a, f.Body(13), float32(v), float32(lo), float32(hi))
}

// Rates keeps the recommended rate of every lane: it is the same in nearly every picture, and to find it costs memory.
type Rates [state.Lanes]rate

// rate is a recommended rate, and what it depends on.
type rate struct {
	of    *state.Catalog
	lane  state.Lane
	task  string
	value float64
}

// recommended is the recommended rate of a lane.
func (f *form) recommended(lane int) float64 {
	s, m := &f.In.State, &f.rates[lane]
	if m.of != f.In.Catalog || m.lane != s.Lanes[lane] || m.task != s.Task {
		*m = rate{f.In.Catalog, s.Lanes[lane], s.Task, f.In.Catalog.Recommended(*s, lane)}
	}
	return m.value
}
