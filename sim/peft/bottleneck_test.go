package peft

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// narrow has networks of width 3 at both sites of each layer.
func narrow(layout, task string) (*Adapter, nn.Config) {
	c := nn.Config{Layout: layout, C: 4, L: 2, NH: 2, FF: 6, MaxPos: 8}
	var in nn.Inject
	for l := range c.L {
		for _, at := range []nn.Site{nn.Attended, nn.Output} {
			x, k := nn.NewBottleneck(c, l, at, 3), 0
			x.Each(func(_ string, x, _ []kernel.Real) {
				for i := range x {
					x[i] = kernel.Real(l) + kernel.Real(at)/4 + kernel.Real(i+k)/8
				}
				k += 5
			})
			x.Pack()
			in.Inserts = append(in.Inserts, x)
		}
	}
	a, err := New(Bottleneck, &in, c, nil)
	if err != nil {
		panic(err)
	}
	if a.Task = task; task != "" {
		a.Classes, a.HeadW, a.HeadB = 3, make([]kernel.Real, 12), []kernel.Real{1, 2, 3}
	}
	return a, c
}

// folder is the files of an adapter as a folder.
func folder(files map[string][]byte) fstest.MapFS {
	out := fstest.MapFS{}
	for name, data := range files {
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}

// A folder of our own has its own names and a script, and is read back number by number.
func TestBottleneckRoundTrip(t *testing.T) {
	for _, layout := range []string{nn.Bert, nn.MegatronBert, nn.GPT2} {
		for _, task := range []string{TokenCls, ""} {
			a, c := narrow(layout, task)
			files := a.Files()
			if len(files) != 3 || !bytes.Contains(files[ScriptFile], []byte("def attach(model")) || !a.Own() || a.Size() != "width 3" {
				t.Fatalf("%s: %d files, %s", layout, len(files), a.Size())
			}
			b, err := Read(folder(files))
			if err != nil {
				t.Fatalf("%s %q: %v", layout, task, err)
			}
			if err := b.Fits(c); err != nil || b.Width != 4 || b.Classes != a.Classes {
				t.Errorf("%s %q: width %d, %d classes, %v", layout, task, b.Width, b.Classes, err)
			}
			in, rows := b.Inject()
			fresh := nn.Inject{}
			for _, x := range a.Inserts {
				fresh.Inserts = append(fresh.Inserts, x.Clone())
			}
			fresh.Each(func(_ string, x, _ []kernel.Real) { clear(x) })
			if err := fresh.Take(&in); err != nil || rows != 0 || in.Lowest(nil, c.L) != 0 || len(b.Grads(&in)) != 16 {
				t.Errorf("%s: %v, %d rows, %d gradients", layout, err, rows, len(b.Grads(&in)))
			}
			var want, got []kernel.Real
			was := nn.Inject{Inserts: a.Inserts}
			was.Each(func(_ string, x, _ []kernel.Real) { want = append(want, x...) })
			fresh.Each(func(_ string, x, _ []kernel.Real) { got = append(got, x...) })
			if !slices.Equal(got, want) {
				t.Errorf("%s: other numbers came back", layout)
			}
			var s run.Settings
			if err := b.Adopt(&s); err != nil || s.Bottleneck != 3 {
				t.Errorf("%s: a run would begin with width %d, %v", layout, s.Bottleneck, err)
			}
		}
	}
}

func TestBottleneckRejects(t *testing.T) {
	a, c := narrow(nn.Bert, TokenCls)
	files := a.Files()
	for _, tt := range []struct {
		name, file, old, new, want string
	}{
		{"another version", OwnConfigFile, `"version": 1`, `"version": 2`, "version 2: want 1"}, {"another kind", OwnConfigFile, `"kind": "bottleneck"`, `"kind": "parallel"`, "want bottleneck"},
		{"a kind of PEFT", OwnConfigFile, `"kind": "bottleneck"`, `"kind": "LORA"`, "want bottleneck"}, {"another activation", OwnConfigFile, `"gelu"`, `"relu"`, "activation"},
		{"another width", OwnConfigFile, `"bottleneck": 3`, `"bottleneck": 2`, "the config needs"}, {"no width", OwnConfigFile, `"bottleneck": 3`, `"bottleneck": 0`, "bottleneck 0"},
		{"half a network", OwnWeightsFile, "1.output.dense.up.bias", "1.output.dense.up.bi_s", "is missing"}, {"another module", OwnWeightsFile, "1.attention.output.dense.down.weight", "1.attention.output.other.down.weight", "is not read here"},
		{"no classifier", OwnWeightsFile, "classifier.bias", "classifier.bi_s", "needs the classifier"},
	} {
		damaged := map[string][]byte{}
		for name, data := range files {
			damaged[name] = data
		}
		if !bytes.Contains(files[tt.file], []byte(tt.old)) {
			t.Fatalf("%s: no %s", tt.name, tt.old)
		}
		damaged[tt.file] = bytes.Replace(files[tt.file], []byte(tt.old), []byte(tt.new), 1)
		if _, err := Read(folder(damaged)); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.HasPrefix(err.Error(), "adapter.") {
			t.Errorf("%s: error %v, want one that names the file, with %q", tt.name, err, tt.want)
		}
	}
	if _, err := Decode(files[OwnConfigFile], files[OwnWeightsFile]); err == nil || !strings.Contains(err.Error(), "peft_type") {
		t.Errorf("as a folder of PEFT: %v", err)
	}
	for name, change := range map[string]func(*nn.Config){"width": func(c *nn.Config) { c.C = 8 }, "layers": func(c *nn.Config) { c.L = 1 }, "layout": func(c *nn.Config) { c.Layout = nn.GPT2 }} {
		other := c
		if change(&other); a.Fits(other) == nil {
			t.Errorf("it fits a model of another %s", name)
		}
	}
}
