package ui

import (
	"promptscope/viz/id"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// Operate does what a click on the control does.
func Operate(s *state.State, v *View, ctl *scene.Control, c *state.Catalog) Effect {
	switch ctl.Kind {
	case scene.Choice:
		toggleList(s, v, ctl.ID, c)
		return Effect{}
	case scene.Option:
		v.Open = ""
		v.Focus = scene.Key{ID: ctl.ID}
	}
	return Do(s, v, ctl.ID, ctl.Arg, c)
}

func toggleList(s *state.State, v *View, id string, c *state.Catalog) {
	if v.Open == id {
		v.Open = ""
		return
	}
	v.Open = id
	v.Focus = scene.Key{ID: id, Arg: Shown(s, c, id)}
}

// Shown is the value of a list as it acts: a knob that is not set shows the method's default.
func Shown(s *state.State, c *state.Catalog, control string) string {
	if k, lane := Knob(s, c, control); k != nil {
		return state.Value(s, c, lane, k)
	}
	return state.Get(*s, control)
}

// showing opens a drawer or sheet, or closes what is open.
func showing(sheet string) func(Turn, string, int) Effect {
	return func(t Turn, _ string, _ int) Effect {
		s, v := t.State, t.View
		switch {
		case v.Open != "":
			v.Open = ""
		case sheet != id.Close && s.Panel != sheet:
			if v.Behind = ""; sheet != id.Settings && (s.Panel == id.Inspector || s.Panel == id.Compare) {
				v.Behind = s.Panel
			}
			s.Panel, v.Scroll = sheet, 0
		default:
			s.Panel, v.Behind = v.Behind, ""
		}
		return Effect{}
	}
}
