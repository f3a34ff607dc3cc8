package export

import (
	"encoding/json"

	"promptscope/sim/ckpt"
	"promptscope/sim/peft"
	"promptscope/sim/world"
)

// piece is a part of the tokenizer's template: a special word or the text.
type piece map[string]map[string]any

// tokenizer writes tokenizer.json and tokenizer_config.json for the library tokenizers: words are split at spaces and looked
// up whole. Without them AutoTokenizer would lower-case and split at punctuation, as BERT's does. A causal model that
// answers with the next word has no [SEP] behind the text.
func tokenizer(ck *ckpt.Checkpoint, task string) (tokens, config []byte) {
	v := ck.Vocab
	vocab := make(map[string]int, v.Len())
	for i := range v.Len() {
		vocab[v.Word(i)] = i
	}
	var added []map[string]any
	for _, id := range []int{v.Pad, v.Unk, v.CLS, v.SEP, v.Mask} {
		added = append(added, map[string]any{"id": id, "content": v.Word(id), "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true})
	}
	special := func(word string, kind int) piece { return piece{"SpecialToken": {"id": word, "type_id": kind}} }
	text := func(name string, kind int) piece { return piece{"Sequence": {"id": name, "type_id": kind}} }
	single := []piece{special(world.CLSWord, 0), text("A", 0)}
	if task != peft.CausalLM {
		single = append(single, special(world.SEPWord, 0))
	}
	entry := func(word string, id int) map[string]any {
		return map[string]any{"id": word, "ids": []int{id}, "tokens": []string{word}}
	}
	tokens = marshal(map[string]any{
		"version": "1.0", "truncation": nil, "padding": nil, "added_tokens": added, "normalizer": nil, "decoder": nil,
		"pre_tokenizer": map[string]any{"type": "WhitespaceSplit"},
		"post_processor": map[string]any{"type": "TemplateProcessing", "single": single,
			"pair":           []piece{special(world.CLSWord, 0), text("A", 0), special(world.SEPWord, 0), text("B", 1), special(world.SEPWord, 1)},
			"special_tokens": map[string]any{world.CLSWord: entry(world.CLSWord, v.CLS), world.SEPWord: entry(world.SEPWord, v.SEP)}},
		"model": map[string]any{"type": "WordLevel", "vocab": vocab, "unk_token": world.UnkWord},
	})
	inputs := []string{"input_ids", "token_type_ids", "attention_mask"}
	if ck.Params.Causal() {
		inputs = []string{"input_ids", "attention_mask"}
	}
	config = marshal(map[string]any{
		"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": ck.Params.MaxPos, "model_input_names": inputs, "clean_up_tokenization_spaces": false,
		"pad_token": world.PadWord, "unk_token": world.UnkWord, "cls_token": world.CLSWord, "sep_token": world.SEPWord, "mask_token": world.MaskWord,
	})
	return tokens, config
}

// marshal writes plain values, which cannot fail, with sorted keys.
func marshal(v any) []byte {
	out, _ := json.MarshalIndent(v, "", "  ")
	return append(out, '\n')
}
