package train

import (
	"flag"
	"fmt"
	"math"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"

	tests "promptscope/internal/sample" // sample is a type here
	"promptscope/sim/backbone"
	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/world"
)

var updateGolden = flag.Bool("update", false, "write testdata/digests.txt")

// randomBackbone has random weights, so that the digests below do not change when a backbone is pretrained again.
func randomBackbone(t *testing.T, shape string) *ckpt.Checkpoint {
	t.Helper()
	info, err := backbone.Lookup(shape)
	if err != nil {
		t.Fatal(err)
	}
	v := world.BuildVocab()
	p, r := nn.NewParams(info.Config(v)), rng.New(4, 4)
	for _, x := range p.Tensors {
		for i := range x.Data {
			if len(x.Shape) == 2 {
				x.Data[i] = kernel.Real(r.Normal() * 0.7 / math.Sqrt(float64(x.Shape[1])))
			} else if strings.HasSuffix(x.Name, "weight") {
				x.Data[i] = 1
			}
		}
	}
	return &ckpt.Checkpoint{Params: p, Vocab: v}
}

const goldenFile = "testdata/digests.txt"

// goldenSteps are the steps whose digests are kept; -short stops at the first.
var goldenSteps = []int{40, 200}

// goldenSpecs are runs of every method.
func goldenSpecs() []run.Spec {
	return slices.DeleteFunc(append(every(), causals()...), func(s run.Spec) bool {
		return s.Task == "rel" && s.Head != run.HeadLinear // its path is that of fact, with a verbalizer; or with the probe that of tagging
	})
}

// The digests of 200 steps of every method are the committed ones, with the vector kernels and without. The test runs
// native, and as js/wasm in plain Go and with the SIMD module, so all of them take the same path to the last bit. Beside
// the vector kernels plain Go goes to the end with a sample of the methods, since it is ten times slower.
func TestGoldenDigests(t *testing.T) {
	if kernel.Epsilon < 1e-10 {
		t.Skip("digests are those of the float32 build")
	}
	raw, err := os.ReadFile(goldenFile)
	if err != nil && !*updateGolden {
		t.Fatal(err)
	}
	want, encoder, decoder := string(raw), randomBackbone(t, "2x64"), randomBackbone(t, "2x64-gpt2")
	var got strings.Builder
	vector, specs := kernel.Vector(), goldenSpecs()
	defer kernel.UseVector(vector)
	// In WebAssembly the run without the module has seen the plain Go already, slowly.
	seen := vector && runtime.GOARCH == "wasm" && testing.Short()
	for _, on := range []bool{false, true} {
		if seen && !on {
			continue
		}
		if kernel.UseVector(on); kernel.Vector() != on {
			continue // there are no vector kernels here
		}
		got.Reset()
		long := specs
		if vector && !on {
			long = tests.Of(t, specs, 3)
		}
		for _, s := range specs {
			short := testing.Short() || !slices.Contains(long, s)
			ck, name := encoder, strings.Trim(s.Task+"/"+s.Head, "/")
			if s.Backbone != "" {
				ck, name = decoder, s.Task+"/gpt2"
			}
			s.Backbone, s.Batch, s.Steps = run.Custom+"random", 4, 4000 // held-out sets are evaluated every 200 steps
			x, err := New(s, ck)
			if err != nil {
				t.Fatal(err)
			}
			for _, steps := range goldenSteps {
				if short && steps > goldenSteps[0] {
					break
				}
				for x.StepsDone() < steps && x.Step() {
				}
				line := fmt.Sprintf("%s %s %d %s\n", name, s.Method, x.StepsDone(), x.Digest())
				if got.WriteString(line); !strings.Contains(want, line) && !*updateGolden {
					t.Errorf("vector=%v: %snot in %s", on, line, goldenFile)
				}
			}
		}
	}
	if *updateGolden && got.String() != want {
		if err := os.WriteFile(goldenFile, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
