package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/sim/run"
)

// literals maps each string that a Go file of the programs spells to the files that do, tests and what is generated apart.
var literals = sync.OnceValues(func() (map[string][]string, error) {
	found := map[string][]string{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, path)
		name = filepath.ToSlash(name)
		switch {
		case err != nil:
			return err
		case d.IsDir() && name != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules" || name == "dist" || name == "bin"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil || strings.HasPrefix(string(data), "// Code generated") {
			return err
		}
		list, err := stringsOf(data)
		if err != nil {
			return err
		}
		for _, s := range list {
			if !slices.Contains(found[s], name) {
				found[s] = append(found[s], name)
			}
		}
		return nil
	})
	return found, err
})

// stringsOf are the values of the string literals of a file. Names of places in a text (i18n.Fill) are no IDs.
func stringsOf(source []byte) (out []string, err error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Fill" {
				if x, ok := f.X.(*ast.Ident); ok && x.Name == "i18n" {
					return false
				}
			}
		case *ast.BasicLit:
			if v, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
				out = append(out, v)
			}
		}
		return true
	})
	return out, nil
}

// elsewhere may spell an ID of a kind, for the reason given: "*" for all of them.
var elsewhere = []struct{ file, ids, reason string }{
	{"viz/i18n/", "*", "texts"},
	{"internal/results/", "*", "the plan of the runs behind docs/results.md"},
	{"internal/content/", "*", "readers of lessons and cards"},
	{"viz/place/about/about.go", "*", "the list of papers, which is content"},
	{"viz/internal/fake/", "*", "a catalogue for tests"},
	{"internal/toy/", "*", "a method for tests"},
	{"sim/tune/tunetest/", "*", "the contract of a method, for tests"},
	{"sim/host/hosttest/", "*", "the contract of a host, for tests"},
	{"wasm/browsertest/", "*", "tests"},
	{"internal/build/bench/", "*", "which runs are timed"},
	{"cmd/promptscope/bench.go", "*", "which runs are timed; n of a product"},
	{"cmd/promptscope/bench_step.go", "*", "which runs are timed"},
	{"wasm/app/offer_js.go", "*", "runs that the page offers to tests"},
	{"viz/state/fields.go", "p-tuning p-tuning-v2 srl", "the default link"},
	{"sim/train/resolve.go", "p-tuning-v2 srl", "the defaults of the command"},
	{"viz/state/lanes.go", "prompt-tuning prefix-tuning lora full", "the order in which lanes are added"},
	{"internal/rule/calls.go", "hand", "a word of the language of rules: best(hand)"},
	{"internal/proof/bench.go", "hand", "what best(hand) trains"},
	{"viz/panel/chart/references.go", "hand", "the line of the best hand-written prompt"},
	{"viz/doc/doc.go", "search", "a kind of block"},
	{"cmd/promptscope/logits.go", "adapter positions", "flags about a file"},
	{"cmd/promptscope/predict.go", "adapter", "a flag about a folder"},
	{"internal/export/export.go", "adapter", "the name of a folder"},
	{"viz/place/learn/lesson/lesson.go", "zh", "lessons are written in two languages; others read the English"},
	{"viz/place/interview/", "zh", "cards too"},
	{"cmd/promptscope/cards.go", "zh", "cards too"},
	{"cmd/promptscope/list.go", "zh", "a column of the list for programs"},
	{"sim/kernel/internal/gen/kernels.go", "n", "a variable of the generator"},
	{"viz/id/id.go", "layers", "the ID of a control"},
}

func spelledElsewhere(file, id string) bool {
	for _, e := range elsewhere {
		if strings.HasPrefix(file, e.file) && (e.ids == "*" || slices.Contains(strings.Fields(e.ids), id)) {
			return true
		}
	}
	return false
}

// spelled are the files that spell an ID, without those that may.
func spelled(t *testing.T, id string) (files []string) {
	t.Helper()
	all, err := literals()
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(slices.Clone(all[id]), func(f string) bool { return spelledElsewhere(f, id) })
}

// Who handles methods, tasks, knobs and places knows none of them by name: an ID is spelled in the file that declares it, and in at
// most one more. A knob is also spelled by the methods that have it.
func TestIDsAreSpelledOnce(t *testing.T) {
	c := catalog.New()
	check := func(kind, id string, files []string) {
		if len(files) > 2 {
			t.Errorf("%s %q is spelled in %s: want 2 files or fewer, or an exception with its reason in spelled_test.go", kind, id, strings.Join(files, ", "))
		}
	}
	for _, m := range c.Methods {
		check("method", m.ID, spelled(t, m.ID))
	}
	for _, k := range c.Tasks {
		check("task", k.ID, spelled(t, k.ID))
	}
	for _, p := range c.Places {
		check("place", p, spelled(t, p))
	}
	for _, k := range run.Knobs() {
		check("knob", k.ID, slices.DeleteFunc(spelled(t, k.ID), func(f string) bool { return strings.HasPrefix(f, "sim/tune/") }))
	}
	if len(spelled(t, "ia3")) == 0 {
		t.Error("nothing is found at all")
	}
}

// An exception that nobody needs any more is taken out.
func TestExceptionsAreNeeded(t *testing.T) {
	all, err := literals()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range elsewhere {
		for _, id := range strings.Fields(e.ids) {
			if id != "*" && !slices.ContainsFunc(all[id], func(f string) bool { return strings.HasPrefix(f, e.file) }) {
				t.Errorf("%s does not spell %q any more", e.file, id)
			}
		}
		if _, err := os.Stat(filepath.Join("..", "..", filepath.FromSlash(e.file))); err != nil {
			t.Error(err)
		}
	}
}
