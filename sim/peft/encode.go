package peft

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"promptscope/sim/ckpt"
)

// Encode returns the bytes of the two files. Only keys that old and new releases of PEFT know are written
// (before 0.14 there is no modules_to_save for prompts).
func (a *Adapter) Encode() (configJSON, weights []byte) {
	c := map[string]any{"auto_mapping": a.mapping(), "base_model_name_or_path": a.Base, "inference_mode": true, "peft_type": a.Kind, "revision": nil, "task_type": a.Task}
	if a.Task == "" {
		c["task_type"] = nil
	}
	encode := a.encodePrompt
	if a.Kind == LoRA {
		encode = a.encodeLora
	}
	ts := append(encode(c), a.encodeHead()...)
	js, _ := json.MarshalIndent(c, "", "  ") // plain values cannot fail
	js = append(js, '\n')
	if a.HeadScale > 0 {
		return js, ckpt.EncodeNoted(ts, Note, strconv.FormatFloat(a.HeadScale, 'g', -1, 64))
	}
	return js, ckpt.EncodeTensors(ts)
}

// mapping is what AutoPeftModel reads to find the backbone's class, where no task tells it.
func (a *Adapter) mapping() any {
	if a.Task != "" || a.Class == "" {
		return nil
	}
	module := map[string]string{"Bert": "bert", "Mega": "megatron_bert", "GPT2": "gpt2"}[a.Class[:4]]
	return map[string]string{"base_model_class": a.Class, "parent_library": "transformers.models." + module + ".modeling_" + module}
}

// encodePrompt adds what prompts have to the config, and returns the rows.
func (a *Adapter) encodePrompt(c map[string]any) []ckpt.Tensor {
	c["num_attention_heads"], c["num_layers"], c["num_transformer_submodules"] = a.Heads, a.Layers, 1
	c["num_virtual_tokens"], c["token_dim"] = a.N, a.Width
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
	return []ckpt.Tensor{{Name: promptTensor, Shape: []int{a.N, width}, Data: a.Prompt}}
}

// encodeLora adds what LORA has to the config, and returns the thin matrices.
func (a *Adapter) encodeLora(c map[string]any) (ts []ckpt.Tensor) {
	var names []string
	joined := false
	for _, l := range a.Low {
		if !slices.Contains(names, modules[l.Part]) {
			names = append(names, modules[l.Part])
		}
		joined = joined || l.Part == Joined
		path := func(matrix string) string {
			if name := loraName(l.Layer, l.Part, matrix); !strings.HasSuffix(a.Class, "Model") || strings.HasSuffix(a.Class, "LMHeadModel") {
				return name
			}
			_, bare, _ := strings.Cut(modulePath(l.Layer, l.Part), ".")
			return "base_model.model." + bare + ".lora_" + matrix + ".weight"
		}
		ts = append(ts, ckpt.Tensor{Name: path("A"), Shape: []int{a.Rank, a.Width}, Data: l.A},
			ckpt.Tensor{Name: path("B"), Shape: []int{len(l.B) / a.Rank, a.Rank}, Data: l.B})
	}
	c["r"], c["lora_alpha"], c["lora_dropout"], c["target_modules"], c["bias"] = a.Rank, a.Alpha, 0.0, names, "none"
	c["fan_in_fan_out"], c["init_lora_weights"], c["modules_to_save"] = joined, true, nil
	if a.Classes > 0 {
		c["modules_to_save"] = []string{headNames[false], headNames[true]} // what PEFT writes for classifiers
	}
	if layers := a.someLayers(); layers != nil {
		c["layers_to_transform"] = layers
	}
	return ts
}

// someLayers are the layers with updates, nil if each up to the last has some.
func (a *Adapter) someLayers() (out []int) {
	for _, l := range a.Low {
		if !slices.Contains(out, l.Layer) {
			out = append(out, l.Layer)
		}
	}
	if len(out) > 0 && out[len(out)-1] == len(out)-1 && a.targets.layers == nil {
		return nil
	}
	return out
}

// encodeHead is the classifier's tensors.
func (a *Adapter) encodeHead() (ts []ckpt.Tensor) {
	if a.Classes == 0 {
		return nil
	}
	name := headNames[a.HeadB == nil]
	ts = append(ts, ckpt.Tensor{Name: a.headTensor(name, "weight"), Shape: []int{a.Classes, a.Width}, Data: a.HeadW})
	if a.HeadB != nil {
		ts = append(ts, ckpt.Tensor{Name: a.headTensor(name, "bias"), Shape: []int{a.Classes}, Data: a.HeadB})
	}
	return ts
}
