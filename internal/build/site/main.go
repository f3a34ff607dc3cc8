// Command site builds the web page into a folder: both WebAssembly programs, the files they need, and
// manifest.json with the sizes the loader shows. The Makefile runs it from the root of the repository.
//
//	go run ./internal/build/site -out dist              build
//	go run ./internal/build/site -out dist -compress    and write .br and .gz beside each file (release)
//	go run ./internal/build/site -out dist -check       and compare compressed sizes with budget.json
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

func main() {
	out := flag.String("out", "dist", "folder to build into")
	compress := flag.Bool("compress", false, "write .br and .gz files beside the built ones")
	quality := flag.Int("quality", 11, "brotli quality of -compress, 0 to 11; 11 takes about a minute for app.wasm")
	check := flag.Bool("check", false, "fail if a program is larger than its budget")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "site: unexpected argument %q; flags are -out, -compress, -quality, -check\n", flag.Arg(0))
		os.Exit(2)
	}
	if *quality < 0 || *quality > 11 {
		fmt.Fprintf(os.Stderr, "site: -quality %d: must be 0 to 11\n", *quality)
		os.Exit(2)
	}
	if err := run(*out, *compress, *quality, *check); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

func run(out string, compress bool, quality int, check bool) error {
	start := time.Now()
	old, _ := readManifest(out) // absent or unreadable: nothing to clean up
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	var names []string
	for _, p := range programs {
		if err := buildProgram(filepath.Join(out, p.file), p.pkg, p.tags); err != nil {
			return err
		}
		names = append(names, p.file)
	}
	copied, err := copyFiles(out)
	if err != nil {
		return err
	}
	m, err := newManifest(out, append(names, copied...))
	if err != nil {
		return err
	}
	if err := removeStale(out, old, m); err != nil {
		return err
	}
	if err := m.write(out); err != nil {
		return err
	}
	fmt.Printf("%s: version %s, %.1f MB in %d files (%.0f s)\n", out, m.Version, float64(m.total())/1e6, len(m.Files), time.Since(start).Seconds())
	if compress {
		if err := compressAll(out, m, quality); err != nil {
			return err
		}
	}
	if check {
		return checkBudget(out, m)
	}
	return nil
}

// programs are the two binaries. There are two because the worker needs none of Ebiten's 12 MB. The trainer imports the
// vector kernels, which web/worker.js puts under it.
var programs = []struct{ file, pkg, tags string }{
	{"app.wasm", "./wasm/app", ""},
	{"trainer.wasm", "./wasm/trainer", "wasmsimd"},
}

// uninlined are packages compiled without inlining: 7 % of the worker after brotli, and none of them is hot. The numbers
// do not depend on it, since every product is rounded by a conversion.
var uninlined = []string{"std", "github.com/valyala/...", "promptscope/sim/train", "promptscope/sim/tune", "promptscope/sim/world",
	"promptscope/sim/task", "promptscope/sim/ckpt", "promptscope/sim/host", "promptscope/sim/diag", "promptscope/sim/nn", "promptscope/sim/optim", "promptscope/sim/rng", "promptscope/sim/backbone", "promptscope/wasm/..."}

// buildProgram compiles without paths, symbols and commit stamps, so that equal sources give equal bytes and the
// version changes only when the content does.
func buildProgram(file, pkg, tags string) error {
	args := []string{"build", "-tags=" + tags, "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file}
	for _, list := range uninlined {
		args = append(args, "-gcflags="+list+"=-l")
	}
	cmd := exec.Command("go", append(args, pkg)...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("go build %s for js/wasm: %w", pkg, err)
	}
	return nil
}

// copyFiles copies everything that is not compiled and returns the names, with forward slashes. wasm_exec.js
// comes from the toolchain in use, as it must match the compiler.
func copyFiles(out string) (names []string, err error) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	copies := map[string]string{ // name in the page: source
		"wasm_exec.js": filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec.js"),
		"kernels.wasm": "sim/kernel/kernels.wasm",
		"index.html":   "index.html",
		"LICENSE.txt":  "LICENSE",
		"NOTICE.txt":   "NOTICE",
		"OFL.txt":      "viz/font/OFL.txt", // the licence of the fonts inside app.wasm
	}
	web, err := filepath.Glob("web/*")
	if err != nil {
		return nil, err
	}
	for _, source := range web {
		copies["web/"+filepath.Base(source)] = source
	}
	backbones, err := filepath.Glob("sim/backbone/pretrained/*/*")
	if err != nil {
		return nil, err
	}
	for _, source := range backbones { // sim/backbone/pretrained/2x64/config.json → backbones/2x64/config.json
		copies["backbones/"+filepath.Base(filepath.Dir(source))+"/"+filepath.Base(source)] = source
	}
	for name, source := range copies {
		if err := copyFile(source, filepath.Join(out, filepath.FromSlash(name))); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// copyFile leaves a target with the same content alone, so that its time, and with it its compressed
// neighbours, stay valid.
func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if have, err := os.ReadFile(to); err == nil && string(have) == string(data) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
