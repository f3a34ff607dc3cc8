package panel

import (
	"strings"
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/internal/fake"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// A figure says below itself what was run, has nothing to press, and is no larger than the picture.
func TestFigures(t *testing.T) {
	c := fake.Catalog()
	st, _ := state.Parse("v=2&seed=7&projector=1", c)
	in := Input{State: st, View: &ui.View{Lang: "en"}, Catalog: &c, W: 1440, H: 900}
	for i, spec := range state.Specs(st, c) {
		in.Lanes[i] = fake.Snapshot(c, spec, 300)
		in.Lanes[i].Status = run.Running
	}
	for _, part := range Parts {
		var sc scene.Scene
		r, ok := Figure(&sc, &in, part, Layout)
		if want := part != "lane-c" && part != "lane-d"; ok != want {
			t.Errorf("%s: there %v, want %v", part, ok, want)
		}
		if !ok {
			continue
		}
		last := sc.String(&sc.Marks[len(sc.Marks)-1])
		if !strings.Contains(last, "Seed 7 · P-Tuning (Step 300) · P-Tuning v2 (Step 300)") && !strings.Contains(last, "..") {
			t.Errorf("%s: the last line is %q", part, last)
		}
		if r.W <= 0 || r.H <= captionHeight || r.Bottom() > sc.H+captionHeight {
			t.Errorf("%s: %+v in %g", part, r, sc.H)
		}
		for i := range sc.Controls {
			switch k := sc.Controls[i].ID; {
			case part == id.Panel:
			case k == id.Play, k == id.Example, k == id.Remove, k == id.Add, k == id.Methods[0], k == id.Metric, k == id.Scale:
				t.Errorf("%s has %s to press", part, k)
			}
		}
	}
	if in.State.Embed || !in.State.Projector || in.H != 900 {
		t.Error("the picture itself has changed")
	}
}
