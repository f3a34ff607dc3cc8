package peft

import (
	"encoding/json"
	"fmt"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// The kinds of soft prompt: rows of numbers for the front of the input, as they were trained or as an encoder made them, and
// rows of keys and values for every layer.
const (
	PromptTuning = "PROMPT_TUNING"
	PTuning      = "P_TUNING"
	PrefixTuning = "PREFIX_TUNING"
)

func init() {
	for _, kind := range []string{PromptTuning, PTuning, PrefixTuning} {
		register(kind, prompt{kind})
	}
}

// prompt is the form of the three kinds of soft prompt.
type prompt struct{ kind string }

// promptTensor holds all rows: PEFT keeps what the model reads, not what computed it.
const promptTensor = "prompt_embeddings"

// promptConfig is the part of adapter_config.json that prompts have; pointers are keys that may be null.
type promptConfig struct {
	N       int    `json:"num_virtual_tokens"`
	Width   *int   `json:"token_dim"`
	Layers  *int   `json:"num_layers"`
	Heads   *int   `json:"num_attention_heads"`
	Encoder string `json:"encoder_reparameterization_type"`
}

// promptRules: the encoder's keys describe what is not in the file, only its output is; init keys how training began.
var promptRules = ckpt.Rules{"num_transformer_submodules": "1 null"}.With(common + ` num_virtual_tokens token_dim num_layers num_attention_heads
	encoder_reparameterization_type encoder_hidden_size encoder_num_layers encoder_dropout prefix_projection
	prompt_tuning_init prompt_tuning_init_text tokenizer_name_or_path tokenizer_kwargs init_weights`)

func (prompt) rules() ckpt.Rules { return promptRules }
func (prompt) prefix() string    { return around }
func (p prompt) deep() bool      { return p.kind == PrefixTuning }

func (prompt) decode(a *Adapter, data []byte) error {
	var c promptConfig
	if err := json.Unmarshal(data, &c); err != nil {
		return err
	}
	a.N, a.Width, a.Layers, a.Heads, a.Encoder = c.N, value(c.Width), value(c.Layers), value(c.Heads), c.Encoder
	return a.checkSizes()
}

func (a *Adapter) checkSizes() error {
	for _, f := range []struct {
		name       string
		value, low int
	}{{"num_virtual_tokens", a.N, 1}, {"token_dim", a.Width, 0}, {"num_layers", a.Layers, 0}, {"num_attention_heads", a.Heads, 0}} {
		if f.value < f.low || f.value > most {
			return fmt.Errorf("%s %d: want %d to %d", f.name, f.value, f.low, most)
		}
	}
	return nil
}

// fill takes the rows of a soft prompt. Of width and number of layers a prefix must say one; its rows say the other.
func (p prompt) fill(a *Adapter, left map[string]ckpt.Tensor) error {
	t, ok := left[promptTensor]
	if !ok {
		return fmt.Errorf("tensor %q is missing", promptTensor)
	}
	delete(left, promptTensor)
	if len(t.Shape) != 2 || t.Shape[0] != a.N {
		return fmt.Errorf("tensor %q has shape %v, the config says %d virtual tokens", promptTensor, t.Shape, a.N)
	}
	row := t.Shape[1]
	switch {
	case !p.deep() && a.Width == 0:
		a.Width = row
	case !p.deep():
	case a.Width == 0 && a.Layers == 0:
		return fmt.Errorf("token_dim and num_layers are missing from %s: a prefix needs one of them", ConfigFile)
	case a.Width == 0:
		a.Width = row / (2 * a.Layers)
	case a.Layers == 0:
		a.Layers = row / (2 * a.Width)
	}
	want := a.Width
	if p.deep() {
		want *= 2 * a.Layers
	}
	if want == 0 {
		return fmt.Errorf("tensor %q has shape %v: too narrow for num_layers %d", promptTensor, t.Shape, a.Layers)
	}
	a.Prompt = t.Data
	return t.Check([]int{a.N, want})
}

// fits: width, layers and heads are looked at for every kind.
func (prompt) fits(*Adapter, nn.Config) error { return nil }

// encode adds what prompts have to the config, and returns the rows.
func (p prompt) encode(a *Adapter, c map[string]any) []ckpt.Tensor {
	c["num_attention_heads"], c["num_layers"], c["num_transformer_submodules"] = a.Heads, a.Layers, 1
	c["num_virtual_tokens"], c["token_dim"] = a.N, a.Width
	width := a.Width
	switch p.kind {
	case PromptTuning:
		c["prompt_tuning_init"], c["prompt_tuning_init_text"], c["tokenizer_name_or_path"] = "RANDOM", nil, nil
	case PTuning:
		c["encoder_reparameterization_type"], c["encoder_hidden_size"], c["encoder_num_layers"], c["encoder_dropout"] = a.Encoder, a.Width, 2, 0.0
	case PrefixTuning:
		c["encoder_hidden_size"], c["prefix_projection"] = a.Width, false
		width *= 2 * a.Layers
	}
	return []ckpt.Tensor{{Name: promptTensor, Shape: []int{a.N, width}, Data: a.Prompt}}
}

// take: the rows are what the model has read last, whatever computed them.
func (p prompt) take(a *Adapter, in *nn.Inject, c nn.Config, extra map[string]any) {
	a.Layers, a.Heads = c.L, c.NH
	a.Encoder, _ = extra["encoder_reparameterization_type"].(string)
	if a.Prompt, a.N = in.Virtual, len(in.Virtual)/c.C; p.deep() {
		a.Prompt, a.N = in.Prefix, in.P
	}
	if c.Causal() {
		a.Task = CausalLM
	}
}

func (p prompt) inject(a *Adapter) (in nn.Inject, rows int) {
	grad := make([]kernel.Real, len(a.Prompt))
	if p.deep() {
		return nn.Inject{Prefix: a.Prompt, DPrefix: grad, P: a.N}, 0
	}
	return nn.Inject{Virtual: a.Prompt, DVirtual: grad}, a.N
}

func (p prompt) grads(a *Adapter, in *nn.Inject) []Grad {
	if p.deep() {
		return []Grad{{promptTensor, in.DPrefix}}
	}
	return []Grad{{promptTensor, in.DVirtual}}
}

func (prompt) adopt(a *Adapter, s *run.Settings) error {
	if s.N == 0 {
		s.N = a.N
	}
	return nil
}

func (prompt) size(a *Adapter) string { return fmt.Sprintf("%d virtual tokens", a.N) }
