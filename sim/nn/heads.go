package nn

import . "promptscope/sim/kernel"

// MLMHead is the working memory of the masked-language-model head (cls.predictions): it reads chosen rows of Out
// and gives logits over the vocabulary: word·LN(gelu(dense(h))) + bias.
type MLMHead struct {
	Logits            []Real // (R, V); its backward pass takes dlogits of the same shape
	in, fc, act, norm []Real // (R, C): the rows of Out, and the stages of the formula
	gate              []Real // (R, C): what gelu's backward pass needs
	mean, rstd        []Real // (R) of norm
	dn, dfc           []Real // (R, C): gradients of norm and of in; of act and of fc
	s                 Scratch
}

// NewMLMHead has room for n rows at a time.
func NewMLMHead(c Config, n int) *MLMHead {
	s := func(k int) []Real { return make([]Real, n*k) }
	h := &MLMHead{Logits: s(c.V), in: s(c.C), fc: s(c.C), act: s(c.C), norm: s(c.C), gate: s(c.C), mean: s(1), rstd: s(1), dn: s(c.C), dfc: s(c.C)}
	h.s.Reserve(c.C, n, nil)
	return h
}

// Forward computes Logits (R, V) for R given rows of a.Out, with one matrix for words coming in and going out:
//
//	logits = Word·norm + b_dec,   norm = LN(act),   act = gelu(fc),   fc = W_trans·h + b_trans
//
// A causal model has logits = Word·h.
func (h *MLMHead) Forward(m *Model, a *Acts, rows []int32) {
	n, c := len(rows), m.C
	for i, r := range rows {
		copy(h.in[i*c:][:c], a.Out[int(r)*c:])
	}
	if m.Causal() {
		Linear(h.Logits, h.in, m.PackWords(), nil, n)
		return
	}
	Linear(h.fc, h.in, m.trans, m.TransB, n)
	m.activate(h.act, h.gate, h.fc[:n*c])
	LayerNorm(h.norm, h.mean, h.rstd, h.act, m.TransLNW, m.TransLNB, n, c, m.Eps)
	Linear(h.Logits, h.norm, m.PackWords(), m.DecB, n)
}

// Backward adds the gradient of the rows to a.DOut and accumulates m.Grads, given dlogits (rows, V).
func (h *MLMHead) Backward(m *Model, a *Acts, rows []int32, dlogits []Real) {
	n, c, g := len(rows), m.C, m.grads()
	dword := g.Word
	if m.decoder != nil {
		dword = m.decoder
	}
	if m.Causal() { // logits = Word·h
		LinearBackwardWeight(dword, nil, dlogits, h.in, m.V, c, n, &h.s)
		LinearBackwardInput(h.dn, dlogits, m.PackWords(), n, false)
		h.scatter(a, rows, c)
		return
	}
	// logits = Word·norm + b_dec
	LinearBackwardWeight(dword, g.DecB, dlogits, h.norm, m.V, c, n, &h.s)
	LinearBackwardInput(h.dn, dlogits, m.PackWords(), n, false)
	// norm = LN(act), act = gelu(fc): dfc (R, C) is the gradient of act, then of fc
	clear(h.dfc[:n*c])
	LayerNormBackward(h.dfc, g.TransLNW, g.TransLNB, h.dn, h.act, h.mean, h.rstd, m.TransLNW, n, c)
	m.activateBackward(h.dfc, h.dfc, h.fc[:n*c], h.gate)
	// fc = W_trans·h + b_trans: dn (R, C) becomes the gradient of h
	LinearBackwardWeight(g.TransW, g.TransB, h.dfc, h.in, c, c, n, &h.s)
	LinearBackwardInput(h.dn, h.dfc, m.trans, n, false)
	h.scatter(a, rows, c)
}

// scatter adds dn to the rows of a.DOut.
func (h *MLMHead) scatter(a *Acts, rows []int32, c int) {
	for i, r := range rows {
		add(a.DOut[int(r)*c:], h.dn[i*c:], c)
	}
}

