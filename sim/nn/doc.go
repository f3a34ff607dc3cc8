// Package nn is the encoder: BERT's two Hugging Face layouts, and GPT-2's for comparison, in one code path, forward and backward.
//
// A Batch is ragged: the rows of its sequences stand one after the other and no row is padding. A Model
// holds weights (Params) and their packed forms, Acts holds the activations of one batch, Inject holds
// what a tuning method puts into the frozen model, and Params also serves as the gradients, with nil for
// every tensor that is frozen. The passes are offered layer by layer, so that a caller can give control
// back between two layers.
//
// Layouts (transformers models/bert/modeling_bert.py and models/megatron_bert/modeling_megatron_bert.py):
//
//	bert           post-LN: x = LN(word+pos+type); a = LN(x + O·attn(x)); x' = LN(a + W2·gelu(W1·a))
//	megatron-bert  pre-LN:  x = word+pos+type;     a = x + O·attn(LN(x)); x' = a + W2·gelu(W1·LN(a)); LN at the end
//	gpt2           pre-LN:  x = word+pos; causal attention; gelu_new; the rest as megatron-bert
package nn
