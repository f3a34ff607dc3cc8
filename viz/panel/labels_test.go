package panel

import (
	"reflect"
	"strings"
	"testing"

	"promptscope/viz/i18n"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// TestEveryLabelIsExplained: a fixed word of the picture names a control, which has a tip, or leads to the glossary.
func TestEveryLabelIsExplained(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		s := i18n.For(lang)
		catalog := map[string]string{}
		texts(reflect.ValueOf(*s), "", catalog)
		labels, tipped := map[string]bool{}, map[string]bool{}
		for _, sh := range shots() {
			sc := sh.lay(t, lang, true)
			for i := range sc.Controls {
				c := &sc.Controls[i]
				tipped[c.Label] = tipped[c.Label] || s.Tip(ui.TipOf(c.ID)) != ""
			}
			for i := range sc.Marks {
				m := &sc.Marks[i]
				if m.Kind != scene.Text {
					continue
				}
				text := sc.String(m)
				c := under(sc, m)
				tipped[text] = tipped[text] || c != nil && s.Tip(ui.TipOf(c.ID)) != ""
				if name, known := catalog[text]; known && !explainsItself(name) {
					labels[text] = true
				}
			}
		}
		for text := range labels {
			if !tipped[text] && s.LabelTerm(text) == "" {
				t.Errorf("%s: %s %q has no entry: add it to labels in viz/i18n", lang, catalog[text], text)
			}
		}
	}
}

// explainsItself tells sentences from labels.
func explainsItself(name string) bool {
	return strings.HasSuffix(name, "Note") && name != "DigestNote" || strings.HasSuffix(name, "Hint") || strings.HasPrefix(name, "Part") || name == "NotEdited" ||
		name == "Pastless"
}

// texts collects the strings of a catalogue with the names of their fields.
func texts(v reflect.Value, name string, into map[string]string) {
	switch v.Kind() {
	case reflect.String:
		into[v.String()] = name
	case reflect.Struct:
		for i := range v.NumField() {
			texts(v.Field(i), v.Type().Field(i).Name, into)
		}
	case reflect.Array:
		for i := range v.Len() {
			texts(v.Index(i), name, into)
		}
	}
}

// under is the control that a text lies on.
func under(sc *scene.Scene, m *scene.Mark) *scene.Control {
	for i := len(sc.Controls) - 1; i >= 0; i-- {
		if c := &sc.Controls[i]; c.Kind != scene.Surface && c.Rect.Has(m.Rect.X+m.Rect.W/2, m.Rect.Y-m.Size/3) {
			return c
		}
	}
	return nil
}
