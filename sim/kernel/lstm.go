package kernel

// LSTM is one direction of one LSTM layer in PyTorch's convention: gates stacked i, f, g, o, two bias
// vectors, c' = f·c + i·g, y = o·tanh(c'). u is the hidden width, ic the input width.
type LSTM struct {
	IC, U    int
	Reverse  bool
	WIH, WHH *Matrix // (4U, IC), (4U, U)
	BIH, BHH []Real  // (4U)

	gates, cell, tanhC []Real // (T, 4U) after the non-linearities, (T, U), (T, U)
	dgates             []Real // (T, 4U)
	before             []Real // (T, U) hidden state that each time step read
	dh, dc             []Real // (U) running gradients of the recurrence
	zero               []Real // (U) the initial state
}

// NewLSTM takes the four parameter tensors and room for t time steps.
func NewLSTM(wih, whh, bih, bhh []Real, ic, u, t int, reverse bool) *LSTM {
	return &LSTM{
		IC: ic, U: u, Reverse: reverse, WIH: NewMatrix(wih, 4*u, ic), WHH: NewMatrix(whh, 4*u, u), BIH: bih, BHH: bhh,
		gates: make([]Real, t*4*u), cell: make([]Real, t*u), tanhC: make([]Real, t*u),
		dgates: make([]Real, t*4*u), before: make([]Real, t*u), dh: make([]Real, u), dc: make([]Real, u), zero: make([]Real, u),
	}
}

// at returns the time index of step s and of the step before it (-1 at the start).
func (l *LSTM) at(s, t int) (now, before int) {
	if l.Reverse {
		if s == 0 {
			return t - 1, -1
		}
		return t - 1 - s, t - s
	}
	return s, s - 1
}

// state returns row i of a (T, U) slab with stride ld, or the zero state for i < 0.
func (l *LSTM) state(x []Real, i, ld int) []Real {
	if i < 0 {
		return l.zero
	}
	return x[i*ld:][:l.U]
}

// Forward reads x (t, IC) and writes the hidden states to y, row stride ld (the two directions of a
// layer share rows of width 2U). Weights must be packed.
func (l *LSTM) Forward(y []Real, ld int, x []Real, t int) {
	u := l.U
	Linear(l.gates, x, l.WIH, l.BIH, t)
	for s := range t {
		now, before := l.at(s, t)
		g := l.gates[now*4*u:][:4*u]
		Gemm(g, 4*u, l.state(y, before, ld), u, l.WHH.fwd, 1, 4*u, u, true)
		AddRows(g, 0, l.BHH, 0, 1, 4*u)
		Sigmoid(g[:2*u], g[:2*u]) // i, f
		TanhForward(g[2*u:3*u], g[2*u:3*u])
		Sigmoid(g[3*u:], g[3*u:]) // o
		c, tc, h, c0 := l.cell[now*u:][:u], l.tanhC[now*u:][:u], y[now*ld:][:u], l.state(l.cell, before, u)
		for j := range u {
			c[j] = Real(g[u+j]*c0[j]) + Real(g[j]*g[2*u+j])
		}
		TanhForward(tc, c)
		for j, v := range tc {
			h[j] = Real(g[3*u+j] * v)
		}
	}
}

// Backward accumulates dx (t, IC; nil if not wanted) and the four parameter gradients from dy (row stride ld).
// x and y are those of Forward.
func (l *LSTM) Backward(dx, dwih, dwhh, dbih, dbhh, dy, y []Real, ld int, x []Real, t int, sc *Scratch) {
	u := l.U
	clear(l.dh)
	clear(l.dc)
	for s := t - 1; s >= 0; s-- {
		now, before := l.at(s, t)
		g, d := l.gates[now*4*u:][:4*u], l.dgates[now*4*u:][:4*u]
		l.backwardStep(d, g, dy[now*ld:][:u], l.tanhC[now*u:][:u], l.state(l.cell, before, u))
		// g = … + W_hh·h(before): the gradient goes back in time, and behind the loop into W_hh.
		LinearBackwardInput(l.dh, d, l.WHH, 1, false)
		copy(l.before[now*u:][:u], l.state(y, before, ld))
	}
	LinearBackwardWeight(dwhh, dbhh, l.dgates, l.before, 4*u, u, t, sc)
	LinearBackwardWeight(dwih, dbih, l.dgates, x, 4*u, l.IC, t, sc)
	if dx != nil {
		LinearBackwardInput(dx, l.dgates, l.WIH, t, true)
	}
}

// backwardStep computes the gate gradients d of one time step and moves dc one step back.
func (l *LSTM) backwardStep(d, g, dy, tc, c0 []Real) {
	u := l.U
	for j := range u {
		i, f, z, o := g[j], g[u+j], g[2*u+j], g[3*u+j]
		dh := dy[j] + l.dh[j]
		dc := l.dc[j] + Real(Real(dh*o)*(1-Real(tc[j]*tc[j])))
		d[j] = Real(Real(dc*z) * Real(i*(1-i)))
		d[u+j] = Real(Real(dc*c0[j]) * Real(f*(1-f)))
		d[2*u+j] = Real(Real(dc*i) * (1 - Real(z*z)))
		d[3*u+j] = Real(Real(dh*tc[j]) * Real(o*(1-o)))
		l.dc[j] = Real(dc * f)
	}
}
