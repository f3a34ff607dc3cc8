package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "promptscope"

// pkg is what go list says about a package for one build.
type pkg struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

// graph maps import paths to packages, dependencies included.
type graph map[string]pkg

func TestImportRules(t *testing.T) {
	matched := 0
	for _, target := range []struct{ name, goos, goarch string }{{"native", "linux", "amd64"}, {"page", "js", "wasm"}} {
		t.Run(target.name, func(t *testing.T) {
			g := list(t, target.goos, target.goarch)
			for _, r := range rules {
				from := r.packages(g)
				matched += len(from)
				for _, path := range from {
					for _, chain := range r.violations(g, path) {
						t.Errorf("%s\n\tbut %s", strings.Join(chain, " imports "), r.reason)
					}
				}
			}
		})
	}
	if matched == 0 {
		t.Error("no rule matched any package: is the table out of date?")
	}
}

// list asks the go command. Packages that do not build are its business (-e), not of the import rules.
func list(t *testing.T, goos, goarch string) graph {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-deps", "-json=ImportPath,Imports,Standard", module+"/...")
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list for %s/%s: %v\n%s", goos, goarch, err, stderr.Bytes())
	}
	g := graph{}
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return g
		} else if err != nil {
			t.Fatal(err)
		}
		g[p.ImportPath] = p
	}
}

// packages returns the packages of the graph that the rule is about.
func (r rule) packages(g graph) (paths []string) {
	for path, p := range g {
		if !p.Standard && matchAny(r.from, path) && !matchAny(r.except, path) {
			paths = append(paths, path)
		}
	}
	slices.Sort(paths)
	return paths
}

// violations returns import chains from path to forbidden packages, each the shortest. The standard library is
// not looked into: on js/wasm everything in it reaches syscall/js.
func (r rule) violations(g graph, path string) (chains [][]string) {
	seen := map[string]bool{path: true}
	for queue := [][]string{{path}}; len(queue) > 0; queue = queue[1:] {
		chain := queue[0]
		for _, next := range g[chain[len(chain)-1]].Imports {
			if seen[next] {
				continue
			}
			seen[next] = true
			longer := append(slices.Clone(chain), next)
			if matchAny(r.forbid, next) && !matchAny(r.allow, next) {
				chains = append(chains, longer)
			} else if !r.direct && !g[next].Standard {
				queue = append(queue, longer)
			}
		}
	}
	return chains
}

func matchAny(patterns []string, path string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool { return match(pattern, path) })
}

// match compares a path of the go command with a pattern of the table.
func match(pattern, path string) bool {
	first, _, _ := strings.Cut(pattern, "/")
	switch first {
	case "sim", "viz", "wasm", "cmd", "internal":
		pattern = module + "/" + pattern
	}
	if prefix, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == prefix || strings.HasPrefix(path, prefix+"/")
	}
	return path == pattern
}

// The checker itself: planted violations are found, with the chain that leads to them.
func TestViolations(t *testing.T) {
	const eb = "github.com/hajimehoshi/ebiten/v2"
	g := graph{
		"promptscope/sim/a":         {Imports: []string{"promptscope/sim/b", "math"}},
		"promptscope/sim/b":         {Imports: []string{"promptscope/viz/c", "time"}},
		"promptscope/viz/c":         {Imports: []string{eb}},
		"promptscope/sim/host/loop": {Imports: []string{"time"}},
		"promptscope/simulator":     {Imports: []string{"time"}},
		eb:                          {Imports: []string{"syscall/js"}},
		"math":                      {Standard: true},
		"time":                      {Standard: true, Imports: []string{"syscall"}},
		"syscall":                   {Standard: true, Imports: []string{"syscall/js"}},
		"syscall/js":                {Standard: true},
	}
	for _, c := range []struct {
		rule rule
		want string
	}{
		{rule{from: []string{"sim/..."}, forbid: []string{ebiten}},
			"[promptscope/sim/a promptscope/sim/b promptscope/viz/c " + eb + "] [promptscope/sim/b promptscope/viz/c " + eb + "]"},
		{rule{from: []string{"sim/..."}, direct: true, forbid: []string{ebiten}}, ""},
		{rule{from: []string{"sim/..."}, except: []string{"sim/host/..."}, direct: true, forbid: []string{"time"}}, "[promptscope/sim/b time]"},
		{rule{from: []string{"sim/a", "sim/b"}, direct: true, forbid: []string{"promptscope/..."}, allow: []string{"sim/b"}}, "[promptscope/sim/b promptscope/viz/c]"},
		{rule{from: []string{"sim/a"}, forbid: []string{"viz/..."}}, "[promptscope/sim/a promptscope/sim/b promptscope/viz/c]"},
		{rule{from: []string{"sim/host/..."}, forbid: []string{"syscall/js"}}, ""},
		{rule{from: []string{"viz/..."}, forbid: []string{"syscall/js"}}, "[promptscope/viz/c " + eb + " syscall/js]"},
	} {
		var got []string
		for _, path := range c.rule.packages(g) {
			for _, chain := range c.rule.violations(g, path) {
				got = append(got, fmt.Sprint(chain))
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%+v:\n got %s\nwant %s", c.rule, s, c.want)
		}
	}
}

func TestEveryRuleHasAReason(t *testing.T) {
	for _, r := range rules {
		if r.reason == "" || len(r.from) == 0 || len(r.forbid) == 0 {
			t.Errorf("incomplete rule %+v", r)
		}
	}
}
