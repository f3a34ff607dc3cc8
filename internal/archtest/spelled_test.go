package archtest

import (
	"go/scanner"
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
		for _, s := range stringsOf(data) {
			if !slices.Contains(found[s], name) {
				found[s] = append(found[s], name)
			}
		}
		return nil
	})
	return found, err
})

// stringsOf are the values of the string literals of a file; a name before a dash stands for an ID too ("lora-merged").
func stringsOf(source []byte) (out []string) {
	var s scanner.Scanner
	file := token.NewFileSet().AddFile("", -1, len(source))
	s.Init(file, source, nil, 0)
	for {
		_, tok, lit := s.Scan()
		switch tok {
		case token.EOF:
			return out
		case token.STRING:
			if v, err := strconv.Unquote(lit); err == nil {
				out = append(out, v)
			}
		}
	}
}

// spelled are the files that spell an ID, without those that are about every ID: the texts, the results' plan, content.
func spelled(t *testing.T, id string) (files []string) {
	t.Helper()
	all, err := literals()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all[id] {
		if !strings.HasPrefix(f, "viz/i18n/") && !strings.HasPrefix(f, "internal/results/") && !strings.HasPrefix(f, "internal/content/") {
			files = append(files, f)
		}
	}
	return files
}

func TestPrintSpelled(t *testing.T) {
	c := catalog.New()
	for _, m := range c.Methods {
		t.Log("method", m.ID, spelled(t, m.ID))
	}
	for _, m := range c.Tasks {
		t.Log("task", m.ID, spelled(t, m.ID))
	}
	for _, k := range run.Knobs() {
		t.Log("knob", k.ID, spelled(t, k.ID))
	}
	for _, p := range c.Places {
		t.Log("place", p, spelled(t, p))
	}
	for _, p := range c.Backbones {
		t.Log("backbone", p.Name, spelled(t, p.Name))
	}
}
