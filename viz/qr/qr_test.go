package qr

import (
	"strings"
	"testing"
)

// finder is the pattern in three corners of every code.
var finder = []string{"#######", "#.....#", "#.###.#", "#.###.#", "#.###.#", "#.....#", "#######"}

func TestCodesHaveTheirFinders(t *testing.T) {
	c := Encode("https://example.org/promptscope/#v=1&task=fact&n=12")
	if c.Size < 21 || (c.Size-17)%4 != 0 {
		t.Fatalf("%d is no size of a QR code", c.Size)
	}
	for _, corner := range [][2]int{{0, 0}, {c.Size - 7, 0}, {0, c.Size - 7}} {
		for y, row := range finder {
			for x, want := range row {
				if c.Dark[(corner[1]+y)*c.Size+corner[0]+x] != (want == '#') {
					t.Fatalf("no finder at %v", corner)
				}
			}
		}
	}
}

func TestRunsCoverEveryDarkModuleOnce(t *testing.T) {
	c := Encode("v=1")
	seen := make([]int, c.Size*c.Size)
	c.Runs(func(x, y, n int) {
		for i := range n {
			seen[y*c.Size+x+i]++
		}
	})
	for i, dark := range c.Dark {
		if (seen[i] == 1) != dark || seen[i] > 1 {
			t.Fatalf("module %d: dark %v, drawn %d times", i, dark, seen[i])
		}
	}
}

func TestATextTooLongGivesNothing(t *testing.T) {
	if c := Encode(strings.Repeat("x", 4000)); c.Size != 0 {
		t.Errorf("size %d", c.Size)
	}
	if c := Encode(strings.Repeat("x", 2600)); c.Size == 0 {
		t.Error("2600 characters do not fit")
	}
}
