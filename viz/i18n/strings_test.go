package i18n

import (
	"testing"

	"promptscope/sim/run"
)

func TestUnknownLanguageIsEnglish(t *testing.T) {
	if For("xx").Lang != "en" || For("zh").Lang != "zh" {
		t.Error("For does not choose the table")
	}
}

// Every knob has a name, a tip and an entry of the glossary, and every value of a choice a name.
func TestKnobsAreExplained(t *testing.T) {
	for _, s := range []*Strings{&english, &chinese} {
		for _, k := range run.Knobs() {
			if s.Knobs[k.ID] == "" || s.Tip(k.ID) == "" {
				t.Errorf("%s: the knob %s has no name or no tip", s.Lang, k.ID)
			}
			if _, ok := s.Term(KnobTerm(k.ID)); !ok {
				t.Errorf("%s: the knob %s has no entry in the glossary", s.Lang, k.ID)
			}
			for _, v := range k.Values {
				if s.Choices[k.ID+"."+v] == "" && !k.Free && k.Text != nil && k.ID != "targets" { // whose values are names of modules
					t.Errorf("%s: %s = %s has no name", s.Lang, k.ID, v)
				}
			}
		}
	}
}
