// Command site builds the web page into a folder: both WebAssembly programs, the files they need, and
// manifest.json with the sizes the loader shows. The Makefile runs it from the root of the repository.
//
//	go run ./internal/build/site -out dist              build
//	go run ./internal/build/site -out dist -compress    and write .br and .gz beside each file (release)
//	go run ./internal/build/site -out dist -check       and compare compressed sizes with budget.json
package main

import (
	"bytes"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"promptscope/internal/content/cards"
	"promptscope/internal/content/pack"
	"promptscope/internal/content/pages"
	"promptscope/internal/proof"
)

func main() {
	out := flag.String("out", "dist", "folder to build into")
	compress := flag.Bool("compress", false, "write .br and .gz files beside the built ones")
	quality := flag.Int("quality", 11, "brotli quality of -compress, 0 to 11; 11 takes about a minute for app.wasm")
	base := flag.String("base", "", "address that the page will have, such as https://example.org/promptscope/: for the sitemap and links between languages")
	check := flag.Bool("check", false, "fail if a program is larger than its budget")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "site: unexpected argument %q; flags are -out, -base, -compress, -quality, -check\n", flag.Arg(0))
		os.Exit(2)
	}
	if *quality < 0 || *quality > 11 {
		fmt.Fprintf(os.Stderr, "site: -quality %d: must be 0 to 11\n", *quality)
		os.Exit(2)
	}
	if err := build(*out, *base, *compress, *quality, *check); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

func build(out, base string, compress bool, quality int, check bool) error {
	start := time.Now()
	old, _ := readManifest(out) // absent or unreadable: nothing to clean up
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	var names []string
	paths := map[string]string{}
	for _, p := range programs {
		wasm, err := p.build()
		if err != nil {
			return err
		}
		paths[p.file] = hashed(p.file, wasm)
		if err := writeFile(filepath.Join(out, paths[p.file]), wasm); err != nil {
			return err
		}
		names = append(names, p.file)
	}
	copied, err := copyFiles(out)
	if err != nil {
		return err
	}
	content, err := writeContent(out)
	if err != nil {
		return err
	}
	course, err := writeCourse(out, base)
	if err != nil {
		return err
	}
	m, err := newManifest(out, slices.Concat(names, copied, content, course), paths)
	if err != nil {
		return err
	}
	m.Opening = opening()
	if err := removeStale(out, old, m); err != nil {
		return err
	}
	if err := m.write(out); err != nil {
		return err
	}
	if err := writeWorker(out, m); err != nil {
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

// copyFiles copies everything that is not compiled and returns the names, with forward slashes. wasm_exec.js
// comes from the toolchain in use, as it must match the compiler.
func copyFiles(out string) (names []string, err error) {
	root, err := goroot()
	if err != nil {
		return nil, err
	}
	copies := map[string]string{ // name in the page: source
		"wasm_exec.js":              filepath.Join(root, "lib", "wasm", "wasm_exec.js"),
		"index.html":                "index.html",
		"LICENSE.txt":               "LICENSE",
		"NOTICE.txt":                "NOTICE",
		"web/screenshot-wide.png":   "docs/screenshots/lab-1440x900-en-dark.png", // of the app manifest
		"web/screenshot-narrow.png": "docs/screenshots/phone-390x844-en-dark.png",
		"OFL.txt":                   "viz/font/OFL.txt", // the licence of the fonts inside app.wasm
	}
	web, err := filepath.Glob("web/*")
	if err != nil {
		return nil, err
	}
	for _, source := range web {
		switch name := filepath.Base(source); name {
		case workerFile: // see writeWorker
		case appFile:
			copies[name] = source
		default:
			copies["web/"+name] = source
		}
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

// writeContent writes what places fetch when they open.
func writeContent(out string) (names []string, err error) {
	for _, name := range pack.Names() {
		data, err := pack.File(name)
		if err != nil {
			return nil, err
		}
		name = "content/" + name
		if err := writeFile(filepath.Join(out, filepath.FromSlash(name)), data); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

// writeCourse writes the lessons as plain pages.
func writeCourse(out, base string) (names []string, err error) {
	if base != "" && !strings.HasSuffix(base, "/") {
		base += "/"
	}
	m := pages.Maker{Base: base}
	if m.Pack, err = pack.Course(); err != nil {
		return nil, err
	}
	if m.Bank, err = cards.Open(); err != nil {
		return nil, err
	}
	if m.Bench, err = proof.New(os.DirFS("docs/results"), nil); err != nil {
		return nil, err
	}
	files, err := m.Files()
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := writeFile(filepath.Join(out, filepath.FromSlash(name)), files[name]); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func copyFile(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return writeFile(to, data)
}

// writeFile leaves a file with the same content alone, so that its time, and with it its compressed neighbours, stay valid.
func writeFile(name string, data []byte) error {
	if have, err := os.ReadFile(name); err == nil && bytes.Equal(have, data) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	return os.WriteFile(name, data, 0o644)
}
