package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// walk calls f with every text of a catalogue and the way to it: "Learn.Right", "Tasks.srl.About", "Status.2".
func walk(v reflect.Value, at string, f func(at, text string)) {
	join := func(name string) string { return strings.TrimPrefix(at+"."+name, ".") }
	switch v.Kind() {
	case reflect.String:
		f(at, v.String())
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if v.Type().Field(i).Anonymous {
				walk(v.Field(i), at, f)
				continue
			}
			walk(v.Field(i), join(name), f)
		}
	case reflect.Array, reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), join(strconv.Itoa(i)), f)
		}
	case reflect.Map:
		keys := v.MapKeys()
		slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
		for _, k := range keys {
			walk(v.MapIndex(k), join(k.String()), f)
		}
	}
}

func textsOf(s *Strings) map[string]string {
	out := map[string]string{}
	walk(reflect.ValueOf(*s), "", func(at, text string) { out[at] = text })
	return out
}

// places are the names in a pattern, each once, sorted.
func places(pattern string) (out []string) {
	for {
		_, rest, found := strings.Cut(pattern, "{")
		if !found {
			slices.Sort(out)
			return slices.Compact(out)
		}
		name, after, _ := strings.Cut(rest, "}")
		name, _, _ = strings.Cut(name, "|")
		out, pattern = append(out, name), after
	}
}

// optional are names that a catalogue may leave to the program's own.
func optional(at string) bool {
	for _, m := range []string{"Methods.", "Backbones.", "Parts."} {
		if strings.HasPrefix(at, m) {
			return true
		}
	}
	return false
}

// Every catalogue has the same keys, no empty text, and in each text the same places.
func TestCataloguesAreAlike(t *testing.T) {
	first := textsOf(languages[0].Strings)
	for _, l := range languages {
		texts := textsOf(l.Strings)
		for at, text := range texts {
			want, ok := first[at]
			switch {
			case text == "" && at != "Gap":
				t.Errorf("%s: %s is empty", l.ID, at)
			case !ok && !optional(at):
				t.Errorf("%s: %s is in no other catalogue", l.ID, at)
			case ok && !slices.Equal(places(text), places(want)):
				t.Errorf("%s: %s has the places %v, want %v", l.ID, at, places(text), places(want))
			}
		}
		for at := range first {
			if _, ok := texts[at]; !ok && !optional(at) {
				t.Errorf("%s: %s is missing", l.ID, at)
			}
		}
		if l.Strings.Lang != l.ID {
			t.Errorf("the catalogue of %s calls itself %s", l.ID, l.Strings.Lang)
		}
	}
}

// Whoever fills a pattern gives it a value for every name, and none that it does not have.
func TestCallersFillEveryPlace(t *testing.T) {
	patterns := map[string][]string{} // by the last part of the key
	for at, text := range textsOf(languages[0].Strings) {
		if p := places(text); len(p) > 0 {
			patterns[at[strings.LastIndexByte(at, '.')+1:]] = p
		}
	}
	calls := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) < 3 {
				return true
			}
			fun, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || fun.Sel.Name != "Fill" {
				return true
			}
			if x, ok := fun.X.(*ast.Ident); !ok || x.Name != "i18n" {
				return true
			}
			pattern, ok := call.Args[0].(*ast.SelectorExpr)
			if !ok {
				return true // chosen among several
			}
			calls++
			var given []string
			for i := 1; i < len(call.Args); i += 2 {
				lit, ok := call.Args[i].(*ast.BasicLit)
				if !ok {
					t.Errorf("%s: %s is filled with a name that is no literal", path, pattern.Sel.Name)
					return true
				}
				name, _ := strconv.Unquote(lit.Value)
				given = append(given, name)
			}
			slices.Sort(given)
			if want := patterns[pattern.Sel.Name]; !slices.Equal(given, want) {
				t.Errorf("%s fills %v into %s, which has the places %v", path, given, pattern.Sel.Name, want)
			}
			return true
		})
		return nil
	})
	if err != nil || calls < 20 {
		t.Errorf("%d calls found, %v", calls, err)
	}
}

func TestFill(t *testing.T) {
	for _, c := range [][]string{
		{"plain", "plain"},
		{"step {step} of {all}", "step 3 of 20", "all", "20", "step", "3"},
		{"{all} 步中的第 {step} 步", "20 步中的第 3 步", "step", "3", "all", "20"},
		{"{n} {n|step|steps}", "1 step", "n", "1"},
		{"{n} {n|step|steps}", "0 steps", "n", "0"},
		{"{n|row|rows} and {who|a|b}", "rows and {who|a|b}", "n", "2"},
		{"{n} is {unknown}", "{braces} is {unknown}", "n", "{braces}"},
		{"an open {brace", "an open {brace", "brace", "x"},
	} {
		if got := Fill(c[0], c[2:]...); got != c[1] {
			t.Errorf("Fill(%q, %q) = %q, want %q", c[0], c[2:], got, c[1])
		}
	}
}

// A third language is one line: it is among the choices, the button comes to it, and systems that prefer it get it.
func TestAnotherLanguage(t *testing.T) {
	before := languages
	defer func() { languages = before }()
	french := english
	french.Lang = "fr"
	languages = append(slices.Clone(languages), Language{"fr", "Français", &french})
	if !slices.Contains(IDs(), "fr") || For("fr").Lang != "fr" || Next("zh").Own != "Français" || Next("fr").ID != "en" {
		t.Error("it is not picked up")
	}
	for _, c := range [][2]string{{"fr-CA", "fr"}, {"fr_FR.UTF-8", "fr"}, {"frr", "en"}, {"ZH-hans", "zh"}, {"", "en"}, {"de", "en"}} {
		if got := Match(c[0]); got != c[1] {
			t.Errorf("%q gets %s, want %s", c[0], got, c[1])
		}
	}
	if Match("de", "fr", "zh") != "fr" {
		t.Error("the order of what is preferred does not count")
	}
}
