package ckpt

import "promptscope/sim/nn"

// family is what the files of one layout call things.
type family struct {
	class                                                  string // prefix of the model classes in transformers
	vocab, width, layers, heads, ff, positions, types, eps key
	act                                                    string // key of the activation
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
		key{"intermediate_size", "", 3072}, key{"max_position_embeddings", "", 512}, key{"type_vocab_size", "", 2}, key{"layer_norm_eps", "", 1e-12}, "hidden_act"},
	nn.MegatronBert: {"MegatronBert", key{"vocab_size", "", 29056}, key{"hidden_size", "", 1024}, key{"num_hidden_layers", "", 24}, key{"num_attention_heads", "", 16},
		key{"intermediate_size", "", 4096}, key{"max_position_embeddings", "", 512}, key{"type_vocab_size", "", 2}, key{"layer_norm_eps", "", 1e-12}, "hidden_act"},
	nn.GPT2: {"GPT2", key{"vocab_size", "", 50257}, key{"n_embd", "hidden_size", 768}, key{"n_layer", "num_hidden_layers", 12}, key{"n_head", "num_attention_heads", 12},
		key{"n_inner", "", 0}, key{"n_positions", "max_position_embeddings", 1024}, key{}, key{"layer_norm_epsilon", "", 1e-5}, "activation_function"},
}

// activations are the names of transformers (activations.py) for the two functions that are computed here. Those of the
// second column differ in how they round, not in what they compute.
var activations = map[string]string{
	"gelu": nn.ActErf, "gelu_python": nn.ActErf,
	"gelu_new": nn.ActTanh, "gelu_pytorch_tanh": nn.ActTanh, "gelu_fast": nn.ActTanh, "gelu_accurate": nn.ActTanh, "gelu_python_tanh": nn.ActTanh,
}
