package peft

import (
	"bytes"
	"encoding/binary"
	"math"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

func sample(kind, task string) *Adapter {
	a := &Adapter{Kind: kind, Task: task, Base: "../backbone", N: 2, Width: 4, Layers: 3, Heads: 2}
	n := a.N * a.Width
	switch kind {
	case PrefixTuning:
		n *= 2 * a.Layers
	case PTuning:
		a.Encoder = "LSTM"
	}
	for i := range n {
		a.Prompt = append(a.Prompt, kernel.Real(float32(math.Sin(float64(i)))))
	}
	if task == SeqCls || task == TokenCls {
		a.Classes, a.HeadW, a.HeadB = 3, make([]kernel.Real, 12), []kernel.Real{1, 2, 3}
	}
	return a
}

func TestRoundTrip(t *testing.T) {
	for _, kind := range []string{PromptTuning, PTuning, PrefixTuning} {
		for _, task := range []string{SeqCls, TokenCls, FeatureExt} {
			want := sample(kind, task)
			js, weights := want.Encode()
			got, err := Read(fstest.MapFS{ConfigFile: {Data: js}, WeightsFile: {Data: weights}})
			if err != nil {
				t.Fatalf("%s %s: %v", kind, task, err)
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s %s came back as %+v", kind, task, got)
			}
			if again, w2 := want.Encode(); !bytes.Equal(again, js) || !bytes.Equal(w2, weights) {
				t.Error("the same adapter gives other bytes")
			}
			if err := got.Fits(nn.Config{C: 4, L: 3, NH: 2, MaxPos: 8}); err != nil {
				t.Error(err)
			}
		}
	}
}

// The layout on disk is nn.Inject's: key of layer l at 2l·d of a row, value at (2l+1)·d.
func TestInject(t *testing.T) {
	in, rows := sample(PrefixTuning, TokenCls).Inject()
	if rows != 0 || in.P != 2 || len(in.Prefix) != 2*2*3*4 || len(in.DPrefix) != len(in.Prefix) {
		t.Errorf("prefix: %d rows, %+v", rows, in)
	}
	in, rows = sample(PTuning, TokenCls).Inject()
	if rows != 2 || in.P != 0 || len(in.Virtual) != 8 {
		t.Errorf("prompt: %d rows, %+v", rows, in)
	}
}

func TestRejects(t *testing.T) {
	good := sample(PrefixTuning, TokenCls)
	js, weights := good.Encode()
	edit := func(old, new string) []byte {
		if !bytes.Contains(js, []byte(old)) {
			t.Fatalf("no %s in %s", old, js)
		}
		return bytes.Replace(js, []byte(old), []byte(new), 1)
	}
	noHead := *good
	noHead.Classes = 0
	_, headless := noHead.Encode()
	nan := *good
	nan.Prompt = append([]kernel.Real{kernel.Real(math.NaN())}, good.Prompt[1:]...)
	_, notANumber := nan.Encode()
	other := *good
	other.HeadW, other.Width, other.Prompt = make([]kernel.Real, 15), 5, make([]kernel.Real, 2*2*3*5)
	_, wide := other.Encode()
	lying := bytes.Clone(weights)
	binary.LittleEndian.PutUint64(lying, 1<<40)
	for _, tt := range []struct {
		name        string
		js, weights []byte
		want        string
	}{
		{"lying header", js, lying, "header says"},
		{"short file", js, weights[:len(weights)-4], "data_offsets"},
		{"NaN", js, notANumber, "finite"},
		{"no classifier", js, headless, "needs the classifier"},
		{"other width", js, wide, "the config needs [2 24]"},
		{"other n", edit(`"num_virtual_tokens": 2`, `"num_virtual_tokens": 3`), weights, "virtual tokens"},
		{"no n", edit(`"num_virtual_tokens": 2`, `"num_virtual_tokens": 0`), weights, "num_virtual_tokens 0"},
		{"other depth", edit(`"num_layers": 3`, `"num_layers": 4`), weights, "the config needs"},
		{"two submodules", edit(`"num_transformer_submodules": 1`, `"num_transformer_submodules": 2`), weights, "an encoder has 1"},
		{"LoRA", edit(PrefixTuning, "LORA"), weights, "accepted are"},
		{"causal task", edit(TokenCls, "CAUSAL_LM"), weights, "accepted are"},
		{"no JSON", js[:20], weights, ConfigFile},
		{"no prompt", js, ckpt.EncodeTensors(nil), "prompt_embeddings"},
	} {
		if a, err := Decode(tt.js, tt.weights); err == nil || a != nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
	for _, c := range []nn.Config{{C: 8, L: 3, NH: 2, MaxPos: 8}, {C: 4, L: 2, NH: 2, MaxPos: 8}, {C: 4, L: 3, NH: 4, MaxPos: 8}, {C: 4, L: 3, NH: 2, MaxPos: 2}} {
		if err := good.Fits(c); err == nil || !strings.Contains(err.Error(), "the adapter has") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := Read(fstest.MapFS{ConfigFile: {Data: js}}); err == nil || !strings.Contains(err.Error(), WeightsFile) {
		t.Errorf("half a folder: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, kind := range []string{PromptTuning, PTuning, PrefixTuning} {
		js, w := sample(kind, TokenCls).Encode()
		f.Add(js, w)
	}
	f.Fuzz(func(t *testing.T, js, weights []byte) {
		a, err := Decode(js, weights)
		if err != nil {
			return
		}
		// What is accepted fits itself and can be run through Inject and written again.
		in, rows := a.Inject()
		if len(in.Prefix)+len(in.Virtual) != len(a.Prompt) || rows != 0 && rows != a.N || a.Width < 1 {
			t.Errorf("accepted %+v", a)
		}
		j2, w2 := a.Encode()
		if b, err := Decode(j2, w2); err != nil || len(b.Prompt) != len(a.Prompt) || b.Classes != a.Classes {
			t.Errorf("%+v does not survive: %v", a, err)
		}
	})
}
