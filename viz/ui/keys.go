package ui

import (
	"promptscope/viz/id"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// press does what a key does.
func press(s *state.State, v *View, sc *scene.Scene, key KeyPress, c *state.Catalog) Effect {
	switch key {
	case Tab:
		moveFocus(v, sc, 1)
	case ShiftTab:
		moveFocus(v, sc, -1)
	case Escape:
		switch {
		case v.Open == "" && back(s):
		case v.Open == "" && s.Panel == "" && v.Looking(s):
			s.Seen = state.Present
		case v.Open != "" || s.Panel != "":
			return Do(s, v, id.Close, "", c)
		default:
			v.FocusShown = false
		}
	case KeyR:
		return Do(s, v, id.Reset, "", c)
	case Period:
		return Do(s, v, id.Step, "", c)
	case Comma:
		return Do(s, v, id.Phase, "", c)
	case KeyL:
		return Do(s, v, id.Lang, "", c)
	case KeyT:
		return Do(s, v, id.Theme, "", c)
	case KeyS:
		return Do(s, v, id.Share, "", c)
	case KeyHelp:
		return Do(s, v, id.Help, "", c)
	case Space, Enter:
		return activate(s, v, sc, key, c)
	default:
		return arrow(s, v, sc, key, c)
	}
	return Effect{}
}

// activate operates the focused control. Space without a visible focus plays and pauses.
func activate(s *state.State, v *View, sc *scene.Scene, key KeyPress, c *state.Catalog) Effect {
	ctl := sc.Find(v.Focus)
	if ctl == nil || !v.FocusShown && v.Open == "" {
		if key == Space {
			return Do(s, v, id.Play, "", c)
		}
		return Effect{}
	}
	if sc.Operable(ctl) && Types(ctl) && key == Enter {
		startTyping(s, v, sc, ctl)
		return Effect{}
	}
	if !sc.Operable(ctl) || ctl.Kind == scene.Slider || Types(ctl) {
		return Effect{}
	}
	return Operate(s, v, ctl, c)
}

// moveFocus goes to the next or previous control that can be operated.
func moveFocus(v *View, sc *scene.Scene, dir int) {
	n := len(sc.Controls)
	at := -1
	for i := range sc.Controls {
		if sc.Controls[i].Key() == v.Focus {
			at = i
		}
	}
	if at < 0 && dir < 0 {
		at = n
	}
	for range n {
		at = (at + dir + n) % n
		if ctl := &sc.Controls[at]; sc.Operable(ctl) && (ctl.Arg == "" || ctl.Kind != scene.Button || standsAlone(ctl.ID)) {
			v.Focus, v.FocusShown = ctl.Key(), true
			return
		}
	}
}

// standsAlone tells buttons with an argument from the − and + of a stepper, which the arrows reach.
func standsAlone(id string) bool {
	o, _ := Find(id)
	return o.Alone
}

func arrow(s *state.State, v *View, sc *scene.Scene, key KeyPress, c *state.Catalog) Effect {
	dir := 1
	if key == Left || key == Down || key == Home {
		dir = -1
	}
	ctl := sc.Find(v.Focus)
	switch {
	case v.Open != "":
		if key == Up || key == Down {
			moveFocus(v, sc, -dir)
		}
	case ctl == nil || !v.FocusShown:
		if key == Left || key == Right {
			Nudge(s, id.Example, dir, c)
		}
	case ctl.ID == id.At:
		Look(s, v, int(min(ctl.Value+float32(dir)*max(ctl.Step, 1), ctl.Max)))
	case ctl.Kind == scene.Stepper:
		return Do(s, v, ctl.ID, map[int]string{1: "+", -1: "-"}[dir], c)
	case ctl.Kind == scene.Slider:
		Nudge(s, ctl.ID, dir, c)
	case ctl.Kind == scene.Choice:
		toggleList(s, v, ctl.ID, c)
	default:
		moveFocus(v, sc, dir)
	}
	return Effect{}
}
