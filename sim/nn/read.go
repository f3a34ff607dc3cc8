package nn

import . "promptscope/sim/kernel"

// The last layer computes queries, the output of attention and the FFN only for the rows that heads read (Batch.Read);
// keys and values of all. Between Finish and backwardQKVRead the arrays of that layer hold these rows alone, without gaps.
// The gradients stay what they were to the last bit: the other rows had zeros there, and adding zeros changes no sum.

// read returns the rows of the last layer: b.Read, or all.
func (a *Acts) read(b *Batch) []int32 {
	if b.Read != nil {
		return b.Read
	}
	return a.all[:b.Rows()]
}

// projectRead computes keys and values of n rows in qkv, and the queries of the rows read in a.q.
func (m *Model) projectRead(a *Acts, n int, read []int32) {
	l, c := m.L-1, m.C
	w, k, t := &m.Blocks[l], &m.blocks[l], &a.layers[l]
	// q (R, C) = W_q·h1 + b_q at the rows read; k, v (N, 2C) = [W_k; W_v]·h1 + [b_k; b_v] of all, in the places they have in qkv
	gather(a.hread, t.h1, read, c)
	Linear(a.q, a.hread, k.q, w.QKVB[:c], len(read))
	LinearTo(t.qkv[c:], 3*c, t.h1, k.kv, w.QKVB[c:], n)
}

// backwardQKVRead is backwardQKV in the last layer: it goes from dq of the rows read and dqkv to the gradient of the layer's
// input. The sums over queries, keys and values go on where the one before ended, as in one product.
func (m *Model) backwardQKVRead(a *Acts, in *Inject, n int, read []int32) {
	l, c := m.L-1, m.C
	t, w, g, k := &a.layers[l], &m.Blocks[l], m.blockGrads(l), &m.blocks[l]
	// q = W_q·h1 + b_q at the rows read
	LinearBackwardWeight(part(g.QKVW, 0, c*c), part(g.QKVB, 0, c), a.dq, a.hread, c, c, len(read), &a.scratch)
	// [k; v] = [W_k; W_v]·h1 + [b_k; b_v] of all rows
	LinearBackwardWeightFrom(part(g.QKVW, c*c, 3*c*c), part(g.QKVB, c, 3*c), a.dqkv[c:], 3*c, t.h1, 2*c, c, n, &a.scratch)
	// dh1 is the sum of both: of q at the rows read, spread to their places, then of k and v. Pre-LN it goes through LN1
	// before it joins the residual share; post-LN h1 is x, so it joins at once.
	if m.PreLN() {
		LinearBackwardInput(a.dh, a.dq, k.q, len(read), false)
		spread(a.dh, read, n, c)
		LinearBackwardInputFrom(a.dh, a.dqkv[c:], 3*c, k.kv, n, true)
		a.backwardLow(in, a.dh, n, c, l, read)
		spread(a.dx, read, n, c)
		LayerNormBackward(a.dx, g.LN1W, g.LN1B, a.dh, a.X[l], t.mean1, t.rstd1, w.LN1W, n, c)
		return
	}
	LinearBackwardInput(a.dx, a.dq, k.q, len(read), true)
	spread(a.dx, read, n, c)
	LinearBackwardInputFrom(a.dx, a.dqkv[c:], 3*c, k.kv, n, true)
	a.backwardLow(in, a.dx, n, c, l, read)
}

// The gradients of W_q and of W_k, W_v are parts of one tensor, as the weights are.

// part is x[from:to], and nil for a frozen tensor.
func part(x []Real, from, to int) []Real {
	if x == nil {
		return nil
	}
	return x[from:to]
}

// With three columns and rows 1 and 3 read, gather makes (row 1, row 3) of five rows, scatter moves them back to places 1 and
// 3 and leaves whatever stands in the other places, and spread puts zeros there: what is not read has no gradient.

// gather copies rows of src, c wide, to dst, one after the other. dst and src must not overlap; scatter and spread work in
// place and therefore go from the last row to the first.
func gather(dst, src []Real, rows []int32, c int) {
	for i, r := range rows {
		copy(dst[i*c:][:c], src[int(r)*c:])
	}
}

// scatter moves the first rows of x to their places, in ascending order, in place.
func scatter(x []Real, rows []int32, c int) {
	for i := len(rows) - 1; i >= 0; i-- {
		if r := int(rows[i]); r != i {
			copy(x[r*c:][:c], x[i*c:])
		}
	}
}

// spread is scatter with zeros in the other ones of n rows.
func spread(x []Real, rows []int32, n, c int) {
	end := n // rows from here on are done
	for i := len(rows) - 1; i >= 0; i-- {
		r := int(rows[i])
		clear(x[(r+1)*c : end*c])
		if end = r; r != i {
			copy(x[r*c:][:c], x[i*c:])
		}
	}
	clear(x[:end*c])
}
