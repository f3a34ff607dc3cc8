package gradcheck

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every test that checks gradients runs in float64 in make test too: its package stands in the Makefile's test-float64, or
// it has Gradient in its name, by which those of sim/train are picked.
func TestEveryCheckRunsInFloat64(t *testing.T) {
	makefile, err := os.ReadFile("../../../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]string{} // folder: words for -run
	for _, line := range regexp.MustCompile(`(?m)^\t.*-tags float64.*$`).FindAllString(string(makefile), -1) {
		run := regexp.MustCompile(`-run (\S+)`).FindStringSubmatch(line)
		for _, dir := range regexp.MustCompile(`\./(sim/\S+)`).FindAllStringSubmatch(line, -1) {
			if strings.HasSuffix(dir[1], "...") {
				continue // make test-all
			}
			if named[dir[1]] = ""; run != nil {
				named[dir[1]] = run[1]
			}
		}
	}
	seen := 0
	for dir, tests := range checks(t) {
		words, ok := named[dir]
		for _, name := range tests {
			if seen++; !ok || !strings.Contains(name, words) {
				t.Errorf("%s of %s checks gradients, but make test-float64 does not run it", name, dir)
			}
		}
	}
	if seen < 8 {
		t.Errorf("only %d tests that check gradients were found", seen)
	}
}

// checks lists the functions, tests or helpers of tests, that call gradcheck.Check, by the folder of their package.
func checks(t *testing.T) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	err := filepath.WalkDir("../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		tree, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		dir := "sim" + filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), filepath.FromSlash("../..")))
		for _, decl := range tree.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && callsCheck(f) {
				found[dir] = append(found[dir], f.Name.Name)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func callsCheck(f *ast.FuncDecl) (yes bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Check" {
			x, ok := s.X.(*ast.Ident)
			yes = yes || ok && x.Name == "gradcheck"
		}
		return true
	})
	return yes
}
