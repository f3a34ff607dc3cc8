package ui

import (
	"testing"

	"promptscope/sim/run"
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
	if !v.Looking(&s) || s.Seen != 121 || s.Running || !s.Span.Empty() {
		t.Errorf("at %d, running %v, zoom %v", s.Seen, s.Running, s.Span)
	}
	if s, v, _ = keys(s, v, charted(), Escape); v.Looking(&s) {
		t.Error("Escape does not lead back to the present")
	}
}

func TestDragZoomsAndDoubleClickShowsAll(t *testing.T) {
	sc := charted()
	s, v := gesture(state.Default(), View{}, sc, 300, 100, 150, 1)
	if s.Span != (state.Span{From: 100, To: 300}) || v.Looking(&s) || !s.Running {
		t.Fatalf("zoom %v, at %d", s.Span, s.Seen)
	}
	if s, v = gesture(s, v, sc, 50, 50, 150, 5); !v.Looking(&s) || s.Span.To != 300 {
		t.Fatalf("one click: at %d, zoom %v", s.Seen, s.Span)
	}
	if s, v = gesture(s, v, sc, 51, 51, 150, 5.2); v.Looking(&s) || s.Span.To != 0 {
		t.Errorf("a double click leaves zoom %v, at %d", s.Span, s.Seen)
	}
	if s, _ = gesture(s, View{}, sc, 100, 900, 150, 9); s.Span != (state.Span{From: 100, To: 400}) {
		t.Errorf("a drag beyond the end zooms to %v", s.Span)
	}
}

func TestSliderOfSteps(t *testing.T) {
	sc := charted()
	s, v := gesture(state.Default(), View{}, sc, 100, 250, 210, 1)
	if !v.Looking(&s) || s.Seen != 250 {
		t.Errorf("dragged to %d", s.Seen)
	}
	v.Focus, v.FocusShown = scene.Key{ID: "at"}, true
	if s, _, _ = keys(s, v, sc, Left); s.Seen != 298 {
		t.Errorf("Left goes to %d, want one stride below the slider's 300", s.Seen)
	}
}

func TestPhaseKeyAndWhatEndsALook(t *testing.T) {
	sc := charted()
	for key, want := range map[KeyPress]Effect{Comma: send(Every, run.Command{Kind: run.Phase}), Period: send(Every, run.Command{Kind: run.Go, Steps: 1}), KeyR: {Deed: Reset}, Space: {}} {
		s := state.Default()
		s.Seen = 9
		if s, v, e := keys(s, View{}, sc, key); e != want || v.Looking(&s) {
			t.Errorf("key %d: %+v, at %d", key, e, s.Seen)
		}
	}
}

func TestInspectorLevels(t *testing.T) {
	s, v, sc := state.Default(), View{}, page()
	do := func(id, arg string) { Do(&s, &v, id, arg, &catalog) }
	do("inspect", "1:0:3")
	if s.Open != (state.Inspect{Level: 1, Lane: 1, Unit: 3}) || s.Panel != "inspector" {
		t.Fatalf("%+v in %q", s.Open, s.Panel)
	}
	do("level", "2")
	do("head", "2")
	if s.Open.Level != 3 || s.Open.Head != 2 {
		t.Fatalf("a head opens %+v", s.Open)
	}
	for want := 2; want >= 1; want-- {
		if s, v, _ = keys(s, v, sc, Escape); s.Open.Level != want {
			t.Fatalf("Escape leads to level %d, want %d", s.Open.Level, want)
		}
	}
	if s, _, _ = keys(s, v, sc, Escape); s.Panel != "" {
		t.Error("the last Escape does not close")
	}
	do("inspect", "0:-1:5")
	if s.Row != state.FirstVirtual+5 {
		t.Errorf("a virtual token of the row traces %d", s.Row)
	}
	for _, bad := range []string{"", "x", "1:2", "a:b:c", "1:2:3:4", "99999999:0:0", "-2:0:0"} {
		before := s.Open
		if do("inspect", bad); s.Open != before {
			t.Errorf("%q is taken", bad)
		}
	}
}
