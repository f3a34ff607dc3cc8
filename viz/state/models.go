package state

// Model is the shape of a published model, from which its parameters are counted.
type Model struct {
	Name   string
	Layers int // with prompts: of the encoder or decoder
	Width  int
	Params int64
	Deep   bool // prompts in every layer are defined for it in the papers
}

// Models are the models of the papers. The counts are those of the Hugging Face checkpoints, and of Lester et al. for T5.
func Models() []Model {
	return []Model{
		{"BERT-base", 12, 768, bert(30522, 512, 2, 12, 768), true},
		{"BERT-large", 24, 1024, bert(30522, 512, 2, 24, 1024), true},
		{"RoBERTa-large", 24, 1024, bert(50265, 514, 1, 24, 1024), true},
		{"GPT-2", 12, 768, gpt2(50257, 1024, 12, 768), true},
		{"T5-XXL", 24, 4096, t5(32128, 24, 4096, 10240, 64), false},
	}
}

// block counts one layer of attention and feed-forward of width 4d, with biases and two LayerNorms.
func block(d int64) int64 { return 4*(d*d+d) + 2*4*d*d + 4*d + d + 4*d }

// bert counts embeddings with LayerNorm, layers and pooler.
func bert(vocab, positions, types, layers, d int64) int64 {
	return (vocab+positions+types)*d + 2*d + layers*block(d) + d*d + d
}

// gpt2 counts embeddings, layers and the last LayerNorm; the output matrix is that of the words.
func gpt2(vocab, positions, layers, d int64) int64 {
	return (vocab+positions)*d + layers*block(d) + 2*d
}

// t5 counts T5 1.1: encoder and decoder with gated feed-forward, scale-only norms, relative positions, two word matrices.
func t5(vocab, layers, d, ff, heads int64) int64 {
	const buckets = 32
	attention, gated := 4*d*d, 3*d*ff
	return 2*vocab*d + layers*(attention+gated+2*d) + layers*(2*attention+gated+3*d) + 2*buckets*heads + 2*d
}

// Input and Deep are how many numbers a prompt of n tokens trains: n·d in the input, 2·L·n·d as keys and values.
func (m Model) Input(n int) int64  { return int64(n) * int64(m.Width) }
func (m Model) Prefix(n int) int64 { return 2 * int64(m.Layers) * m.Input(n) }
