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
//
// Notation of the comments, as in package kernel: N rows of a batch, T tokens of one sequence, P deep virtual tokens, C width,
// NH heads of HS = C/NH, FF width of the FFN, V words, L layers. Shapes stand in parentheses, outermost first. A weight is
// (output, input), and x·Wᵀ is written W·x. The names of activations are those of the formulas above:
//
//	x = X[l] (N, C) → h1 → q, k, v → y → s1 = x + O·y → mid, h2 → fc → act → s2 = mid + W2·act → X[l+1]
//
// To read along the papers' formulas, begin with model.go (forward) and backward.go, then read.go (the last layer, of which
// only some rows are wanted), lowrank.go, scale.go and bottleneck.go (what methods put in), heads.go, and still.go (what is
// computed once for all steps).
//
// d in front of a name is the gradient of the loss by it. Where the forward pass says y = W·x + b, the backward pass has
//
//	dW += Σ over rows of dy·xᵀ,   db += Σ over rows of dy,   dx = Wᵀ·dy
//
// and each step of it stands below a comment with the line of the forward pass that it inverts. Gradients of parameters
// accumulate, since a batch comes in several chunks; gradients of activations are overwritten.
package nn
