package nn

import "fmt"

// The layouts, as config.json's model_type names them.
const (
	Bert         = "bert"
	MegatronBert = "megatron-bert"
	GPT2         = "gpt2"
)

// Config is the shape of an encoder. What a layer of width C and FFN width FF costs: 4·C² + 4·C numbers of attention,
// 2·C·FF + FF + C of the FFN and 4·C of LayerNorms, and twice as many operations a row and pass as it has weights.
type Config struct {
	Layout string  // Bert, MegatronBert or GPT2
	V      int     // vocab_size
	C      int     // hidden_size
	L      int     // num_hidden_layers
	NH     int     // num_attention_heads
	FF     int     // intermediate_size
	MaxPos int     // max_position_embeddings
	Types  int     // type_vocab_size; GPT-2 has no token types: 0
	Eps    float64 // layer_norm_eps
	Act    string  // ActErf or ActTanh; "" is the layout's own
}

// The activations: x·Φ(x) by the error function, and its approximation by tanh (Hendrycks and Gimpel, arXiv:1606.08415).
const (
	ActErf  = "gelu"
	ActTanh = "gelu_new"
)

// OwnAct is the activation that models of a layout were published with.
func OwnAct(layout string) string {
	if layout == GPT2 {
		return ActTanh
	}
	return ActErf
}

// PreLN reports whether LayerNorm stands before attention and FFN.
func (c Config) PreLN() bool { return c.Layout != Bert }

// Causal reports whether a token sees only itself and what stands before it (and the deep prefix). A causal model has
// neither pooler nor the transform of the MLM head: its logits are word·Out.
func (c Config) Causal() bool { return c.Layout == GPT2 }

// limit keeps a hostile config.json from asking for absurd memory: no field of a BERT is larger.
const limit = 1 << 20

// Validate returns an error that names the first field that is wrong and what is accepted.
func (c Config) Validate() error {
	if c.Layout != Bert && c.Layout != MegatronBert && c.Layout != GPT2 {
		return fmt.Errorf("model_type %q: want %q, %q and %q", c.Layout, Bert, MegatronBert, GPT2)
	}
	types := c.Types
	if c.Causal() && types == 0 {
		types = 1 // it has none, which is right
	} else if c.Causal() {
		return fmt.Errorf("type_vocab_size %d: a %s model has no token types; want 0", c.Types, GPT2)
	}
	for _, f := range []struct {
		name  string
		value int
	}{
		{"vocab_size", c.V}, {"hidden_size", c.C}, {"num_hidden_layers", c.L}, {"num_attention_heads", c.NH},
		{"intermediate_size", c.FF}, {"max_position_embeddings", c.MaxPos}, {"type_vocab_size", types},
	} {
		if f.value < 1 || f.value > limit {
			return fmt.Errorf("%s %d: want 1 to %d", f.name, f.value, limit)
		}
	}
	if c.C%c.NH != 0 {
		return fmt.Errorf("hidden_size %d is no multiple of num_attention_heads %d", c.C, c.NH)
	}
	if c.Act != "" && c.Act != ActErf && c.Act != ActTanh {
		return fmt.Errorf("activation %q: want %q or %q", c.Act, ActErf, ActTanh)
	}
	if !(c.Eps > 0 && c.Eps < 1) {
		return fmt.Errorf("layer_norm_eps %g: want a number between 0 and 1", c.Eps)
	}
	return nil
}
