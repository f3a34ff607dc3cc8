// Package peft reads and writes soft prompts and LoRA as adapter folders of the Python library PEFT: adapter_config.json
// and adapter_model.safetensors. It works on bytes and io/fs, like package ckpt.
//
// PEFT knows three kinds of soft prompt: PROMPT_TUNING and P_TUNING hold n rows for the front of the input, PREFIX_TUNING
// holds n rows of keys and values for every layer. Prompts elsewhere in the row, or in some layers only, have no form
// there (a row of zeros is not the same as no prompt).
package peft

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

// The files of a folder.
const (
	ConfigFile  = "adapter_config.json"
	WeightsFile = "adapter_model.safetensors"
)

// The kinds of adapter.
const (
	PromptTuning = "PROMPT_TUNING"
	PTuning      = "P_TUNING"
	PrefixTuning = "PREFIX_TUNING"
	LoRA         = "LORA"
)

// The tasks: a classifier on the pooled row, one on each token, or none: hidden states or words come out.
const (
	SeqCls     = "SEQ_CLS"
	TokenCls   = "TOKEN_CLS"
	FeatureExt = "FEATURE_EXTRACTION"
	CausalLM   = "CAUSAL_LM"
)

// Adapter is a soft prompt, or low-rank updates, with the classifier that was trained with it.
type Adapter struct {
	Kind, Task string
	Base       string        // where the backbone was, for people
	N          int           // virtual tokens
	Width      int           // token_dim: the backbone's width
	Layers     int           // 0 = not said
	Heads      int           // 0 = not said
	Encoder    string        // P_TUNING: MLP or LSTM; it is not in the file, only its output
	Prompt     []kernel.Real // (N, Width); PREFIX_TUNING (N, 2·Layers·Width), nn.Inject's layout
	Rank       int           // LORA
	Alpha      float64       // LORA: updates are scaled by Alpha/Rank
	Low        []Low         // LORA: what is updated
	Classes    int           // 0 = no classifier
	HeadW      []kernel.Real // (Classes, Width)
	HeadB      []kernel.Real // (Classes)
}

// config is the part of adapter_config.json that matters here; pointers are keys that may be null.
type config struct {
	Kind       string  `json:"peft_type"`
	Task       *string `json:"task_type"`
	Base       *string `json:"base_model_name_or_path"`
	N          int     `json:"num_virtual_tokens"`
	Width      *int    `json:"token_dim"`
	Layers     *int    `json:"num_layers"`
	Heads      *int    `json:"num_attention_heads"`
	Submodules *int    `json:"num_transformer_submodules"`
	Encoder    string  `json:"encoder_reparameterization_type"`
	loraConfig
}

const (
	promptTensor = "prompt_embeddings"
	headWeight   = "base_model.%sclassifier.weight"
	headBias     = "base_model.%sclassifier.bias"
)

// head is a classifier's tensor: PEFT wraps the model once more for LORA.
func (a *Adapter) head(pattern string) string {
	if a.Kind == LoRA {
		return fmt.Sprintf(pattern, "model.")
	}
	return fmt.Sprintf(pattern, "")
}

// most bounds the numbers of a config, so that products of them cannot overflow.
const most = 1 << 20

// Read opens a folder. Errors name the file and what is wrong with it.
func Read(folder fs.FS) (*Adapter, error) {
	var raw [2][]byte
	for i, name := range []string{ConfigFile, WeightsFile} {
		b, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("adapter: %w (a folder has %s and %s)", err, ConfigFile, WeightsFile)
		}
		raw[i] = b
	}
	return Decode(raw[0], raw[1])
}

// Decode opens an adapter from the bytes of its two files.
func Decode(configJSON, weights []byte) (*Adapter, error) {
	a, err := decodeConfig(configJSON)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ConfigFile, err)
	}
	tensors, err := ckpt.DecodeTensors(weights)
	if err == nil {
		err = a.fill(tensors)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", WeightsFile, err)
	}
	return a, nil
}

func decodeConfig(data []byte) (*Adapter, error) {
	var c config
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, err
	}
	a := &Adapter{Kind: c.Kind, Task: value(c.Task), Base: value(c.Base), N: c.N, Width: value(c.Width), Layers: value(c.Layers), Heads: value(c.Heads), Encoder: c.Encoder}
	if kinds := []string{PromptTuning, PTuning, PrefixTuning, LoRA}; !slices.Contains(kinds, a.Kind) {
		return nil, fmt.Errorf("peft_type %q: want %v", a.Kind, kinds)
	}
	if tasks := []string{SeqCls, TokenCls, FeatureExt, CausalLM, ""}; !slices.Contains(tasks, a.Task) {
		return nil, fmt.Errorf("task_type %q: want %v and null", a.Task, tasks[:4])
	}
	if a.Kind == LoRA {
		a.N, a.Rank, a.Alpha, a.Width = 0, c.Rank, c.Alpha, 0
		return a, c.check()
	}
	if s := value(c.Submodules); s > 1 {
		return nil, fmt.Errorf("num_transformer_submodules %d: an encoder has 1", s)
	}
	for _, f := range []struct {
		name       string
		value, low int
	}{{"num_virtual_tokens", a.N, 1}, {"token_dim", a.Width, 0}, {"num_layers", a.Layers, 0}, {"num_attention_heads", a.Heads, 0}} {
		if f.value < f.low || f.value > most {
			return nil, fmt.Errorf("%s %d: want %d to %d", f.name, f.value, f.low, most)
		}
	}
	return a, nil
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// fill takes the tensors, and from their shapes what the config leaves open.
func (a *Adapter) fill(tensors []ckpt.Tensor) error {
	byName := map[string]ckpt.Tensor{}
	for _, t := range tensors {
		byName[t.Name] = t
	}
	if a.Kind == LoRA {
		if err := a.fillLora(tensors); err != nil {
			return err
		}
		return a.fillHead(byName)
	}
	p, ok := byName[promptTensor]
	if !ok || p.Data == nil {
		return fmt.Errorf("tensor %q is missing", promptTensor)
	}
	if len(p.Shape) != 2 || p.Shape[0] != a.N {
		return fmt.Errorf("tensor %q has shape %v, the config says %d virtual tokens", promptTensor, p.Shape, a.N)
	}
	width := p.Shape[1]
	if a.Kind == PrefixTuning {
		if a.Layers == 0 {
			return fmt.Errorf("num_layers is missing from %s: a prefix needs it", ConfigFile)
		}
		width /= 2 * a.Layers
	}
	if a.Width == 0 {
		a.Width = width
	}
	want := a.Width
	if a.Kind == PrefixTuning {
		want *= 2 * a.Layers
	}
	if p.Shape[1] != want || want == 0 {
		return fmt.Errorf("tensor %q has shape %v, the config needs [%d %d]", promptTensor, p.Shape, a.N, want)
	}
	a.Prompt = p.Data
	return a.fillHead(byName)
}

