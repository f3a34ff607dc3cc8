package nn

import . "promptscope/sim/kernel"

// GPT-2's activation gelu_new: GELU with tanh in place of erf, y = x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))).
const (
	geluRoot  = 0.79788456080286535588
	geluCubic = 0.044715
)

func geluNewTanh(x Real) Real {
	cube := Real(Real(x*x) * x)
	return Tanh(Real(geluRoot * (x + Real(geluCubic*cube))))
}

// geluNew computes the activation; y may be x.
func geluNew(y, x []Real) {
	for i, v := range x {
		y[i] = Real(Real(0.5*v) * (1 + geluNewTanh(v)))
	}
}

// geluNewBackward overwrites dx = dy·y'; dx may be dy.
func geluNewBackward(dx, dy, x []Real) {
	for i, v := range x {
		t := geluNewTanh(v)
		inner := Real(geluRoot * (1 + Real(3*geluCubic*Real(v*v))))
		dx[i] = Real(dy[i] * (Real(0.5*(1+t)) + Real(Real(0.5*v)*Real((1-Real(t*t))*inner))))
	}
}

// activate and activateBackward are the FFN's activation of the layout.
func (c Config) activate(y, x []Real) {
	if c.Causal() {
		geluNew(y, x)
		return
	}
	GELU(y, x)
}

func (c Config) activateBackward(dx, dy, x []Real) {
	if c.Causal() {
		geluNewBackward(dx, dy, x)
		return
	}
	GELUBackward(dx, dy, x)
}
