package catalog

import (
	"testing"

	"promptscope/sim/train"
	"promptscope/viz/state"
)

// What the menus offer can be trained, and what they switch off cannot: every method, task and head.
func TestMenusSayWhatResolves(t *testing.T) {
	c := New()
	for _, m := range c.Methods {
		for _, k := range c.Tasks {
			_, err := train.Resolve(train.Spec{Task: k.ID, Method: m.ID})
			if fit := c.Fit(m.ID, k.ID); (fit == state.Fits) != (err == nil) {
				t.Errorf("%s on %s: reason %d, %v", m.ID, k.ID, fit, err)
			}
			for _, head := range train.Heads() {
				s, _ := state.Parse("task="+k.ID+"&a="+m.ID+"&b="+m.ID+"&answer="+head, c)
				for _, sp := range state.Specs(s, c) {
					if _, err := train.Resolve(sp); err != nil {
						t.Errorf("a link to %s on %s with head %s: %v", m.ID, k.ID, head, err)
					}
				}
			}
			if moved := c.Nearest(m.ID, k.ID, ""); c.Method(moved).Comparator || c.Fit(moved, k.ID) != state.Fits {
				t.Errorf("%s on %s moves to %s", m.ID, k.ID, moved)
			}
		}
	}
	if c.ChoosesHead("p-tuning-v2", "srl") || !c.ChoosesHead("p-tuning-v2", "rel") || c.ChoosesHead("probe", "rel") {
		t.Error("the head is chosen on the wrong tasks")
	}
}
