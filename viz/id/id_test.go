package id

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// elsewhere are literals that read like an ID and are something else, by file.
var elsewhere = map[string][]string{
	"panel/inspector/source.go": {"add", "place", "split"},                                                       // functions of the engine
	"panel/kit/controls.go":     {"steps"},                                                                       // a value of Axis
	"state/layers.go":           {"all"},                                                                         // all layers
	"state/fields.go":           {"all", "help", "inspector", "compare", "settings", "share", "steps", "lesson"}, // values of layers, Panel and Axis
}

// TestIDsAreSpelledOnce: outside of this package the picture and what operates it name controls by these constants.
func TestIDsAreSpelledOnce(t *testing.T) {
	ids := constants(t)
	for _, dir := range []string{"panel", "ui", "app", "state"} {
		err := filepath.WalkDir(filepath.Join("..", dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file := strings.TrimPrefix(filepath.ToSlash(path), "../")
			for _, lit := range literals(t, path) {
				if slices.Contains(ids, lit) && !slices.Contains(elsewhere[file], lit) {
					t.Errorf("%s spells %q: use viz/id", file, lit)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// constants are the values of this package's constants.
func constants(t *testing.T) []string {
	ids := literals(t, "id.go")
	if len(ids) < 50 {
		t.Fatalf("%d IDs found", len(ids))
	}
	for i, v := range ids {
		if slices.Contains(ids[:i], v) {
			t.Errorf("%q is there twice", v)
		}
	}
	return ids
}

// literals are the strings in the code of a file.
func literals(t *testing.T, path string) (out []string) {
	f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.CallExpr: // names of places in a text are no IDs
			if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "Fill" && len(n.Args) > 2 {
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
	return out
}
