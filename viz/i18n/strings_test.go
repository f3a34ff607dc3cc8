package i18n

import (
	"reflect"
	"testing"

	"promptscope/sim/run"
)

func TestNoTextIsEmpty(t *testing.T) {
	for _, table := range []*Strings{&english, &chinese} {
		v := reflect.ValueOf(*table)
		for i := range v.NumField() {
			name, f := v.Type().Field(i).Name, v.Field(i)
			switch f.Kind() {
			case reflect.String:
				if f.String() == "" {
					t.Errorf("%s: %s is empty", table.Lang, name)
				}
			case reflect.Array:
				for k := range f.Len() {
					if f.Index(k).String() == "" {
						t.Errorf("%s: %s[%d] is empty", table.Lang, name, k)
					}
				}
			}
		}
	}
}

func TestMapsHaveTheSameKeys(t *testing.T) {
	same := func(name string, a, b map[string]string) {
		for k := range a {
			if _, ok := b[k]; !ok {
				t.Errorf("%s: %q is in one language only", name, k)
			}
		}
	}
	same("Methods", english.Methods, chinese.Methods)
	same("Methods", chinese.Methods, english.Methods)
	same("Knobs", english.Knobs, chinese.Knobs)
	same("Knobs", chinese.Knobs, english.Knobs)
	same("Choices", english.Choices, chinese.Choices)
	same("Choices", chinese.Choices, english.Choices)
	same("Labelled", english.Labelled, chinese.Labelled)
	same("Labelled", chinese.Labelled, english.Labelled)
}

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
