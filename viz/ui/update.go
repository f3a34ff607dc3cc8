package ui

import (
	"promptscope/viz/id"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// Update is one turn: the state and view after in, and the action asked for.
func Update(s state.State, v View, sc *scene.Scene, in Input, c *state.Catalog) (state.State, View, Effect) {
	var effect Effect
	if v.Typing.On() {
		effect = typed(&s, &v, sc, &in, c)
	} else {
		for _, key := range in.Keys {
			if e := press(&s, &v, sc, key, c); e.Deed != Nothing {
				effect = e
			}
		}
	}
	if e := point(&s, &v, sc, in, c); e.Deed != Nothing {
		effect = e
	}
	return s, v, effect
}

// slop is how far a finger may move and still tap.
const slop = 8

func point(s *state.State, v *View, sc *scene.Scene, in Input, c *state.Catalog) Effect {
	moved := in.Y - v.Y
	v.X, v.Y, v.Inside, v.Touch = in.X, in.Y, in.Inside, in.Touch
	under := sc.At(in.X, in.Y)
	v.Hover = scene.Key{}
	if under != nil && in.Inside {
		v.Hover = under.Key()
	}
	if in.Wheel != 0 {
		if sc.ScrollIn.Has(in.X, in.Y) {
			scroll(v, sc, -in.Wheel*40)
		}
	}
	if in.Pressed {
		var e Effect
		if v.Typing.On() && (under == nil || under.Key() != v.Typing.Key) { // a click elsewhere ends it, and what was typed holds
			e = commit(s, v, sc, c)
		}
		if begin(s, v, under, in, c); e.Deed != Nothing {
			return e
		}
	}
	if in.Down && !in.Pressed {
		drag(s, v, sc, in, moved, c)
	}
	if in.Released {
		if v.Press.ID == id.Chart {
			v.Press = scene.Key{}
			drop(s, v, sc, in)
			return Effect{}
		}
		return release(s, v, sc, under, c)
	}
	return Effect{}
}

func begin(s *state.State, v *View, under *scene.Control, in Input, c *state.Catalog) {
	v.FocusShown, v.scrolling = false, false
	v.Press, v.Drag = scene.Key{}, scene.Key{}
	v.pressX, v.pressY, v.Brush = in.X, in.Y, [2]float32{}
	if under == nil || under.Off {
		return
	}
	v.Press = under.Key()
	if under.Kind != scene.Surface {
		v.Focus = under.Key()
	}
	if under.Kind == scene.Slider {
		v.Drag = under.Key()
		slideTo(s, v, under, in.X, c)
	}
}

// slideTo moves a slider's knob to x.
func slideTo(s *state.State, v *View, ctl *scene.Control, x float32, c *state.Catalog) {
	if ctl.ID == id.At {
		Look(s, v, int(min(max(stepAt(ctl, x, KnobPad), float64(ctl.Min)), float64(ctl.Max))+0.5))
		return
	}
	slide(s, ctl, x, c)
}

func drag(s *state.State, v *View, sc *scene.Scene, in Input, moved float32, c *state.Catalog) {
	if v.Drag.ID != "" {
		if under := sc.Find(v.Drag); under != nil {
			slideTo(s, v, under, in.X, c)
		}
		return
	}
	if v.Press.ID == id.Chart {
		brush(v, in)
		return
	}
	if far := in.Y - v.pressY; !v.scrolling && sc.ScrollMax > 0 && sc.ScrollIn.Has(v.pressX, v.pressY) && (far > slop || far < -slop) {
		v.scrolling, v.Press = true, scene.Key{}
	}
	if v.scrolling {
		scroll(v, sc, -moved)
	}
}

func release(s *state.State, v *View, sc *scene.Scene, under *scene.Control, c *state.Catalog) Effect {
	pressed := v.Press
	v.Press, v.Drag, v.scrolling = scene.Key{}, scene.Key{}, false
	if under == nil || under.Key() != pressed || under.Off {
		return Effect{}
	}
	if Types(under) {
		startTyping(s, v, sc, under)
		return Effect{}
	}
	return Operate(s, v, under, c)
}

func scroll(v *View, sc *scene.Scene, by float32) {
	v.Scroll = min(max(v.Scroll+by, 0), sc.ScrollMax)
}
