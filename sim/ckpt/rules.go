package ckpt

import (
	"fmt"
	"strings"

	"github.com/valyala/fastjson"

	"promptscope/sim/nn"
)

// Rules say for each key of a JSON object which values leave the computation as it is here: a list in JSON, divided by
// spaces, or * for a key that changes nothing or is read elsewhere.
type Rules map[string]string

// Check returns an error that names the first key whose value may change the numbers. A key that is not known passes when
// it is null, false or empty, which is how new options are written by those who do not use them; names that begin with _ are
// the libraries' own notes.
func (r Rules) Check(o *fastjson.Object) (err error) {
	seen := map[string]bool{}
	o.Visit(func(k []byte, v *fastjson.Value) {
		name := string(k)
		allowed, known := r[name]
		switch {
		case err != nil:
		case seen[name]:
			err = fmt.Errorf("%q stands twice", name) // readers differ in which one counts
		case allowed == "*", strings.HasPrefix(name, "_"):
		case !known && !empty(v):
			err = fmt.Errorf("key %q with %s: not known here, and it may change what the model computes; take the key out if it does not", name, short(v))
		case known && !listed(allowed, v):
			err = fmt.Errorf("%s %s: want %s", name, short(v), strings.ReplaceAll(allowed, " ", " or "))
		}
		seen[name] = true
	})
	return err
}

// empty reports null, false, "", [] and {}.
func empty(v *fastjson.Value) bool {
	switch v.Type() {
	case fastjson.TypeNull, fastjson.TypeFalse:
		return true
	case fastjson.TypeString:
		return len(v.GetStringBytes()) == 0
	case fastjson.TypeArray:
		return len(v.GetArray()) == 0
	case fastjson.TypeObject:
		return v.GetObject().Len() == 0
	}
	return false
}

func listed(allowed string, v *fastjson.Value) bool {
	text := string(v.MarshalTo(nil))
	for _, a := range strings.Split(allowed, " ") {
		if a == text {
			return true
		}
	}
	return false
}

// With adds keys, divided by white space, that may have any value.
func (r Rules) With(keys string) Rules {
	for _, k := range strings.Fields(keys) {
		r[k] = "*"
	}
	return r
}

// noted are keys of config.json that every family has, and that do not touch the forward pass of a model in evaluation:
// PretrainedConfig of transformers 4.44 and 5.24, and what older releases wrote. Heads and the tying of words are read by
// Facts; dropout counts in training alone, where the backbone has none here.
const noted = `
	architectures transformers_version model_type torch_dtype dtype use_cache gradient_checkpointing return_dict output_hidden_states
	output_attentions torchscript tie_word_embeddings id2label label2id num_labels problem_type finetuning_task tokenizer_class prefix
	bos_token_id pad_token_id eos_token_id sep_token_id decoder_start_token_id task_specific_params language name_or_path
	initializer_range initializer_factor chunk_size_feed_forward vocab_size attn_implementation
	max_length min_length do_sample early_stopping num_beams num_beam_groups diversity_penalty temperature top_k top_p typical_p
	repetition_penalty length_penalty no_repeat_ngram_size encoder_no_repeat_ngram_size bad_words_ids num_return_sequences
	output_scores return_dict_in_generate forced_bos_token_id forced_eos_token_id remove_invalid_values
	exponential_decay_length_penalty suppress_tokens begin_suppress_tokens`

// bertRules: BertConfig and MegatronBertConfig. A null position_embedding_type is not "absolute" to transformers 4.44, which
// then adds no positions at all. The pooler_ keys are notes of the original TensorFlow models.
var bertRules = Rules{"position_embedding_type": `"absolute"`, "is_decoder": "false", "add_cross_attention": "false", "is_encoder_decoder": "false"}.With(noted + `
	hidden_size num_hidden_layers num_attention_heads intermediate_size max_position_embeddings type_vocab_size layer_norm_eps hidden_act
	attention_probs_dropout_prob hidden_dropout_prob classifier_dropout directionality pooler_fc_size pooler_num_attention_heads
	pooler_num_fc_layers pooler_size_per_head pooler_type`)

// gpt2Rules: GPT2Config. reorder_and_upcast_attn is another order of the same products; summary_ keys belong to the
// double-heads model, whose head is refused by its tensors.
var gpt2Rules = Rules{"scale_attn_weights": "true", "scale_attn_by_inverse_layer_idx": "false", "add_cross_attention": "false", "is_encoder_decoder": "false"}.With(noted + `
	n_embd n_layer n_head n_inner n_positions n_ctx n_special predict_special_tokens hidden_size num_hidden_layers num_attention_heads
	max_position_embeddings layer_norm_epsilon activation_function attn_pdrop embd_pdrop resid_pdrop reorder_and_upcast_attn is_decoder
	summary_type summary_use_proj summary_activation summary_proj_to_labels summary_first_dropout`)

// rulesOf are the rules of each layout.
var rulesOf = map[string]Rules{nn.Bert: bertRules, nn.MegatronBert: bertRules, nn.GPT2: gpt2Rules}

// short is a value for a message.
func short(v *fastjson.Value) string {
	text := string(v.MarshalTo(nil))
	if len(text) > 60 {
		return text[:60] + "…"
	}
	return text
}
