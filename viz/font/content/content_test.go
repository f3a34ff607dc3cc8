package content

import (
	"os"
	"path/filepath"
	"testing"

	"promptscope/viz/font"
)

// Every character of lessons and cards has pixels on the desktop.
func TestFontsHoldEveryCharacterOfLessonsAndCards(t *testing.T) {
	files, err := filepath.Glob("../../place/*/*/*.toml")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	seen := map[rune]bool{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range string(text) {
			if r <= ' ' || seen[r] {
				continue
			}
			if seen[r] = true; font.Raster(font.Regular, r, 16, 0).Mask == nil && r != '\u3000' || missing(r) {
				t.Errorf("%s: %q (%U) cannot be drawn: run sh viz/font/subset.sh", name, r, r)
			}
		}
	}
}

// missing tells a character that gets the box of an unknown one.
func missing(r rune) bool { return !font.Has(font.Regular, r) && font.Advance(font.Regular, r) == 0 }
