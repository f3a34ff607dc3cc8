package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"promptscope/internal/mutate"
)

// good are folders of the table whose numbers are right, as files by their paths.
func good(t *testing.T) (out []map[string][]byte) {
	root, folders := unpack(t)
	wanted := []string{"bert plain", "megatron plain", "gpt2 plain", "all F16", "sequence classifier", "gpt2 score", "lora plain", "lora gpt2 c_attn", "PROMPT_TUNING plain", "PREFIX_TUNING plain", "P_TUNING gpt2", "two shards"}
	for _, f := range folders {
		var x foreign
		readJSON(t, filepath.Join(root, f, "case.json"), &x)
		if !slices.Contains(wanted, x.Name) {
			continue
		}
		files := map[string][]byte{}
		filepath.WalkDir(filepath.Join(root, f), func(path string, d fs.DirEntry, err error) error {
			if name, _ := filepath.Rel(filepath.Join(root, f), path); strings.Contains(name, string(filepath.Separator)) {
				files[name], err = os.ReadFile(path)
			}
			return err
		})
		out = append(out, files)
	}
	if len(out) != len(wanted) {
		t.Fatalf("%d of %d folders", len(out), len(wanted))
	}
	return out
}

// tried runs logits on a folder and checks how it ended: no panic, one line of error, little memory and time, and nothing
// accepted that the format does not allow. It reports whether the folder was accepted.
func tried(t *testing.T, name, dir string, files map[string][]byte) bool {
	t.Helper()
	os.RemoveAll(dir)
	size := 0
	args := []string{"logits", "--json", "--model", filepath.Join(dir, "model"), "--ids", "2 17 5 9 3"}
	for path, data := range files {
		size += len(data)
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, path)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, path), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "adapter")); err == nil {
		args = append(args, "--adapter", filepath.Join(dir, "adapter"), "--label", "1", "--grad")
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	out, errOut, code := call(args...)
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	// 3 GB would be enough for the machine; what a file can hold and a run needs is far less.
	if used := after.TotalAlloc - before.TotalAlloc; used > uint64(16<<20+40*size) || took > 20*time.Second {
		t.Errorf("%s: %d MB for %d KB in %v: %s", name, used>>20, size>>10, took, errOut)
	}
	if code != exitDone {
		if strings.Count(errOut, "\n") != 1 || out != "" || code != exitFailed && code != exitUsage {
			t.Errorf("%s: code %d, %q, %q", name, code, out, errOut)
		}
		return false
	}
	for path, data := range files {
		if err := mutate.Valid(data); err != nil && strings.HasSuffix(path, ".safetensors") {
			t.Errorf("%s: %s is against the format (%v), but accepted", name, path, err)
		}
	}
	if !json.Valid([]byte(out)) {
		t.Errorf("%s: %s", name, out)
	}
	return true
}

// Thousands of damaged folders: none ends the program, none takes more memory than its file explains, and none that is
// against the format is read.
func TestMutatedFolders(t *testing.T) {
	bases, dir := good(t), filepath.Join(t.TempDir(), "x")
	accepted := 0
	for _, i := range sampled(3000) {
		m := mutate.Mutator{Rand: rand.New(rand.NewPCG(uint64(i), 7))}
		files := map[string][]byte{}
		for name, data := range bases[i%len(bases)] {
			files[name] = data
		}
		m.Folder(files)
		if tried(t, fmt.Sprintf("seed %d", i), dir, files) {
			accepted++
		}
	}
	t.Logf("%d accepted", accepted)
}

// Small files that ask for much: none gets it.
func TestBombs(t *testing.T) {
	base, dir := good(t)[0], filepath.Join(t.TempDir(), "x")
	config, weights := filepath.Join("model", "config.json"), filepath.Join("model", "model.safetensors")
	set := func(key string, value int) map[string][]byte {
		var c map[string]any
		if err := json.Unmarshal(base[config], &c); err != nil {
			t.Fatal(err)
		}
		c[key] = value
		js, _ := json.Marshal(c)
		return map[string][]byte{config: js, weights: base[weights]}
	}
	many := make([]mutate.Entry, 20000)
	for i := range many {
		many[i] = mutate.Entry{Name: fmt.Sprintf("t%d", i), Dtype: "F32", Shape: "[262144]", End: 1 << 20}
	}
	for name, files := range map[string]map[string][]byte{
		"width 65536": set("hidden_size", 65536), "60000 layers": set("num_hidden_layers", 60000), "a million words": set("vocab_size", 1<<20), "positions": set("max_position_embeddings", 1<<20),
		"FFN": set("intermediate_size", 1<<20), "types": set("type_vocab_size", 1<<20), "heads": set("num_attention_heads", 1<<20),
		"20,000 tensors over the same bytes": {config: base[config], weights: mutate.Join(many, make([]byte, 1<<20))},
		"a shape beyond numbers":             {config: base[config], weights: mutate.Join([]mutate.Entry{{Name: "a", Dtype: "F32", Shape: "[9223372036854775807,9223372036854775807]", End: 4}}, make([]byte, 4))},
		"deep JSON":                          {config: bytes.Repeat([]byte("["), 1<<20), weights: base[weights]},
		"deep header":                        {config: base[config], weights: append(binary.LittleEndian.AppendUint64(nil, 1<<20), append([]byte(`{"a":`), bytes.Repeat([]byte("["), 1<<20)...)...)},
	} {
		if tried(t, name, dir, files) {
			t.Errorf("%s: accepted", name)
		}
	}
}
