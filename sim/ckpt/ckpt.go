// Package ckpt reads and writes checkpoints as Hugging Face folders: config.json, model.safetensors and vocab.txt.
// It works on bytes and io/fs, so the same code serves the disk, embedded files and downloads.
package ckpt

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/valyala/fastjson"

	"promptscope/sim/nn"
	"promptscope/sim/world"
)

// The three files of a folder.
const (
	ConfigFile  = "config.json"
	WeightsFile = "model.safetensors"
	VocabFile   = "vocab.txt"
)

// Files lists them in the order they are needed.
func Files() []string { return []string{ConfigFile, WeightsFile, VocabFile} }

// Checkpoint is an opened folder.
type Checkpoint struct {
	Params  *nn.Params
	Vocab   *world.Vocab
	Other   []Tensor // tensors that are not part of encoder, pooler or MLM head, such as a classifier
	Missing []string // heads the file does not have: pooler or MLM head of a bare BertModel
}

// config is what Encode writes: what DecodeConfig reads, and what tells transformers to load the model as we trained it.
type config struct {
	Architectures []string `json:"architectures,omitempty"`
	AttnDrop      float64  `json:"attention_probs_dropout_prob"`
	HiddenAct     string   `json:"hidden_act"`
	HiddenDrop    float64  `json:"hidden_dropout_prob"`
	HiddenSize    int      `json:"hidden_size"`
	InitRange     float64  `json:"initializer_range"`
	FF            int      `json:"intermediate_size"`
	Eps           float64  `json:"layer_norm_eps"`
	MaxPos        int      `json:"max_position_embeddings"`
	ModelType     string   `json:"model_type"`
	Heads         int      `json:"num_attention_heads"`
	Layers        int      `json:"num_hidden_layers"`
	Pad           int      `json:"pad_token_id"`
	Tie           bool     `json:"tie_word_embeddings"`
	Dtype         string   `json:"torch_dtype"`
	Types         int      `json:"type_vocab_size"`
	Vocab         int      `json:"vocab_size"`
}

// Read opens a folder. Errors name the file and what is wrong with it.
func Read(folder fs.FS) (*Checkpoint, error) {
	var raw [3][]byte
	for i, name := range Files() {
		b, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("checkpoint: %w (a folder has %s)", err, strings.Join(Files(), ", "))
		}
		raw[i] = b
	}
	return Decode(raw[0], raw[1], raw[2])
}

// Decode opens a checkpoint from the bytes of its three files.
func Decode(configJSON, weights, vocab []byte) (*Checkpoint, error) {
	c, err := DecodeConfig(configJSON)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ConfigFile, err)
	}
	v, err := world.ReadVocab(vocab)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", VocabFile, err)
	}
	if v.Len() != c.V {
		return nil, fmt.Errorf("%s has %d words, but vocab_size in %s is %d", VocabFile, v.Len(), ConfigFile, c.V)
	}
	out, err := DecodeWeights(c, weights)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", WeightsFile, err)
	}
	out.Vocab = v
	return out, nil
}

// DecodeConfig reads the shape from config.json. A folder without vocab.txt can be opened with it and DecodeWeights.
func DecodeConfig(data []byte) (nn.Config, error) {
	v, err := fastjson.ParseBytes(data)
	if err != nil {
		return nn.Config{}, err
	}
	number := func(key string, absent int) int {
		if x := v.Get(key); x != nil && err == nil {
			var n int
			if n, err = x.Int(); err != nil {
				err = fmt.Errorf("%s: %w", key, err)
			}
			return n
		}
		return absent
	}
	c := nn.Config{Layout: string(v.GetStringBytes("model_type")), V: number("vocab_size", 0), C: number("hidden_size", 0), L: number("num_hidden_layers", 0),
		NH: number("num_attention_heads", 0), FF: number("intermediate_size", 0), MaxPos: number("max_position_embeddings", 512),
		Types: number("type_vocab_size", 2), Eps: 1e-12}
	if x := v.Get("layer_norm_eps"); x != nil && err == nil {
		c.Eps, err = x.Float64()
	}
	if err != nil {
		return c, err
	}
	if c.Layout == nn.GPT2 {
		return c, fmt.Errorf("model_type %q: accepted are %q and %q in a folder", c.Layout, nn.Bert, nn.MegatronBert)
	}
	if act := v.Get("hidden_act"); act != nil && string(act.GetStringBytes()) != "gelu" {
		return c, fmt.Errorf("hidden_act %s: accepted is \"gelu\" (the erf form)", act)
	}
	return c, c.Validate()
}

// DecodeWeights fills parameters of shape c from a safetensors file.
func DecodeWeights(c nn.Config, data []byte) (*Checkpoint, error) {
	tensors, err := DecodeTensors(data)
	if err != nil {
		return nil, err
	}
	// A checkpoint with more parameters than the file has bytes is refused before anything is allocated.
	if c.V > len(data) || c.L > len(data) || c.C > len(data) {
		return nil, fmt.Errorf("%s asks for more weights than the file has", ConfigFile)
	}
	found := map[string]Tensor{}
	for _, t := range tensors {
		found[canonical(t.Name)] = t
	}
	out := &Checkpoint{Params: nn.NewParams(c)}
	for _, want := range out.Params.Tensors {
		t, ok := found[want.Name]
		switch {
		case !ok && isHead(want.Name):
			out.Missing = append(out.Missing, want.Name)
		case !ok:
			return nil, fmt.Errorf("tensor %q is missing", want.Name)
		case !slices.Equal(t.Shape, want.Shape) || len(t.Data) != len(want.Data):
			return nil, fmt.Errorf("tensor %q has shape %v, the config needs %v", t.Name, t.Shape, want.Shape)
		default:
			copy(want.Data, t.Data)
			delete(found, want.Name)
		}
	}
	for _, t := range tensors {
		if _, left := found[canonical(t.Name)]; left && t.Data != nil {
			out.Other = append(out.Other, t)
		}
	}
	return out, nil
}

// isHead tells the tensors that a bare encoder lacks.
func isHead(name string) bool {
	return strings.HasPrefix(name, "cls.") || strings.HasPrefix(name, "bert.pooler.")
}

// canonical maps old and bare names to today's: LayerNorm.gamma and .beta (the original bert-base files), and
// BertModel's names without "bert.".
func canonical(name string) string {
	name = strings.Replace(name, "LayerNorm.gamma", "LayerNorm.weight", 1)
	name = strings.Replace(name, "LayerNorm.beta", "LayerNorm.bias", 1)
	for _, p := range []string{"embeddings.", "encoder.", "pooler."} {
		if strings.HasPrefix(name, p) {
			return "bert." + name
		}
	}
	return name
}

// Encode returns the bytes of the three files, in the order of Files.
func Encode(p *nn.Params, v *world.Vocab) [3][]byte {
	arch := "BertForMaskedLM"
	if p.PreLN() {
		arch = "MegatronBertForMaskedLM"
	}
	js, _ := json.MarshalIndent(config{
		Architectures: []string{arch}, HiddenAct: "gelu", HiddenSize: p.C, InitRange: 0.02, FF: p.FF, Eps: p.Eps, MaxPos: p.MaxPos,
		ModelType: p.Layout, Heads: p.NH, Layers: p.L, Pad: v.Pad, Tie: true, Dtype: "float32", Types: p.Types, Vocab: p.V,
	}, "", "  ")
	ts := make([]Tensor, len(p.Tensors))
	for i, t := range p.Tensors {
		ts[i] = Tensor{t.Name, t.Shape, t.Data}
	}
	return [3][]byte{append(js, '\n'), EncodeTensors(ts), v.Bytes()}
}
