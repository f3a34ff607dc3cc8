package peft

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/valyala/fastjson"

	"promptscope/sim/ckpt"
)

// config is the part of adapter_config.json that matters here; pointers are keys that may be null.
type config struct {
	Kind    string   `json:"peft_type"`
	Task    *string  `json:"task_type"`
	Base    *string  `json:"base_model_name_or_path"`
	N       int      `json:"num_virtual_tokens"`
	Width   *int     `json:"token_dim"`
	Layers  *int     `json:"num_layers"`
	Heads   *int     `json:"num_attention_heads"`
	Encoder string   `json:"encoder_reparameterization_type"`
	Saved   []string `json:"modules_to_save"`

	Rank        *int            `json:"r"`
	Alpha       *float64        `json:"lora_alpha"`
	Modules     json.RawMessage `json:"target_modules"`
	OnlyLayers  json.RawMessage `json:"layers_to_transform"`
	LayersNamed json.RawMessage `json:"layers_pattern"`
}

// common are keys of every kind of adapter (PeftConfig of PEFT 0.14 and 0.21) that are read here or change nothing.
const common = ` peft_type task_type base_model_name_or_path revision auto_mapping inference_mode peft_version modules_to_save`

// promptRules: the encoder's keys describe what is not in the file, only its output is; init keys how training began.
var promptRules = ckpt.Rules{"num_transformer_submodules": "1 null"}.With(common + ` num_virtual_tokens token_dim num_layers num_attention_heads
	encoder_reparameterization_type encoder_hidden_size encoder_num_layers encoder_dropout prefix_projection
	prompt_tuning_init prompt_tuning_init_text tokenizer_name_or_path tokenizer_kwargs init_weights`)

// loraRules: whatever is another update than alpha/r·B·A, of one rank, on the model as it is. Initialisations with names of
// their own change the base model when PEFT loads the adapter. fan_in_fan_out PEFT puts right by itself.
var loraRules = ckpt.Rules{
	"use_rslora": "false", "use_dora": "false", "use_qalora": "false", "lora_bias": "false", "bias": `"none"`, "rank_pattern": "{} null", "alpha_pattern": "{} null",
	"init_lora_weights": `true false "gaussian"`, "layer_replication": "null", "exclude_modules": "null [] \"\"", "loftq_config": "{} null",
	"trainable_token_indices": "null", "alora_invocation_tokens": "null", "target_parameters": "null",
}.With(common + ` r lora_alpha lora_dropout target_modules layers_to_transform layers_pattern fan_in_fan_out megatron_core megatron_config
	runtime_config qalora_group_size`)

// most bounds the numbers of a config, so that products of them cannot overflow.
const most = 1 << 20

func decodeConfig(data []byte) (*Adapter, error) {
	var c config
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, err
	}
	if err := check(data, c.Kind); err != nil {
		return nil, err
	}
	a := &Adapter{Kind: c.Kind, Task: value(c.Task), Base: value(c.Base), N: c.N, Width: value(c.Width), Layers: value(c.Layers), Heads: value(c.Heads), Encoder: c.Encoder}
	if tasks := []string{SeqCls, TokenCls, FeatureExt, CausalLM, ""}; !slices.Contains(tasks, a.Task) {
		return nil, fmt.Errorf("task_type %q: want %v and null", a.Task, tasks[:4])
	}
	for _, name := range c.Saved {
		if name != headNames[false] && name != headNames[true] {
			return nil, fmt.Errorf("modules_to_save has %q: want classifier and score; an adapter that brings other parts of the model is not read", name)
		}
	}
	if a.Kind == LoRA {
		a.N, a.Width, a.Layers, a.Heads, a.Encoder = 0, 0, 0, 0, ""
		return a, a.decodeLora(c)
	}
	return a, a.checkSizes()
}

// check refuses keys that mean another computation.
func check(data []byte, kind string) error {
	kinds := []string{PromptTuning, PTuning, PrefixTuning, LoRA}
	if !slices.Contains(kinds, kind) {
		return fmt.Errorf("peft_type %q: want %v", kind, kinds)
	}
	root, err := fastjson.ParseBytes(data)
	if err != nil {
		return err
	}
	o, err := root.Object()
	if err != nil {
		return err
	}
	if kind == LoRA {
		return loraRules.Check(o)
	}
	return promptRules.Check(o)
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

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
