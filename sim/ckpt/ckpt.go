// Package ckpt reads and writes checkpoints as Hugging Face folders: config.json, model.safetensors and vocab.txt.
// It works on bytes and io/fs, so the same code serves the disk, embedded files and downloads.
package ckpt

import (
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
		if x := v.Get(key); x != nil && x.Type() != fastjson.TypeNull && err == nil {
			var n int
			if n, err = x.Int(); err != nil {
				err = fmt.Errorf("%s: %w", key, err)
			}
			return n
		}
		return absent
	}
	c := nn.Config{Layout: string(v.GetStringBytes("model_type"))}
	k := keysOf(c.Layout)
	c.V, c.C, c.L, c.NH = number("vocab_size", 0), number(k.width, 0), number(k.layers, 0), number(k.heads, 0)
	c.FF, c.MaxPos, c.Types, c.Eps = number(k.ff, 4*c.C), number(k.maxPos, k.positions), 2, k.eps
	if c.Causal() {
		c.Types = 0
	} else {
		c.Types = number("type_vocab_size", 2)
	}
	if x := v.Get(k.epsKey); x != nil && err == nil {
		c.Eps, err = x.Float64()
	}
	if err != nil {
		return c, err
	}
	if act := v.Get(k.act); act != nil && string(act.GetStringBytes()) != k.gelu {
		return c, fmt.Errorf("%s %s: want %q", k.act, act, k.gelu)
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
		case !slices.Equal(t.Shape, fileShape(want)) || len(t.Data) != len(want.Data):
			return nil, fmt.Errorf("tensor %q has shape %v, the config needs %v", t.Name, t.Shape, fileShape(want))
		default:
			load(want, t.Data)
			delete(found, want.Name)
		}
	}
	for _, t := range tensors {
		if _, left := found[canonical(t.Name)]; left && t.Data != nil {
			out.Other = append(out.Other, t)
		}
	}
	if err := untied(out.Params, out.Other); err != nil {
		return nil, err
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
	return withPrefix(name)
}

// configFormat is config.json: what DecodeConfig reads, and what tells transformers to load the model as we trained it.
const configFormat = `{
  "architectures": [
    %q
  ],
  "attention_probs_dropout_prob": 0,
  "hidden_act": "gelu",
  "hidden_dropout_prob": 0,
  "hidden_size": %d,
  "initializer_range": 0.02,
  "intermediate_size": %d,
  "layer_norm_eps": %g,
  "max_position_embeddings": %d,
  "model_type": %q,
  "num_attention_heads": %d,
  "num_hidden_layers": %d,
  "pad_token_id": %d,
  "tie_word_embeddings": true,
  "torch_dtype": %q,
  "type_vocab_size": %d,
  "vocab_size": %d
}
`

// Encode returns the bytes of the three files, in the order of Files, with 32-bit numbers.
func Encode(p *nn.Params, v *world.Vocab) [3][]byte { return EncodeAs(p, v, F32) }

// EncodeAs stores the numbers as d. What it rounds is lost; see Round.
func EncodeAs(p *nn.Params, v *world.Vocab, d Dtype) [3][]byte {
	arch := "BertForMaskedLM"
	if p.PreLN() {
		arch = "MegatronBertForMaskedLM"
	}
	config := fmt.Sprintf(configFormat, arch, p.C, p.FF, p.Eps, p.MaxPos, p.Layout, p.NH, p.L, v.Pad, d.torch(), p.Types, p.V)
	if p.Causal() {
		config = encodeGPT2(p, v.CLS, v.SEP, d)
	}
	ts := make([]Tensor, len(p.Tensors))
	for i, t := range p.Tensors {
		ts[i] = Tensor{t.Name, fileShape(t), stored(t)}
	}
	return [3][]byte{[]byte(config), encodeTensors(ts, d), v.Bytes()}
}
