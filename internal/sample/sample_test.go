package sample

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func numbers(n int) (list []int) {
	for i := range n {
		list = append(list, i)
	}
	return list
}

func TestOfTakesSomeOrAll(t *testing.T) {
	cases := numbers(1000)
	t.Setenv("PROMPTSCOPE_ALL", "")
	if got := Of(t, cases, 40); len(got) != 40 || All() {
		t.Errorf("a sample of 40 has %d cases", len(got))
	}
	if got := Of(t, cases[:40], 40); !slices.Equal(got, cases[:40]) {
		t.Errorf("40 of 40 cases are %v", got)
	}
	if got := Count(3, 5000); got != 3 {
		t.Errorf("Count(3, 5000) = %d", got)
	}
	t.Setenv("PROMPTSCOPE_ALL", "1")
	if got := Of(t, cases, 40); !slices.Equal(got, cases) {
		t.Errorf("all of 1000 are %d", len(got))
	}
	if got := Count(3, 5000); got != 5000 {
		t.Errorf("all of Count(3, 5000) = %d", got)
	}
}

// fatal is a test that panics with its last words.
type fatal struct{ testing.TB }

func (fatal) Helper()                           {}
func (fatal) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func TestNothingIsNoSample(t *testing.T) {
	for _, c := range []struct{ cases, n int }{{0, 5}, {5, 0}, {5, -1}} {
		func() {
			defer func() {
				if said := fmt.Sprint(recover()); !strings.Contains(said, "want 1 or more") {
					t.Errorf("%v: %s", c, said)
				}
			}()
			Of(fatal{t}, numbers(c.cases), c.n)
		}()
	}
}

// A sample repeats, comes from every part of the list in its order, and another test has another one.
func TestDraw(t *testing.T) {
	for _, size := range []struct{ cases, n int }{{7, 1}, {7, 3}, {10, 9}, {1000, 40}} {
		got := draw("TestLinks", numbers(size.cases), size.n)
		if again := draw("TestLinks", numbers(size.cases), size.n); !slices.Equal(got, again) {
			t.Errorf("%v: %v, then %v", size, got, again)
		}
		for i, c := range got {
			if from, to := i*size.cases/size.n, (i+1)*size.cases/size.n; c < from || c >= to {
				t.Errorf("%v: case %d is %d, want %d to %d", size, i, c, from, to-1)
			}
		}
	}
	if a, b := draw("TestLinks", numbers(1000), 40), draw("TestFolders", numbers(1000), 40); slices.Equal(a, b) {
		t.Error("two tests have the same sample")
	}
}

// Over many names every case has its turn: nothing is left out by the way of drawing.
func TestDrawReachesEveryCase(t *testing.T) {
	seen := map[int]bool{}
	for name := range 400 {
		for _, c := range draw(string(rune('a'+name)), numbers(23), 5) {
			seen[c] = true
		}
	}
	if len(seen) != 23 {
		t.Errorf("%d of 23 cases were ever drawn", len(seen))
	}
}
