package nn

import . "promptscope/sim/kernel"

// still keeps what layer 0 makes of a real token when nothing below its attention trains: its embedding and its query, key
// and value depend on word and position alone. Training meets the same few thousand pairs again and again. Of a layer's
// 12·C² multiply-adds a row (FF = 4·C) this saves 3·C² in layer 0.
type still struct {
	// first (V, MaxPos) is the slot of a pair of word and position, plus 1; 0 is none yet.
	first []int32
	// x (slots, C) and qkv (slots, 3C) are X[0] and query, key and value of the pairs, of which used slots are taken.
	x, qkv []Real
	used   int
	maxPos int

	// slot (N) is that of each row of the batch, -1 if it has none; todo lists the rows without.
	slot []int32
	todo []int32
}

// A virtual token has no slot, as its numbers move. What a method does at queries, keys and values of layer 0 (low-rank
// updates, inserts) comes on top of the copies, since it moves too.

// KeepStill lets a keep queries, keys and values of layer 0 for up to n pairs of word and position. It does nothing for a
// model of which any weight trains, or of one layer. ForwardLayer for layer 0 must follow Embed of the same batch then.
func (m *Model) KeepStill(a *Acts, n int) {
	if m.Grads != nil || m.L < 2 || n == 0 {
		return
	}
	a.still = &still{first: make([]int32, m.V*m.MaxPos), x: make([]Real, n*m.C), qkv: make([]Real, n*3*m.C), maxPos: m.MaxPos,
		slot: make([]int32, 0, a.rows), todo: make([]int32, 0, a.rows)}
}

// pair returns the place of a row's slot; nil for a virtual token, and for a type that is not 0.
func (s *still) pair(b *Batch, i int) *int32 {
	if b.ID[i] < 0 || b.Type[i] != 0 {
		return nil
	}
	return &s.first[int(b.ID[i])*s.maxPos+int(b.Pos[i])]
}

// find looks up the rows of a batch.
func (s *still) find(b *Batch) {
	s.slot, s.todo = s.slot[:0], s.todo[:0]
	for i := range b.ID {
		at := int32(-1)
		if p := s.pair(b, i); p != nil {
			at = *p - 1
		}
		s.slot = append(s.slot, at)
		if at < 0 {
			s.todo = append(s.todo, int32(i))
		}
	}
}

// known reports whether row i of the batch has a slot; without a cache none has.
func (s *still) known(i int) bool { return s != nil && s.slot[i] >= 0 }

// projectStill computes h1 (with low-rank updates, of all rows) and qkv of layer 0: known rows are copied.
func (m *Model) projectStill(a *Acts, b *Batch, in *Inject) {
	s, w, t, n, c := a.still, &m.Blocks[0], &a.layers[0], b.Rows(), m.C
	if m.PreLN() && in.lowIn(0) {
		LayerNorm(t.h1, t.mean1, t.rstd1, a.X[0], w.LN1W, w.LN1B, n, c, m.Eps)
	}
	// hread (todo, C) is h1 of the rows without a slot, dqkv (todo, 3C) what they give; both are free in a forward pass
	if !m.PreLN() {
		gather(a.hread, a.X[0], s.todo, c)
	} else {
		gather(a.dmid, a.X[0], s.todo, c)
		LayerNorm(a.hread, a.mean, a.rstd, a.dmid, w.LN1W, w.LN1B, len(s.todo), c, m.Eps)
		for i, r := range s.todo {
			t.mean1[r], t.rstd1[r] = a.mean[i], a.rstd[i]
		}
	}
	Linear(a.dqkv, a.hread, m.blocks[0].qkv, w.QKVB, len(s.todo))
	// each goes to its row of qkv, and into a free slot if its pair is new
	for i, r := range s.todo {
		row := a.dqkv[i*3*c:][:3*c]
		copy(t.qkv[int(r)*3*c:], row)
		if p := s.pair(b, int(r)); p != nil && *p == 0 && (s.used+1)*c <= len(s.x) {
			copy(s.x[s.used*c:][:c], a.X[0][int(r)*c:])
			copy(s.qkv[s.used*3*c:], row)
			s.used++
			*p = int32(s.used)
		}
	}
	// the other rows are what they were when their pair was met first
	for i, at := range s.slot {
		if at >= 0 {
			copy(t.qkv[i*3*c:][:3*c], s.qkv[int(at)*3*c:])
		}
	}
}

// backwardVirtual is backwardQKV of layer 0 for a frozen model: only virtual tokens want the gradient of their embedding.
// It works in qkv and h1 of the layer, which are not read any more.
func (m *Model) backwardVirtual(a *Acts) {
	t, w, k, c, n := &a.layers[0], &m.Blocks[0], m.blocks[0].qkv, m.C, len(a.virtual)
	// rows of virtual tokens, without gaps: dqkv in qkv, the residual share of dx in dmid
	gather(t.qkv, a.dqkv, a.virtual, 3*c)
	gather(a.dmid, a.dx, a.virtual, c)
	// qkv = W_qkv·h1 + b_qkv with h1 = LN1(x), or post-LN h1 = x
	if m.PreLN() {
		LinearBackwardInput(a.dh, t.qkv, k, n, false)
		gather(t.h1, a.X[0], a.virtual, c)
		for i, r := range a.virtual {
			a.mean[i], a.rstd[i] = t.mean1[r], t.rstd1[r]
		}
		LayerNormBackward(a.dmid, nil, nil, a.dh, t.h1, a.mean, a.rstd, w.LN1W, n, c)
	} else {
		LinearBackwardInput(a.dmid, t.qkv, k, n, true)
	}
	for i, r := range a.virtual {
		copy(a.dx[int(r)*c:][:c], a.dmid[i*c:])
	}
}
