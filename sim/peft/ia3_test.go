package peft

import (
	"bytes"
	"reflect"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

// scaled has vectors at every site of IA³ in a model of two layers.
func scaled(layout, task string) (*Adapter, nn.Config) {
	c := nn.Config{Layout: layout, C: 4, L: 2, NH: 2, FF: 6, MaxPos: 8}
	var in nn.Inject
	for l := range c.L {
		for _, at := range []nn.Site{nn.Key, nn.Value, nn.Hidden} {
			x := nn.NewScale(c, l, at)
			for i := range x.L {
				x.L[i] = kernel.Real(l) + kernel.Real(at)/4 + kernel.Real(i)/8
			}
			in.Inserts = append(in.Inserts, x)
		}
	}
	a, err := New(IA3, &in, c, nil)
	if err != nil {
		panic(err)
	}
	if a.Task = task; task != "" {
		a.Classes, a.HeadW, a.HeadB = 3, make([]kernel.Real, 12), []kernel.Real{1, 2, 3}
	}
	return a, c
}

// vectorsOf are the numbers by the names of their modules.
func vectorsOf(in nn.Inject) map[string][]kernel.Real {
	out := map[string][]kernel.Real{}
	in.Each(func(name string, x, _ []kernel.Real) {
		if strings.HasSuffix(name, "ia3_l") {
			out[name] = x
		}
	})
	return out
}

// What is written is read back, on both layouts of a model; GPT-2's queries come back as ones.
func TestIA3RoundTrip(t *testing.T) {
	for _, layout := range []string{nn.Bert, nn.GPT2} {
		for _, task := range []string{TokenCls, ""} {
			a, c := scaled(layout, task)
			js, weights := a.Encode()
			b, err := Decode(js, weights)
			if err != nil {
				t.Fatalf("%s %s: %v", layout, task, err)
			}
			if err := b.Fits(c); err != nil || b.Width != 4 || b.Classes != a.Classes {
				t.Errorf("%s %s: width %d, %d classes, %v", layout, task, b.Width, b.Classes, err)
			}
			in, rows := b.Inject()
			want, _ := a.Inject()
			got, was := vectorsOf(in), vectorsOf(want)
			for name, x := range was {
				if !slices.Equal(got[name], x) {
					t.Errorf("%s: %s came back as %v, want %v", layout, name, got[name], x)
				}
				delete(got, name)
			}
			for name, x := range got {
				if !strings.Contains(name, "c_attn.query") || slices.ContainsFunc(x, func(v kernel.Real) bool { return v != 1 }) {
					t.Errorf("%s: %s with %v came out of nowhere", layout, name, x)
				}
			}
			if rows != 0 || in.Lowest(nil, c.L) != 0 || len(b.Grads(&in)) != strings.Count(string(weights), ".ia3_l") {
				t.Errorf("%s: %d rows, %d gradients", layout, rows, len(b.Grads(&in)))
			}
			j2, w2 := b.Encode()
			if again, err := Decode(j2, w2); err != nil || !reflect.DeepEqual(vectorsOf(nn.Inject{Inserts: again.Inserts}), vectorsOf(nn.Inject{Inserts: b.Inserts})) {
				t.Errorf("%s: it does not survive being written again: %v", layout, err)
			}
		}
	}
}

// The config names every module with its path: PEFT's own default would also scale what is behind attention.
func TestIA3NamesItsModules(t *testing.T) {
	a, _ := scaled(nn.Bert, "")
	js, _ := a.Encode()
	for _, want := range []string{`"encoder.layer.1.attention.self.key"`, `"encoder.layer.1.output.dense"`} {
		if !bytes.Contains(js, []byte(want)) {
			t.Errorf("no %s in %s", want, js)
		}
	}
	if bytes.Contains(js, []byte(`"output.dense"`)) || bytes.Contains(js, []byte("attention.output.dense")) {
		t.Errorf("too much is chosen: %s", js)
	}
}

func TestIA3Rejects(t *testing.T) {
	a, c := scaled(nn.Bert, TokenCls)
	js, weights := a.Encode()
	edit := func(old, new string) []byte {
		if !bytes.Contains(js, []byte(old)) {
			t.Fatalf("no %s in %s", old, js)
		}
		return bytes.Replace(js, []byte(old), []byte(new), 1)
	}
	rename := func(old, new string) []byte {
		if len(old) != len(new) || !bytes.Contains(weights, []byte(old)) {
			t.Fatalf("no %s", old)
		}
		return bytes.Replace(weights, []byte(old), []byte(new), 1)
	}
	none := *a
	none.Inserts = nil
	emptyJSON, empty := none.Encode()
	for _, tt := range []struct {
		name        string
		js, weights []byte
		want        string
	}{
		{"another module", js, rename("1.attention.self.key.ia3_l", "1.attention.self.kez.ia3_l"), "want keys, values"},
		{"behind attention", js, rename("0.attention.self.key.ia3_l", "0.attention.output.d.ia3_l"), "is not read here"},
		{"a module that is not chosen", edit(`"encoder.layer.1.attention.self.key",`, ""), weights, "choose other modules"},
		{"an output for an input", edit(`"encoder.layer.0.output.dense",`+"\n    "+`"encoder.layer.1.output.dense"`+"\n  ],\n  \"inf", `"encoder.layer.0.output.dense"`+"\n  ],\n  \"inf"), weights, "choose other modules"},
		{"another key", edit(`"init_ia3_weights": true`, `"init_ia3_weights": true, "use_dora": true`), weights, "not known here"},
		{"no vectors", edit(`"peft_type"`, `"peft_type"`), empty, "no vectors"}, {"no modules", emptyJSON, empty, "target_modules"},
		{"no classifier", js, rename("base_model.model.classifier.bias", "base_model.model.classifier.bi_s"), "needs the classifier"},
	} {
		if a, err := Decode(tt.js, tt.weights); err == nil || a != nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
	for name, change := range map[string]func(*nn.Config){"width": func(c *nn.Config) { c.C = 8 }, "layers": func(c *nn.Config) { c.L = 1 }, "FFN": func(c *nn.Config) { c.FF = 8 }, "layout": func(c *nn.Config) { c.Layout = nn.GPT2 }} {
		other := c
		if change(&other); a.Fits(other) == nil {
			t.Errorf("it fits a model of another %s", name)
		}
	}
}
