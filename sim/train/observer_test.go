package train

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"testing"
)

// A run that nobody looks at takes the same path, in the same number of ticks, without any of the observers' memory.
func TestRunAlone(t *testing.T) {
	for _, s := range every() {
		x := trainer(t, s)
		spec, err := Resolve(s)
		if err != nil {
			t.Fatal(err)
		}
		alone, err := newRun(spec, open(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		alone.eval = x.eval
		for !x.Over() && (x.StepsDone() < 4 || !x.Between()) {
			if a, b := x.Tick(), alone.Tick(); a != b || x.at != alone.at {
				t.Fatalf("%s on %s: the run alone is at %+v, with observers at %+v", s.Method, s.Task, alone.at, x.at)
			}
		}
		if x.Digest() != alone.Digest() || !reflect.DeepEqual(x.Evals(), alone.Evals()) {
			t.Errorf("%s on %s: digest %s alone, %s with observers", s.Method, s.Task, alone.Digest(), x.Digest())
		}
	}
}

// reaches reports whether a value of type from can reach one of type to through its fields and pointers. What an interface
// holds is not looked at: a view has nothing to change a run with.
func reaches(from, to reflect.Type, seen map[reflect.Type]bool) bool {
	if from == to {
		return true
	}
	if seen[from] {
		return false
	}
	seen[from] = true
	switch from.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array:
		return reaches(from.Elem(), to, seen)
	case reflect.Struct:
		for i := range from.NumField() {
			if reaches(from.Field(i).Type, to, seen) {
				return true
			}
		}
	}
	return false
}

// Observers know a run as a view; the door to change it is held by two of them, and none reaches a Trainer.
func TestWhoHasTheDoor(t *testing.T) {
	for typ, has := range map[reflect.Type]bool{
		reflect.TypeFor[Tracer](): false, reflect.TypeFor[Watch](): false, reflect.TypeFor[History](): true, reflect.TypeFor[Edits](): true,
	} {
		if got := reaches(typ, reflect.TypeFor[door](), map[reflect.Type]bool{}); got != has {
			t.Errorf("%s has the door: %v, want %v", typ.Name(), got, has)
		}
	}
	for _, typ := range []reflect.Type{reflect.TypeFor[Tracer](), reflect.TypeFor[Watch](), reflect.TypeFor[History](), reflect.TypeFor[Edits](), reflect.TypeFor[Inspector](), reflect.TypeFor[Ablation]()} {
		if reaches(typ, reflect.TypeFor[Trainer](), map[reflect.Type]bool{}) {
			t.Errorf("%s reaches the trainer", typ.Name())
		}
	}
	// Inspector and Ablation read the past, and reach the door only through it.
	for _, typ := range []reflect.Type{reflect.TypeFor[Inspector](), reflect.TypeFor[Ablation]()} {
		if reaches(typ, reflect.TypeFor[door](), map[reflect.Type]bool{reflect.TypeFor[History](): true}) {
			t.Errorf("%s has the door", typ.Name())
		}
	}
}

// No type of the trainer grows into a namespace again: at most 25 fields and 40 methods.
func TestTypesStaySmall(t *testing.T) {
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fields, methods := map[string]int{}, map[string]int{}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch d := n.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil {
					r := d.Recv.List[0].Type
					if star, ok := r.(*ast.StarExpr); ok {
						r = star.X
					}
					methods[r.(*ast.Ident).Name]++
				}
			case *ast.TypeSpec:
				if s, ok := d.Type.(*ast.StructType); ok {
					for _, f := range s.Fields.List {
						fields[d.Name.Name] += max(1, len(f.Names))
					}
				}
			}
			return true
		})
	}
	for name, n := range fields {
		if n > 25 {
			t.Errorf("%s has %d fields", name, n)
		}
	}
	for name, n := range methods {
		if n > 40 {
			t.Errorf("%s has %d methods", name, n)
		}
	}
	if fields["Run"] < 10 || methods["Run"] < 20 {
		t.Errorf("Run has %d fields and %d methods: it is not what this test looks for", fields["Run"], methods["Run"])
	}
}
