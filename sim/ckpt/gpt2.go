package ckpt

import (
	"encoding/json"
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

// gpt2Config is what Encode writes.
type gpt2Config struct {
	Activation    string   `json:"activation_function"`
	Architectures []string `json:"architectures"`
	AttnDrop      float64  `json:"attn_pdrop"`
	BOS           int      `json:"bos_token_id"`
	EmbdDrop      float64  `json:"embd_pdrop"`
	EOS           int      `json:"eos_token_id"`
	Eps           float64  `json:"layer_norm_epsilon"`
	ModelType     string   `json:"model_type"`
	Width         int      `json:"n_embd"`
	Heads         int      `json:"n_head"`
	FF            int      `json:"n_inner"`
	Layers        int      `json:"n_layer"`
	MaxPos        int      `json:"n_positions"`
	ResidDrop     float64  `json:"resid_pdrop"`
	Tie           bool     `json:"tie_word_embeddings"`
	Dtype         string   `json:"torch_dtype"`
	Vocab         int      `json:"vocab_size"`
}

func encodeGPT2(p *nn.Params, end int) []byte {
	js, _ := json.MarshalIndent(gpt2Config{Activation: "gelu_new", Architectures: []string{"GPT2LMHeadModel"}, Eps: p.Eps, ModelType: nn.GPT2, Width: p.C,
		Heads: p.NH, FF: p.FF, Layers: p.L, MaxPos: p.MaxPos, Tie: true, Dtype: "float32", Vocab: p.V, BOS: end, EOS: end}, "", "  ")
	return js
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
			return fmt.Errorf("tensor %q differs from the word embeddings; accepted are tied ones", t.Name)
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
