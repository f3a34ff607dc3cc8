package archtest

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

const maxFields, maxMethods = 25, 40

// plain are the types that are tables of data: an entry more makes them longer, not harder to understand.
var plain = map[string]string{
	"sim/run.Snapshot":   "everything a run shows",
	"viz/state.State":    "everything a person can set",
	"viz/ui.View":        "how it is looked at",
	"viz/app.LaneStatus": "a lane as tests and scripts see it",
	"viz/i18n.Strings":   "the texts of a language",
	"viz/i18n.Learn":     "the texts of a place",
	"viz/i18n.Around":    "the texts of a language",
	"viz/i18n.Interview": "the texts of a place",
	"viz/i18n.Scale":     "the texts of a place",
}

// extent is what a type declares itself.
type extent struct{ fields, methods int }

// extents measures the types of the programs; tests and generated files are left out.
func extents(t *testing.T) map[string]*extent {
	t.Helper()
	out := map[string]*extent{}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		name := d.Name()
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(name, ".") || name == "testdata" || name == "node_modules" || name == "dist"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		dir, _ := filepath.Rel(root, filepath.Dir(path))
		if !ast.IsGenerated(file) {
			measure(out, filepath.ToSlash(dir)+".", file)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func measure(out map[string]*extent, pkg string, file *ast.File) {
	of := func(name string) *extent {
		if out[pkg+name] == nil {
			out[pkg+name] = &extent{}
		}
		return out[pkg+name]
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			if d.Recv != nil {
				of(receiver(d.Recv.List[0].Type)).methods++
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if ts, ok := spec.(*ast.TypeSpec); ok {
					e := of(ts.Name.Name)
					switch body := ts.Type.(type) {
					case *ast.StructType:
						e.fields = entries(body.Fields)
					case *ast.InterfaceType:
						e.methods += entries(body.Methods)
					}
				}
			}
		}
	}
}

// entries counts names; what is embedded is one.
func entries(list *ast.FieldList) (n int) {
	for _, f := range list.List {
		n += max(1, len(f.Names))
	}
	return n
}

func receiver(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		return receiver(x.X)
	case *ast.IndexListExpr:
		return receiver(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

// No type does everything.
func TestTypesAreSmall(t *testing.T) {
	all := extents(t)
	for name, e := range all {
		if (e.fields > maxFields || e.methods > maxMethods) && plain[name] == "" {
			t.Errorf("%s has %d fields and %d methods: want %d and %d or fewer", name, e.fields, e.methods, maxFields, maxMethods)
		}
	}
	for name := range plain {
		if e := all[name]; e == nil || e.fields <= maxFields || e.methods > 20 {
			t.Errorf("%s is no large table of data any more: %+v", name, e)
		}
	}
}
