package kit

import (
	"strconv"

	"promptscope/viz/id"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// SlowMotion is the speed at which the lanes show the parts of a step.
const SlowMotion = 0.25

// SpeedDial is the slider of the speed.
func (p *Page) SpeedDial(r scene.Rect) {
	a := len(p.Bytes)
	p.SpeedText()
	p.Slider(r, id.Speed, p.S.Speed, float32(ui.SpeedPlace(p.In.State.Speed)), a)
}

// SpeedText appends the speed as it is read.
func (p *Page) SpeedText() {
	v := p.In.State.Speed
	switch {
	case v == 0 && p.In.View.Gentle:
		p.Bytes = append(p.Bytes, p.S.SlowStart...)
		return
	case v == 0:
		p.Bytes = append(p.Bytes, p.S.Unlimited...)
		return
	case v <= SlowMotion:
		p.Bytes = append(p.Bytes, p.S.SlowMotion...)
		return
	}
	p.Bytes = strconv.AppendFloat(p.Bytes, v, 'g', -1, 64)
	p.Bytes = append(append(p.Bytes, ' '), p.S.PerSecond...)
}

var axisArgs = [...]string{"steps", "time"}

// ByTime tells whether the chart's axis is time: only where the lanes run free of each other.
func (in *Input) ByTime() bool { return !in.State.OneClock && in.State.Axis == "time" }

// OffersTime tells whether there is a choice between steps and time.
func (in *Input) OffersTime() bool {
	return !in.State.OneClock && !ui.Hidden(&in.State, id.Axis, "")
}

// AxisTabs choose between steps and time.
func (p *Page) AxisTabs(r scene.Rect) {
	p.Tabs(r, id.Axis, p.In.State.Axis, axisArgs[:], []string{p.S.AxisSteps, p.S.AxisTime})
}
