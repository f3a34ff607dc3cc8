package kernel

import "math"

// Attn describes the attention of one layer over one sequence. Its keys and values are those of the P virtual tokens of a
// deep prefix, then those of the T tokens; its queries are those of the tokens alone. So a deep prefix lengthens rows of
// weights, and adds no row.
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

// Attention computes y (R, C) from qkv (T, 3C: query, key, value) and keeps the weights att (NH, R, P+T),
// deep prefix first. For each head, with q (R, HS), K and V (T, HS), and P_K and P_V (P, HS) of the prefix:
//
//	att = softmax(q·[P_K; K]ᵀ / √HS),  y = att·[P_V; V]
//
// Without Read, R is T. Backward needs qkv and att. Vaswani et al. 2017, arXiv:1706.03762, eq. 1; the prefix: Li and Liang
// 2021, arXiv:2101.00190, section 4.2. The output is (1-λ) times that without a prefix plus λ times that of the prefix alone,
// λ being the prefix's share of the weights: He et al. 2022, arXiv:2110.04366, eq. 7 to 9.
func Attention(y, att, qkv []Real, a *Attn, s *Scratch) {
	hs, n, queries := a.C/a.NH, a.P+a.T, a.Queries()
	if queries == 0 {
		return
	}
	// Scores are sums of HS products; without the factor their spread would grow as √HS.
	scale := Real(1 / math.Sqrt(float64(hs)))
	kv, ld := a.join(qkv, s.reals(a.reals()))
	p := s.panels(max(PanelsFor(hs, n), PanelsFor(n, hs)))
	for h := range a.NH {
		w := att[h*queries*n:][:queries*n] // (R, P+T)
		q, qs := a.query(qkv, a.Q, h)
		// scores q·Kᵀ: (R, HS)·(HS, P+T)
		PackT(p, kv[h*hs:], ld, hs, n)
		Gemm(w, n, q, qs, p, queries, n, hs, false)
		// weights, in the place of the scores
		a.softmax(w, scale)
		// y = att·V: (R, P+T)·(P+T, HS), into the head's columns of y
		Pack(p, kv[a.C+h*hs:], ld, n, hs)
		Gemm(y[h*hs:], a.C, w, n, p, queries, hs, n, false)
	}
}

// AttentionBackward overwrites dqkv (T, 3C), with Read its keys and values and DQ (R, C), and accumulates dkeys and dvals
// (layout of Attn.Keys; nil if the prefix is frozen or absent), given dy (R, C) and the forward pass's qkv and att. For each
// head, in this order:
//
//	y = att·V              dV = attᵀ·dy,  datt = dy·Vᵀ
//	att = softmax(s/√HS)   ds = att·(datt - Σ datt·att)/√HS
//	s = q·Kᵀ               dK = dsᵀ·q,  dq = ds·K
//
// with K and V the prefix's and the tokens'. With inputs false only the prefix gradients are computed and dqkv is left alone:
// that is all the lowest prompted layer of P-Tuning v2 needs.
func AttentionBackward(dqkv, dkeys, dvals, dy, att, qkv []Real, a *Attn, inputs bool, s *Scratch) {
	hs, n, queries := a.C/a.NH, a.P+a.T, a.Queries()
	if queries == 0 {
		// Nobody has asked: no key and no value has a gradient.
		for t := 0; t < a.T && inputs; t++ {
			clear(dqkv[(3*t+1)*a.C:][:2*a.C])
		}
		return
	}
	// Keys and values again, joined as in the forward pass: no layer keeps a copy of them.
	buf := s.reals(a.reals())
	kv, ld := a.join(qkv, buf)
	buf = buf[n*2*a.C:]
	prefix, ds := buf[:a.P*hs], buf[a.P*hs:][:queries*n]
	p := s.panels(max(PanelsFor(hs, n), PanelsFor(n, hs), PanelsFor(queries, hs)))
	// back computes wᵀ·(what p holds) for weights or scores w (R, P+T): rows of the prefix are added to dprefix, those of
	// tokens written to dqkv, to its keys (part 1) or values (part 2).
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
		// att = softmax(s/√HS); a weight of zero has no gradient: this holds for Causal too
		softmaxBackward(ds, w, Real(1/math.Sqrt(float64(hs))), queries, n)
		// s = q·Kᵀ: dq = ds·K, dK = dsᵀ·q
		if inputs {
			Pack(p, kv[h*hs:], ld, n, hs)
			dq, dqs := a.query(dqkv, a.DQ, h)
			Gemm(dq, dqs, ds, n, p, queries, hs, n, false)
		}
		Pack(p, q, qs, queries, hs)
		back(ds, dkeys, 1, h)
	}
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

// query returns the queries (R, HS) of head h, or their gradients, with the distance of their rows: a view of qkv, whose rows
// are 3C long, or with Read of compact (R, C).
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

// softmax turns scores w (R, P+T) into weights. A causal row is the softmax of what its token sees, to the bit as if the
// rest were not there, and zeros behind it.
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

// join returns keys and values of all heads, prefix first, with the distance of their rows: (P+T, 2C) in buf, or without a
// prefix where they are, in qkv. One copy for all heads lets each head be packed from rows of one distance. The
// lengths behind copy's second operand make a short slice a panic; without them copy would take what is there.
func (a *Attn) join(qkv, buf []Real) ([]Real, int) {
	c := a.C
	if a.P == 0 {
		return qkv[c:], 3 * c
	}
	for i := range a.P {
		copy(buf[i*2*c:][:c], a.Keys[i*a.Stride:][:c])
		copy(buf[i*2*c+c:][:c], a.Vals[i*a.Stride:][:c])
	}
	for t := range a.T {
		copy(buf[(a.P+t)*2*c:][:2*c], qkv[t*3*c+c:][:2*c])
	}
	return buf, 2 * c
}

// reals is the working memory of join (P+T, 2C) and of AttentionBackward: gradients of a head's prefix (P, HS) and of its
// weights (R, P+T), R <= T.
func (a *Attn) reals() int { return (a.P+a.T)*2*a.C + a.P*(a.C/a.NH) + a.T*(a.P+a.T) }
