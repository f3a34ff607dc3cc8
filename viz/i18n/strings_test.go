package i18n

import (
	"reflect"
	"testing"
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
	same("Labelled", english.Labelled, chinese.Labelled)
	same("Labelled", chinese.Labelled, english.Labelled)
}

func TestUnknownLanguageIsEnglish(t *testing.T) {
	if For("xx").Lang != "en" || For("zh").Lang != "zh" {
		t.Error("For does not choose the table")
	}
}
