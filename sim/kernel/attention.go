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
}

// AttnSize is the number of attention weights of one sequence: (NH, T, P+T).
func (a *Attn) AttnSize() int { return a.NH * a.T * (a.P + a.T) }

// Attention computes y (T, C) from qkv (T, 3C: query, key, value) and keeps the weights att (NH, T, P+T),
// deep prefix first:
//
//	att = softmax(q·[P_K; K]ᵀ / √HS),  y = att·[P_V; V]
func Attention(y, att, qkv []Real, a *Attn, s *Scratch) {
	hs, n := a.C/a.NH, a.P+a.T
	scale := Real(1 / math.Sqrt(float64(hs)))
	kv := s.reals(n * hs)
	p := s.panels(max(PanelsFor(hs, n), PanelsFor(n, hs)))
	for h := range a.NH {
		w := att[h*a.T*n:][:a.T*n]
		a.gather(kv, qkv, a.Keys, h, 1)
		PackT(p, kv, hs, hs, n)
		Gemm(w, n, qkv[h*hs:], 3*a.C, p, a.T, n, hs, false)
		softmax(w, scale, a.T, n)
		a.gather(kv, qkv, a.Vals, h, 2)
		Pack(p, kv, hs, n, hs)
		Gemm(y[h*hs:], a.C, w, n, p, a.T, hs, n, false)
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

// AttentionBackward overwrites dqkv (T, 3C) and accumulates dkeys and dvals (layout of Attn.Keys; nil if the
// prefix is frozen or absent). With inputs false only the prefix gradients are computed and dqkv is
// left alone: that is all the lowest prompted layer of P-Tuning v2 needs.
func AttentionBackward(dqkv, dkeys, dvals, dy, att, qkv []Real, a *Attn, inputs bool, s *Scratch) {
	hs, n := a.C/a.NH, a.P+a.T
	rows := n // rows of dK and dV that are wanted: the prefix comes first
	if !inputs {
		rows = a.P
	}
	buf := s.reals(n*hs + a.T*n)
	kv, ds := buf[:n*hs], buf[n*hs:][:a.T*n]
	p := s.panels(max(PanelsFor(hs, n), PanelsFor(n, hs), PanelsFor(a.T, hs)))
	for h := range a.NH {
		w := att[h*a.T*n:][:a.T*n]
		// y = att·V: dV = attᵀ·dy, datt = dy·Vᵀ
		Pack(p, dy[h*hs:], a.C, a.T, hs)
		GemmT(kv, hs, w, n, p, rows, hs, a.T, false)
		a.scatter(dqkv, dvals, kv, h, 2, inputs)
		a.gather(kv, qkv, a.Vals, h, 2)
		PackT(p, kv, hs, hs, n)
		Gemm(ds, n, dy[h*hs:], a.C, p, a.T, n, hs, false)
		softmaxBackward(ds, w, Real(1/math.Sqrt(float64(hs))), a.T, n)
		// score = q·Kᵀ/√HS: dK = dsᵀ·q, dq = ds·K
		if inputs {
			a.gather(kv, qkv, a.Keys, h, 1)
			Pack(p, kv, hs, n, hs)
			Gemm(dqkv[h*hs:], 3*a.C, ds, n, p, a.T, hs, n, false)
		}
		Pack(p, qkv[h*hs:], 3*a.C, a.T, hs)
		GemmT(kv, hs, ds, n, p, rows, hs, a.T, false)
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
