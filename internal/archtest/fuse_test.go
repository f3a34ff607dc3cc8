package archtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// deciding are the packages whose arithmetic decides the bits of a run, or of the data it trains on. Package train is not
// among them: what it adds up itself are losses, and the inspector's views, whose last bits nobody compares.
var deciding = []string{"fmath", "rng", "kernel", "nn", "tune", "optim", "world", "task", "pretrain", "diag"}

// fused is an instruction of arm64 that multiplies and adds with one rounding, with the line that it comes from.
var fused = regexp.MustCompile(`\((?:[^()]*/)?(sim/[a-z0-9_/]+\.go):(\d+)\)\tFN?M(?:ADD|SUB)[SD]`)

// exact is a product of two float32 in float64, whose 48 bits fit: rounding it once or twice is the same.
var exact = regexp.MustCompile(`float64\([^()]*(?:\[[^\[\]]*\])?\) ?\* ?float64\([^()]*\)`)

// The specification lets a compiler fuse x*y + z unless the product is converted. On amd64 and wasm Go never does, so no run of
// a test there can tell; the compiler for arm64 does, so it is asked for its assembly.
func TestNoProductIsFused(t *testing.T) {
	args := []string{"build", "-gcflags=" + module + "/sim/...=-S"}
	for _, p := range deciding {
		args = append(args, module+"/sim/"+p)
	}
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH=arm64", "CGO_ENABLED=0")
	out, err := cmd.CombinedOutput() // the assembly goes to standard error
	if err != nil {
		t.Fatalf("%v: %v\n%.2000s", cmd.Args, err, out)
	}
	if !strings.Contains(string(out), "FMULS") {
		t.Fatal("there is no product in the assembly: has its format changed?")
	}
	seen := map[string]bool{}
	for _, m := range fused.FindAllStringSubmatch(string(out), -1) {
		if file, line := m[1], sourceLine(t, m[1], m[2]); !seen[file+m[2]] && !exact.MatchString(line) {
			t.Errorf("%s:%s is fused on arm64, so its bits are not those of other machines: convert the product\n\t%s", file, m[2], line)
		}
		seen[m[1]+m[2]] = true
	}
}

// sourceLine is one line of a file of the module.
func sourceLine(t *testing.T, file, number string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", file))
	if err != nil {
		t.Fatal(err)
	}
	n, _ := strconv.Atoi(number)
	lines := strings.Split(string(data), "\n")
	if n < 1 || n > len(lines) {
		t.Fatalf("%s has no line %s", file, number)
	}
	return strings.TrimSpace(lines[n-1])
}
