package settings

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// The form has a line for every knob that a lane's method has. Lanes share it, until a person sets them apart: then each
// has a line of its own.

// knobs draws the lines of all knobs in use.
func (f *form) knobs() {
	for i := range run.Knobs() {
		k := &run.Knobs()[i]
		with := f.having(k.ID)
		having := with.list()
		switch {
		case len(having) == 0 || f.Gone(k.ID):
		case f.apart(k, having):
			for j := range having {
				f.knob(k, knobKeys[i][having[j]], having[j:j+1], true)
			}
		case f.In.State.Own(k.ID, having[0]): // lanes without the knob have another value
			f.knob(k, knobKeys[i][having[0]], having[:1], false)
		default:
			f.knob(k, k.ID, having, len(having) > 1)
		}
	}
}

// lanesWith are lanes, in their order.
type lanesWith struct {
	lane [state.Lanes]int
	n    int
}

func (l *lanesWith) add(lane int) { l.lane[l.n] = lane; l.n++ }

func (l *lanesWith) list() []int { return l.lane[:l.n] }

// having lists the lanes whose methods have the knob.
func (f *form) having(knob string) (l lanesWith) {
	for lane := range f.In.Count() {
		if m := f.In.Catalog.Method(f.In.State.Lanes[lane].Method); m.Has(knob) {
			l.add(lane)
		}
	}
	return l
}

// apart tells whether the lanes that have the knob are set one by one.
func (f *form) apart(k *run.Knob, having []int) bool {
	lanes := &f.In.State.Lanes
	for _, lane := range having {
		if !k.Same(&lanes[lane].Settings, &lanes[having[0]].Settings) {
			return true
		}
	}
	return f.In.View.Split == k.ID && len(having) > 1
}

// knobLines counts the lines that knobs draws.
func (f *form) knobLines() (n int) {
	for i := range run.Knobs() {
		k := &run.Knobs()[i]
		switch with := f.having(k.ID); {
		case with.n == 0 || f.Gone(k.ID):
		case f.apart(k, with.list()):
			n += with.n
		default:
			n++
		}
	}
	return n
}

// knob is one line: the lanes it belongs to, its name, and the control of its kind.
func (f *form) knob(k *run.Knob, key string, lanes []int, several bool) {
	label := f.S.Knob(k.ID)
	r := f.laned(label, lanes, several, k.ID)
	lane := lanes[0]
	value := state.Value(&f.In.State, f.In.Catalog, lane, k)
	switch {
	case k.ID == id.Layers:
		f.layers(r, key, lane)
	case k.Switch != nil:
		f.Toggle(scene.Rect{X: r.Right() - 38, Y: r.CY() - 10, W: 38, H: 20}, key, label, value == "yes")
	case k.Number != nil:
		n, _ := strconv.Atoi(value)
		if k.ID == run.KnobN {
			f.lengths(r, key, label, n, lanes)
			return
		}
		f.number(r, key, label, n, k.Min, k.Max)
	default:
		f.Dropdown(r, key, label, f.S.Choice(k.ID, value))
	}
}

// lengths is the number of virtual tokens, and behind it those of lanes that get fewer so that all train as many numbers: 8 / 2.
func (f *form) lengths(r scene.Rect, key, label string, n int, lanes []int) {
	a := len(f.Bytes)
	f.Grouped(int64(n), 0)
	for _, lane := range lanes {
		if has := state.FairLength(f.In.State, *f.In.Catalog, lane); f.In.State.Fair == "numbers" && has != n {
			f.Bytes = append(f.Bytes, " / "...)
			f.Grouped(int64(has), 0)
		}
	}
	f.Stepper(r, key, label, a, f.Body(13), float32(n), run.MinN, run.MaxN)
}

// laned starts a line that belongs to lanes. Where several have the setting, their mark is a button that sets them apart
// or joins them.
func (f *form) laned(label string, lanes []int, several bool, knob string) scene.Rect {
	r := scene.Rect{X: f.r.Right() - 16 - f.control, Y: f.y + (f.line-f.h)/2, W: f.control, H: f.h}
	x, room := f.r.X+38, r.X-f.r.X-38-6
	if several && len(lanes) > 0 {
		f.splitButton(scene.Rect{X: f.r.X + 10, Y: f.y + 2, W: 26, H: f.line - 4}, knob, len(lanes) == 1)
	}
	for i, lane := range lanes {
		f.Sample(f.r.X+16, f.y+f.line/2+6*(float32(i)-float32(len(lanes)-1)/2), 14, lane)
	}
	f.Fit(label, x, kit.Middle(f.y+f.line/2, 13), room, f.Soft(13), scene.Left)
	f.y += f.line
	return r
}

// splitButton sets a knob apart in its lanes, or joins it. A line of one lane has its lane in the button's argument, so that
// each is a control of its own.
func (f *form) splitButton(r scene.Rect, knob string, apart bool) {
	label := f.S.SetApart
	if apart {
		label = f.S.SetAlike
	}
	f.Plate(r, 6, scene.Key{ID: id.Split, Arg: knob}, false)
	if f.Find(scene.Key{ID: id.Split, Arg: knob}) != nil {
		return // the lines of the other lanes
	}
	f.Control(scene.Control{ID: id.Split, Arg: knob, Kind: scene.Button, Rect: r.Grow(f.Touch(), f.Touch()), Label: label, Chosen: apart, Off: ui.Fixed(&f.In.State, knob, "")})
}

// layers is one small switch for every layer.
func (f *form) layers(r scene.Rect, key string, lane int) {
	n := max(f.In.Catalog.Backbone(f.In.State.Backbone).Layers, 1)
	w := min(r.W/float32(n), 44)
	switches := id.Layer
	if key != id.Layers {
		switches = layerKeys[lane]
	}
	for l := 1; l <= n; l++ {
		cell := scene.Rect{X: r.Right() - w*float32(n-l+1), Y: r.Y, W: w - 4, H: r.H}
		on := state.HasLayer(f.In.State.Lanes[lane].Layers, l)
		k := scene.Key{ID: switches, Arg: kit.Small(l)}
		f.Plate(cell, 6, k, true)
		ink, edge := f.T.Faint, f.T.Edge
		if on {
			ink, edge = f.T.VirtualInk, f.T.Virtual
		}
		f.Frame(cell, 6, 1.2, edge)
		a := len(f.Bytes)
		f.Bytes = append(append(f.Bytes, 'L'), k.Arg...)
		b := len(f.Bytes)
		f.PutBytes(a, cell.CX(), kit.Middle(cell.CY(), 12.5), kit.Ink(f.Soft(12.5), ink), scene.Center)
		f.Control(scene.Control{ID: k.ID, Arg: k.Arg, Kind: scene.Switch, Rect: cell, Label: f.S.Knob(id.Layers), Chosen: on,
			Value: zeroOne(on), Max: 1, A: int32(a), B: int32(b), Restart: true})
	}
}
