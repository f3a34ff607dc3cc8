package nn

import . "promptscope/sim/kernel"

// blockMats are the packed weights of one layer: qkv (3C, C), o (C, C), fc (FF, C), proj (C, FF). The last layer has q (C, C)
// and kv (2C, C) in place of qkv, since it computes queries for fewer rows than keys and values, see read.go.
type blockMats struct{ qkv, q, kv, o, fc, proj *Matrix }

// Model is weights with their packed forms, and gradients if any of them trains.
type Model struct {
	*Params
	// Grads has the gradients of the weights that train, and nil for each that is frozen; nil when all of them are.
	Grads *Params
	// decoder (V, C) is the share of Word's gradient that comes through the MLM head, see SplitDecoder.
	decoder []Real

	blocks            []blockMats
	pool, trans, word *Matrix
}

// The products of the kernels read weights in panels (kernel.Matrix): W stays as it is in the file, and the packed forms are
// brought up to date by Repack after a change.

// NewModel packs the weights of p, which stays owned by the caller.
func NewModel(p *Params) *Model {
	m := &Model{Params: p}
	for l := range p.Blocks {
		b := &p.Blocks[l]
		k := blockMats{o: NewMatrix(b.OW, p.C, p.C), fc: NewMatrix(b.FCW, p.FF, p.C), proj: NewMatrix(b.ProjW, p.C, p.FF)}
		if l == p.L-1 {
			k.q, k.kv = NewMatrix(b.QKVW, p.C, p.C), NewMatrix(b.QKVW[p.C*p.C:], 2*p.C, p.C)
		} else {
			k.qkv = NewMatrix(b.QKVW, 3*p.C, p.C)
		}
		m.blocks = append(m.blocks, k)
	}
	if !p.Causal() {
		m.pool, m.trans = NewMatrix(p.PoolW, p.C, p.C), NewMatrix(p.TransW, p.C, p.C)
	}
	return m
}

// PackWords packs the word table, which only the head for words multiplies by: at 30,522 words of width 384 it is 47 MB that a
// classifier never reads. Heads call it themselves; call it first where several share the model at once.
func (m *Model) PackWords() *Matrix {
	if m.word == nil {
		m.word = NewMatrix(m.Word, m.V, m.C)
	}
	return m.word
}

// Repack brings the packed weights of layer l up to date after a change; l = L stands for the heads.
func (m *Model) Repack(l int) { m.repack(l, func([]Real) bool { return true }) }

// RepackTrained is Repack for the matrices that train: after a step no other has changed. BitFit has none.
func (m *Model) RepackTrained(l int) { m.repack(l, func(grad []Real) bool { return grad != nil }) }

func (m *Model) repack(l int, changed func(grad []Real) bool) {
	g := m.grads()
	pack := func(grad []Real, ms ...*Matrix) {
		for _, w := range ms {
			if w != nil && changed(grad) {
				w.Pack()
			}
		}
	}
	if l == m.L {
		pack(g.Word, m.word)
		pack(g.PoolW, m.pool)
		pack(g.TransW, m.trans)
		return
	}
	b, d := &m.blocks[l], m.blockGrads(l)
	pack(d.QKVW, b.qkv, b.q, b.kv)
	pack(d.OW, b.o)
	pack(d.FCW, b.fc)
	pack(d.ProjW, b.proj)
}

// Forward runs the whole encoder: X[0], the layers, Out. A trainer calls the parts one by one, to stop between them.
func (m *Model) Forward(a *Acts, b *Batch, in *Inject) {
	m.Embed(a, b, in)
	for l := range m.L {
		m.ForwardLayer(a, b, in, l)
	}
	m.Finish(a, b)
}

