package run

import (
	"slices"
	"strings"
	"testing"
)

func TestParseLayers(t *testing.T) {
	for s, want := range map[string][]bool{"all": {true, true, true}, "2": {false, true, false}, "1,3": {true, false, true}, "2-3": {false, true, true}} {
		if got, err := ParseLayers(s, 3); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v, %v; want %v", s, got, err, want)
		}
	}
	for _, s := range []string{"", "0", "4", "3-2", "a", "1,,2", "1-9999999999999999999"} {
		if _, err := ParseLayers(s, 3); err == nil {
			t.Errorf("%q is accepted", s)
		}
	}
}

func TestTemplates(t *testing.T) {
	lookup := func(w string) (int, bool) {
		id, ok := map[string]int{"the": 10, "capital": 11, "of": 12, "is": 13, ".": 14}[w]
		return id, ok
	}
	tpl, err := ParseTemplate("the R of X is _ .")
	if err != nil {
		t.Fatal(err)
	}
	out, gap, err := tpl.Fill([]int32{30, 31, 4}, 4, "capital", lookup)
	if err != nil || gap != 6 || !slices.Equal(out, []int32{10, 11, 12, 30, 31, 13, 4, 14}) {
		t.Errorf("%v, gap %d, %v", out, gap, err)
	}
	if _, _, err := tpl.Fill(nil, 4, "king", lookup); err == nil || !strings.Contains(err.Error(), "king") {
		t.Errorf("unknown word: %v", err)
	}
	for _, bad := range []string{"", "X", "_ is", "X X _", "X _ " + strings.Repeat("a ", 20)} {
		if _, err := ParseTemplate(bad); err == nil || !strings.Contains(err.Error(), "want") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for _, good := range Templates() {
		if _, err := ParseTemplate(good); err != nil {
			t.Error(err)
		}
	}
	if s := (Settings{Anchor: "both"}).Around(); s != "R X _ ." {
		t.Errorf("anchor both is %q", s)
	}
}
