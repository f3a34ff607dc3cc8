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
	kv := s.reals(n * hs)
	p := s.panels(max(PanelsFor(hs, n), PanelsFor(n, hs)))
	for h := range a.NH {
		w := att[h*queries*n:][:queries*n]
		q, qs := a.query(qkv, a.Q, h)
		a.gather(kv, qkv, a.Keys, h, 1)
		PackT(p, kv, hs, hs, n)
		Gemm(w, n, q, qs, p, queries, n, hs, false)
		a.softmax(w, scale)
		a.gather(kv, qkv, a.Vals, h, 2)
		Pack(p, kv, hs, n, hs)
		Gemm(y[h*hs:], a.C, w, n, p, queries, hs, n, false)
	}
}

// gather copies head h of the prefix and of the real keys (part 1) or values (part 2) to dst (P+T, HS).
func (a *Attn) gather(dst, qkv, prefix []Real, h, part int) {
	hs := a.C / a.NH
	for i := range a.P {
		copy(dst[i*hs:][:hs], prefix[i*a.Stride+h*hs:])
	}
	for t := range a.T {
		copy(dst[(a.P+t)*hs:][:hs], qkv[t*3*a.C+part*a.C+h*hs:])
	}
}

// AttentionBackward overwrites dqkv (T, 3C), with Read its keys and values and DQ, and accumulates dkeys and dvals (layout
// of Attn.Keys; nil if the prefix is frozen or absent), given dy (R, C). With inputs false only the prefix gradients are
// computed and dqkv is left alone: that is all the lowest prompted layer of P-Tuning v2 needs.
func AttentionBackward(dqkv, dkeys, dvals, dy, att, qkv []Real, a *Attn, inputs bool, s *Scratch) {
	hs, n, queries := a.C/a.NH, a.P+a.T, a.Queries()
	rows := n // rows of dK and dV that are wanted: the prefix comes first
	if !inputs {
		rows = a.P
	}
	buf := s.reals(n*hs + queries*n)
	kv, ds := buf[:n*hs], buf[n*hs:][:queries*n]
	if queries == 0 {
		clear(kv)
		for h := range a.NH {
			a.scatter(dqkv, nil, kv, h, 1, inputs)
			a.scatter(dqkv, nil, kv, h, 2, inputs)
		}
		return
	}
	p := s.panels(max(PanelsFor(hs, n), PanelsFor(n, hs), PanelsFor(queries, hs)))
	for h := range a.NH {
		w := att[h*queries*n:][:queries*n]
		q, qs := a.query(qkv, a.Q, h)
		// y = att·V: dV = attᵀ·dy, datt = dy·Vᵀ
		Pack(p, dy[h*hs:], a.C, queries, hs)
		GemmT(kv, hs, w, n, p, rows, hs, queries, false)
		a.scatter(dqkv, dvals, kv, h, 2, inputs)
		a.gather(kv, qkv, a.Vals, h, 2)
		PackT(p, kv, hs, hs, n)
		Gemm(ds, n, dy[h*hs:], a.C, p, queries, n, hs, false)
		softmaxBackward(ds, w, Real(1/math.Sqrt(float64(hs))), queries, n) // a weight of zero has no gradient: this holds for Causal too
		// score = q·Kᵀ/√HS: dK = dsᵀ·q, dq = ds·K
		if inputs {
			a.gather(kv, qkv, a.Keys, h, 1)
			Pack(p, kv, hs, n, hs)
			dq, dqs := a.query(dqkv, a.DQ, h)
			Gemm(dq, dqs, ds, n, p, queries, hs, n, false)
		}
		Pack(p, q, qs, queries, hs)
		GemmT(kv, hs, ds, n, p, rows, hs, queries, false)
		a.scatter(dqkv, dkeys, kv, h, 1, inputs)
	}
}

// scatter adds the prefix rows of src (P+T, HS) to dprefix and writes the others to dqkv.
func (a *Attn) scatter(dqkv, dprefix, src []Real, h, part int, inputs bool) {
	hs := a.C / a.NH
	if dprefix != nil {
		AddRows(dprefix[h*hs:], a.Stride, src, hs, a.P, hs)
	}
	if !inputs {
		return
	}
	for t := range a.T {
		copy(dqkv[t*3*a.C+part*a.C+h*hs:][:hs], src[(a.P+t)*hs:])
	}
}
