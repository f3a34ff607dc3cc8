package nn

import . "promptscope/sim/kernel"

// layerActs are the activations of one layer that its backward pass needs, in the order in which they come about. Where
// both layouts need the same numbers under two names, the names are one slice.
type layerActs struct {
	// h1 (N, C) is what queries, keys and values are made of: pre-LN LN1(x), with the mean and 1/deviation of each row (N);
	// post-LN x itself.
	h1, mean1, rstd1 []Real
	// qkv (N, 3C) has query, key and value of a token side by side. In the last layer the queries are in Acts.q instead.
	qkv []Real
	// att has the weights (NH, T, P+T) of one sequence after the other, those of sequence s from off[s] on.
	att []Real
	off []int
	// y (N, C) is what attention reads: the weighted sums of values, head beside head.
	y []Real
	// s1 (N, C) = x + O·y + b. mid goes around the FFN: pre-LN it is s1; post-LN LN1(s1), whose mean and deviation are mean1, rstd1.
	s1, mid []Real
	// h2 (N, C) goes into the FFN: pre-LN LN2(mid); post-LN mid itself.
	h2, mean2, rstd2 []Real
	// fc (N, FF) = W1·h2 + b, act = gelu(fc), gate is what gelu's backward pass needs.
	fc, act, gate []Real
	// s2 (N, C) = mid + W2·act + b: pre-LN the layer's output; post-LN what LN2 makes it of, with mean2, rstd2.
	s2 []Real
}

// Acts is the working memory of one batch: activations, gradients of activations, scratch. It is made once, with room for
// the largest batch, and used again for each.
type Acts struct {
	// X[0] (N, C) are the embeddings, X[l+1] (N, C) the output of layer l: the residual stream.
	X [][]Real
	// Out (N, C) is what heads read: X[L], through the last LayerNorm if pre-LN. DOut (N, C) is its gradient, written by them.
	Out, DOut []Real
	layers    []layerActs
	// emb (N, C) is the sum of embeddings before its LayerNorm (post-LN).
	emb []Real

	norms

	// Gradients of activations, one layer at a time. dx (N, C) comes in as that of X[l+1] and goes out as that of X[l]; in
	// between it is that of s2 and of s1. dmid (N, C) is the share that goes around the FFN, dfc (N, FF) the gradient of act
	// and fc, dh (N, C) that of whatever a LayerNorm has made, and dqkv (N, 3C) that of qkv.
	dx, dmid, dh, dfc, dqkv []Real
	// The last layer at the R rows read: queries (R, C), their gradients, and what they are made of.
	q, dq, hread []Real
	// all is 0, 1, …, tokens the rows read of each sequence, counted from its start, virtual the rows of virtual tokens.
	all, tokens, virtual []int32
	// still is the cache of layer 0, nil without, see KeepStill.
	still *still
	// kept[i] is what the backward pass of the i-th insert needs, see Insert.
	kept    [][]Real
	scratch Scratch
	rows    int // capacity
}

// KeyValue (2C) is the key and, behind it, the value that layer l made of a row in the last forward pass.
func (a *Acts) KeyValue(c Config, l, row int) []Real {
	return a.layers[l].qkv[3*c.C*row+c.C:][:2*c.C]
}

// norms are means and 1/deviations (N) of the LayerNorms of embeddings and Out, and of rows that stand together for a moment.
type norms struct {
	embMean, embRstd, outMean, outRstd []Real
	mean, rstd                         []Real
}

// NewActs prepares for batches of up to rows tokens in sequences of up to maxT tokens, with what in puts into the model;
// nil is nothing.
func NewActs(c Config, rows, maxT int, in *Inject) *Acts {
	p := 0
	if in != nil {
		p = in.P
	}
	a := &Acts{rows: rows, X: make([][]Real, c.L+1), layers: make([]layerActs, c.L)}
	n := rows * c.C
	for l := range a.X {
		slabs(n, &a.X[l])
	}
	slabs(n, &a.DOut, &a.emb, &a.dx, &a.dmid, &a.dh, &a.q, &a.dq, &a.hread)
	slabs(rows, &a.embMean, &a.embRstd, &a.outMean, &a.outRstd, &a.mean, &a.rstd)
	slabs(rows*c.FF, &a.dfc)
	slabs(3*n, &a.dqkv)
	// post-LN ends each layer with a LayerNorm, so a head reads X[L] itself
	if a.Out = a.X[c.L]; c.PreLN() {
		slabs(n, &a.Out)
	}
	a.all, a.tokens, a.virtual = make([]int32, rows), make([]int32, rows), make([]int32, 0, rows)
	for i := range a.all {
		a.all[i] = int32(i)
	}
	// each layer keeps what its backward pass needs: about 6·C + 3·FF numbers a row, and NH·(P+T) attention weights
	for l := range a.layers {
		t := &a.layers[l]
		slabs(rows, &t.mean1, &t.rstd1, &t.mean2, &t.rstd2)
		slabs(n, &t.y, &t.s1)
		slabs(3*n, &t.qkv)
		slabs(rows*c.FF, &t.fc, &t.act, &t.gate)
		slabs(c.NH*rows*(p+maxT), &t.att)
		t.off = make([]int, rows+1)
		if c.PreLN() {
			slabs(n, &t.h1, &t.h2)
			t.mid, t.s2 = t.s1, a.X[l+1]
		} else {
			slabs(n, &t.mid, &t.s2)
			t.h1, t.h2 = a.X[l], t.mid // the output is LN2(s2), so s2 needs memory of its own
		}
	}
	if in != nil {
		for i, x := range in.Inserts {
			a.keep(i, rows*x.Room())
		}
	}
	a.scratch.Reserve(max(c.C, c.FF), rows, &Attn{T: maxT, P: p, C: c.C, NH: c.NH})
	return a
}

// slabs allocates n numbers for each.
func slabs(n int, dst ...*[]Real) {
	for _, d := range dst {
		*d = make([]Real, n)
	}
}

// Rows is the capacity in tokens.
func (a *Acts) Rows() int { return a.rows }

// The weights of the last forward pass stay until the next, which is how pictures and measures come by them.

// Attention returns the weights (NH, T, P+T) of layer l for sequence s of the last forward pass; in the last layer they are
// (NH, R, P+T) if Batch.Read names R rows of the sequence.
func (a *Acts) Attention(l, s int) []Real {
	return a.layers[l].att[a.layers[l].off[s]:a.layers[l].off[s+1]]
}
