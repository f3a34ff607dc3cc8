package nn

import . "promptscope/sim/kernel"

// The backward pass inverts the lines of the forward pass in reverse order. In both layouts the residual stream is a sum, so
// a gradient that arrives at it goes on unchanged and also into the branch; the two meet again, added, where the branch left:
//
//	        post-LN (BERT)                         pre-LN
//	dX[l+1] → LN2 → ds2                            dX[l+1] = ds2
//	ds2 → W2 → gelu → W1 → + ds2 = dmid            ds2 → W2 → gelu → W1 → LN2 → + ds2 = ds1
//	dmid → LN1 → ds1
//	ds1 → O → attention → W_qkv → + ds1 = dX[l]    ds1 → O → attention → W_qkv → LN1 → + ds1 = dX[l]
//
// Frozen weights are passed through (dx = Wᵀ·dy) but get no gradient of their own, which is a third of the work of a layer.
// Below the lowest number that trains nothing is computed: P-Tuning v2 in the upper layers alone never sees the lower ones.

// Backward runs the whole backward pass from a.DOut into in and m.Grads.
func (m *Model) Backward(a *Acts, b *Batch, in *Inject) {
	m.BeginBackward(a, b)
	for l := m.L - 1; l >= 0; l-- {
		m.BackwardLayer(a, b, in, l)
	}
	m.BackwardEmbed(a, b, in)
}

// BeginBackward takes DOut back through Finish, to the gradient of X[L] in a.dx: the rows that the heads read, without gaps.
// The others have none, since nothing has read them.
func (m *Model) BeginBackward(a *Acts, b *Batch) {
	read := a.read(b)
	n := len(read) * m.C
	if !m.PreLN() {
		gather(a.dx, a.DOut, read, m.C)
		return
	}
	gather(a.dh, a.DOut, read, m.C)
	clear(a.dx[:n])
	g := m.grads()
	// Out = LN(X[L])
	LayerNormBackward(a.dx, g.LNW, g.LNB, a.dh, a.X[m.L], a.outMean, a.outRstd, m.LNW, len(read), m.C)
}

// frozen stands for "no gradient wanted" so that callers need not check for nil.
var frozen = &Params{}
var frozenBlock = &Block{}

func (m *Model) grads() *Params {
	if m.Grads == nil {
		return frozen
	}
	return m.Grads
}

func (m *Model) blockGrads(l int) *Block {
	if m.Grads == nil {
		return frozenBlock
	}
	return &m.Grads.Blocks[l]
}

// BackwardLayer turns a.dx from the gradient of X[l+1] into that of X[l] and accumulates what trains in
// layer l. Below the lowest trained quantity it does nothing.
func (m *Model) BackwardLayer(a *Acts, b *Batch, in *Inject, l int) {
	low := in.Lowest(m.Grads, m.L)
	if l < low {
		return
	}
	n, c := b.Rows(), m.C
	var read []int32
	if l == m.L-1 {
		read = a.read(b)
		n = len(read)
	}
	m.backwardFFN(a, in, l, n)
	deeper := l > low
	if !m.backwardAttention(a, b, in, l, n, read, deeper) {
		return
	}
	n = b.Rows()
	switch {
	case !deeper: // the layer's input wants no gradient
		if in.lowAt(l) {
			a.backwardLow(in, nil, n, c, l, read)
		}
	case read != nil:
		m.backwardQKVRead(a, in, n, read)
	case l == 0 && len(m.grads().Data) == 0 && !in.lowAt(0):
		m.backwardVirtual(a)
	default:
		m.backwardQKV(a, in, n, l)
	}
}

