package ckpt

import (
	"bytes"
	"encoding/binary"
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"promptscope/internal/mutate"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/world"
)

func sample(t testing.TB, layout string) (*nn.Params, *world.Vocab) {
	t.Helper()
	v, err := world.ReadVocab([]byte("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nparis\nfrance\n"))
	if err != nil {
		t.Fatal(err)
	}
	c := nn.Config{Layout: layout, V: v.Len(), C: 4, L: 1, NH: 2, FF: 8, MaxPos: 6, Types: 2, Eps: 1e-12}
	if layout == nn.GPT2 {
		c.Types = 0
	}
	p := nn.NewParams(c)
	r := rng.New(1, 1)
	for i := range p.Data {
		p.Data[i] = kernel.Real(float32(r.Normal()))
	}
	return p, v
}

func TestRoundTrip(t *testing.T) {
	for _, layout := range []string{nn.Bert, nn.MegatronBert, nn.GPT2} {
		p, v := sample(t, layout)
		files := Encode(p, v)
		if again := Encode(p, v); !bytes.Equal(files[1], again[1]) || !bytes.Equal(files[0], again[0]) {
			t.Error("the same weights give other bytes")
		}
		folder := fstest.MapFS{}
		for i, name := range Files() {
			folder[name] = &fstest.MapFile{Data: files[i]}
		}
		c, err := Read(folder)
		if err != nil {
			t.Fatal(err)
		}
		if c.Params.SHA256() != p.SHA256() || c.Params.Config != p.Config || c.Vocab.Len() != v.Len() || len(c.Missing)+len(c.Other) != 0 {
			t.Errorf("%s: %+v, missing %v, other %d", layout, c.Params.Config, c.Missing, len(c.Other))
		}
		if n := binary.LittleEndian.Uint64(files[1]); n%8 != 0 {
			t.Errorf("the header has %d bytes, no multiple of 8", n)
		}
	}
}

// Old names, a bare BertModel and a classifier beside it.
func TestForeignNames(t *testing.T) {
	p, v := sample(t, nn.Bert)
	var ts []Tensor
	for _, x := range p.Tensors {
		if strings.HasPrefix(x.Name, "cls.") {
			continue
		}
		name := strings.TrimPrefix(x.Name, "bert.")
		name = strings.Replace(strings.Replace(name, "LayerNorm.weight", "LayerNorm.gamma", 1), "LayerNorm.bias", "LayerNorm.beta", 1)
		ts = append(ts, Tensor{Name: name, Shape: x.Shape, Data: x.Data})
	}
	ts = append(ts, Tensor{Name: "classifier.weight", Shape: []int{2, 4}, Data: make([]kernel.Real, 8)})
	files := Encode(p, v)
	config := bytes.Replace(files[0], []byte("BertForMaskedLM"), []byte("BertForTokenClassification"), 1)
	c, err := DecodeForeign(config, EncodeTensors(ts), files[2])
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Missing) != 5 || len(c.Other) != 1 || c.Other[0].Name != "classifier.weight" {
		t.Errorf("missing %v, other %v", c.Missing, c.Other)
	}
	if kernel.Bits(c.Params.Blocks[0].LN1W[2]) != kernel.Bits(p.Blocks[0].LN1W[2]) {
		t.Error("gamma was not read as weight")
	}
}

// GPT-2: bare names, buffers and a tied output matrix are fine; an output matrix of its own is not. Matrices are (in, out).
func TestGPT2Folder(t *testing.T) {
	p, v := sample(t, nn.GPT2)
	files := Encode(p, v)
	ts, err := DecodeTensors(files[1])
	if err != nil {
		t.Fatal(err)
	}
	for i := range ts {
		if ts[i].Name == "transformer.h.0.mlp.c_fc.weight" && (ts[i].Shape[0] != 4 || kernel.Bits(ts[i].Data[1]) != kernel.Bits(p.Blocks[0].FCW[4])) {
			t.Errorf("%s has shape %v", ts[i].Name, ts[i].Shape)
		}
		ts[i].Name = strings.TrimPrefix(ts[i].Name, "transformer.")
	}
	head := Tensor{Name: "lm_head.weight", Shape: []int{p.V, p.C}, Data: append([]kernel.Real(nil), p.Word...)}
	ts = append(ts, Tensor{Name: "h.0.attn.bias", Shape: []int{1, 1, 2, 2}, Data: make([]kernel.Real, 4)}, head)
	c, err := DecodeForeign(files[0], EncodeTensors(ts), files[2])
	if err != nil || c.Params.SHA256() != p.SHA256() || len(c.Missing) != 0 {
		t.Fatalf("%v, missing %v", err, c)
	}
	head.Data[0]++
	if _, err := DecodeForeign(files[0], EncodeTensors(ts), files[2]); err == nil || !strings.Contains(err.Error(), "tied") {
		t.Errorf("an output matrix of its own: %v", err)
	}
}

