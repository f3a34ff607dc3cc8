// Command notice writes NOTICE: the work of others in the programs, with its licences. It asks the go command what each program
// links, on every system that it is built for, and takes the texts from the modules. What is no Go module stands in others.txt.
//
//	go run ./internal/build/notice -write      write NOTICE
//	go run ./internal/build/notice             print it
package main

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

//go:embed others.txt
var others string

// program is something that is given away, and how it is built.
type program struct {
	name, pkg string
	env       [][2]string // GOOS and GOARCH
	tags      string
}

var systems = [][2]string{{"linux", "amd64"}, {"linux", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}}

var programs = []program{
	{name: "page", pkg: "./wasm/app", env: [][2]string{{"js", "wasm"}}},
	{name: "worker", pkg: "./wasm/trainer", env: [][2]string{{"js", "wasm"}}, tags: "wasmsimd"},
	{name: "desktop", pkg: "./cmd/promptscope-desktop", env: systems},
	{name: "command", pkg: "./cmd/promptscope", env: systems},
}

// module is a Go module that some programs link.
type module struct {
	path, version, dir string
	in                 []string
}

func main() {
	write := flag.Bool("write", false, "write NOTICE into the working folder")
	flag.Parse()
	text, err := notice()
	if err == nil && *write {
		err = os.WriteFile("NOTICE", text, 0o644)
	} else if err == nil {
		_, err = os.Stdout.Write(text)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "notice:", err)
		os.Exit(1)
	}
}

// notice is the text of NOTICE. The working folder is the root of the repository.
func notice() ([]byte, error) {
	mods, err := modules()
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	b.WriteString(others)
	var texts []string // each once: many modules have the same one
	for _, m := range mods {
		files, err := licences(m.dir)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.path, err)
		}
		var numbers []string
		for _, text := range files {
			at := slices.Index(texts, text)
			if at < 0 {
				texts, at = append(texts, text), len(texts)
			}
			numbers = append(numbers, fmt.Sprint(at+1))
		}
		fmt.Fprintf(&b, "\n%s\n  In: %s. Texts: %s.\n", strings.TrimSpace(m.path+" "+m.version), strings.Join(m.in, ", "), strings.Join(numbers, ", "))
	}
	for i, text := range texts {
		fmt.Fprintf(&b, "\n%s\nText %d\n\n%s\n", strings.Repeat("=", 72), i+1, text)
	}
	return b.Bytes(), nil
}

// modules lists what the programs link, in the order of the names; Go itself is the first.
func modules() ([]module, error) {
	found := map[string]*module{}
	golang := module{path: "Go, its standard library and wasm_exec.js"}
	for _, p := range programs {
		golang.in = append(golang.in, p.name)
		for _, env := range p.env {
			list, err := linked(p, env)
			if err != nil {
				return nil, err
			}
			for _, m := range list {
				if found[m.path] == nil {
					found[m.path] = &m
				}
				if f := found[m.path]; !slices.Contains(f.in, p.name) {
					f.in = append(f.in, p.name)
				}
			}
		}
	}
	text := found["golang.org/x/text"] // of the same authors under the same texts, which some distributions leave out of Go's folder
	if text == nil {
		return nil, errors.New("no program links golang.org/x/text any more: take Go's licence from another module")
	}
	golang.dir = text.dir
	out := []module{golang}
	for _, path := range slices.Sorted(maps.Keys(found)) {
		out = append(out, *found[path])
	}
	return out, nil
}

// linked lists the modules of one program on one system.
func linked(p program, env [2]string) (out []module, err error) {
	cmd := exec.Command("go", "list", "-deps", "-tags="+p.tags, "-json=Module", p.pkg)
	cmd.Env = append(os.Environ(), "GOOS="+env[0], "GOARCH="+env[1], "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	data, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list %s for %s/%s: %w\n%s", p.pkg, env[0], env[1], err, stderr.String())
	}
	for d := json.NewDecoder(bytes.NewReader(data)); ; {
		var pkg struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := d.Decode(&pkg); errors.Is(err, io.EOF) {
			return out, nil
		} else if err != nil {
			return nil, err
		}
		if m := pkg.Module; m != nil && !m.Main {
			out = append(out, module{path: m.Path, version: m.Version, dir: m.Dir})
		}
	}
}

var licenceName = regexp.MustCompile(`(?i)^(licen[cs]es?|copying|notice|patents)([.-].*)?$`)

// licences are the texts of a module: licences, notices and grants of patents, in its folder and in one named after them.
func licences(dir string) (texts []string, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		name := filepath.Join(dir, e.Name())
		switch {
		case !licenceName.MatchString(e.Name()) || strings.HasSuffix(e.Name(), ".go"):
		case e.IsDir():
			files, err := os.ReadDir(name)
			if err != nil {
				return nil, err
			}
			for _, f := range files {
				if strings.HasPrefix(f.Name(), "gpl") { // the other choice that FreeType gives
					continue
				}
				if texts, err = add(texts, filepath.Join(name, f.Name())); err != nil {
					return nil, err
				}
			}
		default:
			if texts, err = add(texts, name); err != nil {
				return nil, err
			}
		}
	}
	if len(texts) == 0 {
		return nil, fmt.Errorf("no licence in %s", dir)
	}
	return texts, nil
}

func add(texts []string, file string) ([]string, error) {
	data, err := os.ReadFile(file)
	text := strings.TrimSpace(strings.ReplaceAll(string(data), "\r\n", "\n"))
	return append(texts, text), err
}
