package ckpt

import (
	"fmt"
	"slices"
	"strings"

	"promptscope/sim/nn"
)

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
