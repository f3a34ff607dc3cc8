package train

import (
	"slices"

	"promptscope/sim/nn"
)

// stepFLOP counts the arithmetic of the matrix products of a step over the present batch, forward and backward; a
// multiply-add is two. Heads are left out (a few percent). A search, whose candidates come on top, and a method that trains
// nothing have no such count: 0.
//
//	forward   queries, keys and values 6·d², output 2·d² and FFN 4·d·ff a row; scores and weighted sum 4·d a pair
//	backward  the same again for the inputs, twice for attention; once more for the weights if they train
//	inserts   what they say of themselves (nn.Insert.Work); twice as much backward, since their weights train
//	low rank  2·r·d a row forward; backward r·d for each of A·h1 again, dB, d(A·h1), dA and dh1
//
// In the last layer only rows that a head reads have more than keys and values; queries, keys and values of words in a
// frozen first layer are computed once for all steps; below the lowest prompt no gradient is needed.
func (r *Run) stepFLOP() (flop int64) {
	if r.tuner.Search != nil || r.info.Still {
		return 0
	}
	for i := range r.batch {
		b := &r.batch[i].batch
		for k := 1; k < len(b.Off); k++ {
			lo, hi := b.Off[k-1], b.Off[k]
			read := int(hi - lo)
			if b.Read != nil {
				from, _ := slices.BinarySearch(b.Read, lo)
				to, _ := slices.BinarySearch(b.Read, hi)
				read = to - from
			}
			words := 0
			for _, id := range b.ID[lo:hi] {
				if id >= 0 {
					words++
				}
			}
			flop += r.rowFLOP(int(hi-lo), read, words)
		}
	}
	return flop
}

// rowFLOP is stepFLOP of one sequence.
func (r *Run) rowFLOP(rows, read, words int) (flop int64) {
	m, in := r.model, &r.tuner.Inject
	c, ff, low := m.C, m.FF, in.Lowest(m.Grads, m.L)
	for l := range m.L {
		n := rows
		if l == m.L-1 {
			n = read
		}
		qkv, out, ffn, pairs := (4*rows+2*n)*c*c, 2*n*c*c, 4*n*c*ff, 4*c*n*(in.At(l)+rows)
		forward, backward := qkv+out+ffn+pairs, 0
		if l == 0 && m.Grads == nil && m.L > 1 {
			forward -= 6 * words * c * c
		}
		if l >= low {
			backward = ffn
		}
		if l > low || l == low && in.IntoAttention(l) {
			backward += out + 2*pairs
		}
		if l > low {
			backward += qkv
		}
		if m.Grads != nil && m.Grads.Word != nil {
			backward += qkv + out + ffn
		}
		flop += int64(forward + backward)
	}
	at := func(layer int, site nn.Site) int { // how many rows pass
		if layer == m.L-1 && site != nn.Key && site != nn.Value {
			return read
		}
		return rows
	}
	for _, x := range in.Inserts {
		flop += int64(6 * at(x.Where()) * x.Work())
	}
	for i := range in.Low {
		w := &in.Low[i]
		flop += int64(14 * at(w.Layer, w.Part) * w.A.OC * c)
	}
	return flop
}
