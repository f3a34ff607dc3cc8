package train

import "slices"

// stepFLOP counts the arithmetic of the matrix products of a step over the present batch, forward and backward; a
// multiply-add is two. Heads and low-rank updates are left out (a few percent). A search, whose candidates come on top,
// and a method that trains nothing have no such count: 0.
//
//	forward   queries, keys and values 6·d², output 2·d² and FFN 4·d·ff a row; scores and weighted sum 4·d a pair
//	backward  the same again for the inputs, twice for attention; once more for the weights if they train
//
// In the last layer only rows that a head reads have more than keys and values; queries, keys and values of words in a
// frozen first layer are computed once for all steps; below the lowest prompt no gradient is needed.
func (t *Trainer) stepFLOP() (flop int64) {
	if t.tuner.Search != nil || t.info.Still {
		return 0
	}
	for i := range t.batch {
		b := &t.batch[i].batch
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
			flop += t.rowFLOP(int(hi-lo), read, words)
		}
	}
	return flop
}

// rowFLOP is stepFLOP of one sequence.
func (t *Trainer) rowFLOP(rows, read, words int) (flop int64) {
	c, ff, in := t.model.C, t.model.FF, &t.tuner.Inject
	low := t.lowest()
	for l := range t.model.L {
		r := rows
		if l == t.model.L-1 {
			r = read
		}
		qkv, rest, pairs := (4*rows+2*r)*c*c, r*(2*c*c+4*c*ff), 4*c*r*(in.At(l)+rows)
		forward, backward := qkv+rest+pairs, 0
		if l == 0 && t.info.Frozen && t.model.L > 1 {
			forward -= 6 * words * c * c
		}
		if l >= low {
			backward = rest + 2*pairs
		}
		if l > low {
			backward += qkv
		}
		if !t.info.Frozen && t.model.Grads.Word != nil {
			backward += qkv + rest
		}
		flop += int64(forward + backward)
	}
	return flop
}

// lowest is the lowest layer that a gradient has to reach; −1 is the input.
func (t *Trainer) lowest() int {
	in := &t.tuner.Inject
	switch {
	case t.tuner.Input > 0, !t.info.Frozen:
		return -1
	case in.P > 0:
		for l := range t.model.L {
			if in.At(l) > 0 {
				return l
			}
		}
	case t.tuner.Stored > 0: // low-rank updates in the layers
		return 0
	}
	return t.model.L // the head alone
}
