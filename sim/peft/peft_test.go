package peft

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"promptscope/internal/mutate"
	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

func sample(kind, task string) *Adapter {
	a := &Adapter{Kind: kind, Task: task, Base: "../backbone", N: 2, Width: 4, Layers: 3, Heads: 2}
	n := a.N * a.Width
	switch kind {
	case LoRA:
		n, a.N, a.Layers, a.Heads, a.Rank, a.Alpha = 0, 0, 0, 0, 2, 6
		for _, at := range [][2]int{{0, int(nn.Query)}, {0, int(nn.Value)}, {2, int(nn.Query)}, {2, int(nn.Value)}} {
			l := Low{Layer: at[0], Part: at[1], A: make([]kernel.Real, 8), B: make([]kernel.Real, 8)}
			for i := range l.A {
				l.A[i], l.B[i] = kernel.Real(i), kernel.Real(at[1]-i)
			}
			a.Low = append(a.Low, l)
		}
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
	for _, kind := range []string{PromptTuning, PTuning, PrefixTuning, LoRA} {
		for _, task := range []string{SeqCls, TokenCls, FeatureExt, ""} {
			want := sample(kind, task)
			js, weights := want.Encode()
			got, err := Read(fstest.MapFS{ConfigFile: {Data: js}, WeightsFile: {Data: weights}})
			if err != nil {
				t.Fatalf("%s %s: %v", kind, task, err)
			}
			want.chosen = got.chosen // not part of an adapter that was made here
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%s %s came back as %+v", kind, task, got)
			}
			if again, w2 := want.Encode(); !bytes.Equal(again, js) || !bytes.Equal(w2, weights) {
				t.Error("the same adapter gives other bytes")
			}
			if err := got.Fits(nn.Config{C: 4, L: 3, NH: 2, FF: 8, MaxPos: 8}); err != nil {
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
	in, rows = sample(LoRA, TokenCls).Inject()
	if rows != 0 || in.P != 0 || len(in.Low) != 4 || in.Low[1].Part != nn.Value || in.Low[2].Layer != 2 || in.Low[0].Scale != 3 || len(in.Low[0].DB) != 8 {
		t.Errorf("LoRA: %d rows, %+v", rows, in)
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
		{"two submodules", edit(`"num_transformer_submodules": 1`, `"num_transformer_submodules": 2`), weights, "num_transformer_submodules 2: want 1"},
		{"a prefix called LoRA", edit(PrefixTuning, "LORA"), weights, "not known here"},
		{"another kind", edit(PrefixTuning, "OFT"), weights, "want"},
		{"other task", edit(TokenCls, "QUESTION_ANS"), weights, "want"},
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

func TestLoraRejects(t *testing.T) {
	good := sample(LoRA, TokenCls)
	js, weights := good.Encode()
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
	none := *good
	none.Low = nil
	_, empty := none.Encode()
	for _, tt := range []struct {
		name        string
		js, weights []byte
		want        string
	}{
		{"another rank", edit(`"r": 2`, `"r": 3`), weights, "the config needs [3 4]"}, {"no alpha", edit(`"lora_alpha": 6`, `"lora_alpha": 0`), weights, "lora_alpha"},
		{"biases", edit(`"bias": "none"`, `"bias": "all"`), weights, `bias "all": want "none"`}, {"DoRA", edit(`"bias"`, `"use_dora": true, "bias"`), weights, "use_dora true"},
		{"no updates", js, empty, "no updates of query"}, {"another module", js, rename("self.query.lora_A", "self.dense.lora_A"), "missing, though its other half is there"},
		{"half a pair", js, rename("2.attention.self.query.lora_B", "1.attention.self.query.lora_B"), "do not choose"},
		{"no classifier", js, rename("base_model.model.classifier.bias", "base_model.model.classifier.bi_s"), "needs the classifier"},
	} {
		if a, err := Decode(tt.js, tt.weights); err == nil || a != nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
	for _, c := range []nn.Config{{C: 8, L: 3, FF: 8}, {C: 4, L: 2, FF: 8}, {C: 4, L: 3, FF: 8, Layout: nn.GPT2}, {C: 4, L: 3, FF: 1}} {
		c.NH, c.MaxPos = 2, 8
		if err := good.Fits(c); err == nil || !strings.Contains(err.Error(), "the adapter") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	// A bare BertModel has no "bert." in its names.
	bare := sample(LoRA, "")
	js, weights = bare.Encode()
	if a, err := Decode(js, bytes.ReplaceAll(weights, []byte("base_model.model.bert.encoder.layer.0"), []byte("base_model.model.encoder.layer.00000"))); err == nil {
		t.Errorf("a name with zeros is accepted: %+v", a)
	}
	for _, name := range []string{"base_model.model.encoder.layer.2.attention.self.value.lora_B.weight", loraName(2, int(nn.Value), "B")} {
		if l, matrix, _, ok := parseLora(name); !ok || l.Layer != 2 || l.Part != int(nn.Value) || matrix != "B" {
			t.Errorf("%s is read as %+v %s %v", name, l, matrix, ok)
		}
	}
}

// FuzzDecode damages an adapter of each kind, so that it gets past the JSON.
func FuzzDecode(f *testing.F) {
	var folders []map[string][]byte
	for _, kind := range []string{PromptTuning, PTuning, PrefixTuning, LoRA} {
		for _, task := range []string{TokenCls, SeqCls, FeatureExt} {
			js, w := sample(kind, task).Encode()
			folders = append(folders, map[string][]byte{ConfigFile: js, WeightsFile: w})
		}
	}
	for i := range folders {
		f.Add(byte(i), []byte{1, 0, 3, 7, 200, 9, 44, byte(i), 5, 5}, []byte(nil))
		f.Add(byte(i), []byte{0, 0, 2, 4, 6, 100, 3, 2, byte(i), 9}, []byte("{}"))
	}
	f.Fuzz(func(t *testing.T, which byte, recipe, config []byte) {
		files := maps.Clone(folders[int(which)%len(folders)])
		mutate.Mutator{Rand: rand.New(&mutate.Recipe{Bytes: recipe})}.Folder(files)
		if len(config) > 0 {
			files[ConfigFile] = config
		}
		a, err := Decode(files[ConfigFile], files[WeightsFile])
		if err != nil {
			return
		}
		if bad := mutate.Valid(files[WeightsFile]); bad != nil {
			t.Errorf("accepted against the format: %v", bad)
		}
		// What is accepted can be run through Inject and written again.
		in, rows := a.Inject()
		if len(in.Prefix)+len(in.Virtual) != len(a.Prompt) || rows != 0 && rows != a.N || a.Width < 1 {
			t.Errorf("accepted %+v", a)
		}
		j2, w2 := a.Encode()
		if b, err := Decode(j2, w2); err != nil || len(b.Prompt) != len(a.Prompt) || len(b.Low) != len(a.Low) || b.Classes != a.Classes {
			t.Errorf("%+v does not survive: %v", a, err)
		}
	})
}
