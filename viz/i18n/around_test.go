package i18n

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestAroundHasEveryTextInBothLanguages(t *testing.T) {
	for _, table := range []*Strings{&english, &chinese} {
		v := reflect.ValueOf(table.Around)
		for i := range v.NumField() {
			if v.Field(i).String() == "" {
				t.Errorf("%s: %s is empty", table.Lang, v.Type().Field(i).Name)
			}
		}
	}
	en, zh := reflect.ValueOf(english.Around), reflect.ValueOf(chinese.Around)
	for i := range en.NumField() {
		if a, b := en.Field(i).String(), zh.Field(i).String(); strings.Count(a, "#") != strings.Count(b, "#") {
			t.Errorf("%s: %q and %q take different numbers of values", en.Type().Field(i).Name, a, b)
		}
	}
}

func TestTipsAreOneSentenceInBothLanguages(t *testing.T) {
	for id, tip := range tipsEN {
		if strings.Count(tip, ".") != 1 || !strings.HasSuffix(tip, ".") {
			t.Errorf("%s: %q is not one sentence", id, tip)
		}
		if zh := tipsZH[id]; strings.Count(zh, "。") != 1 || !strings.HasSuffix(zh, "。") {
			t.Errorf("%s: %q is not one sentence", id, zh)
		}
	}
	if len(tipsEN) != len(tipsZH) {
		t.Errorf("%d English tips, %d Chinese", len(tipsEN), len(tipsZH))
	}
}

func TestGlossaryIsTheSameListInBothLanguages(t *testing.T) {
	if len(glossaryEN) != len(glossaryZH) {
		t.Fatalf("%d English terms, %d Chinese", len(glossaryEN), len(glossaryZH))
	}
	seen := map[string]bool{}
	for i, e := range glossaryEN {
		z := glossaryZH[i]
		if e.ID != z.ID || seen[e.ID] {
			t.Errorf("term %d: %s, %s", i, e.ID, z.ID)
		}
		seen[e.ID] = true
		for _, x := range []Entry{e, z} {
			if x.Term == "" || x.Short == "" || x.Long == "" {
				t.Errorf("%s: something is empty: %+v", e.ID, x)
			}
			if n := utf8.RuneCountInString(x.Short); n > 110 {
				t.Errorf("%s: the short form has %d characters", e.ID, n)
			}
		}
	}
}

// TestLabelsLeadToTheGlossary: a label of the picture has an entry.
func TestLabelsLeadToTheGlossary(t *testing.T) {
	for _, s := range []*Strings{&english, &chinese} {
		for _, l := range s.labels() {
			if _, ok := s.Term(l.term); !ok || l.text == "" {
				t.Errorf("%s: label %q leads to %q, which is no term", s.Lang, l.text, l.term)
			}
		}
		if s.LabelTerm(s.Frozen) != "frozen" || s.LabelTerm("none of them") != "" {
			t.Errorf("%s: LabelTerm", s.Lang)
		}
	}
}

// TestNoNameHidesAnother: a field of Strings would take the place of one of Around with the same name.
func TestNoNameHidesAnother(t *testing.T) {
	outer, inner := reflect.TypeFor[Strings](), reflect.TypeFor[Around]()
	for i := range inner.NumField() {
		f, ok := outer.FieldByName(inner.Field(i).Name)
		if !ok || len(f.Index) != 2 {
			t.Errorf("%s is in Strings and in Around", inner.Field(i).Name)
		}
	}
}
