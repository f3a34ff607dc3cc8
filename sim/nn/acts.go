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

	dx, dmid, dh, dfc, dqkv []Real   // gradients of activations
	q, dq, hread            []Real   // (N, C): queries of the last layer at the rows read, their gradients, what they are made of
	all, tokens             []int32  // 0, 1, …; Read of each sequence, from its start
	virtual                 []int32  // rows of virtual tokens
	still                   *still   // see KeepStill; nil without
	kept                    [][]Real // of each of Inject.Inserts: what its backward pass needs
	scratch                 Scratch
	rows, attn              int // capacity
}

// NewActs prepares for batches of up to rows tokens in sequences of up to maxT tokens, with what in puts into the model;
// nil is nothing.
func NewActs(c Config, rows, maxT int, in *Inject) *Acts {
	p := 0
	if in != nil {
		p = in.P
	}
	a := &Acts{rows: rows, attn: c.NH * rows * (p + maxT), X: make([][]Real, c.L+1), layers: make([]layerActs, c.L)}
	n := rows * c.C
	for l := range a.X {
		slabs(n, &a.X[l])
	}
	slabs(n, &a.DOut, &a.emb, &a.dx, &a.dmid, &a.dh, &a.q, &a.dq, &a.hread)
	slabs(rows, &a.embMean, &a.embRstd, &a.outMean, &a.outRstd, &a.mean, &a.rstd)
	slabs(rows*c.FF, &a.dfc)
	slabs(3*n, &a.dqkv)
	if a.Out = a.X[c.L]; c.PreLN() {
		slabs(n, &a.Out)
	}
	a.all, a.tokens, a.virtual = make([]int32, rows), make([]int32, rows), make([]int32, 0, rows)
	for i := range a.all {
		a.all[i] = int32(i)
	}
	for l := range a.layers {
		t := &a.layers[l]
		slabs(rows, &t.mean1, &t.rstd1, &t.mean2, &t.rstd2)
		slabs(n, &t.y, &t.s1)
		slabs(3*n, &t.qkv)
		slabs(rows*c.FF, &t.fc, &t.act, &t.gate)
		slabs(a.attn, &t.att)
		t.off = make([]int, rows+1)
		if c.PreLN() {
			slabs(n, &t.h1, &t.h2)
			t.mid, t.s2 = t.s1, a.X[l+1]
		} else {
			slabs(n, &t.mid, &t.s2)
			t.h1, t.h2 = a.X[l], t.mid
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
