package tune

import (
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

func init() { Register(95, deepHidden{}) }

// deepHidden is a control, not a method: deep virtual tokens are trained as hidden states, so their keys and values are
// still what the frozen LayerNorm, W_k and W_v make of them. It stands between input-only prompts and P-Tuning v2 and
// tells "prompts in every layer" from "free keys and values".
type deepHidden struct{}

func (deepHidden) Info() run.Method {
	return run.Method{ID: "deep-hidden", Name: "Deep hidden states", Formula: "[P_K, P_V] = [W_k; W_v]·LN(H) + b, H ∈ R^(L×n×d)", Where: run.KeysValues,
		Knobs: []string{"n", "layers", "positions"}, Comparator: true, Recommend: deepHidden{}.Rates(run.Settings{}), DefaultN: 8}
}

func (deepHidden) Rates(run.Settings) run.Rates {
	return run.Rates{Fact: 3e-2, Relation: 1e-1, Tagging: 1e-1, Own: 3e-2}
}

func (deepHidden) Export(s run.Settings, c nn.Config) Export { return exportDeep(s, c) }

// hiddenLayer is the virtual tokens of one layer.
type hiddenLayer struct {
	at           int // layer
	h            param
	ln, dln      []Real  // (n, d) what W_k and W_v read
	mean, rstd   []Real  // (n)
	kv, dkv      []Real  // (n, 2d)
	keyValue     *Matrix // the frozen W_k and W_v, one below the other
	bias, lw, lb []Real
}

func (deepHidden) Attach(s Setup) (*Tuner, error) {
	t, err := newDeep(s)
	if err != nil {
		return nil, err
	}
	m, n, c := s.Model, s.N, s.Model.C
	width := 2 * m.L * c
	t.Inject.Prefix, t.Inject.DPrefix = make([]Real, n*width), make([]Real, n*width)
	t.Stored, t.Encoded = 0, true
	t.NoStart = "keys and values are computed from hidden states, and only they are saved: want P-Tuning v2"
	var layers []*hiddenLayer
	for l, deep := range t.Inject.Deep {
		if !deep {
			continue
		}
		b := &m.Blocks[l]
		x := &hiddenLayer{at: l, h: newParam("hidden", n*c), ln: make([]Real, n*c), dln: make([]Real, n*c), mean: make([]Real, n), rstd: make([]Real, n),
			kv: make([]Real, 2*n*c), dkv: make([]Real, 2*n*c), keyValue: NewMatrix(b.QKVW[c*c:], 2*c, c), bias: b.QKVB[c:]}
		if m.PreLN() {
			x.lw, x.lb = b.LN1W, b.LN1B
		}
		sampleWords(x.h.x, s)
		layers = append(layers, x)
		t.Params = append(t.Params, toOptim([]param{x.h}, s.Rate)...)
		t.Stored += len(x.h.x)
	}
	t.forward = func() {
		for _, x := range layers {
			x.forward(t.Inject.Prefix, n, c, width, m.Eps)
		}
	}
	t.backward = func() {
		for _, x := range layers {
			x.backward(t.Inject.DPrefix, n, c, width)
		}
	}
	return t, nil
}

// forward writes the layer's keys and values into the table.
func (x *hiddenLayer) forward(table []Real, n, c, width int, eps float64) {
	if x.lw == nil { // post-LN: a layer reads the stream as it is
		copy(x.ln, x.h.x)
	} else {
		LayerNorm(x.ln, x.mean, x.rstd, x.h.x, x.lw, x.lb, n, c, eps)
	}
	Linear(x.kv, x.ln, x.keyValue, x.bias, n)
	for i := range n {
		copy(table[i*width+2*x.at*c:][:2*c], x.kv[i*2*c:])
	}
}

func (x *hiddenLayer) backward(dtable []Real, n, c, width int) {
	for i := range n {
		copy(x.dkv[i*2*c:][:2*c], dtable[i*width+2*x.at*c:])
	}
	if x.lw == nil {
		LinearBackwardInput(x.h.g, x.dkv, x.keyValue, n, true)
		return
	}
	LinearBackwardInput(x.dln, x.dkv, x.keyValue, n, false)
	LayerNormBackward(x.h.g, nil, nil, x.dln, x.h.x, x.mean, x.rstd, x.lw, n, c)
}