// fillHead takes the classifier, if the task has one.
func (a *Adapter) fillHead(tensors map[string]ckpt.Tensor) error {
	if a.Task != SeqCls && a.Task != TokenCls {
		return nil
	}
	headWeight, headBias := a.head(headWeight), a.head(headBias)
	for _, name := range []string{headWeight, headBias} {
		if tensors[name].Data == nil {
			return fmt.Errorf("tensor %q is missing: task_type %s needs the classifier", name, a.Task)
		}
	}
	w, b := tensors[headWeight], tensors[headBias]
	if len(w.Shape) != 2 || w.Shape[1] != a.Width || w.Shape[0] < 1 || !slices.Equal(b.Shape, w.Shape[:1]) {
		return fmt.Errorf("classifier has shapes %v and %v, want [classes %d] and [classes]", w.Shape, b.Shape, a.Width)
	}
	a.Classes, a.HeadW, a.HeadB = w.Shape[0], w.Data, b.Data
	return nil
}

// Fits returns an error if the adapter was made for a backbone of another shape.
func (a *Adapter) Fits(c nn.Config) error {
	for _, f := range []struct {
		name      string
		got, want int
	}{{"token_dim", a.Width, c.C}, {"num_layers", a.Layers, c.L}, {"num_attention_heads", a.Heads, c.NH}} {
		if f.got != f.want && (f.got != 0 || f.name == "token_dim") {
			return fmt.Errorf("the adapter has %s %d, the model %d", f.name, f.got, f.want)
		}
	}
	if err := a.fitsLora(c); err != nil {
		return err
	}
	if a.N >= c.MaxPos {
		return fmt.Errorf("the adapter has %d virtual tokens, the model only %d positions", a.N, c.MaxPos)
	}
	return nil
}

// Inject is the prompt or the updates as the model takes them, with room for gradients, and the number of virtual tokens
// in the row.
func (a *Adapter) Inject() (in nn.Inject, rows int) {
	if a.Kind == LoRA {
		return a.inject(), 0
	}
	grad := make([]kernel.Real, len(a.Prompt))
	if a.Kind == PrefixTuning {
		return nn.Inject{Prefix: a.Prompt, DPrefix: grad, P: a.N}, 0
	}
	return nn.Inject{Virtual: a.Prompt, DVirtual: grad}, a.N
}

// Encode returns the bytes of the two files. Only keys that old and new releases of PEFT know are written
// (before 0.14 there is no modules_to_save for prompts).
func (a *Adapter) Encode() (configJSON, weights []byte) {
	c := map[string]any{
		"auto_mapping": nil, "base_model_name_or_path": a.Base, "inference_mode": true, "num_attention_heads": a.Heads,
		"num_layers": a.Layers, "num_transformer_submodules": 1, "num_virtual_tokens": a.N, "peft_type": a.Kind, "revision": nil,
		"task_type": a.Task, "token_dim": a.Width,
	}
	if a.Task == "" {
		c["task_type"] = nil
	}
	width := a.Width
	switch a.Kind {
	case PromptTuning:
		c["prompt_tuning_init"], c["prompt_tuning_init_text"], c["tokenizer_name_or_path"] = "RANDOM", nil, nil
	case PTuning:
		c["encoder_reparameterization_type"], c["encoder_hidden_size"], c["encoder_num_layers"], c["encoder_dropout"] = a.Encoder, a.Width, 2, 0.0
	case PrefixTuning:
		c["encoder_hidden_size"], c["prefix_projection"] = a.Width, false
		width *= 2 * a.Layers
	}
	ts := []ckpt.Tensor{{Name: promptTensor, Shape: []int{a.N, width}, Data: a.Prompt}}
	if a.Kind == LoRA {
		ts = a.encodeLora(c)
	}
	if a.Classes > 0 {
		ts = append(ts, ckpt.Tensor{Name: a.head(headWeight), Shape: []int{a.Classes, a.Width}, Data: a.HeadW}, ckpt.Tensor{Name: a.head(headBias), Shape: []int{a.Classes}, Data: a.HeadB})
	}
	js, _ := json.MarshalIndent(c, "", "  ") // plain values cannot fail
	return append(js, '\n'), ckpt.EncodeTensors(ts)
}