// Everything that can be wrong with a folder is one error that names the place.
func TestBadCheckpoints(t *testing.T) {
	p, v := sample(t, nn.Bert)
	good := Encode(p, v)
	replace := func(i int, old, new string) [3][]byte {
		f := good
		f[i] = []byte(strings.Replace(string(good[i]), old, new, 1))
		if bytes.Equal(f[i], good[i]) {
			t.Fatalf("%q is not in %s", old, Files()[i])
		}
		return f
	}
	truncated := good
	truncated[1] = good[1][:len(good[1])-5]
	lying := good
	lying[1] = append(binary.LittleEndian.AppendUint64(nil, 1<<40), good[1][8:]...)
	nan := good
	nan[1] = bytes.Clone(good[1])
	binary.LittleEndian.PutUint32(nan[1][len(nan[1])-4:], math.Float32bits(float32(math.NaN())))
	for _, tt := range []struct {
		name  string
		files [3][]byte
		want  string
	}{
		{"truncated weights", truncated, "data_offsets"},
		{"lying header", lying, "header says"},
		{"empty weights", [3][]byte{good[0], nil, good[2]}, "at least 8"},
		{"NaN weight", nan, "finite"},
		{"wrong shape", replace(0, `"intermediate_size": 8`, `"intermediate_size": 12`), "the config needs"},
		{"missing layer", replace(0, `"num_hidden_layers": 1`, `"num_hidden_layers": 2`), "is missing"},
		{"other layout", replace(0, `"model_type": "bert"`, `"model_type": "megatron-bert"`), "is missing"},
		{"unknown layout", replace(0, `"model_type": "bert"`, `"model_type": "gpt5"`), "want"},
		{"other activation", replace(0, `"hidden_act": "gelu"`, `"hidden_act": "relu"`), "want"},
		{"vocabulary", replace(2, "france\n", "france\nspain\n"), "vocab_size"},
		{"huge", replace(0, `"vocab_size": 7`, `"vocab_size": 1000000`), "more numbers than"},
		{"no json", [3][]byte{[]byte("{"), good[1], good[2]}, "config.json"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := DecodeForeign(tt.files[0], tt.files[1], tt.files[2])
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %v, want one with %q", err, tt.want)
			}
		})
	}
	if _, err := Read(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "config.json") {
		t.Errorf("empty folder: %v", err)
	}
}

func FuzzDecodeTensors(f *testing.F) {
	p, _ := sample(f, nn.Bert)
	for _, d := range []Dtype{F32, F16, BF16} {
		f.Add(encodeTensors([]Tensor{{Name: "a", Shape: []int{2, 3}, Data: p.Data[:6]}, {Name: "b", Shape: []int{0}}}, d, nil))
	}
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		ts, err := DecodeTensors(data)
		if err != nil {
			return
		}
		for _, x := range ts {
			if len(x.Data)*2 > len(data) {
				t.Errorf("%q has %d numbers from %d bytes", x.Name, len(x.Data), len(data))
			}
			for i, v := range x.Data {
				if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
					t.Errorf("%q: element %d is %v", x.Name, i, v)
				}
			}
		}
	})
}

// FuzzDecode damages a folder of each layout as mutate does, so that it gets past the JSON: what is accepted is what the
// format allows, and no folder gets more memory than its files explain.
func FuzzDecode(f *testing.F) {
	var folders []map[string][]byte
	for _, layout := range []string{nn.Bert, nn.MegatronBert, nn.GPT2} {
		p, v := sample(f, layout)
		for _, d := range []Dtype{F32, BF16, F64} {
			files := map[string][]byte{}
			for i, data := range EncodeAs(p, v, d) {
				files[Files()[i]] = data
			}
			folders = append(folders, files)
		}
	}
	for i := range folders {
		f.Add(byte(i), []byte{1, 0, 3, 7, 200, 9, 44, byte(i), 5, 5}, []byte(nil))
		f.Add(byte(i), []byte{2, 0, 0, 4, 6, 100, 3, 2, byte(i), 9}, []byte("{}"))
	}
	f.Fuzz(func(t *testing.T, which byte, recipe, config []byte) {
		files := maps.Clone(folders[int(which)%len(folders)])
		mutate.Mutator{Rand: rand.New(&mutate.Recipe{Bytes: recipe})}.Folder(files)
		if len(config) > 0 {
			files[ConfigFile] = config
		}
		size := len(files[ConfigFile]) + len(files[WeightsFile]) + len(files[VocabFile])
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c, err := DecodeForeign(files[ConfigFile], files[WeightsFile], files[VocabFile])
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; used > uint64(1<<20+64*size) {
			t.Errorf("%d bytes of memory for %d of files: %v", used, size, err)
		}
		bad := mutate.Valid(files[WeightsFile])
		if own, err := Decode(files[ConfigFile], files[WeightsFile], files[VocabFile]); err == nil && own.Params.Validate() != nil {
			t.Errorf("accepted as ours: %v", own.Params.Validate())
		}
		if err != nil {
			return
		}
		if bad != nil || c.Params.Validate() != nil {
			t.Errorf("accepted against the format: %v, %v", bad, c.Params.Validate())
		}
	})
}

// What a page downloads has all tensors of its layout and no others; a folder of anybody's may lack heads and bring a
// classifier, but is not taken for ours.
func TestOwnFoldersAreWhole(t *testing.T) {
	for _, layout := range []string{nn.Bert, nn.MegatronBert, nn.GPT2} {
		p, v := sample(t, layout)
		files := Encode(p, v)
		if c, err := Decode(files[0], files[1], files[2]); err != nil || c.Params.SHA256() != p.SHA256() || c.Vocab.Len() != v.Len() {
			t.Fatalf("%s: %v", layout, err)
		}
		ts, err := DecodeTensors(files[1])
		if err != nil {
			t.Fatal(err)
		}
		more := append(slices.Clone(ts), Tensor{Name: "classifier.weight", Shape: []int{1, 4}, Data: make([]kernel.Real, 4)})
		for what, x := range map[string][3][]byte{
			"one more": {files[0], EncodeTensors(more), files[2]}, "one less": {files[0], EncodeTensors(ts[1:]), files[2]},
			"a word more": {files[0], files[1], append(slices.Clone(files[2]), "spain\n"...)}, "a word less": {files[0], files[1], bytes.TrimSuffix(files[2], []byte("france\n"))},
		} {
			if _, err := Decode(x[0], x[1], x[2]); err == nil {
				t.Errorf("%s, %s: accepted", layout, what)
			}
		}
	}
}
