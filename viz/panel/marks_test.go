package panel

import (
	"strings"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/internal/fake"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// pointed is all that is said when the pointer rests anywhere on a lane of a picture.
func pointed(t *testing.T, query, lang string) string {
	c := catalog.New()
	st, notices := state.Parse(query, c)
	if len(notices) > 0 {
		t.Fatal(notices)
	}
	view := ui.View{Lang: lang, Inside: true, Rested: true}
	in := Input{State: st, View: &view, Catalog: &c, W: 1440, H: 900}
	for i, spec := range state.Specs(st, c) {
		in.Lanes[i] = fake.Snapshot(c, spec, 300)
		in.Lanes[i].Status = run.Running
	}
	var sc scene.Scene
	var all strings.Builder
	Layout(&sc, &in)
	for _, r := range sc.Parts[:2] {
		for y := r.Rect.Y; y < r.Rect.Bottom(); y += 8 {
			for x := r.Rect.X; x < r.Rect.Right(); x += 9 {
				view.X, view.Y, view.Hover = x, y, scene.Key{}
				if c := sc.At(x, y); c != nil {
					view.Hover = c.Key()
				}
				Layout(&sc, &in)
				for i := len(sc.Marks) - 1; i >= 0 && sc.Marks[i].Layer > 0; i-- {
					if m := &sc.Marks[i]; m.Kind == scene.Text {
						all.WriteString(sc.String(m))
						all.WriteByte('\n')
					}
				}
			}
		}
	}
	return all.String()
}

// begins is the first words of a text, which is broken into lines.
func begins(text string) string {
	text, _, _ = strings.Cut(text, "{")
	return string([]rune(text)[:min(len([]rune(text)), 12)])
}

// Every kind of mark in a lane says what it is to who points at it: that of the two methods, and the signs of those that train
// inside the layers.
func TestEveryMarkExplainsItself(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		s := i18n.For(lang)
		said := pointed(t, "run=0", lang)
		for _, p := range i18n.Picture {
			if e, _ := s.Term(p.Entry); p.Part != id.Chart && !strings.Contains(said, begins(e.Short)) {
				t.Errorf("%s: nothing says %q (%s)", lang, e.Short, p.Part)
			}
		}
		for _, text := range []string{s.TagRight, s.TagWrong, s.GradientNormText} {
			if !strings.Contains(said, begins(text)) {
				t.Errorf("%s: nothing says %q", lang, text)
			}
		}
	}
	for query, entry := range map[string]string{"a=lora": "lora", "a=ia3": "ia3", "a=adapter": "adapter", "a=bitfit": "bitfit", "projection@b=1": "projection"} {
		if e, _ := i18n.For("en").Term(entry); !strings.Contains(pointed(t, "run=0&"+query, "en"), begins(e.Short)) {
			t.Errorf("%s: nothing says %q", query, e.Short)
		}
	}
}

// Where a text points at a part of the lanes, the rest of the lanes steps back, and the part does not; where it points at nothing that
// is on the screen, nothing does.
func TestTheRestStepsBack(t *testing.T) {
	c := catalog.New()
	st, _ := state.Parse("a=p-tuning&b=p-tuning-v2", c)
	view := ui.View{Lang: "en"}
	in := Input{State: st, View: &view, Catalog: &c, W: 1440, H: 900}
	for i, spec := range state.Specs(st, c) {
		in.Lanes[i] = fake.Snapshot(c, spec, 300)
	}
	veil := kit.Light.Card.Alpha(0.7)
	for spot, want := range map[string][2]bool{"kv": {true, true}, "input": {true, true}, "answers": {true, true}, "chart": {}, "": {}} {
		var sc scene.Scene
		view.Spot = spot
		Layout(&sc, &in)
		var back [2]bool
		for i := range sc.Marks {
			if m := &sc.Marks[i]; m.Kind == scene.Box && m.Fill == veil {
				for lane := range back {
					back[lane] = back[lane] || m.Rect.Meets(sc.Parts[lane].Rect)
				}
			}
		}
		if back != want {
			t.Errorf("%q: the lanes step back: %v, want %v", spot, back, want)
		}
	}
}
