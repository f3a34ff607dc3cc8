package export

import (
	"errors"
	"fmt"
	"slices"

	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/peft"
	"promptscope/sim/train"
)

// adapter is what has been trained with the head of one data set.
func adapter(t train.Trained, set int) (*peft.Adapter, error) {
	c := t.Model.Config
	a := &peft.Adapter{Task: peft.FeatureExt, N: t.Spec.N, Width: c.C, Layers: c.L, Heads: c.NH}
	if c.Causal() && t.Heads == nil {
		a.Task = peft.CausalLM
	}
	if err := fillPrompt(a, t); err != nil {
		return nil, err
	}
	if t.Heads != nil {
		h := t.Heads[set]
		a.Task, a.Classes, a.HeadW, a.HeadB = peft.TokenCls, h.K, h.W, h.B
	}
	if linear(t) {
		if t.Inject.Virtual != nil {
			return nil, fmt.Errorf("head linear with virtual tokens in the row has no form in PEFT, whose SEQ_CLS reads the first row, a virtual token: want head verbalizer, or the methods prefix-tuning, p-tuning-v2, deep-hidden, lora")
		}
		a.Task, a.HeadW, a.HeadScale = peft.SeqCls, scaled(a.HeadW, 1/linearPool), 1/linearPool
	}
	return a, nil
}

// fillPrompt takes the prompt or the updates, or says why PEFT has no form for them.
func fillPrompt(a *peft.Adapter, t train.Trained) error {
	s := t.Spec
	switch {
	case s.Method == "p-tuning-v2" || s.Method == "prefix-tuning" || s.Method == "deep-hidden":
		a.Kind, a.Prompt = peft.PrefixTuning, t.Inject.Prefix
	case s.Method == "p-tuning" && s.Encoder != "none":
		a.Kind, a.Prompt, a.Encoder = peft.PTuning, t.Inject.Virtual, map[string]string{"lstm": "LSTM", "mlp": "MLP"}[s.Encoder]
	case s.Method == "p-tuning" || s.Method == "prompt-tuning":
		a.Kind, a.Prompt = peft.PromptTuning, t.Inject.Virtual
	case s.Method == "lora":
		fillLora(a, t)
	default:
		return fmt.Errorf("method %s makes no adapter that PEFT knows: want prompt-tuning, p-tuning, prefix-tuning, p-tuning-v2, deep-hidden, lora", s.Method)
	}
	if s.Placement != "" && s.Placement != "prefix" {
		return fmt.Errorf("placement %s has no form in PEFT: want prefix", s.Placement)
	}
	if s.Positions == "zero" {
		return errors.New("positions zero has no form in PEFT, where tokens behind a prefix of n start at position n: want hf")
	}
	for l := range t.Model.L {
		if a.Kind == peft.PrefixTuning && t.Inject.At(l) == 0 {
			return fmt.Errorf("layers %s has no form in PEFT, which puts the prefix into every layer: want all", s.Layers)
		}
	}
	return nil
}

// fillLora takes the updates. Without a classifier the task is none: PEFT then calls the whole model, words as its output,
// and finds its class in auto_mapping.
func fillLora(a *peft.Adapter, t train.Trained) {
	a.Kind, a.Task, a.Rank, a.Alpha, a.N, a.Layers, a.Heads = peft.LoRA, "", t.Spec.Rank, float64(t.Spec.Alpha), 0, 0, 0
	a.Class = map[string]string{nn.Bert: "BertForMaskedLM", nn.MegatronBert: "MegatronBertForMaskedLM", nn.GPT2: "GPT2LMHeadModel"}[t.Model.Layout]
	if t.Model.Causal() {
		joinLora(a, t)
		return
	}
	for _, l := range t.Inject.Low {
		a.Low = append(a.Low, peft.Low{Layer: l.Layer, Part: int(l.Part), A: l.A.W, B: l.B.W})
	}
}

// joinLora writes the updates of query, key and value as one of c_attn, GPT-2's matrix of the three below one another: A of
// the parts below one another, and in B each part's columns in its own rows, zeros elsewhere. Rank and alpha grow alike, so
// that alpha/rank stays.
func joinLora(a *peft.Adapter, t train.Trained) {
	rank, width := a.Rank, a.Width
	parts := 0
	for _, l := range t.Inject.Low {
		if l.Layer == 0 {
			parts++
		}
	}
	a.Rank, a.Alpha = parts*rank, float64(parts)*a.Alpha
	for i, l := range t.Inject.Low {
		k := i % parts
		if k == 0 {
			a.Low = append(a.Low, peft.Low{Layer: l.Layer, Part: peft.Joined, B: make([]kernel.Real, 3*width*a.Rank)})
		}
		low := &a.Low[len(a.Low)-1]
		low.A = append(low.A, l.A.W...)
		for row := range width {
			copy(low.B[(int(l.Part)*width+row)*a.Rank+k*rank:], l.B.W[row*rank:][:rank])
		}
	}
}

// linearPool is the factor by which the pooler of an exported classification multiplies [CLS]. SEQ_CLS reads
// tanh(dense([CLS])), our head [CLS] itself. With dense = 2⁻¹⁴ times the identity and 2¹⁴ times our head's weights both
// are the same: powers of two are exact, and tanh x = x - x³/3 + … is x to 3e-7 of it for |[CLS]| up to 16.
const linearPool = 1.0 / (1 << 14)

func scaled(x []kernel.Real, by kernel.Real) []kernel.Real {
	out := slices.Clone(x)
	for i := range out {
		out[i] *= by
	}
	return out
}

// HeadFor gives a saved head back in the form that a run's head has. Where the run cannot take it, why says so.
func HeadFor(t train.Trained, saved *peft.Adapter) (w, b []kernel.Real, why string) {
	const lone = "the run has a head for each of its data sets"
	switch isLinear := linear(t); {
	case len(t.Heads) == 0 && saved.Classes == 0:
		return nil, nil, "the run answers with words, which need no other head"
	case len(t.Heads) == 0:
		return nil, nil, "the run answers with words; the adapter's classifier is left out"
	case saved.Classes == 0:
		return nil, nil, "the adapter has none"
	case len(t.Heads) > 1:
		return nil, nil, lone
	case isLinear && saved.Task != peft.SeqCls:
		return nil, nil, "the adapter's reads each token, the run's [CLS]"
	case !isLinear && saved.Task != peft.TokenCls:
		return nil, nil, "the adapter's reads the pooled row, the run's each token"
	case isLinear && saved.HeadScale == 0:
		return nil, nil, "the adapter's reads the pooler, the run's [CLS] itself"
	case saved.Classes != t.Heads[0].K:
		return nil, nil, fmt.Sprintf("the adapter's has %d classes, the run's %d", saved.Classes, t.Heads[0].K)
	case isLinear:
		return scaled(saved.HeadW, kernel.Real(1/saved.HeadScale)), saved.HeadB, ""
	}
	return saved.HeadW, saved.HeadB, ""
}
