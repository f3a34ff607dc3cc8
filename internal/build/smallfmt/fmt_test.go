package fmt_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"

	small "promptscope/internal/build/smallfmt"
)

type place int

func (p place) String() string { return "place " + strconv.Itoa(int(p)) }

// arguments are values to print by each verb.
var arguments = map[string][]any{
	"%d":    {0, -7, int32(math.MinInt32), int64(math.MaxInt64), uint8(3), uint32(9), uint64(math.MaxUint64), []int{1, -2}, []int(nil)},
	"%s":    {"", "a", "大", errors.New("lost"), place(3), []string{"a", "b"}},
	"%q":    {"", "a\n\"b\"", "大\x00", errors.New("lost"), place(3), []string{"a", ""}},
	"%v":    {0, "a", errors.New("lost"), place(3), []int{1, 2}, []string{"a"}, 1e6, 1e21, 0.1, float32(0.1), float32(1e-7), math.NaN(), math.Inf(-1), true, nil, -0.0},
	"%g":    {0.0, 1e-5, 123456.0, 1e6, 1e21, float32(0.07), float32(3e-5), math.Inf(1)},
	"%w":    {errors.New("lost")},
	"%c":    {int32('大'), 'a'},
	"%.1f":  {0.04, 0.05, 12.345, float32(1.25)},
	"%.4g":  {0.0, 1234567.0, 0.00001234, float32(0.1)},
	"%016x": {uint64(0), uint64(math.MaxUint64), uint64(0xabc)},
}

func TestSameAsFmt(t *testing.T) {
	for verb, args := range arguments {
		for _, a := range args {
			format := "<" + verb + "> 100%%"
			if verb != "%w" {
				if got, want := small.Sprintf(format, a), fmt.Sprintf(format, a); got != want {
					t.Errorf("%s of %T: %q, fmt writes %q", verb, a, got, want)
				}
			}
			if got, want := small.Errorf(format, a), fmt.Errorf(format, a); got.Error() != want.Error() || errors.Unwrap(got) != errors.Unwrap(want) {
				t.Errorf("%s of %T: error %v wraps %v; fmt's: %v, %v", verb, a, got, errors.Unwrap(got), want, errors.Unwrap(want))
			}
			if got, want := small.Sprint(a), fmt.Sprint(a); got != want {
				t.Errorf("Sprint of %T: %q, fmt writes %q", a, got, want)
			}
		}
	}
	var b strings.Builder
	if n, err := small.Fprintf(&b, "%d of %s", 3, "4"); n != 6 || err != nil || b.String() != "3 of 4" {
		t.Errorf("Fprintf: %q, %d, %v", b.String(), n, err)
	}
}

// Every directive in the worker's own packages is one that the test above compares.
func TestVerbsOfTheWorker(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-tags=wasmsimd", "-f", `{{if .Module}}{{range .GoFiles}}{{$.Dir}}/{{.}}{{"\n"}}{{end}}{{end}}`, "promptscope/wasm/trainer")
	cmd.Env = append(cmd.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for file := range strings.FieldsSeq(string(out)) {
		for _, format := range formats(t, file) {
			for _, d := range regexp.MustCompile(`%[-+# 0-9.]*.`).FindAllString(format, -1) {
				if seen++; d != "%%" && arguments[d] == nil && !strings.Contains(file, "fastjson") { // its messages are for programmers
					t.Errorf("%s: %s in %q is not known to smallfmt", file, d, format)
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d directives were found", seen)
	}
}

// formats are the constant format strings of calls of package fmt in a file.
func formats(t *testing.T, file string) (out []string) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		if f, ok := call.Fun.(*ast.SelectorExpr); ok {
			if pkg, ok := f.X.(*ast.Ident); ok && pkg.Name == "fmt" && strings.HasSuffix(f.Sel.Name, "f") {
				for _, a := range call.Args {
					if lit, ok := a.(*ast.BasicLit); ok && lit.Kind == token.STRING {
						s, _ := strconv.Unquote(lit.Value)
						out = append(out, s)
					}
				}
			}
		}
		return true
	})
	return out
}
