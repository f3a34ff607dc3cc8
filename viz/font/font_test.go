package font

import (
	"os"
	"path/filepath"
	"testing"
	"unicode"
)

func TestWidthOfDigitsIsFixed(t *testing.T) {
	want := Advance(Regular, '0')
	for r := '1'; r <= '9'; r++ {
		if got := Advance(Regular, r); got != want {
			t.Errorf("advance of %c = %v, of 0 = %v", r, got, want)
		}
	}
}

func TestFitStopsBeforeWidth(t *testing.T) {
	text := "虚拟词元 virtual"
	for width := float32(0); width < 140; width += 7 {
		n := Fit(Regular, 14, text, width)
		if got := Width(Regular, 14, text[:n]); got > width {
			t.Errorf("Fit(%v) = %d bytes, which are %v wide", width, n, got)
		}
	}
	if n := Fit(Regular, 14, text, 1000); n != len(text) {
		t.Errorf("Fit(1000) = %d, want all %d", n, len(text))
	}
}

func TestRasterCoversInk(t *testing.T) {
	for _, r := range []rune{'A', 'g', '0', '虚', '∇', '·', 'λ'} {
		g := Raster(Regular, r, 16, 0.25)
		if g.Mask == nil {
			t.Errorf("%c has no pixels", r)
			continue
		}
		ink := 0
		for _, a := range g.Mask.Pix {
			ink += int(a)
		}
		if ink == 0 {
			t.Errorf("%c is blank", r)
		}
	}
	if g := Raster(Regular, ' ', 16, 0); g.Mask != nil {
		t.Error("a space has pixels")
	}
}

// TestFontsHoldEveryCharacterOfTheProgram reads the Go sources under viz: what they can print must be drawable.
func TestFontsHoldEveryCharacterOfTheProgram(t *testing.T) {
	files, err := filepath.Glob("../*/*.go")
	if err != nil || len(files) == 0 {
		t.Fatal("no sources found", err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range string(text) {
			if r >= 0x20 && !unicode.IsControl(r) && !Has(Regular, r) {
				t.Errorf("%s: %q (%U) is not in regular.otf: run sh viz/font/subset.sh", name, r, r)
			}
		}
	}
}

func TestSizeBudget(t *testing.T) {
	if n := len(regularOTF) + len(boldOTF); n > 380_000 {
		t.Errorf("fonts have %d bytes, more than 380 000", n)
	}
	if n := len(boldOTF); n > 120_000 {
		t.Errorf("bold.otf has %d bytes, more than 120 000", n)
	}
}
