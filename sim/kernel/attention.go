package kernel

import "math"

// Attn describes the attention of one layer over one sequence.
type Attn struct {
	T, P  int    // tokens; virtual tokens of the deep prefix (0 = none)
	C, NH int    // width, heads
	Keys  []Real // deep prefix keys: virtual token i at Keys[i*Stride:][:C]
	Vals  []Real // deep prefix values, same layout
	// Stride is the distance of virtual tokens in Keys and Vals: 2·L·C in the layout of PEFT and P-Tuning v2,
	// where one row of the table holds key and value of every layer.
	Stride int
	// Causal lets token t see the prefix and the tokens up to t; its other weights are zero.
	Causal bool
	// Read lists the tokens whose outputs are wanted, in ascending order; nil means all. There are R = len(Read) queries
	// then, and they and their gradients are not in qkv but in Q and DQ (R, C).
	Read  []int32
	Q, DQ []Real
}

// Queries is R, the number of rows of the output: len(Read), or T.
func (a *Attn) Queries() int {
	if a.Read != nil {
		return len(a.Read)
	}
	return a.T
}

// AttnSize is the number of attention weights of one sequence: (NH, R, P+T).
func (a *Attn) AttnSize() int { return a.NH * a.Queries() * (a.P + a.T) }

// query returns the queries of head h, or their gradients, with the distance of their rows.
func (a *Attn) query(qkv, compact []Real, h int) ([]Real, int) {
	at := h * (a.C / a.NH)
	switch {
	case a.Read == nil:
		return qkv[at:], 3 * a.C
	case len(a.Read) == 0:
		return nil, a.C
	}
	return compact[at:], a.C
}

// softmax turns scores w (R, P+T) into weights.
func (a *Attn) softmax(w []Real, scale Real) {
	n := a.P + a.T
	if !a.Causal {
		softmax(w, scale, a.Queries(), n)
		return
	}
	for i := range a.Queries() {
		t := i
		if a.Read != nil {
			t = int(a.Read[i])
		}
		row, seen := w[i*n:][:n], a.P+t+1
		softmax(row[:seen], scale, 1, seen)
		clear(row[seen:])
	}
}

// Attention computes y (R, C) from qkv (T, 3C: query, key, value) and keeps the weights att (NH, R, P+T),
// deep prefix first:
//
//	att = softmax(q·[P_K; K]ᵀ / √HS),  y = att·[P_V; V]
//
// Without Read, R is T.
func Attention(y, att, qkv []Real, a *Attn, s *Scratch) {
	hs, n, queries := a.C/a.NH, a.P+a.T, a.Queries()
	if queries == 0 {
		return
	}
	scale := Real(1 / math.Sqrt(float64(hs)))
	kv, ld := a.join(qkv, s.reals(a.reals()))
	p := s.panels(max(PanelsFor(hs, n), PanelsFor(n, hs)))
	for h := range a.NH {
		w := att[h*queries*n:][:queries*n]
		q, qs := a.query(qkv, a.Q, h)
		PackT(p, kv[h*hs:], ld, hs, n)
		Gemm(w, n, q, qs, p, queries, n, hs, false)
		a.softmax(w, scale)
		Pack(p, kv[a.C+h*hs:], ld, n, hs)
		Gemm(y[h*hs:], a.C, w, n, p, queries, hs, n, false)
	}
}

// join returns keys and values of all heads, prefix first, with the distance of their rows: (P+T, 2C) in buf, or without a
// prefix where they are.
func (a *Attn) join(qkv, buf []Real) ([]Real, int) {
	c := a.C
	if a.P == 0 {
		return qkv[c:], 3 * c
	}
	for i := range a.P {
		copy(buf[i*2*c:][:c], a.Keys[i*a.Stride:])
		copy(buf[i*2*c+c:][:c], a.Vals[i*a.Stride:])
	}
	for t := range a.T {
		copy(buf[(a.P+t)*2*c:][:2*c], qkv[t*3*c+c:])
	}
	return buf, 2 * c
}

// reals is the working memory of join and of AttentionBackward: one gradient of a head's prefix and one of its weights.
func (a *Attn) reals() int { return (a.P+a.T)*2*a.C + a.P*(a.C/a.NH) + a.T*(a.P+a.T) }

// AttentionBackward overwrites dqkv (T, 3C), with Read its keys and values and DQ, and accumulates dkeys and dvals (layout
// of Attn.Keys; nil if the prefix is frozen or absent), given dy (R, C). With inputs false only the prefix gradients are
// computed and dqkv is left alone: that is all the lowest prompted layer of P-Tuning v2 needs.
func AttentionBackward(dqkv, dkeys, dvals, dy, att, qkv []Real, a *Attn, inputs bool, s *Scratch) {
	hs, n, queries := a.C/a.NH, a.P+a.T, a.Queries()
	if queries == 0 {
		for t := 0; t < a.T && inputs; t++ {
			clear(dqkv[(3*t+1)*a.C:][:2*a.C])
		}
		return
	}
	buf := s.reals(a.reals())
	kv, ld := a.join(qkv, buf)
	buf = buf[n*2*a.C:]
	prefix, ds := buf[:a.P*hs], buf[a.P*hs:][:queries*n]
	p := s.panels(max(PanelsFor(hs, n), PanelsFor(n, hs), PanelsFor(queries, hs)))
	// back computes wᵀ·(what p holds) for weights or scores w: rows of the prefix are added to dprefix, those of tokens
	// written to dqkv.
	back := func(w []Real, dprefix []Real, part, h int) {
		if dprefix != nil {
			GemmT(prefix, hs, w, n, p, a.P, hs, queries, false)
			AddRows(dprefix[h*hs:], a.Stride, prefix, hs, a.P, hs)
		}
		if inputs {
			GemmT(dqkv[part*a.C+h*hs:], 3*a.C, w[a.P:], n, p, a.T, hs, queries, false)
		}
	}
	for h := range a.NH {
		w := att[h*queries*n:][:queries*n]
		q, qs := a.query(qkv, a.Q, h)
		// y = att·V: dV = attᵀ·dy, datt = dy·Vᵀ
		Pack(p, dy[h*hs:], a.C, queries, hs)
		back(w, dvals, 2, h)
		PackT(p, kv[a.C+h*hs:], ld, hs, n)
		Gemm(ds, n, dy[h*hs:], a.C, p, queries, n, hs, false)
		softmaxBackward(ds, w, Real(1/math.Sqrt(float64(hs))), queries, n) // a weight of zero has no gradient: this holds for Causal too
		// score = q·Kᵀ/√HS: dK = dsᵀ·q, dq = ds·K
		if inputs {
			Pack(p, kv[h*hs:], ld, n, hs)
			dq, dqs := a.query(dqkv, a.DQ, h)
			Gemm(dq, dqs, ds, n, p, queries, hs, n, false)
		}
		Pack(p, q, qs, queries, hs)
		back(ds, dkeys, 1, h)
	}
}