// Embed computes X[0] (N, C) from words, virtual tokens, positions and types:
//
//	emb = Word[id] + Pos[position] + Type[type],   X[0] = emb, or post-LN LN(emb)
//
// A virtual token has a row of in.Virtual in the place of Word[id], and everything else like a word: this is what
// transformers does with inputs_embeds. With a cache (KeepStill) the rows it knows are copied.
func (m *Model) Embed(a *Acts, b *Batch, in *Inject) {
	c, dst := m.C, a.X[0]
	if !m.PreLN() {
		dst = a.emb
	}
	a.virtual = a.virtual[:0]
	if a.still != nil {
		a.still.find(b)
	}
	for i, id := range b.ID {
		if a.still.known(i) {
			copy(a.X[0][i*c:][:c], a.still.x[int(a.still.slot[i])*c:])
			continue
		}
		// row i of emb (N, C) = Word[id] or Virtual[-1-id], + Pos + Type
		var w []Real
		if id < 0 {
			a.virtual = append(a.virtual, int32(i))
			w = in.Virtual[int(-1-id)*c:][:c]
		} else {
			w = m.Word[int(id)*c:][:c]
		}
		p, row := m.Pos[int(b.Pos[i])*c:][:c], dst[i*c:][:c]
		for j := range row {
			row[j] = w[j] + p[j]
		}
		if m.Types > 0 {
			add(row, m.Type[int(b.Type[i])*c:], c)
		}
	}
	if m.PreLN() {
		return
	}
	// post-LN: X[0] = LN(emb), with a cache row by row, as those it knows are done
	if a.still == nil {
		LayerNorm(a.X[0], a.embMean, a.embRstd, a.emb, m.EmbLNW, m.EmbLNB, b.Rows(), c, m.Eps)
		return
	}
	for _, r := range a.still.todo {
		LayerNorm(a.X[0][int(r)*c:], a.embMean[r:], a.embRstd[r:], a.emb[int(r)*c:], m.EmbLNW, m.EmbLNB, 1, c, m.Eps)
	}
}

// attn describes the attention of sequence s in layer l: T queries, P+T keys and values, of which the first P are those of
// the prefix, where the table has them. Row i of the table has 2·L·C numbers, so that is the distance of virtual tokens; key
// and value of layer l begin at 2l·C and (2l+1)·C. In the last layer at is the first of read in it, and the number
// behind them is returned.
func (m *Model) attn(a *Acts, b *Batch, in *Inject, l, s int, read []int32, at int) (t Attn, next int) {
	first, end := b.Off[s], b.Off[s+1]
	t = Attn{T: int(end - first), P: in.At(l), C: m.C, NH: m.NH, Stride: 2 * m.L * m.C, Causal: m.Causal()}
	// the prefix of this layer: P rows in the table, 2·L·C apart
	if t.P > 0 {
		t.Keys, t.Vals = in.Prefix[2*l*m.C:], in.Prefix[(2*l+1)*m.C:]
	}
	if l < m.L-1 {
		return t, 0
	}
	// the last layer: which tokens of this sequence are read, counted from its start
	for next = at; next < len(read) && read[next] < end; next++ {
		a.tokens[next] = read[next] - first
	}
	t.Read, t.Q, t.DQ = a.tokens[at:next], a.q[at*m.C:], a.dq[at*m.C:]
	return t, next
}

// ForwardLayer computes X[l+1] from X[l]. N rows; in the last layer only those that a head reads go on behind the keys and
// values (read.go). What in inserts acts where its site says (insert.go).
func (m *Model) ForwardLayer(a *Acts, b *Batch, in *Inject, l int) {
	n, c := b.Rows(), m.C
	w, k, t, out := &m.Blocks[l], &m.blocks[l], &a.layers[l], a.X[l+1]
	read := m.project(a, b, in, l)
	m.attend(a, b, in, l, read)
	x := a.X[l]
	if read != nil {
		n, x = len(read), a.dmid
		gather(x, a.X[l], read, c)
	}
	// s1 (N, C) = x + O·y + b_o
	Linear(t.s1, t.y, k.o, w.OB, n)
	a.forwardAt(in, l, Attended, t.s1, c, n)
	add(t.s1, x, n*c)
	// mid (N, C), which goes around the FFN, and h2 (N, C), which goes in: pre-LN s1 and LN2(s1), post-LN LN1(s1) twice
	if m.PreLN() {
		LayerNorm(t.h2, t.mean2, t.rstd2, t.mid, w.LN2W, w.LN2B, n, c, m.Eps)
	} else {
		LayerNorm(t.mid, t.mean1, t.rstd1, t.s1, w.LN1W, w.LN1B, n, c, m.Eps)
	}
	// act (N, FF) = gelu(fc), fc = W1·h2 + b_1
	Linear(t.fc, t.h2, k.fc, w.FCB, n)
	m.activate(t.act, t.gate, t.fc[:n*m.FF])
	a.forwardAt(in, l, Hidden, t.act, m.FF, n)
	// s2 (N, C) = mid + W2·act + b_2; the layer's output is s2, or post-LN LN2(s2)
	Linear(t.s2, t.act, k.proj, w.ProjB, n)
	a.forwardAt(in, l, Output, t.s2, c, n)
	add(t.s2, t.mid, n*c)
	if !m.PreLN() {
		LayerNorm(out, t.mean2, t.rstd2, t.s2, w.LN2W, w.LN2B, n, c, m.Eps)
	}
}

