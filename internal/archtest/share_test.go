package archtest

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// lines counts the Go files of a folder, generated ones apart.
type lines struct{ source, comments, tests int }

// count adds up a folder, with all below it if deep. A comment is a line of its own; a directive of the compiler is none.
func count(t *testing.T, dir string, deep bool) (n lines) {
	t.Helper()
	root := filepath.Join("..", "..", filepath.FromSlash(dir))
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (!deep || d.Name() == "testdata"):
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		list := strings.Split(strings.TrimSuffix(string(data), "\n"), "\n")
		switch {
		case strings.HasPrefix(list[0], "// Code generated"):
		case strings.HasSuffix(path, "_test.go"):
			n.tests += len(list)
		default:
			n.source += len(list)
			for _, line := range list {
				if line = strings.TrimSpace(line); strings.HasPrefix(line, "//") && !strings.HasPrefix(line, "//go:") {
					n.comments++
				}
			}
		}
		return nil
	})
	if err != nil || n.source == 0 {
		t.Fatalf("%s: %d lines, %v", dir, n.source, err)
	}
	return n
}

// Kernels and layers are read beside the papers: a fifth of their lines says shapes, formulas and reasons. A lower share means
// that code came without them, not that a sentence is missing somewhere.
func TestFormulasAreWritten(t *testing.T) {
	for _, dir := range []string{"sim/kernel", "sim/nn"} {
		n := count(t, dir, false)
		if share := float64(n.comments) / float64(n.source); share < 0.20 {
			t.Errorf("%s: %d of %d lines are comments, %.1f %%: want 20 %% or more", dir, n.comments, n.source, 100*share)
		}
	}
}

// The engine has at least six lines of tests for ten of its own.
func TestEngineIsTested(t *testing.T) {
	n := count(t, "sim", true)
	if ratio := float64(n.tests) / float64(n.source); ratio < 0.6 {
		t.Errorf("sim: %d lines of tests for %d of source, %.2f: want 0.6 or more", n.tests, n.source, ratio)
	}
}
