package panel

import (
	"fmt"
	"testing"

	"promptscope/sim/train"
	"promptscope/viz/i18n"
	"promptscope/viz/internal/fake"
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
			snap train.Snapshot
			back bool
		}{
			{"loading", train.Snapshot{Status: train.Loading}, true},
			{"paused", train.Snapshot{Status: train.Paused}, false},
			{"training", train.Snapshot{Status: train.Running}, false},
			{"waiting", train.Snapshot{Status: train.Waiting}, false},
			{"done", train.Snapshot{Status: train.Done}, true},
			{"diverged", train.Snapshot{Status: train.Diverged}, true},
			{"failed", train.Snapshot{Status: train.Failed}, false},
			{"past", train.Snapshot{Status: train.Paused, Step: 9, Shown: 3, Stride: 1}, false},
			{"rewinding", train.Snapshot{Status: train.Running, Step: 2, Repeating: true}, false},
			{"restored", train.Snapshot{Status: train.Running, Step: 9, Shown: 9, Stride: 1}, true},
		} {
			cat := fake.Catalog()
			st, _ := state.Parse("b=", cat)
			p := page{Scene: new(scene.Scene), in: &Input{State: st, View: &ui.View{Back: c.back}, Catalog: &cat}, t: &Dark, s: i18n.For(lang)}
			f := frame{snap: &c.snap}
			word := p.conditionWord(&f)
			p.conditionSign(&f, 0, 0, 1)
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
