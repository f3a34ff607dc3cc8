package slim

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// source uses what depends on the tables that are kept: a collection of garbage, growing and moving stacks, goroutines,
// deferred calls, a recovered panic, names of callers; and ends with a panic.
const source = `package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

type node struct{ left, right *node }

func grow(n int) *node {
	if n == 0 {
		return &node{}
	}
	return &node{grow(n - 1), grow(n - 1)}
}

func (n *node) count() int {
	if n == nil {
		return 0
	}
	return 1 + n.left.count() + n.right.count()
}

func deep(n int) int {
	var pad [64]int
	if n == 0 {
		return len(pad)
	}
	return deep(n-1) + pad[n%64]
}

func recovered() (s string) {
	defer func() { s = fmt.Sprint(recover()) }()
	var m map[string]int
	m["a"] = 1
	return
}

var table = map[string][]string{"a": {"b", strings.Repeat("c", 3)}, "d": nil}

func main() {
	trees := make(chan int)
	for i := range 4 {
		go func() { trees <- grow(8 + i).count() }()
	}
	sum := 0
	for range 4 {
		sum += <-trees
	}
	for range 3 {
		runtime.GC()
	}
	pc, _, _, ok := runtime.Caller(0)
	fmt.Println(sum, deep(20000), recovered(), runtime.FuncForPC(pc).Name(), ok, len(table["a"]), os.Args[1:])
	panic("last words")
}
`

func build(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	file, out := filepath.Join(dir, "main.go"), filepath.Join(dir, "main.wasm")
	if err := os.WriteFile(file, []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", out, file)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	wasm, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return wasm
}

// run gives what the program wrote, and its exit code.
func run(t *testing.T, wasm []byte) (out, errs string, code int) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "main.wasm")
	if err := os.WriteFile(file, wasm, 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.Command("node", "--stack-size=8192", filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec_node.js"), file, "an argument")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()
}

func TestProgramDoesTheSame(t *testing.T) {
	whole := build(t)
	small, err := Program(whole, true)
	if err != nil {
		t.Fatal(err)
	}
	wantOut, wantErr, wantCode := run(t, whole)
	out, errs, code := run(t, small)
	if out != wantOut || code != wantCode || !strings.Contains(out, "main.main true 2 [an argument]") {
		t.Errorf("wrote %q and ended with %d, before %q and %d", out, code, wantOut, wantCode)
	}
	for _, want := range []string{"panic: last words", "main.main()"} {
		if !strings.Contains(errs, want) || !strings.Contains(wantErr, want) {
			t.Errorf("a panic does not say %q:\n%s", want, errs)
		}
	}
	if strings.Contains(errs, "main.go:") || !strings.Contains(wantErr, "main.go:") {
		t.Errorf("lines are still there, or were not before:\n%s", errs)
	}
	bare, err := Program(whole, false)
	if err != nil {
		t.Fatal(err)
	}
	out, errs, code = run(t, bare)
	if want := strings.Replace(wantOut, "main.main", "", 1); out != want || code != wantCode || !strings.Contains(errs, "panic: last words") || strings.Contains(errs, "main.") {
		t.Errorf("without names it wrote %q and ended with %d, before %q and %d:\n%s", out, code, wantOut, wantCode, errs)
	}
	again, err := Program(small, true)
	if err != nil || !bytes.Equal(again, small) {
		t.Errorf("not the same when done twice: %v", err)
	}
}

func TestOtherFilesAreRefused(t *testing.T) {
	whole := []byte(header)
	section := func(body string) []byte {
		return append(append(bytes.Clone(whole), dataSection, byte(len(body))), body...)
	}
	for name, file := range map[string][]byte{
		"empty":                  nil,
		"no module":              []byte("not a program at all"),
		"cut":                    append(bytes.Clone(whole), dataSection, 9, 1),
		"segment without memory": section("\x01\x01\x00"),
		"segment cut":            section("\x01\x00\x41\x00\x0b\x05ab"),
		"bytes behind":           section("\x01\x00\x41\x00\x0b\x01ab"),
		"no table":               section("\x01\x00\x41\x00\x0b\x02ab"),
		"a table that lies":      section("\x01\x00\x41\x00\x0b\x50\xf1\xff\xff\xff\x00\x00\x01\x08" + strings.Repeat("\x48\x00\x00\x00\x00\x00\x00\x00", 9)),
	} {
		if _, err := Program(file, true); err == nil || !strings.HasPrefix(err.Error(), "slim: ") {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestJoin(t *testing.T) {
	got := join([]piece{{100, []byte("c")}, {0, []byte("ab")}, {10, []byte("x")}, {12 + gap, []byte("far")}})
	want := "ab" + strings.Repeat("\x00", 8) + "x"
	if len(got) != 2 || string(got[0].bytes) != want || got[1].at != 12+gap || got[1].end() != 101 {
		t.Errorf("joined to %v", got)
	}
	for _, p := range [][]piece{got, {{-1, []byte{1}}, {1 << 30, []byte{2}}}} {
		back, err := readData(appendData(nil, p))
		if err != nil || len(back) != len(p) || back[0].at != p[0].at || back[1].at != p[1].at || !bytes.Equal(back[1].bytes, p[1].bytes) {
			t.Errorf("%v comes back as %v, %v", p, back, err)
		}
	}
}

func FuzzProgram(f *testing.F) {
	f.Add([]byte(header))
	f.Add([]byte(header + "\x0b\x07\x01\x00\x41\x00\x0b\x01a"))
	f.Fuzz(func(t *testing.T, file []byte) { _, _ = Program(file, true) })
}
