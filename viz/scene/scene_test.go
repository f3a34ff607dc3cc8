package scene

import (
	"math"
	"testing"
)

func TestNumbersNeverShowNaN(t *testing.T) {
	for v, want := range map[float64]string{math.NaN(): "–", math.Inf(1): "–", -1.5: "−1.50", 0.126: "0.13"} {
		var s Scene
		if s.Number(v, 2); string(s.Bytes) != want {
			t.Errorf("Number(%v) = %q, want %q", v, s.Bytes, want)
		}
	}
}

func TestGrouped(t *testing.T) {
	for _, c := range []struct {
		v    int64
		pad  int
		want string
	}{{0, 6, "000,000"}, {412, 6, "000,412"}, {1234567, 6, "1,234,567"}, {59268, 0, "59,268"}, {7, 0, "7"}} {
		var s Scene
		if s.Grouped(c.v, c.pad); string(s.Bytes) != c.want {
			t.Errorf("Grouped(%d, %d) = %q, want %q", c.v, c.pad, s.Bytes, c.want)
		}
	}
}

func TestFitCutsToTheLimit(t *testing.T) {
	var s Scene
	st := Style{Size: 13}
	if w := s.Fit("switzerland", 0, 0, 40, st, Left); w > 40 {
		t.Errorf("cut text is %v wide", w)
	}
	if got := s.String(&s.Marks[0]); got == "switzerland" {
		t.Error("the text was not cut")
	}
}

func TestTopmostControlIsHitAndModalLayersHideTheRest(t *testing.T) {
	var s Scene
	r := Rect{0, 0, 50, 50}
	s.Control(Control{ID: "below", Rect: r})
	s.Raise()
	if c := s.At(5, 5); c == nil || c.ID != "below" {
		t.Error("a control below an empty layer is out of reach")
	}
	s.Modal()
	if s.At(5, 5) != nil {
		t.Error("a modal layer lets clicks through")
	}
	s.Control(Control{ID: "above", Rect: r})
	if c := s.At(5, 5); c == nil || c.ID != "above" {
		t.Error("the topmost control is not hit")
	}
}

func TestMix(t *testing.T) {
	if got := Color(0x000000ff).Mix(0xffffffff, 0.5); got != 0x808080ff {
		t.Errorf("%08x", got)
	}
	if got := Color(0x112233ff).Alpha(0.5); got != 0x11223380 {
		t.Errorf("%08x", got)
	}
}
