package ckpt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"sort"
	"strings"

	"promptscope/sim/nn"
	"promptscope/sim/world"
)

// bertFormat is config.json of BERT: what decodeConfig reads, and what tells transformers to load the model as we trained it.
const bertFormat = `{
  "architectures": [
    %q
  ],
  "attention_probs_dropout_prob": 0,
  "hidden_act": %q,
  "hidden_dropout_prob": 0,
  "hidden_size": %d,
  "initializer_range": 0.02,
  "intermediate_size": %d,
  "layer_norm_eps": %g,
  "max_position_embeddings": %d,
  "model_type": %q,
  "num_attention_heads": %d,
  "num_hidden_layers": %d,
  "pad_token_id": %d,
  "tie_word_embeddings": true,
  "torch_dtype": %q,
  "type_vocab_size": %d,
  "vocab_size": %d
}
`

// gpt2Format is config.json of a GPT-2 folder; its begin and end are the ids of the tokens at the ends of a text.
const gpt2Format = `{
  "activation_function": %q,
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

// Encode returns the bytes of the three files, in the order of Files, with 32-bit numbers.
func Encode(p *nn.Params, v *world.Vocab) [3][]byte { return EncodeAs(p, v, F32) }

// EncodeAs stores the numbers as d. What it rounds is lost; see Round.
func EncodeAs(p *nn.Params, v *world.Vocab, d Dtype) [3][]byte {
	return (&Checkpoint{Params: p, Vocab: v}).EncodeAs(d)
}

// EncodeAs is the folder again, without the heads that it does not have.
func (c *Checkpoint) EncodeAs(d Dtype) [3][]byte {
	var ts []Tensor
	for _, t := range c.Params.Tensors {
		if !contains(c.Missing, t.Name) {
			ts = append(ts, Tensor{Name: t.Name, Shape: fileShape(t), Data: stored(t)})
		}
	}
	return [3][]byte{c.encodeConfig(d), encodeTensors(ts, d, nil), c.Vocab.Bytes()}
}

func (c *Checkpoint) encodeConfig(d Dtype) []byte {
	p, v, act := c.Params, c.Vocab, c.Params.Act
	if act == "" {
		act = nn.OwnAct(p.Layout)
	}
	if p.Causal() {
		return fmt.Appendf(nil, gpt2Format, act, v.CLS, v.SEP, p.Eps, nn.GPT2, p.C, p.NH, p.FF, p.L, p.MaxPos, d.torch(), p.V)
	}
	class := families[p.Layout].class + "ForMaskedLM"
	if c.Lacks("words") {
		class = families[p.Layout].class + "Model"
	}
	return fmt.Appendf(nil, bertFormat, class, act, p.C, p.FF, p.Eps, p.MaxPos, p.Layout, p.NH, p.L, v.Pad, d.torch(), p.Types, p.V)
}

// EncodeTensors writes F32 tensors in name order, so the same weights give the same bytes.
func EncodeTensors(ts []Tensor) []byte { return encodeTensors(ts, F32, nil) }

// EncodeNoted is EncodeTensors with more metadata: names and texts in turn.
func EncodeNoted(ts []Tensor, meta ...string) []byte { return encodeTensors(ts, F32, meta) }

func encodeTensors(ts []Tensor, d Dtype, meta []string) []byte {
	ts = append([]Tensor(nil), ts...)
	sort.Slice(ts, func(i, j int) bool { return ts[i].Name < ts[j].Name })
	js := []byte(`{"__metadata__":{"format":"pt"`)
	for i := 0; i+1 < len(meta); i += 2 {
		js = fmt.Appendf(js, `,%q:%q`, meta[i], meta[i+1])
	}
	js = append(js, '}')
	at := 0
	for _, t := range ts {
		shape := strings.ReplaceAll(strings.Trim(fmt.Sprint(t.Shape), "[]"), " ", ",")
		end := at + d.Bytes()*len(t.Data)
		js = fmt.Appendf(js, `,%q:{"dtype":%q,"shape":[%s],"data_offsets":[%d,%d]}`, t.Name, d, shape, at, end)
		at = end
	}
	js = append(js, '}')
	js = append(js, bytes.Repeat([]byte{' '}, (8-len(js)%8)%8)...)
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(js)))
	out = append(out, js...)
	for _, t := range ts {
		for _, v := range t.Data {
			out = d.append(out, float32(v))
		}
	}
	return out
}