// project computes h1 (N, C), which is LN1(x) or post-LN x itself, and from it queries, keys and values qkv (N, 3C), with
// low-rank updates and inserts. It returns the rows read in the last layer, whose queries are apart, else nil.
func (m *Model) project(a *Acts, b *Batch, in *Inject, l int) (read []int32) {
	n, c, w, t := b.Rows(), m.C, &m.Blocks[l], &a.layers[l]
	if l == 0 && a.still != nil {
		m.projectStill(a, b, in)
	} else {
		if m.PreLN() {
			LayerNorm(t.h1, t.mean1, t.rstd1, a.X[l], w.LN1W, w.LN1B, n, c, m.Eps)
		}
		if l == m.L-1 {
			read = a.read(b)
			m.projectRead(a, n, read)
		} else {
			Linear(t.qkv, t.h1, m.blocks[l].qkv, w.QKVB, n)
		}
	}
	a.forwardLow(in, n, c, l, read)
	a.forwardProjected(in, l, n, c, read)
	return read
}

// attend computes y (N, C) from qkv, sequence by sequence: softmax(q·[P_K; K]ᵀ/√HS)·[P_V; V] for each head. The weights
// (NH, T, P+T) of the sequences stand in att one after the other, from off.
func (m *Model) attend(a *Acts, b *Batch, in *Inject, l int, read []int32) {
	c, t := m.C, &a.layers[l]
	att, first := 0, 0
	for s := range b.Seqs() {
		row := int(b.Off[s]) // of the output
		d, next := m.attn(a, b, in, l, s, read, first)
		if read != nil {
			row = first
		}
		t.off[s] = att
		Attention(t.y[row*c:], t.att[att:], t.qkv[int(b.Off[s])*3*c:], &d, &a.scratch)
		att, first = att+d.AttnSize(), next
		t.off[s+1] = att
	}
}

// Finish computes Out (N, C), what the heads read: X[L], pre-LN through one more LayerNorm. In the last layer only the rows
// read were computed, without gaps; now each moves to its place.
func (m *Model) Finish(a *Acts, b *Batch) {
	read := a.read(b)
	if m.PreLN() {
		LayerNorm(a.Out, a.outMean, a.outRstd, a.X[m.L], m.LNW, m.LNB, len(read), m.C, m.Eps)
	}
	scatter(a.Out, read, m.C)
}

// activate and activateBackward are the activation of FFN and MLM head; gate is what the backward pass needs of it.
func (c Config) activate(y, gate, x []Real) {
	if c.tanh() {
		GELUNew(y, gate, x)
		return
	}
	GELU(y, gate, x)
}

func (c Config) activateBackward(dx, dy, x, gate []Real) {
	if c.tanh() {
		GELUNewBackward(dx, dy, x, gate)
		return
	}
	GELUBackward(dx, dy, x, gate)
}

func (c Config) tanh() bool { return c.Act == ActTanh || c.Act == "" && OwnAct(c.Layout) == ActTanh }

// add computes y += x over n numbers.
func add(y, x []Real, n int) { AddRows(y, 0, x, 0, 1, n) }

// Word (V, C) takes part twice: a word's row comes in at the bottom, and all rows are the decoder of the MLM head. Its gradient
// is the sum of both.

// SplitDecoder keeps the decoder's share of the gradient of the word embeddings apart until JoinDecoder adds it. The two
// shares would otherwise be summed in an order that depends on how a batch is cut into chunks.
func (m *Model) SplitDecoder() {
	if m.Grads != nil && m.Grads.Word != nil {
		m.decoder = make([]Real, len(m.Word))
	}
}

// JoinDecoder adds the decoder's share; call it once behind the last chunk of a step.
func (m *Model) JoinDecoder() {
	if m.decoder != nil {
		add(m.Grads.Word, m.decoder, len(m.decoder))
		clear(m.decoder)
	}
}
