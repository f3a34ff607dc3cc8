package run

// Shape is the size of a published model, for saying what a prompt costs there. None of them runs here.
type Shape struct {
	Name           string
	Shown          bool // in the comparison beside a run
	Family         Family
	V, C, L, FF    int // vocabulary, width, layers (T5: of each stack), FFN width
	MaxPos, Types  int // position table, token types
	Heads, HeadDim int // T5: its attention is wider than the model in some sizes
}

// Family is how the numbers of a Shape are counted.
type Family uint8

// The families.
const (
	BERT Family = iota // encoder with pooler, without MLM head; RoBERTa too
	GPT2               // decoder, tied output
	T5                 // encoder and decoder, version 1.1: gated FFN, no biases, untied output
)

// Published lists the models whose counts the papers quote.
func Published() []Shape {
	return []Shape{
		{Name: "BERT-base", Shown: true, Family: BERT, V: 30522, C: 768, L: 12, FF: 3072, MaxPos: 512, Types: 2},
		{Name: "BERT-large", Shown: true, Family: BERT, V: 30522, C: 1024, L: 24, FF: 4096, MaxPos: 512, Types: 2},
		{Name: "RoBERTa-large", Shown: true, Family: BERT, V: 50265, C: 1024, L: 24, FF: 4096, MaxPos: 514, Types: 1},
		{Name: "GPT-2", Shown: true, Family: GPT2, V: 50257, C: 768, L: 12, FF: 3072, MaxPos: 1024},
		{Name: "GPT-2 medium", Family: GPT2, V: 50257, C: 1024, L: 24, FF: 4096, MaxPos: 1024},
		{Name: "GPT-2 large", Family: GPT2, V: 50257, C: 1280, L: 36, FF: 5120, MaxPos: 1024},
		{Name: "GPT-2 XL", Family: GPT2, V: 50257, C: 1600, L: 48, FF: 6400, MaxPos: 1024},
		{Name: "T5-XXL", Shown: true, Family: T5, V: 32128, C: 4096, L: 24, FF: 10240, Heads: 64, HeadDim: 64},
	}
}

// Total is the model's number of parameters, as transformers counts them:
//
//	BERT  (V + positions + types)·d + 2d + L·(4d² + 4d + 2·d·ff + ff + d + 4d) + d² + d
//	GPT2  (V + positions)·d + L·(4d² + 4d + 2·d·ff + ff + d + 4d) + 2d
//	T5    2·V·d + L·(4·d·a + 3·d·ff + 2d) + L·(8·d·a + 3·d·ff + 3d) + 2d + 2·32·heads, a = heads·head size
func (s Shape) Total() int {
	d, ff := s.C, s.FF
	block := 4*d*d + 4*d + 2*d*ff + ff + d + 4*d
	switch s.Family {
	case GPT2:
		return (s.V+s.MaxPos)*d + s.L*block + 2*d
	case T5:
		a := s.Heads * s.HeadDim
		return 2*s.V*d + s.L*(4*d*a+3*d*ff+2*d) + s.L*(8*d*a+3*d*ff+3*d) + 2*d + 2*32*s.Heads
	}
	return (s.V+s.MaxPos+s.Types)*d + 2*d + s.L*block + d*d + d
}

// InputPrompt is what a prompt of n virtual tokens in the input row stores: n·d.
func (s Shape) InputPrompt(n int) int { return n * s.C }

// DeepPrefix is what n virtual tokens in every layer store: a key and a value each, 2·L·n·d.
func (s Shape) DeepPrefix(n int) int { return 2 * s.L * n * s.C }

// PromptEncoder is what P-Tuning trains with its LSTM (two layers, d/2 each way) and MLP:
// n·d + Σ over layers and directions of 4u(in+u) + 8u, and 2(d² + d).
func (s Shape) PromptEncoder(n int) int {
	d, u := s.C, s.C/2
	return n*d + 2*2*(4*u*(d+u)+8*u) + 2*(d*d+d)
}

// PrefixEncoder is what Prefix-Tuning trains with a hidden width m: n·d + d·m + m + m·2Ld + 2Ld.
func (s Shape) PrefixEncoder(n, m int) int {
	out := 2 * s.L * s.C
	return n*s.C + s.C*m + m + m*out + out
}

// LoRA is the numbers of rank r on some square projections of each layer: 2·r·d each.
func (s Shape) LoRA(r, targets int) int { return s.L * targets * 2 * r * s.C }

// BitFit is all biases of an encoder, pooler included: L·(4d + 2d + ff + d) + d + d.
func (s Shape) BitFit() int { return s.L*(7*s.C+s.FF) + 2*s.C }

// Probe is a linear head of k classes: d·k + k.
func (s Shape) Probe(k int) int { return s.C*k + k }
