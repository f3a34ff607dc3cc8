package ui

import (
	"slices"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/state"
)

// What a teacher's link hides or locks cannot be operated in any way but by another link.

// rateNames are the names of the lanes' learning rates, from the first links.
var rateNames = [state.Lanes]string{"lra", "lrb", "lrc", "lrd"}

// Names are what hide= and lock= may list: the orders by their names, the settings by their keys, and "all" for everything
// that changes an experiment.
func Names() []string {
	out := []string{id.All, id.Lang, id.Theme, id.Settings, id.Help, id.Share, id.Play, id.Reset, id.Step, id.Speed, id.Seed, id.Task, id.Backbone, id.Clock, id.A, id.B, id.C, id.D, id.Lanes}
	for _, k := range run.Knobs() {
		out = append(out, k.ID)
	}
	out = append(out, rateNames[:]...)
	out = append(out, id.Steps, id.Labels, id.Batch, id.Answer, id.Fair, id.Example, id.Token, id.Inspect, id.Metric, id.Scale, id.Axis, id.At, id.Lane, id.Chart, id.Copy, id.Save)
	for _, o := range Orders {
		if o.Name != "" && !slices.Contains(out, o.Name) {
			out = append(out, o.Name)
		}
	}
	return out
}

// NameOf is the name under which a control is held.
func NameOf(control, arg string) string {
	o, _ := Find(control)
	if o.ID == id.Recommend || o.ID == id.Split { // buttons beside a setting
		o, _ = Find(arg)
	}
	return o.Name
}

// Hidden tells whether a teacher's link takes the control away.
func Hidden(s *state.State, control, arg string) bool { return held(s.Hide, control, arg) }

// Locked tells whether a teacher's link holds the control as it is.
func Locked(s *state.State, control, arg string) bool { return held(s.Lock, control, arg) }

// Fixed tells whether the control cannot be operated by whoever looks at the page.
func Fixed(s *state.State, control, arg string) bool {
	return Hidden(s, control, arg) || Locked(s, control, arg)
}

func held(list, control, arg string) bool {
	if list == "" {
		return false
	}
	name := NameOf(control, arg)
	o, _ := Find(control)
	for part := range strings.SplitSeq(list, ",") {
		if name != "" && part == name || part == id.All && !o.Look {
			return true
		}
	}
	return false
}

// TipOf is the control whose explanation holds for a control.
func TipOf(control string) string {
	base, _ := state.CutLane(control)
	switch base {
	case id.Layer:
		return id.Layers
	case id.C, id.D:
		return id.B
	}
	return base
}
