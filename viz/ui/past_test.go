package ui

import (
	"testing"

	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// charted is a page with a chart over the steps 0 to 400 and its slider.
func charted() *scene.Scene {
	sc := page()
	sc.Control(scene.Control{ID: "chart", Kind: scene.Surface, Rect: scene.Rect{X: 0, Y: 100, W: 400, H: 100}, Max: 400})
	sc.Control(scene.Control{ID: "at", Kind: scene.Slider, Rect: scene.Rect{X: -KnobPad, Y: 200, W: 400 + 2*KnobPad, H: 40}, Max: 400, Step: 2, Value: 300})
	return sc
}

// gesture presses at x0 and lets go at x1.
func gesture(s state.State, v View, sc *scene.Scene, x0, x1, y float32, at float64) (state.State, View) {
	s, v, _ = Update(s, v, sc, Input{X: x0, Y: y, Inside: true, Pressed: true, Down: true, Time: at}, &catalog)
	for i := range 4 {
		s, v, _ = Update(s, v, sc, Input{X: x0 + (x1-x0)*float32(i+1)/4, Y: y, Inside: true, Down: true, Time: at}, &catalog)
	}
	s, v, _ = Update(s, v, sc, Input{X: x1, Y: y, Inside: true, Released: true, Time: at}, &catalog)
	return s, v
}

func TestClickOnTheChartShowsTheStep(t *testing.T) {
	s, v := gesture(state.Default(), View{}, charted(), 120, 121, 150, 1)
	if !v.Looking || v.At != 121 || s.Running || v.Zoom != [2]float64{} {
		t.Errorf("looking %v at %d, running %v, zoom %v", v.Looking, v.At, s.Running, v.Zoom)
	}
	if s, v, _ = keys(s, v, charted(), Escape); v.Looking {
		t.Error("Escape does not lead back to the present")
	}
}

func TestDragZoomsAndDoubleClickShowsAll(t *testing.T) {
	sc := charted()
	s, v := gesture(state.Default(), View{}, sc, 300, 100, 150, 1)
	if v.Zoom != [2]float64{100, 300} || v.Looking || !s.Running {
		t.Fatalf("zoom %v, looking %v", v.Zoom, v.Looking)
	}
	if s, v = gesture(s, v, sc, 50, 50, 150, 5); !v.Looking || v.Zoom[1] != 300 {
		t.Fatalf("one click: looking %v, zoom %v", v.Looking, v.Zoom)
	}
	if _, v = gesture(s, v, sc, 51, 51, 150, 5.2); v.Looking || v.Zoom[1] != 0 {
		t.Errorf("a double click leaves zoom %v, looking %v", v.Zoom, v.Looking)
	}
	if _, v = gesture(s, View{}, sc, 100, 900, 150, 9); v.Zoom != [2]float64{100, 400} {
		t.Errorf("a drag beyond the end zooms to %v", v.Zoom)
	}
}

func TestSliderOfSteps(t *testing.T) {
	sc := charted()
	s, v := gesture(state.Default(), View{}, sc, 100, 250, 210, 1)
	if !v.Looking || v.At != 250 {
		t.Errorf("dragged to %d", v.At)
	}
	v.Focus, v.FocusShown = scene.Key{ID: "at"}, true
	if _, v, _ = keys(s, v, sc, Left); v.At != 298 {
		t.Errorf("Left goes to %d, want one stride below the slider's 300", v.At)
	}
}

func TestPhaseKeyAndWhatEndsALook(t *testing.T) {
	sc := charted()
	for key, want := range map[KeyPress]Action{Comma: PhaseOnce, Period: StepOnce, KeyR: Reset, Space: Nothing} {
		v := View{Looking: true, At: 9}
		if _, v, a := keys(state.Default(), v, sc, key); a != want || v.Looking {
			t.Errorf("key %d: action %d, looking %v", key, a, v.Looking)
		}
	}
}

func TestInspectorLevels(t *testing.T) {
	s, v, sc := state.Default(), View{}, page()
	do := func(id, arg string) { Do(&s, &v, id, arg, &catalog) }
	do("inspect", "1:0:3")
	if v.Inspect != (Inspect{Level: 1, Lane: 1, Unit: 3}) || s.Panel != "inspector" {
		t.Fatalf("%+v in %q", v.Inspect, s.Panel)
	}
	do("level", "2")
	do("head", "2")
	if v.Inspect.Level != 3 || v.Inspect.Head != 2 {
		t.Fatalf("a head opens %+v", v.Inspect)
	}
	for want := 2; want >= 1; want-- {
		if s, v, _ = keys(s, v, sc, Escape); v.Inspect.Level != want {
			t.Fatalf("Escape leads to level %d, want %d", v.Inspect.Level, want)
		}
	}
	if s, _, _ = keys(s, v, sc, Escape); s.Panel != "" {
		t.Error("the last Escape does not close")
	}
	do("inspect", "0:-1:5")
	if s.Row != state.FirstVirtual+5 {
		t.Errorf("a virtual token of the row traces %d", s.Row)
	}
	for _, bad := range []string{"", "x", "1:2", "a:b:c"} {
		before := v.Inspect
		if do("inspect", bad); v.Inspect != before {
			t.Errorf("%q is taken", bad)
		}
	}
}
