package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// all reports whether a table test runs in full (make test-all), not a seeded sample of it.
func all() bool { return os.Getenv("PROMPTSCOPE_ALL") == "1" }

// sampled is the indices to try of n.
func sampled(n int) []int {
	out := rand.New(rand.NewPCG(1, 1)).Perm(n)
	if !all() {
		out = out[:min(100, n)]
	}
	slices.Sort(out)
	return out
}

// foreign is a folder of testdata/foreign.tar.gz; internal/build/peft/foreign.py says how it was made.
type foreign struct {
	Name, Names string // Names is a pattern for the message of a refusal: what is in the way
	Ours        bool   // the libraries raise, and reading it is meant
	Adapter     bool
	IDs, Mask   []int
	Label       *int
}

// judged is what the libraries of one environment gave.
type judged struct {
	Logits [][]float64
	Loss   *float64
	Raised string
}

// unpack writes the folders to disk.
func unpack(t *testing.T) (root string, folders []string) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", "foreign.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	root = t.TempDir()
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		data, bad := io.ReadAll(r)
		if err != nil || bad != nil {
			t.Fatal(err, bad)
		}
		path := filepath.Join(root, filepath.FromSlash(h.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		if folder, _, _ := strings.Cut(h.Name, "/"); !slices.Contains(folders, folder) {
			folders = append(folders, folder)
		}
	}
	return root, folders
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Folders as they come from elsewhere: each gives the numbers of transformers and PEFT, of the old and of the newest
// releases, or is refused with the name of what is in the way. None is silently read as something else.
func TestForeignFolders(t *testing.T) {
	root, folders := unpack(t)
	if len(folders) < 110 {
		t.Fatalf("%d folders", len(folders))
	}
	count := map[string]int{}
	for _, i := range sampled(len(folders)) {
		dir := filepath.Join(root, folders[i])
		var x foreign
		readJSON(t, filepath.Join(dir, "case.json"), &x)
		out, errOut, code := call(x.args(dir)...)
		verdict := x.judge(t, dir, out, errOut, code)
		count[verdict]++
		if verdict == "silent" {
			t.Errorf("%s %s: read as something else", folders[i], x.Name)
		}
	}
	t.Logf("%v of %d folders", count, len(folders))
}

func (x *foreign) args(dir string) []string {
	args := []string{"logits", "--json", "--model", filepath.Join(dir, "model"), "--ids", join(x.IDs)}
	if x.Adapter {
		args = append(args, "--adapter", filepath.Join(dir, "adapter"))
	}
	if x.Mask != nil {
		args = append(args, "--mask", join(x.Mask))
	}
	if x.Label != nil {
		args = append(args, "--label", strconv.Itoa(*x.Label))
	}
	return args
}

func join(list []int) string {
	var out []string
	for _, v := range list {
		out = append(out, strconv.Itoa(v))
	}
	return strings.Join(out, " ")
}

// judge says what became of a folder: same, refused, ours (the libraries raise and we do not, on purpose) or silent.
func (x *foreign) judge(t *testing.T, dir, out, errOut string, code int) string {
	if code != exitDone {
		if x.Names == "" {
			t.Errorf("%s: refused: %s", x.Name, errOut)
		} else if !regexp.MustCompile(x.Names).MatchString(strings.ReplaceAll(errOut, dir, "")) {
			t.Errorf("%s: %s: the message does not name %s", x.Name, errOut, x.Names)
		}
		return "refused"
	}
	var line logitsLine
	if err := json.Unmarshal([]byte(out), &line); err != nil {
		t.Fatalf("%s: %v: %s", x.Name, err, out)
	}
	verdict := "ours"
	for _, name := range []string{"old", "newest"} {
		var want judged
		readJSON(t, filepath.Join(dir, name+".json"), &want)
		switch {
		case want.Raised != "":
		case !near(line.Logits, want.Logits) || want.Loss != nil && math.Abs(*want.Loss-*line.Loss) > 1e-4*max(1, math.Abs(*want.Loss)):
			t.Errorf("%s: %.5v, %s releases give %.5v", x.Name, line.Logits, name, want.Logits)
			return "silent"
		default:
			verdict = "same"
		}
	}
	if verdict == "ours" && !x.Ours {
		return "silent"
	}
	return verdict
}

// near compares logits, scaled by the largest.
func near(a, b [][]float64) bool {
	size, far := 1.0, 0.0
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if len(a[i]) != len(b[i]) {
			return false
		}
		for j := range a[i] {
			size, far = max(size, math.Abs(b[i][j])), max(far, math.Abs(a[i][j]-b[i][j]))
		}
	}
	return far <= 2e-5*size
}
