package lane

import (
	"fmt"
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// TestEveryConditionHasItsOwnWordAndPicture: none of them is told by colour alone, and no two look alike.
func TestEveryConditionHasItsOwnWordAndPicture(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		words, signs := map[string]string{}, map[string]string{}
		for _, c := range []struct {
			name string
			snap run.Snapshot
			back bool
		}{
			{"loading", run.Snapshot{Status: run.Loading}, true},
			{"paused", run.Snapshot{Status: run.Paused}, false},
			{"training", run.Snapshot{Status: run.Running}, false},
			{"waiting", run.Snapshot{Status: run.Waiting}, false},
			{"done", run.Snapshot{Status: run.Done}, true},
			{"diverged", run.Snapshot{Status: run.Diverged}, true},
			{"failed", run.Snapshot{Status: run.Failed}, false},
			{"past", run.Snapshot{Status: run.Paused, Step: 9, Shown: 3, Stride: 1}, false},
			{"rewinding", run.Snapshot{Status: run.Running, Step: 2, Repeating: true}, false},
			{"restored", run.Snapshot{Status: run.Running, Step: 9, Shown: 9, Stride: 1}, true},
		} {
			cat := fake.Catalog()
			st, _ := state.Parse("b=", cat)
			p := kit.Page{Scene: new(scene.Scene), Words: kit.WordsOf(&kit.Input{State: st, View: &ui.View{Lang: lang, Back: c.back}, Catalog: &cat}), T: &kit.Dark}
			f := frame{Page: &p, snap: &c.snap}
			word := condition{&f}.word()
			condition{&f}.sign(0, 0, 1)
			sign := ""
			for _, m := range p.Marks {
				sign += fmt.Sprint(m.Kind, m.Rect, p.Points[m.A:m.B])
			}
			if word == "" || sign == "" || words[word] != "" || signs[sign] != "" {
				t.Errorf("%s: %s says %q, as %q; its sign is that of %q", lang, c.name, word, words[word], signs[sign])
			}
			words[word], signs[sign] = c.name, c.name
		}
	}
}
