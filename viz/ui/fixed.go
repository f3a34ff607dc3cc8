package ui

import (
	"slices"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/state"
)

// What a teacher's link hides or locks cannot be operated in any way but by another link.

// rateNames are the names of the lanes' learning rates, from the first links.
var rateNames = [state.Lanes]string{"lra", "lrb", "lrc", "lrd"}

// Names are what hide= and lock= may list: the orders by their names, the settings by their keys, and "all" for everything
// that changes an experiment.
func Names() []string {
	out := []string{"all", "lang", "theme", "settings", "help", "share", "play", "reset", "step", "speed", "seed", "task", "backbone", "clock", "a", "b", "c", "d", "lanes"}
	for _, k := range run.Knobs() {
		out = append(out, k.ID)
	}
	out = append(out, rateNames[:]...)
	out = append(out, "steps", "labels", "batch", "answer", "fair", "example", "token", "inspect", "metric", "scale", "axis", "at", "lane", "chart", "copy", "save")
	for _, o := range Orders {
		if o.Name != "" && !slices.Contains(out, o.Name) {
			out = append(out, o.Name)
		}
	}
	return out
}

// NameOf is the name under which a control is held.
func NameOf(id, arg string) string {
	o, _ := Find(id)
	if o.ID == "recommend" || o.ID == "split" { // buttons beside a setting
		o, _ = Find(arg)
	}
	return o.Name
}

// Hidden tells whether a teacher's link takes the control away.
func Hidden(s *state.State, id, arg string) bool { return held(s.Hide, id, arg) }

// Locked tells whether a teacher's link holds the control as it is.
func Locked(s *state.State, id, arg string) bool { return held(s.Lock, id, arg) }

// Fixed tells whether the control cannot be operated by whoever looks at the page.
func Fixed(s *state.State, id, arg string) bool { return Hidden(s, id, arg) || Locked(s, id, arg) }

func held(list, id, arg string) bool {
	if list == "" {
		return false
	}
	name := NameOf(id, arg)
	o, _ := Find(id)
	for part := range strings.SplitSeq(list, ",") {
		if name != "" && part == name || part == "all" && !o.Look {
			return true
		}
	}
	return false
}

// TipOf is the control whose explanation holds for the control id.
func TipOf(id string) string {
	base, _ := state.CutLane(id)
	switch base {
	case "layer":
		return "layers"
	case "c", "d":
		return "b"
	}
	return base
}
