package ui

import (
	"slices"
	"strconv"
	"strings"

	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// Operate does what a click on the control does.
func Operate(s *state.State, v *View, ctl *scene.Control, c *state.Catalog) Action {
	switch ctl.Kind {
	case scene.Choice:
		toggleList(s, v, ctl.ID)
		return Nothing
	case scene.Option:
		v.Open = ""
		v.Focus = scene.Key{ID: ctl.ID}
	}
	return Do(s, v, ctl.ID, ctl.Arg, c)
}

func toggleList(s *state.State, v *View, id string) {
	if v.Open == id {
		v.Open = ""
		return
	}
	v.Open = id
	v.Focus = scene.Key{ID: id, Arg: state.Get(*s, id)}
}

// Do carries out an order by name: the ID of a control and the value or argument it gets.
func Do(s *state.State, v *View, id, arg string, c *state.Catalog) Action {
	if s.Fixed(id, arg) {
		return Nothing
	}
	switch id {
	case "play":
		if v.Over {
			return again(s, v)
		}
		s.Running = !s.Running
		v.Present()
	case "reset":
		v.Present()
		v.Zoom = [2]float64{}
		return Reset
	case "step":
		s.Running = false
		v.Present()
		return StepOnce
	case "phase":
		s.Running = false
		v.Present()
		return PhaseOnce
	case "continue":
		return Continue
	case "cut", "halve", "pin", "value", "undo":
		v.Arg = arg
		return map[string]Action{"cut": Ablate, "halve": Halve, "pin": Pin, "value": Edit, "undo": Undo}[id]
	case "now", "at", "zoom":
		travel(s, v, id, arg)
	case "inspect":
		inspect(s, v, arg)
	case "cell":
		inspectCell(s, v, arg)
	case "level", "ilane", "ilayer", "head", "unit", "number":
		turnTo(s, v, id, arg)
	case "add":
		s.AddLane(*c)
	case "remove":
		v.Arg = arg
		return RemoveLane
	case "die":
		s.Seed = roll(s.Seed)
	case "recommend":
		_ = state.Set(s, arg, "0", *c)
	case "token":
		trace(s, arg)
	case "layer":
		if l, err := strconv.Atoi(arg); err == nil {
			s.Layers = state.ToggleLayer(s.Layers, l, c.Backbone(s.Backbone).Layers)
		}
	case "dismiss":
		if i, err := strconv.Atoi(arg); err == nil && i < len(v.Notices) {
			v.Notices = slices.Delete(slices.Clone(v.Notices), i, i+1)
		}
	case "copy":
		return CopyLink
	case "save":
		v.Save = arg
		return Save
	case "settings", "help", "share", "close", "scrim":
		show(s, v, id)
	default:
		setting(s, v, id, arg, c)
	}
	return Nothing
}

// again starts runs over that have all come to their end.
func again(s *state.State, v *View) Action {
	if s.Fixed("reset", "") {
		return Nothing
	}
	s.Running = true
	v.Present()
	v.Zoom = [2]float64{}
	return Reset
}

// show opens or closes the drawer and lists.
func show(s *state.State, v *View, id string) {
	switch {
	case v.Open != "":
		v.Open = ""
	case id != "close" && id != "scrim" && s.Panel != id:
		if v.Behind = ""; id != "settings" && (s.Panel == "inspector" || s.Panel == "compare") {
			v.Behind = s.Panel
		}
		s.Panel, v.Scroll = id, 0
	default:
		s.Panel, v.Behind = v.Behind, ""
	}
}

// setting changes a field: by its value, by − and +, or by turning it over.
func setting(s *state.State, v *View, id, arg string, c *state.Catalog) {
	switch {
	case arg == "+":
		Nudge(s, id, 1, c)
	case arg == "-":
		Nudge(s, id, -1, c)
	case arg != "":
		moved, _ := state.Change(s, id, arg, *c) // a control offers only values its field accepts
		v.Notices = append(slices.Clone(v.Notices), moved...)
	case id == "lang":
		s.Lang = other(v.Lang, "en", "zh")
	case id == "theme":
		s.Theme = v.NextTheme()
	default:
		_ = state.Set(s, id, other(state.Get(*s, id), "1", "0"), *c)
	}
}

func other(now, a, b string) string {
	if now == a {
		return b
	}
	return a
}

// trace chooses the word whose attention is shown; the same word again goes back to the answer position.
func trace(s *state.State, arg string) {
	word, err := strconv.Atoi(strings.TrimLeft(arg, "abcd")) // the lane it was clicked in does not matter
	switch {
	case err != nil:
	case s.Row == word:
		s.Row = -1
	default:
		s.Row = word
	}
}

// roll is the next seed of the die: a fixed walk through all of them, so that it needs no randomness.
func roll(seed uint64) uint64 { return (seed*48_271 + 11_071) % 1_000_000 }
