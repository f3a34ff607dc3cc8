package kernel

// LSTM is one direction of one LSTM layer in PyTorch's convention: gates stacked i, f, g, o, and two bias vectors. u is the
// hidden width, ic the input width; σ is the sigmoid. From h and c of the time step before,
//
//	gates = W_ih·x + b_ih + W_hh·h + b_hh        (4U), four quarters
//	i, f, o = σ(quarter 1, 2, 4),  g = tanh(quarter 3)
//	c' = f·c + i·g
//	h' = o·tanh(c')                              the output y
//
// Hochreiter and Schmidhuber 1997, with the forget gate f of Gers, Schmidhuber and Cummins 2000. P-Tuning's prompt encoder is
// two such layers of two directions (Liu et al. 2021, arXiv:2103.10385, section 3.2).
type LSTM struct {
	IC, U    int
	Reverse  bool    // time runs from the last row to the first
	WIH, WHH *Matrix // (4U, IC), (4U, U)
	BIH, BHH []Real  // (4U)

	// What Backward needs of Forward, besides x and y.
	gates, cell, tanhC []Real // (T, 4U) after the non-linearities, (T, U), (T, U)

	dgates []Real // (T, 4U)
	before []Real // (T, U) hidden state that each time step read
	dh, dc []Real // (U) running gradients of the recurrence
	zero   []Real // (U) the initial state
}

// NewLSTM takes the four parameter tensors and room for t time steps.
func NewLSTM(wih, whh, bih, bhh []Real, ic, u, t int, reverse bool) *LSTM {
	return &LSTM{
		IC: ic, U: u, Reverse: reverse, WIH: NewMatrix(wih, 4*u, ic), WHH: NewMatrix(whh, 4*u, u), BIH: bih, BHH: bhh,
		gates: make([]Real, t*4*u), cell: make([]Real, t*u), tanhC: make([]Real, t*u),
		dgates: make([]Real, t*4*u), before: make([]Real, t*u), dh: make([]Real, u), dc: make([]Real, u), zero: make([]Real, u),
	}
}

// Forward reads x (T, IC) and writes the hidden states to y (T, U), row stride ld (the two directions of a
// layer share rows of width 2U). Weights must be packed.
func (l *LSTM) Forward(y []Real, ld int, x []Real, t int) {
	u := l.U
	// W_ih·x + b_ih of all time steps in one product; only the recurrent half must wait for the step before.
	Linear(l.gates, x, l.WIH, l.BIH, t)
	for s := range t {
		now, before := l.at(s, t)
		g := l.gates[now*4*u:][:4*u]
		// + W_hh·h + b_hh
		Gemm(g, 4*u, l.state(y, before, ld), u, l.WHH.fwd, 1, 4*u, u, true)
		AddRows(g, 0, l.BHH, 0, 1, 4*u)
		// gates
		Sigmoid(g[:2*u], g[:2*u]) // i, f
		TanhForward(g[2*u:3*u], g[2*u:3*u])
		Sigmoid(g[3*u:], g[3*u:]) // o
		// c' = f·c + i·g
		c, tc, h, c0 := l.cell[now*u:][:u], l.tanhC[now*u:][:u], y[now*ld:][:u], l.state(l.cell, before, u)
		for j := range u {
			c[j] = Real(g[u+j]*c0[j]) + Real(g[j]*g[2*u+j])
		}
		// h' = o·tanh(c')
		TanhForward(tc, c)
		for j, v := range tc {
			h[j] = Real(g[3*u+j] * v)
		}
	}
}

// Backward accumulates dx (T, IC; nil if not wanted), dwih (4U, IC), dwhh (4U, U), dbih and dbhh (4U) from dy (T, U; row
// stride ld). x and y are those of Forward.
func (l *LSTM) Backward(dx, dwih, dwhh, dbih, dbhh, dy, y []Real, ld int, x []Real, t int, sc *Scratch) {
	u := l.U
	// Behind the last step there is nobody to send a gradient.
	clear(l.dh)
	clear(l.dc)
	for s := t - 1; s >= 0; s-- {
		now, before := l.at(s, t)
		g, d := l.gates[now*4*u:][:4*u], l.dgates[now*4*u:][:4*u]
		l.backwardStep(d, g, dy[now*ld:][:u], l.tanhC[now*u:][:u], l.state(l.cell, before, u))
		// gates = … + W_hh·h: dh = dgates·W_hh goes back in time, and behind the loop W_hh gets its share.
		LinearBackwardInput(l.dh, d, l.WHH, 1, false)
		copy(l.before[now*u:][:u], l.state(y, before, ld))
	}
	// gates = W_hh·h + b_hh + W_ih·x + b_ih, all time steps at once; both biases have the same gradient
	LinearBackwardWeight(dwhh, dbhh, l.dgates, l.before, 4*u, u, t, sc)
	LinearBackwardWeight(dwih, dbih, l.dgates, x, 4*u, l.IC, t, sc)
	if dx != nil {
		LinearBackwardInput(dx, l.dgates, l.WIH, t, true)
	}
}

// backwardStep computes d (4U), the gradients of the gates before their non-linearities, of one time step, and moves dc one
// step back; l.dh and l.dc come from the step behind. g (4U) are the gates, tc (U) is tanh(c'), c0 (U) the cell before.
//
//	h' = o·tanh(c')       do = dh·tanh(c'),  dc' += dh·o·(1-tanh²(c'))
//	c' = f·c + i·g        df = dc'·c,  di = dc'·g,  dg = dc'·i,  dc = dc'·f
//	σ' = σ·(1-σ),  tanh' = 1-tanh²
func (l *LSTM) backwardStep(d, g, dy, tc, c0 []Real) {
	u := l.U
	for j := range u {
		i, f, z, o := g[j], g[u+j], g[2*u+j], g[3*u+j] // z is the formulas' g
		// h' is the output of this step and, through l.dh, the input of the next.
		dh := dy[j] + l.dh[j]
		dc := l.dc[j] + Real(Real(dh*o)*(1-Real(tc[j]*tc[j])))
		d[j] = Real(Real(dc*z) * Real(i*(1-i)))
		d[u+j] = Real(Real(dc*c0[j]) * Real(f*(1-f)))
		d[2*u+j] = Real(Real(dc*i) * (1 - Real(z*z)))
		d[3*u+j] = Real(Real(dh*tc[j]) * Real(o*(1-o)))
		l.dc[j] = Real(dc * f)
	}
}

// at returns the row of time step s of t, and that of the step before it (-1 at the start).
func (l *LSTM) at(s, t int) (now, before int) {
	if l.Reverse {
		if s == 0 {
			return t - 1, -1
		}
		return t - 1 - s, t - s
	}
	return s, s - 1
}

// state returns row i of x (T, U; row stride ld), or the zero state for i < 0.
func (l *LSTM) state(x []Real, i, ld int) []Real {
	if i < 0 {
		return l.zero
	}
	return x[i*ld:][:l.U]
}
