package gen

import (
	"bytes"
	"flag"
	"go/format"
	"os"
	"path/filepath"
	"testing"
)

var generate = flag.Bool("generate", false, "write the generated files")

// The files beside kernel's sources are what the generator writes now.
func TestUpToDate(t *testing.T) {
	ks := Kernels()
	files := map[string][]byte{"lanes_amd64.s": []byte(AVX2(ks)), "kernels.wasm": SIMD128(ks)}
	for target, name := range map[string]string{"amd64": "lanes_amd64.go", "js": "lanes_js.go", "none": "lanes_none.go"} {
		code, err := format.Source([]byte(Declarations(ks, target)))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = code
	}
	for name, want := range files {
		path := filepath.Join("..", "..", name)
		have, err := os.ReadFile(path)
		if err == nil && bytes.Equal(have, want) {
			continue
		}
		if !*generate {
			t.Errorf("%s is stale; write it with go test ./sim/kernel/internal/gen -generate", name)
			continue
		}
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
