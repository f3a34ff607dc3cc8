package catalog

import (
	"net/url"
	"testing"

	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/viz/state"
)

// What the menus offer can be trained, and what they switch off cannot: every method, task and head.
func TestMenusSayWhatResolves(t *testing.T) {
	c := New()
	for _, m := range c.Methods {
		for _, k := range c.Tasks {
			for _, b := range c.Backbones {
				_, err := train.Resolve(run.Spec{Task: k.ID, Method: m.ID, Backbone: b.ID})
				if fit := c.Fit(m.ID, k.ID, b.ID); (fit == state.Fits) != (err == nil) {
					t.Errorf("%s on %s, %s: reason %d, %v", m.ID, k.ID, b.ID, fit, err)
				}
				for _, head := range run.Heads() {
					s, _ := state.Parse("task="+url.QueryEscape(k.ID)+"&a="+m.ID+"&b="+m.ID+"&backbone="+b.ID+"&answer="+head, c)
					if s.Task != k.ID || s.Backbone != b.ID {
						t.Fatalf("%+v", s)
					}
					for _, sp := range state.Specs(s, c) {
						if _, err := train.Resolve(sp); err != nil {
							t.Errorf("a link to %s on %s, %s with head %s: %v", m.ID, k.ID, b.ID, head, err)
						}
					}
				}
				if moved := c.Nearest(m.ID, k.ID, b.ID, ""); c.Method(moved).Comparator || c.Fit(moved, k.ID, b.ID) != state.Fits {
					t.Errorf("%s on %s, %s moves to %s", m.ID, k.ID, b.ID, moved)
				}
			}
		}
	}
	s := state.Default()
	rel := s
	rel.Task = "rel"
	if c.ChoosesHead("p-tuning-v2", s) || !c.ChoosesHead("p-tuning-v2", rel) || c.ChoosesHead("probe", rel) {
		t.Error("the head is chosen on the wrong tasks")
	}
}
