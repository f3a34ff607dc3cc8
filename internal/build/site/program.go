package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"promptscope/internal/build/slim"
)

// program is one of the binaries. There are two because the worker needs none of Ebiten's 12 MB; the kernels are written by a
// generator and lie in the repository.
type program struct {
	file, pkg string
	ready     string // the file that it is, where there is nothing to compile
	tags      string
	small     bool // with internal/build/smallfmt, 8 % less of the worker after brotli, and without names of functions, 3 %
}

// The trainer imports the vector kernels, which web/worker.js puts under it.
var programs = []program{
	{file: "app.wasm", pkg: "./wasm/app"},
	{file: "trainer.wasm", pkg: "./wasm/trainer", tags: "wasmsimd", small: true},
	{file: "kernels.wasm", ready: "sim/kernel/kernels.wasm"},
}

// uninlined are packages compiled without inlining: 7 % of both programs after brotli, and none of them is hot. The
// numbers do not depend on it, since every product is rounded by a conversion.
var uninlined = []string{"std", "github.com/valyala/...", "promptscope/sim/train", "promptscope/sim/tune", "promptscope/sim/world",
	"promptscope/sim/task", "promptscope/sim/ckpt", "promptscope/sim/host", "promptscope/sim/diag", "promptscope/sim/nn", "promptscope/sim/optim", "promptscope/sim/rng", "promptscope/sim/backbone", "promptscope/wasm/..."}

// build compiles, without paths, symbols and commit stamps, so that equal sources give equal bytes and the
// version changes only when the content does.
func (p program) build() ([]byte, error) {
	if p.ready != "" {
		return os.ReadFile(p.ready)
	}
	dir, err := os.MkdirTemp("", "promptscope-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, p.file)
	args := []string{"build", "-tags=" + p.tags, "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file}
	for _, list := range uninlined {
		args = append(args, "-gcflags="+list+"=-l")
	}
	if p.small {
		overlay := filepath.Join(dir, "overlay.json")
		if err := writeOverlay(overlay); err != nil {
			return nil, err
		}
		args = append(args, "-overlay="+overlay)
	}
	cmd := exec.Command("go", append(args, p.pkg)...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("go build %s for js/wasm: %w", p.pkg, err)
	}
	wasm, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if wasm, err = slim.Program(wasm, !p.small); err != nil {
		return nil, fmt.Errorf("%s: %w", p.pkg, err)
	}
	return wasm, nil
}

// writeOverlay replaces the standard library's fmt by internal/build/smallfmt (go help build, -overlay).
func writeOverlay(file string) error {
	root, err := goroot()
	if err != nil {
		return err
	}
	sources, err := filepath.Glob(filepath.Join(root, "src", "fmt", "*.go"))
	if err != nil {
		return err
	}
	small, err := filepath.Abs(filepath.FromSlash("internal/build/smallfmt/fmt.go"))
	if err != nil {
		return err
	}
	replace := map[string]string{}
	for _, name := range sources {
		replace[name] = "" // not there
	}
	replace[filepath.Join(root, "src", "fmt", "print.go")] = small
	data, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return err
	}
	return os.WriteFile(file, data, 0o644)
}

func goroot() (string, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT: %w", err)
	}
	return strings.TrimSpace(string(out)), nil
}
