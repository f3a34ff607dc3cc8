package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"promptscope/internal/sample"

	"github.com/andybalholm/brotli"
)

var update = flag.Bool("update", false, "write measured.json")

func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func exists(path string) bool { _, err := os.Stat(path); return err == nil }

func TestManifest(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"app.wasm": "abc", "backbones/2x64/vocab.txt": "[PAD]"})
	m, err := newManifest(dir, []string{"app.wasm", "backbones/2x64/vocab.txt"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, B.1
	if got := m.Files["app.wasm"]; got.Bytes != 3 || got.SHA256 != abc {
		t.Errorf("app.wasm: %+v", got)
	}
	if m.total() != 8 || len(m.Version) != 12 {
		t.Errorf("total %d, version %q", m.total(), m.Version)
	}
	if err := m.write(dir); err != nil {
		t.Fatal(err)
	}
	again, err := readManifest(dir)
	if err != nil || again.Version != m.version() || len(again.Files) != 2 {
		t.Errorf("read back %+v, %v", again, err)
	}
	write(t, dir, map[string]string{"app-abd.wasm": "abd"})
	if p := hashed("app.wasm", []byte("abc")); p != "app-"+abc[:12]+".wasm" {
		t.Errorf("a program lies at %s", p)
	}
	other, err := newManifest(dir, []string{"app.wasm", "backbones/2x64/vocab.txt"}, map[string]string{"app.wasm": "app-abd.wasm"})
	if err != nil || other.Version == m.Version {
		t.Errorf("other content, version %q again, %v", other.Version, err)
	}
}

func TestRemoveStale(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{
		"same.js": "1", "same.js.br": "kept", "changed.js": "2", "changed.js.br": "stale", "changed.js.gz": "stale", "gone/old.js": "3", "mine.txt": "kept",
		"app-1.wasm": "old", "app-1.wasm.br": "old", "app-2.wasm": "new",
	})
	old := manifest{Files: map[string]file{"same.js": {Bytes: 1, SHA256: "a"}, "changed.js": {Bytes: 1, SHA256: "b"}, "gone/old.js": {Bytes: 1, SHA256: "c"}, "app.wasm": {Path: "app-1.wasm"}}}
	now := manifest{Files: map[string]file{"same.js": {Bytes: 1, SHA256: "a"}, "changed.js": {Bytes: 1, SHA256: "B"}, "app.wasm": {Path: "app-2.wasm"}}}
	if err := removeStale(dir, old, now); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"same.js": true, "same.js.br": true, "changed.js": true, "changed.js.br": false, "changed.js.gz": false, "gone/old.js": false, "mine.txt": true, "app-1.wasm": false, "app-1.wasm.br": false, "app-2.wasm": true,
	} {
		if exists(filepath.Join(dir, filepath.FromSlash(name))) != want {
			t.Errorf("%s exists: want %v", name, want)
		}
	}
	if err := removeStale(dir, manifest{Files: map[string]file{"../outside": {}}}, now); err == nil {
		t.Error("a manifest may delete files outside of its folder")
	}
}

func TestCopyKeepsEqualFiles(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"from": "text"})
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "sub", "to")
	if err := copyFile(from, to); err != nil {
		t.Fatal(err)
	}
	before, _ := os.Stat(to)
	if err := copyFile(from, to); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.Stat(to); !after.ModTime().Equal(before.ModTime()) {
		t.Error("an equal file was written again")
	}
}

func TestCompress(t *testing.T) {
	dir := t.TempDir()
	text := strings.Repeat("prompt ", 1000)
	write(t, dir, map[string]string{"a.js": text, "noise.bin": "q8#kZ"})
	m, err := newManifest(dir, []string{"a.js", "noise.bin"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := compressAll(dir, m, 5); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, "a.js.br"))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(brotli.NewReader(bytes.NewReader(data))); err != nil || string(plain) != text {
		t.Errorf("brotli gives back %d bytes, %v", len(plain), err)
	}
	if !exists(filepath.Join(dir, "a.js.gz")) || exists(filepath.Join(dir, "noise.bin.br")) {
		t.Error("want a.js.gz and no noise.bin.br")
	}
}

// The sizes that a check does not measure are those of the weights as they are. make test measures the small ones again,
// make test-all all of them.
func TestMeasuredSizes(t *testing.T) {
	var have map[string]int64
	if err := json.Unmarshal(measuredJSON, &have); err != nil {
		t.Fatal(err)
	}
	want := weightSizes(t, have)
	if *update {
		text, err := json.MarshalIndent(want, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("measured.json", append(text, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	} else if !maps.Equal(have, want) {
		t.Errorf("measured.json says %v, want %v: go test ./internal/build/site -update writes it", have, want)
	}
}

// weightSizes gives what measured.json should hold: of large weights what it has, which is 0 for others than these.
func weightSizes(t *testing.T, have map[string]int64) map[string]int64 {
	t.Helper()
	files, err := filepath.Glob("../../../sim/backbone/pretrained/*/model.safetensors")
	if err != nil || len(files) == 0 {
		t.Fatalf("no weights: %v", err)
	}
	sizes := map[string]int64{}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		key := sizeKey(fmt.Sprintf("%x", sha256.Sum256(data)), 11)
		sizes[key] = have[key]
		if *update || sample.All() || len(data) < 200_000 {
			var count counter
			if err := brotliTo(&count, data, 11); err != nil {
				t.Fatal(err)
			}
			sizes[key] = int64(count)
		}
	}
	return sizes
}

func TestBudget(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir) // the cache is written to the working directory
	var budget map[string]int64
	if err := json.Unmarshal(budgetJSON, &budget); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	first := int64(0) // what the first live view needs
	for _, name := range []string{"app.wasm", "trainer.wasm", "kernels.wasm", "backbones/2x64/model.safetensors"} {
		first += budget[name]
	}
	if first == 0 || first > 4_500_000 {
		t.Errorf("the first view may take %d bytes", first)
	}
	for name := range budget {
		files[name] = "small"
	}
	files["trainer.wasm"] = "another" // the cache goes by content
	write(t, dir, files)
	m, err := newManifest(dir, slices.Sorted(maps.Keys(files)), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := checkBudget(dir, m); err != nil {
		t.Errorf("small programs: %v", err)
	}
	hash := m.Files["trainer.wasm"].SHA256
	cache, _ := json.Marshal(map[string]int64{hash + "-9": 900_000, hash + "-11": budget["trainer.wasm"] + 1})
	write(t, dir, map[string]string{".cache/brotli.json": string(cache)})
	if err := checkBudget(dir, m); err == nil || !strings.Contains(err.Error(), "trainer.wasm") {
		t.Errorf("a trainer one byte too large: %v", err)
	}
	cache, _ = json.Marshal(map[string]int64{hash + "-9": 900_000, hash + "-11": budget["trainer.wasm"]})
	write(t, dir, map[string]string{".cache/brotli.json": string(cache)})
	if err := checkBudget(dir, m); err != nil {
		t.Errorf("exactly on budget at quality 11: %v", err)
	}
}
