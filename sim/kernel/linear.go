package kernel

// Matrix is a weight matrix (OC, IC) with both packed forms that its products need. After W has
// changed, Pack must be called; a frozen matrix is packed once. Both forms together take twice the memory of W, and save
// packing it in every product of a frozen backbone.
type Matrix struct {
	OC, IC int
	W      []Real
	fwd    []Panel // (IC, OC) operand of y = x·Wᵀ
	bwd    []Panel // (OC, IC) operand of dx = dy·W
}

// NewMatrix wraps w (OC, IC), of which it is a view, and packs it. It allocates, as NewLSTM does; no kernel does.
func NewMatrix(w []Real, oc, ic int) *Matrix {
	m := &Matrix{OC: oc, IC: ic, W: w[:oc*ic], fwd: make([]Panel, PanelsFor(ic, oc)), bwd: make([]Panel, PanelsFor(oc, ic))}
	m.Pack()
	return m
}

// Pack brings the packed forms up to date with W.
func (m *Matrix) Pack() {
	PackT(m.fwd, m.W, m.IC, m.IC, m.OC) // Wᵀ (IC, OC)
	Pack(m.bwd, m.W, m.IC, m.OC, m.IC)  // W (OC, IC)
}

// Linear computes y = x·Wᵀ + b for x (N, IC), y (N, OC) and b (OC), which may be nil:
//
//	y[i][o] = Σ_c x[i][c]·W[o][c] + b[o]
//
// The bias is added to the finished sum. Backward needs x for dw and the matrix for dx.
func Linear(y, x []Real, m *Matrix, b []Real, n int) { LinearTo(y, m.OC, x, m, b, n) }

// LinearTo is Linear with rows of y (N, OC) at distance ld, for a part of a wider matrix: keys and values in the
// rows of qkv (T, 3C), say.
func LinearTo(y []Real, ld int, x []Real, m *Matrix, b []Real, n int) {
	Gemm(y, ld, x, m.IC, m.fwd, n, m.OC, m.IC, false)
	if b == nil {
		return
	}
	AddRows(y, ld, b[:m.OC], 0, n, m.OC)
}

// LinearBackwardInput computes dx (N, IC) = dy·W from dy (N, OC), or dx += dy·W if add.
//
//	y[i][o] = Σ_c x[i][c]·W[o][c]        dx[i][c] = Σ_o dy[i][o]·W[o][c]
func LinearBackwardInput(dx, dy []Real, m *Matrix, n int, add bool) {
	LinearBackwardInputFrom(dx, dy, m.OC, m, n, add)
}

// LinearBackwardInputFrom is LinearBackwardInput with rows of dy (N, OC) at distance ld, as LinearTo wrote them.
func LinearBackwardInputFrom(dx, dy []Real, ld int, m *Matrix, n int, add bool) {
	Gemm(dx, m.IC, dy, ld, m.bwd, n, m.IC, m.OC, add)
}

// LinearBackwardWeight accumulates dw (OC, IC) and db (OC) from dy (N, OC) and the input x (N, IC) of the forward pass;
// either may be nil (frozen).
//
//	y[i][o] = Σ_c x[i][c]·W[o][c] + b[o]        dw[o][c] += Σ_i dy[i][o]·x[i][c],  db[o] += Σ_i dy[i][o]
//
// The sum over rows starts from the old dw, so a batch in pieces gives the bits of the whole batch.
func LinearBackwardWeight(dw, db, dy, x []Real, oc, ic, n int, s *Scratch) {
	LinearBackwardWeightFrom(dw, db, dy, oc, x, oc, ic, n, s)
}

// LinearBackwardWeightFrom is LinearBackwardWeight with rows of dy (N, OC) at distance ld.
func LinearBackwardWeightFrom(dw, db, dy []Real, ld int, x []Real, oc, ic, n int, s *Scratch) {
	if db != nil {
		AddRows(db[:oc], 0, dy, ld, n, oc)
	}
	if dw == nil {
		return
	}
	// x is the right operand here, and new in every step: it is packed into scratch.
	p := s.panels(PanelsFor(n, ic))
	Pack(p, x, ic, n, ic)
	GemmT(dw, ic, dy, ld, p, oc, ic, n, true)
}
