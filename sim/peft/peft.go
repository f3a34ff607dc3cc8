// Package peft reads and writes what tuning methods make as adapter folders of the Python library PEFT: adapter_config.json
// and adapter_model.safetensors. It works on bytes and io/fs, like package ckpt. Each kind of adapter is a form in a file of
// its own (form.go): the three soft prompts, LORA, …
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
	"strings"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// The files of a folder. A layout of our own has others, see own.go.
const (
	ConfigFile  = "adapter_config.json"
	WeightsFile = "adapter_model.safetensors"
)

// The tasks: a classifier on the pooled row, one on each token, or none: hidden states or words come out.
const (
	SeqCls     = ckpt.SeqCls
	TokenCls   = ckpt.TokenCls
	FeatureExt = "FEATURE_EXTRACTION"
	CausalLM   = "CAUSAL_LM"
)

// Adapter is a soft prompt, or what stands in the layers, with the classifier that was trained with it.
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
	Inserts    []nn.Insert   // of other kinds: what stands in the layers, without gradients
	HeadScale  float64       // SEQ_CLS of ours: HeadW is this many times the head on bare [CLS], see Note; 0 = another's

	chosen any // what the form keeps of the config: LORA's targets
}

// Note is the metadata of adapter_model.safetensors that says how a SEQ_CLS head of ours came about: the factor on the
// weights of a head that reads [CLS] without the pooler. PEFT passes over it.
const Note = "promptscope_head_scale"

// Read opens a folder. Errors name the file and what is wrong with it.
func Read(folder fs.FS) (*Adapter, error) {
	names := names(folder)
	var raw [2][]byte
	for i, name := range names {
		b, err := fs.ReadFile(folder, name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("adapter: %w: %s", err, ckpt.Absent(folder, name))
		}
		if err != nil {
			return nil, fmt.Errorf("adapter: %w", err)
		}
		raw[i] = b
	}
	return decode(raw[0], raw[1], names)
}

// Decode opens an adapter of PEFT from the bytes of its two files.
func Decode(configJSON, weights []byte) (*Adapter, error) {
	return decode(configJSON, weights, [2]string{ConfigFile, WeightsFile})
}

func decode(configJSON, weights []byte, names [2]string) (*Adapter, error) {
	a, err := decodeConfig(configJSON, names[0] != ConfigFile)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", names[0], err)
	}
	f, err := ckpt.DecodeFile(weights)
	if err == nil {
		err = a.fill(f)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", names[1], err)
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
	if err := a.form().fits(a, c); err != nil {
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

// Inject is what the adapter puts into the model, with room for gradients, and the number of virtual tokens in the row.
func (a *Adapter) Inject() (in nn.Inject, rows int) { return a.form().inject(a) }

// Grads are the gradients of Inject's result, a list for each tensor of the adapter in the order of the file.
func (a *Adapter) Grads(in *nn.Inject) []Grad { return a.form().grads(a, in) }

// Adopt takes settings of a run that are not set from an adapter that the run is to begin from.
func (a *Adapter) Adopt(s *run.Settings) error { return a.form().adopt(a, s) }

// Size is what people want to know of the adapter's size, such as "rank 4".
func (a *Adapter) Size() string { return a.form().size(a) }

// New is an adapter of a kind with what a method has trained; extra are the keys of the config that the numbers do not tell.
func New(kind string, in *nn.Inject, c nn.Config, extra map[string]any) (*Adapter, error) {
	f := find(kind)
	if f == nil {
		return nil, fmt.Errorf("adapters of kind %q are not written here: want %s", kind, strings.Join(Kinds(), ", "))
	}
	a := &Adapter{Kind: kind, Width: c.C, Task: FeatureExt}
	if f.prefix() != around {
		// Without a classifier the task is none: PEFT then calls the whole model, words as its output, and finds its class in
		// auto_mapping.
		a.Task, a.Class = "", map[string]string{nn.Bert: "BertForMaskedLM", nn.MegatronBert: "MegatronBertForMaskedLM", nn.GPT2: "GPT2LMHeadModel"}[c.Layout]
	}
	f.take(a, in, c, extra)
	return a, nil
}