// backwardFFN turns a.dx (N, C) from the gradient of the layer's output into that of s1 = x + O·y + b_o.
func (m *Model) backwardFFN(a *Acts, in *Inject, l, n int) {
	c, ff := m.C, m.FF
	w, g, k, t := &m.Blocks[l], m.blockGrads(l), &m.blocks[l], &a.layers[l]
	dx, dmid := a.dx, a.dmid
	if m.PreLN() { // out = s2
		copy(dmid[:n*c], dx[:n*c])
	} else { // out = LN2(s2)
		clear(dmid[:n*c])
		LayerNormBackward(dmid, g.LN2W, g.LN2B, dx, t.s2, t.mean2, t.rstd2, w.LN2W, n, c)
		copy(dx[:n*c], dmid[:n*c])
	}
	// s2 = mid + W2·act + b_2: dx is the gradient of both summands, dmid keeps the share that goes around the FFN
	a.backwardAt(in, l, Output, dx, c, n)
	// dW2 (C, FF) += ds2ᵀ·act, dact (N, FF) = ds2·W2
	LinearBackwardWeight(g.ProjW, g.ProjB, dx, t.act, c, ff, n, &a.scratch)
	LinearBackwardInput(a.dfc, dx, k.proj, n, false)
	// act = gelu(fc), fc = W1·h2 + b_1: dfc (N, FF) is the gradient of act, then of fc
	a.backwardAt(in, l, Hidden, a.dfc, ff, n)
	m.activateBackward(a.dfc, a.dfc, t.fc[:n*ff], t.gate)
	// dW1 (FF, C) += dfcᵀ·h2; dh2 (N, C) = dfc·W1
	LinearBackwardWeight(g.FCW, g.FCB, a.dfc, t.h2, ff, c, n, &a.scratch)
	if m.PreLN() { // h2 = LN2(mid), mid = s1
		LinearBackwardInput(a.dh, a.dfc, k.fc, n, false)
		LayerNormBackward(dmid, g.LN2W, g.LN2B, a.dh, t.mid, t.mean2, t.rstd2, w.LN2W, n, c)
		copy(dx[:n*c], dmid[:n*c])
	} else { // h2 = mid = LN1(s1)
		LinearBackwardInput(dmid, a.dfc, k.fc, n, true)
		clear(dx[:n*c])
		LayerNormBackward(dx, g.LN1W, g.LN1B, dmid, t.s1, t.mean1, t.rstd1, w.LN1W, n, c)
	}
}

// backwardAttention goes from the gradient of s1 = x + O·y + b_o (in a.dx, n rows) to dqkv (N, 3C) and the gradients of the
// prefix; a.dx stays, as the share of x. It reports whether anything from the attention down wants a gradient.
func (m *Model) backwardAttention(a *Acts, b *Batch, in *Inject, l, n int, read []int32, deeper bool) bool {
	c, t, g, ds1 := m.C, &a.layers[l], m.blockGrads(l), a.dx
	// s1 = x + Attended(O·y + b_o): x gets ds1 as it is, so an insert works on a copy
	if in.has(l, Attended) {
		ds1 = a.dmid // free since backwardFFN
		copy(ds1[:n*c], a.dx[:n*c])
		a.backwardAt(in, l, Attended, ds1, c, n)
	}
	if !deeper && !in.IntoAttention(l) {
		return false
	}
	// dh (N, C) = Oᵀ·ds1 is the gradient of y
	LinearBackwardWeight(g.OW, g.OB, ds1, t.y, c, c, n, &a.scratch)
	LinearBackwardInput(a.dh, ds1, m.blocks[l].o, n, false)
	// y = att·[P_V; V], att = softmax(q·[P_K; K]ᵀ/√HS), sequence by sequence: dq, dk, dv to dqkv, and those of the prefix to its
	// table. In the lowest layer with a prefix only the latter are wanted
	inputs, first := deeper || in.intoProjection(l), 0
	for s := range b.Seqs() {
		start := int(b.Off[s])
		row := start // of the output
		d, next := m.attn(a, b, in, l, s, read, first)
		if read != nil {
			row = first
		}
		first = next
		var dk, dv []Real
		if d.P > 0 && in.DPrefix != nil {
			dk, dv = in.DPrefix[2*l*c:], in.DPrefix[(2*l+1)*c:]
		}
		AttentionBackward(a.dqkv[start*3*c:], dk, dv, a.dh[row*c:], t.att[t.off[s]:], t.qkv[start*3*c:], &d, inputs, &a.scratch)
	}
	if inputs {
		a.backwardProjected(in, l, b.Rows(), c, read)
	}
	return true
}