// LinearHead is a classifier (K, C) on rows of Out, trained with every method on tagging tasks.
type LinearHead struct {
	K, C int
	// Pool is the model whose pooler the rows pass before the classifier, as in BertForSequenceClassification; nil for none.
	Pool *Model
	// logits = W·h + b with W (K, C) and b (K); DW and DB accumulate.
	W, B   []Real
	DW, DB []Real
	Logits []Real // (R, K)
	mat    *Matrix
	// in (R, C) is the rows of Out, dn (R, C) their gradients.
	in, dn []Real
	s      Scratch
}

// NewLinearHead has room for n rows at a time.
func NewLinearHead(k, c, n int) *LinearHead {
	h := &LinearHead{K: k, C: c, W: make([]Real, k*c), B: make([]Real, k), DW: make([]Real, k*c), DB: make([]Real, k),
		Logits: make([]Real, n*k), in: make([]Real, n*c), dn: make([]Real, n*c)}
	h.mat = NewMatrix(h.W, k, c)
	h.s.Reserve(c, n, nil)
	return h
}

// Share returns a head with the same weights and working memory of its own for n rows, to look without touching.
func (h *LinearHead) Share(n int) *LinearHead {
	s := *h
	s.Logits, s.in, s.dn, s.s = make([]Real, n*h.K), make([]Real, n*h.C), nil, Scratch{}
	return &s
}

// Repack must be called after W has changed.
func (h *LinearHead) Repack() { h.mat.Pack() }

// Forward computes Logits (R, K) = W·h + b for R given rows of a.Out.
func (h *LinearHead) Forward(a *Acts, rows []int32) {
	// in (R, C) holds the rows without gaps, and keeps them for the backward pass
	for i, r := range rows {
		if in := h.in[i*h.C:][:h.C]; h.Pool != nil {
			h.Pool.Pool(in, a, int(r))
		} else {
			copy(in, a.Out[int(r)*h.C:])
		}
	}
	Linear(h.Logits, h.in, h.mat, h.B, len(rows))
}

// Backward adds to a.DOut and accumulates DW and DB, given dlogits (rows, K).
func (h *LinearHead) Backward(a *Acts, rows []int32, dlogits []Real) {
	n := len(rows)
	// logits = W·h + b: dW += dlogitsᵀ·h (K, C), db += the sum of its rows (K), dh = dlogits·W (R, C)
	LinearBackwardWeight(h.DW, h.DB, dlogits, h.in, h.K, h.C, n, &h.s)
	LinearBackwardInput(h.dn, dlogits, h.mat, n, false)
	for i, r := range rows {
		if dn := h.dn[i*h.C:][:h.C]; h.Pool != nil {
			h.Pool.PoolBackward(dn, h.in[i*h.C:][:h.C], a, int(r))
		} else {
			add(a.DOut[int(r)*h.C:], dn, h.C)
		}
	}
}

// Pool computes pooled (C) = tanh(W_pool·h + b_pool) of one row h of Out: BERT's pooler, which classifiers of the papers read
// at [CLS]. Our own heads read [CLS] itself.
func (m *Model) Pool(dst []Real, a *Acts, row int) {
	Linear(dst, a.Out[row*m.C:], m.pool, m.PoolB, 1)
	TanhForward(dst[:m.C], dst[:m.C])
}

// PoolBackward adds to a.DOut the gradient of row and accumulates m.Grads; pooled is Pool's result, dpooled is overwritten.
func (m *Model) PoolBackward(dpooled, pooled []Real, a *Acts, row int) {
	g := m.grads()
	// pooled = tanh(fc), fc = W_pool·h + b_pool: dfc = (1 − pooled²)·dpooled (C)
	TanhBackward(dpooled, dpooled, pooled[:m.C])
	LinearBackwardWeight(g.PoolW, g.PoolB, dpooled, a.Out[row*m.C:], m.C, m.C, 1, &a.scratch)
	LinearBackwardInput(a.DOut[row*m.C:], dpooled, m.pool, 1, true)
}
