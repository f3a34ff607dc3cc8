package nn

import . "promptscope/sim/kernel"

// layerActs are the activations of one layer that its backward pass needs.
type layerActs struct {
	h1, mean1, rstd1 []Real // pre-LN: LN1(x); post-LN: unused, LN1(s1) goes to mid
	qkv, att, y      []Real // (N, 3C), Σ (NH, T, P+T), (N, C)
	s1, mid          []Real // x + O·y; post-LN: LN1(s1); pre-LN: the same slice as s1
	h2, mean2, rstd2 []Real // pre-LN: LN2(mid); post-LN: the same slice as mid
	fc, act, gate    []Real // (N, FF) before and after GELU, and what its backward pass needs
	s2               []Real // mid + W2·act; pre-LN: the same slice as the layer's output
	off              []int  // start of each sequence in att
}

// Acts is the working memory of one batch: activations, gradients of activations, scratch. It grows when a
// larger batch comes and is reused otherwise.
type Acts struct {
	X      [][]Real // (L+1)(N, C): X[0] the embeddings, X[l+1] the output of layer l
	Out    []Real   // (N, C): what heads read; X[L], through the last LayerNorm if pre-LN
	DOut   []Real   // (N, C): gradient of Out, written by the heads
	layers []layerActs
	emb    []Real // (N, C) before the embedding LayerNorm (post-LN)

	embMean, embRstd, outMean, outRstd []Real
	mean, rstd                         []Real // of rows that stand together for a moment

	dx, dmid, dh, dfc, dqkv []Real  // gradients of activations
	q, dq, hread            []Real  // (N, C): queries of the last layer at the rows read, their gradients, what they are made of
	all, tokens             []int32 // 0, 1, …; Read of each sequence, from its start
	virtual                 []int32 // rows of virtual tokens
	still                   *still  // see KeepStill; nil without
	scratch                 Scratch
	rows, attn              int // capacity
}

// NewActs prepares for batches of up to rows tokens in sequences of up to maxT tokens with p deep virtual tokens.
func NewActs(c Config, rows, maxT, p int) *Acts {
	a := &Acts{rows: rows, attn: c.NH * rows * (p + maxT)}
	n := rows * c.C
	for range c.L + 1 {
		a.X = append(a.X, make([]Real, n))
	}
	slab := func(n int) []Real { return make([]Real, n) }
	a.Out, a.DOut, a.emb = a.X[c.L], slab(n), slab(n)
	if c.PreLN() {
		a.Out = slab(n)
	}
	a.embMean, a.embRstd, a.outMean, a.outRstd = slab(rows), slab(rows), slab(rows), slab(rows)
	a.mean, a.rstd = slab(rows), slab(rows)
	a.dx, a.dmid, a.dh, a.dfc, a.dqkv = slab(n), slab(n), slab(n), slab(rows*c.FF), slab(3*n)
	a.q, a.dq, a.hread = slab(n), slab(n), slab(n)
	a.all, a.tokens, a.virtual = make([]int32, rows), make([]int32, rows), make([]int32, 0, rows)
	for i := range a.all {
		a.all[i] = int32(i)
	}
	for l := range c.L {
		t := layerActs{mean1: slab(rows), rstd1: slab(rows), mean2: slab(rows), rstd2: slab(rows),
			qkv: slab(3 * n), att: slab(a.attn), y: slab(n), s1: slab(n), fc: slab(rows * c.FF), act: slab(rows * c.FF), gate: slab(rows * c.FF), off: make([]int, rows+1)}
		if c.PreLN() {
			t.h1, t.h2, t.mid, t.s2 = slab(n), slab(n), t.s1, a.X[l+1]
		} else {
			t.h1, t.mid, t.s2 = a.X[l], slab(n), slab(n)
			t.h2 = t.mid
		}
		a.layers = append(a.layers, t)
	}
	a.scratch.Reserve(max(c.C, c.FF), rows, &Attn{T: maxT, P: p, C: c.C, NH: c.NH})
	return a
}

// Rows is the capacity in tokens.
func (a *Acts) Rows() int { return a.rows }

// Fits reports whether a batch with p deep virtual tokens fits.
func (a *Acts) Fits(c Config, b *Batch, p int) bool {
	need := 0
	for s := range b.Seqs() {
		t := int(b.Off[s+1] - b.Off[s])
		need += c.NH * t * (p + t)
	}
	return b.Rows() <= a.rows && need <= a.attn
}

// Attention returns the weights (NH, T, P+T) of layer l for sequence s of the last forward pass; in the last layer they are
// (NH, R, P+T) if Batch.Read names R rows of the sequence.
func (a *Acts) Attention(l, s int) []Real {
	return a.layers[l].att[a.layers[l].off[s]:a.layers[l].off[s+1]]
}
