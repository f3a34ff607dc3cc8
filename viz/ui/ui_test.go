package ui

import (
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

var catalog = state.Catalog{
	Methods:   []run.Method{{ID: "p-tuning", Recommend: run.Rates{Tagging: 1e-2}}, {ID: "p-tuning-v2", Recommend: run.Rates{Tagging: 1e-1}}},
	Tasks:     []state.Choice{{ID: "srl", Rate: run.TaggingRate, Steps: 1000, Labels: 1600}, {ID: "fact", Rate: run.FactRate}},
	Backbones: []state.Choice{{ID: "2x64", Layers: 2}},
}

// page is a small screen: one of each kind of control.
func page() *scene.Scene {
	var sc scene.Scene
	sc.Reset(400, 300)
	at := func(x float32) scene.Rect { return scene.Rect{X: x, Y: 10, W: 40, H: 40} }
	sc.Control(scene.Control{ID: "play", Kind: scene.Button, Rect: at(0)})
	sc.Control(scene.Control{ID: "reset", Kind: scene.Button, Rect: at(50)})
	sc.Control(scene.Control{ID: "speed", Kind: scene.Slider, Rect: scene.Rect{X: 100, Y: 10, W: 116, H: 40}, Max: 1})
	sc.Control(scene.Control{ID: "task", Kind: scene.Choice, Rect: at(230)})
	sc.Control(scene.Control{ID: "n", Kind: scene.Stepper, Rect: at(280), Min: 1, Max: 32})
	sc.Control(scene.Control{ID: "n", Arg: "+", Kind: scene.Button, Rect: scene.Rect{X: 310, Y: 10, W: 10, H: 40}})
	sc.Control(scene.Control{ID: "die", Kind: scene.Button, Rect: at(330), Off: true})
	return &sc
}

func click(s state.State, v View, sc *scene.Scene, x, y float32) (state.State, View, Effect) {
	s, v, _ = Update(s, v, sc, Input{X: x, Y: y, Inside: true, Pressed: true, Down: true}, &catalog)
	return Update(s, v, sc, Input{X: x, Y: y, Inside: true, Released: true}, &catalog)
}

func TestClicks(t *testing.T) {
	s, v, sc := state.Default(), View{}, page()
	if s, _, _ = click(s, v, sc, 20, 20); s.Running {
		t.Error("play did not pause")
	}
	if _, _, a := click(s, v, sc, 70, 20); a.Deed != Reset {
		t.Error("reset is no action")
	}
	if n, _, _ := click(s, v, sc, 315, 20); n.Lanes[0].N != 9 {
		t.Errorf("+ gave n = %d", n.Lanes[0].N)
	}
	if n, _, _ := click(s, v, sc, 350, 20); n != s {
		t.Error("a control that is off acted")
	}
	if _, o, _ := click(s, v, sc, 240, 20); o.Open != "task" {
		t.Error("the list did not open")
	}
}

func TestReleaseElsewhereDoesNothing(t *testing.T) {
	s, v, sc := state.Default(), View{}, page()
	s2, v, _ := Update(s, v, sc, Input{X: 20, Y: 20, Inside: true, Pressed: true, Down: true}, &catalog)
	s2, _, a := Update(s2, v, sc, Input{X: 70, Y: 20, Inside: true, Released: true}, &catalog)
	if s2 != s || a.Deed != Nothing {
		t.Error("a press slid off its button and acted")
	}
}

func TestSliderFollowsThePointerBeyondItsEnds(t *testing.T) {
	s, v, sc := state.Default(), View{}, page()
	s, v, _ = Update(s, v, sc, Input{X: 110, Y: 20, Inside: true, Pressed: true, Down: true}, &catalog)
	if s.Speed != 0.51 && s.Speed != 0.5 && s.Speed > 1 {
		t.Errorf("left end: %v", s.Speed)
	}
	s, _, _ = Update(s, v, sc, Input{X: 900, Y: 200, Inside: true, Down: true}, &catalog)
	if s.Speed != 0 {
		t.Errorf("right of the end: %v, want no limit", s.Speed)
	}
}

func TestSpeedRoundTrip(t *testing.T) {
	for i := range 101 {
		v := SpeedAt(float64(i) / 100)
		if again := SpeedAt(SpeedPlace(v)); v != 0 && (again < v*0.97 || again > v*1.03) {
			t.Errorf("%d: %v becomes %v", i, v, again)
		}
		if v < 0 || v > state.MaxSpeed {
			t.Errorf("%d: %v is out of range", i, v)
		}
	}
}

func keys(s state.State, v View, sc *scene.Scene, k ...KeyPress) (state.State, View, Effect) {
	return Update(s, v, sc, Input{Keys: k}, &catalog)
}

func TestKeys(t *testing.T) {
	s, v, sc := state.Default(), View{Lang: "en", Dark: true}, page()
	if n, _, _ := keys(s, v, sc, Space); n.Running {
		t.Error("Space did not pause")
	}
	if n, _, a := keys(s, v, sc, Period); a != send(Every, run.Command{Kind: run.Go, Steps: 1}) || n.Running {
		t.Error(". did not step")
	}
	if _, _, a := keys(s, v, sc, KeyR); a.Deed != Reset {
		t.Error("R did not reset")
	}
	if n, _, _ := keys(s, v, sc, KeyL, KeyT); n.Lang != "zh" || n.Theme != "light" {
		t.Errorf("L, T: %s %s", n.Lang, n.Theme)
	}
}

func TestTabWalksAllControlsAndBack(t *testing.T) {
	s, v, sc := state.Default(), View{}, page()
	var walk []string
	for range 6 {
		s, v, _ = keys(s, v, sc, Tab)
		walk = append(walk, v.Focus.ID)
	}
	for i, want := range []string{"play", "reset", "speed", "task", "n", "play"} {
		if walk[i] != want {
			t.Fatalf("Tab: %v", walk)
		}
	}
	if _, v, _ = keys(s, v, sc, ShiftTab); v.Focus.ID != "n" {
		t.Errorf("Shift-Tab went to %v", v.Focus)
	}
	if s, _, _ = keys(s, v, sc, Up); s.Lanes[0].N != 9 {
		t.Errorf("Up on n gave %d", s.Lanes[0].N)
	}
}

func TestFocusedButtonTakesSpace(t *testing.T) {
	s, v, sc := state.Default(), View{Focus: scene.Key{ID: "reset"}, FocusShown: true}, page()
	if n, _, a := keys(s, v, sc, Space); a.Deed != Reset || !n.Running {
		t.Error("Space did not press the focused button")
	}
}

func TestListByKeyboard(t *testing.T) {
	s, v, sc := state.Default(), View{Focus: scene.Key{ID: "task"}, FocusShown: true}, page()
	s, v, _ = keys(s, v, sc, Enter)
	if v.Open != "task" || v.Focus.Arg != "srl" {
		t.Fatalf("open: %+v", v)
	}
	sc.Raise()
	sc.Modal()
	for _, id := range []string{"srl", "fact"} {
		sc.Control(scene.Control{ID: "task", Arg: id, Kind: scene.Option})
	}
	s, v, _ = keys(s, v, sc, Down)
	if s, v, _ = keys(s, v, sc, Enter); s.Task != "fact" || v.Open != "" {
		t.Errorf("chose %s, open %q", s.Task, v.Open)
	}
}

func TestLearningRateNotches(t *testing.T) {
	s := state.Default()
	Nudge(&s, "lr@a", 1, &catalog)
	if s.Lanes[0].LR != 0.02 {
		t.Errorf("above the recommended 0.01: %v", s.Lanes[0].LR)
	}
	Nudge(&s, "lr@a", -1, &catalog)
	if s.Lanes[0].LR != 0 {
		t.Errorf("back at the recommended: %v, want 0", s.Lanes[0].LR)
	}
}
