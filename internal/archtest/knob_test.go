package archtest

import (
	"slices"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/internal/sweep"
	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/panel"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// other is a value of the knob that is not its default.
func other(k *run.Knob, m run.Method) string {
	usual := k.DefaultOf(m)
	switch {
	case k.Number != nil:
		for _, v := range []string{"4", "2"} { // within every knob's limits
			if v != usual {
				return v
			}
		}
	case k.ID == run.KnobLayers, k.Switch != nil: // a switch is 1 in a link
		return "1"
	}
	for _, v := range k.Values {
		if v != usual {
			return v
		}
	}
	return ""
}

// A row of the table of knobs is all that links, the form, its twin, messages and grids need; names, tips and the glossary have an
// entry for each. (The command's flags are tested where the command is.)
func TestKnobsArePickedUp(t *testing.T) {
	c := catalog.New()
	for i := range run.Knobs() {
		k := &run.Knobs()[i]
		t.Run(k.ID, func(t *testing.T) {
			at := slices.IndexFunc(c.Methods, func(m run.Method) bool { return m.Has(k.ID) })
			if at < 0 {
				t.Fatal("no method has it")
			}
			m := c.Methods[at]
			value := other(k, m)
			task := c.Tasks[slices.IndexFunc(c.Tasks, func(task state.Choice) bool { return c.Fit(m.ID, task.ID, c.Backbones[0].Name) == state.Fits })].ID

			// One lane's own, and back.
			link := "run=0&task=" + task + "&a=" + m.ID + "&b=" + m.ID + "&" + k.ID + "@b=" + value
			s, notices := state.Parse(link, c)
			if len(notices) > 0 || k.Get(&s.Lanes[1].Settings) == k.Get(&s.Lanes[0].Settings) {
				t.Fatalf("%s: %v, A has %q and B %q", link, notices, k.Get(&s.Lanes[0].Settings), k.Get(&s.Lanes[1].Settings))
			}
			if again, _ := state.Parse(state.Query(s), c); again != s {
				t.Errorf("the link does not come back: %s", state.Query(s))
			}
			// As a message.
			spec := state.Specs(s, c)[1]
			command := run.Command{Kind: run.Reset, Spec: spec}
			if back, err := run.DecodeCommand(run.AppendCommand(nil, &command)); err != nil || back.Spec != spec {
				t.Errorf("as a message it is %+v, %v", back.Spec, err)
			}
			// In a grid.
			if points, _, err := sweep.Points([]sweep.Axis{{ID: "method", Values: []string{m.ID}}, {ID: "task", Values: []string{task}}, {ID: k.ID, Values: []string{k.Get(&spec.Settings)}}}); err != nil || len(points) != 1 {
				t.Errorf("a grid over it has %d points, %v", len(points), err)
			}
			inForm(t, k, s, c)
		})
	}
}

// inForm looks for the knob's lines in the settings, in each language, and for what explains it.
func inForm(t *testing.T, k *run.Knob, s state.State, c state.Catalog) {
	s.Panel = "settings"
	for _, lang := range []string{"en", "zh"} {
		str := i18n.For(lang)
		if str.Knob(k.ID) == "" || str.Knob(k.ID) == k.ID || str.Tip(k.ID) == "" {
			t.Errorf("%s: name %q, tip %q", lang, str.Knob(k.ID), str.Tip(k.ID))
		}
		if _, ok := str.Term(i18n.KnobTerm(k.ID)); !ok {
			t.Errorf("%s: the glossary has no %q", lang, i18n.KnobTerm(k.ID))
		}
		v := ui.View{Lang: lang}
		for lane := range 2 {
			key := state.LaneKey(k.ID, lane)
			if k.ID == run.KnobLayers { // a switch for each layer
				key = state.LaneKey(id.Layer, lane)
			}
			if !inScene(panel.Input{State: s, View: &v, Catalog: &c, W: 1440, H: 900}, key) {
				t.Errorf("%s: the form has no %s", lang, key)
			}
		}
	}
}

// inScene tells whether a control with the key is laid out, wherever one has to scroll to.
func inScene(in panel.Input, key string) bool {
	var sc scene.Scene
	for in.View.Scroll = 0; in.View.Scroll <= sc.ScrollMax; in.View.Scroll += in.H / 4 {
		panel.Layout(&sc, &in)
		if slices.ContainsFunc(sc.Controls, func(c scene.Control) bool { return c.ID == key }) {
			return true
		}
	}
	return false
}
