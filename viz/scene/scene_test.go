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

// What comes, goes, changes or is cut differently damages the tiles around it, and what follows it stays.
func TestDamageIsWhereSomethingDiffers(t *testing.T) {
	draw := func(change string) *Scene {
		s := &Scene{}
		s.Reset(1000, 800)
		s.Fill(Rect{0, 0, 1000, 800}, 0, 1)
		if change == "come" {
			s.Frame(Rect{700, 600, 20, 20}, 0, 1, 2)
		}
		st := Style{Size: 12, Color: 3}
		for i := range 60 {
			s.Line(10, float32(i)*10, 200, float32(i)*10, 1, 4)
		}
		text := "12"
		if change == "other text" {
			text = "345"
		}
		s.Put(text, 800, 100, st, Right)
		if change != "gone" {
			s.Disc(500, 500, 10, 5)
		}
		cut := Rect{300, 300, 100, 100}
		if change == "cut" {
			cut.W = 50
		}
		s.ClipTo(cut)
		s.Fill(Rect{290, 290, 200, 200}, 0, 6)
		s.ClipTo(Rect{})
		s.Fill(Rect{900, 700, 20, 20}, 0, 7)
		return s
	}
	var d Damage
	for change, within := range map[string]Rect{"": {}, "come": {672, 576, 64, 64}, "other text": {768, 64, 64, 64}, "gone": {480, 480, 64, 64}, "cut": {288, 288, 128, 128}} {
		parts := append([]Rect(nil), d.Between(draw(""), draw(change))...)
		if (len(parts) == 0) != (change == "") {
			t.Errorf("%q: %v", change, parts)
		}
		for _, p := range append(parts, d.Between(draw(change), draw(""))...) {
			if p.Cut(within) != p {
				t.Errorf("%q damages %v, outside %v", change, p, within)
			}
		}
	}
	if parts := d.Between(draw(""), &Scene{W: 900, H: 800}); len(parts) != 1 || parts[0] != (Rect{W: 900, H: 800}) {
		t.Errorf("another size damages %v", parts)
	}
}

// Every point of a rectangle is in exactly one part of it without the holes, or in a hole.
func TestWithoutHoles(t *testing.T) {
	r := Rect{X: 10, Y: 10, W: 60, H: 40}
	for _, holes := range [][]Rect{nil, {{X: 20, Y: 20, W: 5, H: 5}}, {{X: 0, Y: 0, W: 15, H: 200}}, {{X: 20, Y: 15, W: 10, H: 10}, {X: 25, Y: 20, W: 30, H: 50}, {X: 64, Y: 30, W: 2, H: 2}}, {r}} {
		parts := r.Without(holes)
		for x := r.X + 0.5; x < r.Right(); x++ {
			for y := r.Y + 0.5; y < r.Bottom(); y++ {
				in, out := 0, 0
				for _, p := range parts {
					if p.Has(x, y) {
						in++
					}
				}
				for _, h := range holes {
					if h.Has(x, y) {
						out = 1
					}
				}
				if in+out != 1 {
					t.Fatalf("holes %v: the point %g %g is in %d parts and in %d holes", holes, x, y, in, out)
				}
			}
		}
	}
}
