package archtest

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var quoted = regexp.MustCompile("`([^`]+)`")

// document reads a file of the repository, named from its root.
func document(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// table gives the cells of the rows below the header that begins with head.
func table(t *testing.T, text, head string) (rows [][]string) {
	t.Helper()
	_, rest, ok := strings.Cut(text, "\n"+head)
	if !ok {
		t.Fatalf("no table %q", head)
	}
	lines := strings.Split(rest, "\n")
	for _, line := range lines[2:] { // what is left of the header, and the rule below it
		if !strings.HasPrefix(line, "|") {
			break
		}
		rows = append(rows, strings.Split(strings.Trim(line, "|"), "|"))
	}
	if len(rows) == 0 {
		t.Fatalf("nothing in the table %q", head)
	}
	return rows
}

// heights reads the picture: the row of each name in it, 0 at the top.
func heights(t *testing.T, rows [][]string) map[string]int {
	t.Helper()
	at := map[string]int{}
	for i, row := range rows {
		for _, m := range quoted.FindAllStringSubmatch(strings.Join(row, " "), -1) {
			if _, twice := at[m[1]]; twice {
				t.Errorf("%s stands in two rows of the picture", m[1])
			}
			at[m[1]] = i
		}
	}
	return at
}

// height is the row of a package: its own, or that of all in its folder.
func height(at map[string]int, pkg string) (row int, named string, ok bool) {
	if row, ok = at[pkg]; ok {
		return row, pkg, true
	}
	named = path.Dir(pkg) + "/*"
	row, ok = at[named]
	return row, named, ok
}

// The picture of the packages is true: each stands in one row, and imports only packages of the rows below.
func TestNoArrowGoesUp(t *testing.T) {
	at := heights(t, table(t, document(t, "docs/architecture.md"), "| screen | between | engine |"))
	used := map[string]bool{}
	for _, target := range [][2]string{{"linux", "amd64"}, {"js", "wasm"}} {
		g := list(t, target[0], target[1])
		for name, p := range g {
			pkg, ours := strings.CutPrefix(name, module+"/")
			if !ours {
				continue
			}
			row, named, ok := height(at, pkg)
			if !ok {
				t.Errorf("%s stands in no row of the picture in docs/architecture.md", pkg)
				continue
			}
			used[named] = true
			for _, im := range p.Imports {
				below, ours := strings.CutPrefix(im, module+"/")
				if other, _, known := height(at, below); ours && known && other <= row {
					t.Errorf("%s (row %d) imports %s (row %d): an arrow that does not go down", pkg, row+1, below, other+1)
				}
			}
		}
	}
	for name := range at {
		if !used[name] {
			t.Errorf("%s is in the picture and not in the repository", name)
		}
	}
}

// The value that is followed through the program is followed through lines that exist.
func TestTheWayOfAValue(t *testing.T) {
	rows := table(t, document(t, "docs/architecture.md"), "| | file | code |")
	for _, row := range rows {
		file, code := quoted.FindStringSubmatch(row[1]), quoted.FindStringSubmatch(row[2])
		if file == nil || code == nil {
			t.Errorf("no file and code in %q", row)
		} else if !strings.Contains(document(t, file[1]), code[1]) {
			t.Errorf("%s does not have %q", file[1], code[1])
		}
	}
	first, last := rows[0][1], rows[len(rows)-1][1]
	if !strings.Contains(first, "viz/scene") || !strings.Contains(last, "viz/paint") {
		t.Errorf("the way goes from %s to %s: want from the scene to the painter", first, last)
	}
}

// The checker itself, on a picture of three rows.
func TestHeights(t *testing.T) {
	at := heights(t, table(t, "\n| a | b |\n|---|---|\n| `cmd/x` | |\n| `viz/*` | `viz/y` is not below |\n", "| a | b |"))
	var got []string
	for _, pkg := range []string{"cmd/x", "viz/y", "viz/z", "viz/z/deep"} {
		row, named, ok := height(at, pkg)
		got = append(got, named, string(rune('0'+row)), map[bool]string{true: "known", false: "unknown"}[ok])
	}
	want := strings.Fields("cmd/x 0 known viz/y 1 known viz/* 1 known viz/z/* 0 unknown")
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
