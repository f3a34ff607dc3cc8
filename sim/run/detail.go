package run

// Detail is the inspector's part of a snapshot: one layer, head and virtual token, computed with the trace, from the same
// pass, and only while somebody looks. T = tokens of the trace, P = its deep virtual tokens, H = width of a head.
type Detail struct {
	On                bool
	Layer, Head, Unit int32 // Unit -1: no virtual token is chosen

	Maps []float32 // (Heads, T, P+T) attention of the layer, deep virtual tokens first

	// What the head gives the traced position is (1-λ)·Context + λ·Prompt: the same sum, split by where its parts come
	// from. Off is the largest difference between the two ways to compute it.
	Lambda, Off             float32
	Context, Prompt, Output []float32 // (H)

	// The chosen virtual token.
	Vector, Gradient []float32 // input: (C); deep: key and value (2C). No gradient inside a step and in the past
	Near             []Near    // input: the vocabulary; deep: the words of the traced example by their keys in the layer
	Plane            Plane
}

// Near is a word with its cosine.
type Near struct {
	Text   string
	Cosine float32
}

// Plane is the plane of the two directions in which the words (input) or the tokens of the layer over time (deep) differ
// most, with the path that the chosen token has taken through it.
type Plane struct {
	Words []float32 // (words, 2)
	Steps []int32   // of the path
	Path  []float32 // (len(Steps), 2)
	Share float32   // of the variance that lies in the plane
	Spots []Spot    // words with their names: those of Near
}

// Spot is a named place in a Plane.
type Spot struct {
	Text string
	X, Y float32
}
