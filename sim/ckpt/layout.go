package ckpt

import (
	"fmt"
	"slices"
	"strings"

	"promptscope/sim/nn"
)

// family is what the files of one layout call things.
type family struct {
	class                                                  string // prefix of the model classes in transformers
	vocab, width, layers, heads, ff, positions, types, eps key
	act                                                    string // key of the activation
	rules                                                  Rules
}

// key is a number in config.json: its name, another one that transformers takes for it (attribute_map of the config class),
// and what holds when it is absent. The defaults are those of BertConfig, MegatronBertConfig and GPT2Config.
type key struct {
	name, alias string
	absent      float64
}

// families are the layouts that are read.
var families = map[string]family{
	nn.Bert: {"Bert", key{"vocab_size", "", 30522}, key{"hidden_size", "", 768}, key{"num_hidden_layers", "", 12}, key{"num_attention_heads", "", 12},
		key{"intermediate_size", "", 3072}, key{"max_position_embeddings", "", 512}, key{"type_vocab_size", "", 2}, key{"layer_norm_eps", "", 1e-12}, "hidden_act", bertRules},
	nn.MegatronBert: {"MegatronBert", key{"vocab_size", "", 29056}, key{"hidden_size", "", 1024}, key{"num_hidden_layers", "", 24}, key{"num_attention_heads", "", 16},
		key{"intermediate_size", "", 4096}, key{"max_position_embeddings", "", 512}, key{"type_vocab_size", "", 2}, key{"layer_norm_eps", "", 1e-12}, "hidden_act", bertRules},
	nn.GPT2: {"GPT2", key{"vocab_size", "", 50257}, key{"n_embd", "hidden_size", 768}, key{"n_layer", "num_hidden_layers", 12}, key{"n_head", "num_attention_heads", 12},
		key{"n_inner", "", 0}, key{"n_positions", "max_position_embeddings", 1024}, key{}, key{"layer_norm_epsilon", "", 1e-5}, "activation_function", gpt2Rules},
}

// activations are the names of transformers (activations.py) for the two functions that are computed here. Those of the
// second column differ in how they round, not in what they compute.
var activations = map[string]string{
	"gelu": nn.ActErf, "gelu_python": nn.ActErf,
	"gelu_new": nn.ActTanh, "gelu_pytorch_tanh": nn.ActTanh, "gelu_fast": nn.ActTanh, "gelu_accurate": nn.ActTanh, "gelu_python_tanh": nn.ActTanh,
}

// layoutOf finds the family of a folder whose config.json has no model_type: from the class that wrote it, or from tensor
// names that no other family has. BERT's names without "bert." are also RoBERTa's, whose positions start at 2.
func layoutOf(f Facts, names []string) (string, error) {
	for _, layout := range []string{nn.MegatronBert, nn.GPT2, nn.Bert} {
		if strings.HasPrefix(f.Class, families[layout].class) {
			return layout, nil
		}
	}
	has := func(name string) bool { return slices.Contains(names, name) }
	const advice = `config.json has no model_type: add "model_type": "bert", "megatron-bert" or "gpt2", whichever it is`
	switch {
	case f.Class != "":
		return "", fmt.Errorf("%s (architectures say %s)", advice, f.Class)
	case has("bert.encoder.ln.weight"):
		return nn.MegatronBert, nil
	case has("bert.embeddings.LayerNorm.weight") || has("bert.embeddings.LayerNorm.gamma"):
		return nn.Bert, nil
	case has("transformer.h.0.attn.c_attn.weight"), has("h.0.attn.c_attn.weight"):
		return nn.GPT2, nil
	}
	return "", fmt.Errorf("%s", advice)
}

// canonical maps old and bare names to today's: LayerNorm.gamma and .beta (the original bert-base files), and the names of a
// bare BertModel or GPT2Model, without "bert." or "transformer.".
func canonical(name string) string {
	name = strings.Replace(name, "LayerNorm.gamma", "LayerNorm.weight", 1)
	name = strings.Replace(name, "LayerNorm.beta", "LayerNorm.bias", 1)
	for _, p := range []string{"embeddings.", "encoder.", "pooler."} {
		if strings.HasPrefix(name, p) {
			return "bert." + name
		}
	}
	for _, p := range []string{"wte.", "wpe.", "h.", "ln_f."} {
		if strings.HasPrefix(name, p) {
			return "transformer." + name
		}
	}
	return name
}

// shared are the tensors that transformers keeps under two names; a file may have either. The first is ours.
func shared(layout string) [][2]string {
	if layout == nn.GPT2 {
		return [][2]string{{"transformer.wte.weight", "lm_head.weight"}}
	}
	return [][2]string{{"bert.embeddings.word_embeddings.weight", "cls.predictions.decoder.weight"}, {"cls.predictions.bias", "cls.predictions.decoder.bias"}}
}
