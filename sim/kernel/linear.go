package kernel

// Matrix is a weight matrix (OC, IC) with both packed forms that its products need. After W has
// changed, Pack must be called; a frozen matrix is packed once.
type Matrix struct {
	OC, IC int
	W      []Real
	fwd    []Panel // (IC, OC) operand of y = x·Wᵀ
	bwd    []Panel // (OC, IC) operand of dx = dy·W
}

// NewMatrix wraps w and packs it.
func NewMatrix(w []Real, oc, ic int) *Matrix {
	m := &Matrix{OC: oc, IC: ic, W: w[:oc*ic], fwd: make([]Panel, PanelsFor(ic, oc)), bwd: make([]Panel, PanelsFor(oc, ic))}
	m.Pack()
	return m
}

// Pack brings the packed forms up to date with W.
func (m *Matrix) Pack() {
	PackT(m.fwd, m.W, m.IC, m.IC, m.OC)
	Pack(m.bwd, m.W, m.IC, m.OC, m.IC)
}

// Linear computes y = x·Wᵀ + b for x (n, IC) and y (n, OC); b may be nil.
func Linear(y, x []Real, m *Matrix, b []Real, n int) { LinearTo(y, m.OC, x, m, b, n) }

// LinearTo is Linear with rows of y at distance ld, for a part of a wider matrix.
func LinearTo(y []Real, ld int, x []Real, m *Matrix, b []Real, n int) {
	Gemm(y, ld, x, m.IC, m.fwd, n, m.OC, m.IC, false)
	if b == nil {
		return
	}
	AddRows(y, ld, b[:m.OC], 0, n, m.OC)
}

// LinearBackwardInput computes dx = dy·W, or dx += dy·W if add.
func LinearBackwardInput(dx, dy []Real, m *Matrix, n int, add bool) {
	LinearBackwardInputFrom(dx, dy, m.OC, m, n, add)
}

// LinearBackwardInputFrom is LinearBackwardInput with rows of dy at distance ld.
func LinearBackwardInputFrom(dx, dy []Real, ld int, m *Matrix, n int, add bool) {
	Gemm(dx, m.IC, dy, ld, m.bwd, n, m.IC, m.OC, add)
}

// LinearBackwardWeight accumulates dw += dyᵀ·x and db += Σ rows of dy; either may be nil (frozen).
func LinearBackwardWeight(dw, db, dy, x []Real, oc, ic, n int, s *Scratch) {
	LinearBackwardWeightFrom(dw, db, dy, oc, x, oc, ic, n, s)
}

// LinearBackwardWeightFrom is LinearBackwardWeight with rows of dy at distance ld.
func LinearBackwardWeightFrom(dw, db, dy []Real, ld int, x []Real, oc, ic, n int, s *Scratch) {
	if db != nil {
		AddRows(db[:oc], 0, dy, ld, n, oc)
	}
	if dw == nil {
		return
	}
	p := s.panels(PanelsFor(n, ic))
	Pack(p, x, ic, n, ic)
	GemmT(dw, ic, dy, ld, p, oc, ic, n, true)
}

// Scratch is working memory of kernels. It grows when it must and is reused; Reserve makes it large enough
// before the first step, so that no step allocates.
type Scratch struct {
	p []Panel
	r []Real
}

// Reserve makes room for LinearBackwardWeight of up to ic inputs over n rows, and for attention of the shape of a (its
// longest sequence) if it is not nil.
func (s *Scratch) Reserve(ic, n int, a *Attn) {
	s.panels(PanelsFor(n, ic))
	if a != nil {
		hs, k := a.C/a.NH, a.P+a.T
		s.reals(a.reals())
		s.panels(max(PanelsFor(n, ic), PanelsFor(hs, k), PanelsFor(k, hs), PanelsFor(a.T, hs)))
	}
}

func (s *Scratch) panels(n int) []Panel {
	if len(s.p) < n {
		s.p = make([]Panel, n)
	}
	return s.p[:n]
}

func (s *Scratch) reals(n int) []Real {
	if len(s.r) < n {
		s.r = make([]Real, n)
	}
	return s.r[:n]
}
