package ckpt

import (
	"fmt"
	"slices"
	"strings"

	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

// GPT-2's folder: other keys in config.json, other names, and matrices stored (in, out).

// keys are the names in config.json that differ between families, and what holds when they are absent.
type keys struct {
	width, layers, heads, ff, maxPos, epsKey, act string
	gelu                                          string // the activation that is accepted
	positions                                     int
	eps                                           float64
}

func keysOf(layout string) keys {
	if layout == nn.GPT2 {
		return keys{"n_embd", "n_layer", "n_head", "n_inner", "n_positions", "layer_norm_epsilon", "activation_function", "gelu_new", 1024, 1e-5}
	}
	return keys{"hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "max_position_embeddings", "layer_norm_eps", "hidden_act", "gelu", 512, 1e-12}
}

// gpt2Format is config.json of a GPT-2 folder.
const gpt2Format = `{
  "activation_function": "gelu_new",
  "architectures": [
    "GPT2LMHeadModel"
  ],
  "attn_pdrop": 0,
  "bos_token_id": %d,
  "embd_pdrop": 0,
  "eos_token_id": %d,
  "layer_norm_epsilon": %g,
  "model_type": %q,
  "n_embd": %d,
  "n_head": %d,
  "n_inner": %d,
  "n_layer": %d,
  "n_positions": %d,
  "resid_pdrop": 0,
  "tie_word_embeddings": true,
  "torch_dtype": %q,
  "vocab_size": %d
}
`

// encodeGPT2 writes config.json; begin and end are the ids of the tokens at the ends of a text.
func encodeGPT2(p *nn.Params, begin, end int, d Dtype) string {
	return fmt.Sprintf(gpt2Format, begin, end, p.Eps, nn.GPT2, p.C, p.NH, p.FF, p.L, p.MaxPos, d.torch(), p.V)
}

// fileShape is the shape that a tensor has in the file.
func fileShape(t nn.Tensor) []int {
	if t.Conv1D {
		return []int{t.Shape[1], t.Shape[0]}
	}
	return t.Shape
}

// transpose copies src (rows, cols) to dst (cols, rows).
func transpose(dst, src []kernel.Real, rows, cols int) {
	for r := range rows {
		for c := range cols {
			dst[c*rows+r] = src[r*cols+c]
		}
	}
}

// load copies a tensor of the file into t.
func load(t nn.Tensor, data []kernel.Real) {
	if t.Conv1D {
		transpose(t.Data, data, t.Shape[1], t.Shape[0])
		return
	}
	copy(t.Data, data)
}

// stored is t as the file has it.
func stored(t nn.Tensor) []kernel.Real {
	if !t.Conv1D {
		return t.Data
	}
	out := make([]kernel.Real, len(t.Data))
	transpose(out, t.Data, t.Shape[0], t.Shape[1])
	return out
}

// untied refuses an output matrix of its own: nothing here would read it.
func untied(p *nn.Params, others []Tensor) error {
	for _, t := range others {
		if t.Name == "lm_head.weight" && p.Causal() && !slices.Equal(t.Data, p.Word) {
			return fmt.Errorf("tensor %q differs from the word embeddings; want tied ones", t.Name)
		}
	}
	return nil
}

// withPrefix gives the names of a bare GPT2Model those of a GPT2LMHeadModel.
func withPrefix(name string) string {
	for _, p := range []string{"wte.", "wpe.", "h.", "ln_f."} {
		if strings.HasPrefix(name, p) {
			return "transformer." + name
		}
	}
	return name
}
