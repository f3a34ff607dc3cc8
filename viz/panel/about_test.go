package panel

import (
	"net/url"
	"strings"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/viz/font"
	"promptscope/viz/i18n"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// textOf is all that a picture says.
func textOf(sc *scene.Scene) string {
	var b strings.Builder
	for i := range sc.Marks {
		if m := &sc.Marks[i]; m.Kind == scene.Text {
			b.WriteString(sc.String(m))
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// flat leaves out what breaking into lines adds.
func flat(text string) string { return strings.ReplaceAll(text, " ", "") }

// The list of methods and that of tasks say what the chosen line is, every method with its formula and paper; in both languages.
func TestListsExplain(t *testing.T) {
	c := catalog.New()
	for _, lang := range []string{"en", "zh"} {
		s := i18n.For(lang)
		for _, m := range c.Methods {
			e, ok := s.Term(m.ID)
			if !ok {
				t.Errorf("%s: the glossary does not explain %s", lang, m.ID)
				continue
			}
			st, _ := state.Parse("run=0&task=fact&b="+m.ID, c)
			if st.Lanes[1].Method != m.ID {
				st, _ = state.Parse("run=0&task=srl&b="+m.ID, c)
			}
			v := ui.View{Lang: lang, Open: "b"}
			var sc scene.Scene
			Layout(&sc, &Input{State: st, View: &v, Catalog: &c, W: 1440, H: 900})
			for _, want := range []string{e.Short, m.Formula, m.Paper} {
				if !strings.Contains(flat(textOf(&sc)), flat(want)) {
					t.Errorf("%s: the list of methods does not say %q of %s", lang, want, m.ID)
				}
			}
		}
		for _, task := range c.Tasks {
			st, _ := state.Parse("run=0&task="+url.QueryEscape(task.ID), c)
			v := ui.View{Lang: lang, Open: "task"}
			var sc scene.Scene
			Layout(&sc, &Input{State: st, View: &v, Catalog: &c, W: 1440, H: 900})
			about := s.TaskText(task.ID).About
			if begin := flat(about); !strings.Contains(flat(textOf(&sc)), begin[:min(len(begin), 60)]) {
				t.Errorf("%s: the list of tasks does not say %q", lang, about)
			}
		}
	}
}

// Lanes with the same method are told apart by what differs, and a rate is asked for only where something trains.
func TestLaneTitles(t *testing.T) {
	c := catalog.New()
	for link, want := range map[string][2]string{
		"a=p-tuning-v2&b=p-tuning-v2&n@b=32":  {"P-Tuning v2 · n 8", "P-Tuning v2 · n 32"},
		"a=lora&b=lora&rank@a=1&rank@b=8":     {"LoRA · Rank r 1", "LoRA · Rank r 8"},
		"a=p-tuning-v2&b=p-tuning-v2&lr@b=.1": {"P-Tuning v2 · rate 0.07", "P-Tuning v2 · rate 0.1"},
		"a=p-tuning&b=p-tuning-v2&n@b=32":     {"P-Tuning", "P-Tuning v2"},
	} {
		s, _ := state.Parse(link, c)
		v := ui.View{Lang: "en"}
		in := Input{State: s, View: &v, Catalog: &c}
		if a, b := LaneTitle(&in, 0), LaneTitle(&in, 1); a != want[0] || b != want[1] {
			t.Errorf("%s: %q and %q, want %q", link, a, b, want)
		}
	}
	s, _ := state.Parse("run=0&task=fact&a=hand&b=p-tuning", c)
	v := ui.View{Lang: "en"}
	var sc scene.Scene
	Layout(&sc, &Input{State: s, View: &v, Catalog: &c, W: 1440, H: 900})
	if sc.Find(scene.Key{ID: "lr@a"}) != nil || sc.Find(scene.Key{ID: "lr@b"}) == nil {
		t.Error("a rate for a prompt that is not trained, or none for one that is")
	}
}

// Formulas come from the engine: the picture's font has what they are written with.
func TestFormulasCanBeDrawn(t *testing.T) {
	for _, m := range catalog.New().Methods {
		for _, r := range m.Formula + m.Paper {
			if !font.Has(font.Regular, r) {
				t.Errorf("%s: %q (%U) of its formula is not in the font", m.ID, r, r)
			}
		}
	}
}
