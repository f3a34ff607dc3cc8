// Package peft reads and writes soft prompts and LoRA as adapter folders of the Python library PEFT: adapter_config.json
// and adapter_model.safetensors. It works on bytes and io/fs, like package ckpt.
//
// PEFT knows three kinds of soft prompt: PROMPT_TUNING and P_TUNING hold n rows for the front of the input, PREFIX_TUNING
// holds n rows of keys and values for every layer. Prompts elsewhere in the row, or in some layers only, have no form
// there (a row of zeros is not the same as no prompt).
//
// An adapter either gives PEFT's numbers or is refused: keys of the config that mean another computation (config.go) and
// tensors that nothing reads (fill.go) are errors that name them.
package peft

import (
	"errors"
	"fmt"
	"io/fs"

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
	SeqCls     = ckpt.SeqCls
	TokenCls   = ckpt.TokenCls
	FeatureExt = "FEATURE_EXTRACTION"
	CausalLM   = "CAUSAL_LM"
)

// Adapter is a soft prompt, or low-rank updates, with the classifier that was trained with it.
type Adapter struct {
	Kind, Task string
	Base       string        // where the backbone was
	Class      string        // of the backbone in transformers, for an adapter without a task; see auto_mapping
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
	HeadB      []kernel.Real // (Classes); nil for the head "score" of a causal model, which has none
	HeadScale  float64       // SEQ_CLS of ours: HeadW is this many times the head on bare [CLS], see Note; 0 = another's

	targets targets // LORA: which modules the config updates
}

// Note is the metadata of adapter_model.safetensors that says how a SEQ_CLS head of ours came about: the factor on the
// weights of a head that reads [CLS] without the pooler. PEFT passes over it.
const Note = "promptscope_head_scale"

// Read opens a folder. Errors name the file and what is wrong with it.
func Read(folder fs.FS) (*Adapter, error) {
	var raw [2][]byte
	for i, name := range []string{ConfigFile, WeightsFile} {
		b, err := fs.ReadFile(folder, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("adapter: %w: %s", err, ckpt.Absent(folder, name))
		}
		if err != nil {
			return nil, fmt.Errorf("adapter: %w", err)
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
	f, err := ckpt.DecodeFile(weights)
	if err == nil {
		err = a.fill(f)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", WeightsFile, err)
	}
	return a, nil
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
	if a.Task == SeqCls && c.Causal() != (a.HeadB == nil) {
		return fmt.Errorf("the adapter's head is %q, which a %s model does not have", headNames[a.HeadB == nil], c.Layout)
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
