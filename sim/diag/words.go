package diag

import (
	"cmp"
	"slices"

	. "promptscope/sim/kernel"
)

// Word is a word of the vocabulary with its cosine to a vector.
type Word struct {
	ID     int32
	Cosine float64
}

// Nearest is the k words of the table (V, C) whose embeddings point most nearly the way x does, ids from first on. The
// nearest words of trained prompts form loose clusters of meaning; they are no translation.
func Nearest(x, table []Real, first, k int) []Word {
	var all []Word
	for id := first; id*len(x) < len(table); id++ {
		all = append(all, Word{int32(id), cosine(x, table[id*len(x):][:len(x)])})
	}
	slices.SortStableFunc(all, func(a, b Word) int { return cmp.Compare(b.Cosine, a.Cosine) })
	return all[:min(k, len(all))]
}

// Cosines is the matrix of cosines between n vectors of width c: how alike the virtual tokens are. An LSTM prompt
// encoder starts with all of them nearly equal.
func Cosines(x []Real, c int) [][]float64 {
	n := len(x) / c
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, n)
		for j := range out[i] {
			out[i][j] = cosine(x[i*c:][:c], x[j*c:][:c])
		}
	}
	return out
}

func cosine(a, b []Real) float64 {
	dot := 0.0
	for i, v := range a {
		dot += float64(v) * float64(b[i])
	}
	if d := norm(a) * norm(b); d > 0 {
		return dot / d
	}
	return 0
}
