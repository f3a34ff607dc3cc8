package ui

import (
	"testing"

	"promptscope/viz/scene"
	"promptscope/viz/state"
)

func TestClean(t *testing.T) {
	for _, c := range []struct {
		text   string
		number bool
		want   string
	}{
		{" 12 ", true, "12"}, {"0,004", true, "0.004"}, {"0.004", true, "0.004"}, {"1,600", true, "1600"}, {"20,000", true, "20000"}, {"1,2,3", true, "1,2,3"},
		{"１２", true, "12"}, {"−3", true, "-3"}, {"3。5", true, "3.5"}, {"1e-3", true, "1e-3"}, {"1,600.5", true, "1,600.5"},
		{" the R of X is _ . ", false, "the R of X is _ ."}, {"X ，_", false, "X ,_"},
	} {
		if got := Clean(c.text, c.number); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.text, got, c.want)
		}
	}
}

// typedPage has the number n, and a text.
func typedPage() *scene.Scene {
	sc := page()
	sc.Control(scene.Control{ID: "template@a", Kind: scene.Field, Rect: scene.Rect{X: 0, Y: 60, W: 100, H: 30}})
	return sc
}

func hit(s state.State, v View, sc *scene.Scene, x, y float32) (state.State, View) {
	s, v, _ = Update(s, v, sc, Input{X: x, Y: y, Inside: true, Pressed: true, Down: true}, &catalog)
	s, v, _ = Update(s, v, sc, Input{X: x, Y: y, Inside: true, Released: true}, &catalog)
	return s, v
}

func write(s state.State, v View, sc *scene.Scene, text string, k ...KeyPress) (state.State, View) {
	s, v, _ = Update(s, v, sc, Input{Chars: []rune(text), Keys: k}, &catalog)
	return s, v
}

// A click on a number changes nothing; it lets one type, and what is typed holds with Enter.
func TestClickOnANumberLetsOneType(t *testing.T) {
	sc := typedPage()
	s, v := hit(state.Default(), View{}, sc, 290, 20)
	if s != state.Default() || v.Typing.Key.ID != "n" {
		t.Fatalf("a click gives n = %d, typing %+v", s.Lanes[0].N, v.Typing)
	}
	s, v = write(s, v, sc, "1")
	s, v = write(s, v, sc, "2r") // R would start again
	if s != state.Default() || v.Typing.Text != "12r" {
		t.Fatalf("while typing n is %d, the text %q", s.Lanes[0].N, v.Typing.Text)
	}
	s, v = write(s, v, sc, "", Backspace)
	if s, v = write(s, v, sc, "", Enter); s.Lanes[0].N != 12 || v.Typing.On() || len(v.Notices) > 0 {
		t.Errorf("n = %d, typing %+v, %+v", s.Lanes[0].N, v.Typing, v.Notices)
	}
}

// Escape leaves things as they were; a value that is not accepted is told and changes nothing; a click elsewhere takes it.
func TestEndsOfTyping(t *testing.T) {
	sc := typedPage()
	begin := func(text string) (state.State, View) {
		s, v := hit(state.Default(), View{}, sc, 290, 20)
		return write(s, v, sc, text)
	}
	s, v := begin("9")
	if s, v = write(s, v, sc, "", Escape); s != state.Default() || v.Typing.On() {
		t.Errorf("after Escape n = %d", s.Lanes[0].N)
	}
	s, v = begin("99")
	if s, v = write(s, v, sc, "", Enter); s != state.Default() || len(v.Notices) != 1 {
		t.Errorf("99 gives n = %d, %d notices", s.Lanes[0].N, len(v.Notices))
	}
	s, v = begin("7")
	if s, v = hit(s, v, sc, 20, 20); s.Lanes[0].N != 7 || v.Typing.On() {
		t.Errorf("after a click elsewhere n = %d", s.Lanes[0].N)
	}
	s, v = hit(state.Default(), View{}, sc, 290, 20)
	if s, v = write(s, v, sc, "", Enter); s != state.Default() || v.Typing.On() || len(v.Notices) > 0 {
		t.Errorf("Enter without typing: %+v", v.Notices)
	}
}

func TestATextIsTyped(t *testing.T) {
	sc := typedPage()
	s, v := hit(state.Default(), View{}, sc, 20, 70)
	s, v = write(s, v, sc, "X is  _", Enter)
	if got := s.Lanes[0].Template; got != "X is _" || s.Lanes[1].Template != "" || v.Typing.On() {
		t.Errorf("template %q beside %q", got, s.Lanes[1].Template)
	}
	s, v = hit(s, v, sc, 20, 70)
	if s, v = write(s, v, sc, "no gap", Enter); s.Lanes[0].Template != "X is _" || len(v.Notices) != 1 {
		t.Errorf("a text that is no template: %q, %+v", s.Lanes[0].Template, v.Notices)
	}
}

// What a link holds cannot be typed over.
func TestLockedNumbersAreNotTyped(t *testing.T) {
	s := state.Default()
	s.Lock = "n"
	if _, v := hit(s, View{}, typedPage(), 290, 20); v.Typing.On() {
		t.Error("a locked number can be typed")
	}
}
