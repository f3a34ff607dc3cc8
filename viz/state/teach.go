package state

import (
	"slices"
	"strings"
)

// Names are what hide= and lock= of a teacher's link may list: the controls by their ID, and "all" for everything that
// changes an experiment. What is hidden or locked cannot be operated in any way but by another link.
var Names = []string{"all", "lang", "theme", "settings", "help", "share", "play", "reset", "step", "speed", "seed", "task", "backbone", "clock",
	"a", "b", "c", "d", "lanes", "n", "placement", "encoder", "layers", "projection", "positions", "lra", "lrb", "lrc", "lrd", "steps", "labels", "batch", "answer",
	"fair", "example", "token", "inspect", "metric", "scale", "axis", "at", "lane", "chart", "copy", "save"}

// looks are the controls "all" leaves alone: they change what is seen, not what is tried.
var looks = []string{"lang", "theme", "settings", "help", "share", "close", "dismiss", "metric", "scale", "axis", "lane", "chart", "copy", "save", "example", "token", "inspect", "at"}

// NameOf is the name under which a control is hidden or locked: the one of the setting it changes.
func NameOf(id, arg string) string {
	switch id {
	case "run":
		return "play"
	case "die":
		return "seed"
	case "layer":
		return "layers"
	case "recommend":
		return arg
	case "add", "remove":
		return "lanes"
	case "row":
		return "token"
	case "phase":
		return "step"
	case "continue", "halve":
		return "reset"
	case "number", "value", "undo":
		return "reset"
	case "cell", "level", "ilane", "ilayer", "head", "unit", "cut":
		return "inspect"
	case "now", "zoom", "pin":
		return "at"
	case "panel":
		return "settings"
	}
	return id
}

// Hidden tells whether a teacher's link takes the control away.
func (s *State) Hidden(id, arg string) bool { return s.Hide != "" && listed(s.Hide, NameOf(id, arg)) }

// Locked tells whether a teacher's link holds the control as it is.
func (s *State) Locked(id, arg string) bool { return s.Lock != "" && listed(s.Lock, NameOf(id, arg)) }

// Fixed tells whether the control cannot be operated by whoever looks at the page.
func (s *State) Fixed(id, arg string) bool { return s.Hidden(id, arg) || s.Locked(id, arg) }

func listed(list, name string) bool {
	for part := range strings.SplitSeq(list, ",") {
		if part == name || part == "all" && !slices.Contains(looks, name) {
			return true
		}
	}
	return false
}

// parseNames reads a list of control names, and returns it in the order of Names without doubles; unknown ones are left
// out, which ok tells.
func parseNames(raw string) (list string, ok bool) {
	var out []string
	given := strings.Split(raw, ",")
	for _, n := range Names {
		if slices.Contains(given, n) {
			out = append(out, n)
		}
	}
	for _, g := range given {
		if g != "" && !slices.Contains(Names, g) {
			return strings.Join(out, ","), false
		}
	}
	return strings.Join(out, ","), true
}

// TipOf is the control whose explanation holds for the control id.
func TipOf(id string) string {
	switch id {
	case "layer":
		return "layers"
	case "c", "d":
		return "b"
	case "lrc", "lrd":
		return "lrb"
	}
	return id
}