// backwardQKV goes from dqkv (N, 3C) to the gradient of the layer's input, which joins the residual share in a.dx (N, C):
// x went two ways, into the attention and around it, so the two gradients are summed.
func (m *Model) backwardQKV(a *Acts, in *Inject, n, l int) {
	c, t, w, g, k := m.C, &a.layers[l], &m.Blocks[l], m.blockGrads(l), &m.blocks[l]
	// qkv = W_qkv·h1 + b_qkv, and Scale·B·A·h1 where a LowRank stands beside it
	LinearBackwardWeight(g.QKVW, g.QKVB, a.dqkv, t.h1, 3*c, c, n, &a.scratch)
	if m.PreLN() { // h1 = LN1(x)
		LinearBackwardInput(a.dh, a.dqkv, k.qkv, n, false)
		a.backwardLow(in, a.dh, n, c, l, nil)
		LayerNormBackward(a.dx, g.LN1W, g.LN1B, a.dh, a.X[l], t.mean1, t.rstd1, w.LN1W, n, c)
		return
	}
	LinearBackwardInput(a.dx, a.dqkv, k.qkv, n, true) // h1 = x
	a.backwardLow(in, a.dx, n, c, l, nil)
}

// BackwardEmbed scatters the gradient of X[0] (N, C) to virtual tokens and embedding tables: emb is a sum of rows of tables,
// so each of those rows gets the gradient of emb, and a word that occurs twice gets two.
func (m *Model) BackwardEmbed(a *Acts, b *Batch, in *Inject) {
	if in.Lowest(m.Grads, m.L) >= 0 {
		return
	}
	n, c, g, d := b.Rows(), m.C, m.grads(), a.dx
	if len(g.Data) == 0 {
		m.backwardVirtualEmbed(a, b, in)
		return
	}
	if !m.PreLN() { // X[0] = LN(emb)
		clear(a.dh[:n*c])
		LayerNormBackward(a.dh, g.EmbLNW, g.EmbLNB, a.dx, a.emb, a.embMean, a.embRstd, m.EmbLNW, n, c)
		d = a.dh
	}
	for i, id := range b.ID {
		row := d[i*c:][:c]
		if id < 0 {
			addRow(in.DVirtual, row, int(-1-id))
		} else {
			addRow(g.Word, row, int(id))
		}
		addRow(g.Pos, row, int(b.Pos[i]))
		if m.Types > 0 {
			addRow(g.Type, row, int(b.Type[i]))
		}
	}
}

// backwardVirtualEmbed is BackwardEmbed of a frozen model: the tables want nothing, so only the rows of virtual tokens are
// looked at.
func (m *Model) backwardVirtualEmbed(a *Acts, b *Batch, in *Inject) {
	c := m.C
	for _, r := range a.virtual {
		d := a.dx[int(r)*c:][:c]
		if !m.PreLN() {
			d = a.dh[:c]
			clear(d)
			LayerNormBackward(d, nil, nil, a.dx[int(r)*c:], a.emb[int(r)*c:], a.embMean[r:], a.embRstd[r:], m.EmbLNW, 1, c)
		}
		addRow(in.DVirtual, d, int(-1-b.ID[r]))
	}
}

// addRow adds row to the i-th row of a table; a nil table is frozen.
func addRow(table, row []Real, i int) {
	if table != nil {
		add(table[i*len(row):], row, len(row))
	}
}
