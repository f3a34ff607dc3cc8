package tune

import (
	"fmt"
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// lstmEncoder is P-Tuning's prompt encoder: embedding (n, d) → two-layer bidirectional LSTM with u units a direction →
// Linear(2u, 2u) → ReLU → Linear(2u, d). With u = d/2 it is the released LAMA code (THUDM/P-tuning,
// LAMA/p_tuning/prompt_encoder.py); the form is also PEFT's PromptEncoder of type LSTM.
type lstmEncoder struct {
	n, u  int
	embed param
	cells [2][2]*LSTM // layer, direction
	w     [2][2][4]param
	y, dy [2][]Real // (n, 2u) outputs of the layers
	head  *perceptron
	s     Scratch
}

func newLSTMEncoder(n, d, u int, r *rng.Rand) *lstmEncoder {
	e := &lstmEncoder{n: n, u: u, embed: newParam("embedding.weight", n*d)}
	bound := 1 / math.Sqrt(float64(u))
	for l := range 2 {
		in := d
		if l == 1 {
			in = 2 * u
		}
		for dir, suffix := range []string{"", "_reverse"} {
			w := &e.w[l][dir]
			for i, t := range []struct {
				name string
				n    int
			}{{"weight_ih", 4 * u * in}, {"weight_hh", 4 * u * u}, {"bias_ih", 4 * u}, {"bias_hh", 4 * u}} {
				w[i] = newParam(fmt.Sprintf("lstm_head.%s_l%d%s", t.name, l, suffix), t.n)
				uniform(w[i].x, bound, r)
			}
			e.cells[l][dir] = NewLSTM(w[0].x, w[1].x, w[2].x, w[3].x, in, u, n, dir == 1)
		}
		e.y[l], e.dy[l] = make([]Real, n*2*u), make([]Real, n*2*u)
	}
	e.head = newPerceptron(n, "", "mlp_head.", []int{2 * u, 2 * u, d}, ReLU, ReLUBackward, r)
	// The perceptron reads the LSTM's output in place of an embedding of its own.
	e.head.x[0], e.head.dx[0] = e.y[1], e.dy[1]
	return e
}

func (e *lstmEncoder) params() []param {
	out := []param{e.embed}
	for l := range 2 {
		for dir := range 2 {
			out = append(out, e.w[l][dir][:]...)
		}
	}
	return append(out, e.head.params()[1:]...)
}

func (e *lstmEncoder) forward() {
	x := e.embed.x
	for l := range 2 {
		for dir, c := range e.cells[l] {
			c.WIH.Pack()
			c.WHH.Pack()
			c.Forward(e.y[l][dir*e.u:], 2*e.u, x, e.n)
		}
		x = e.y[l]
	}
	e.head.forward()
}

func (e *lstmEncoder) backward() {
	clear(e.dy[0])
	clear(e.dy[1])
	e.head.backward()
	for l := 1; l >= 0; l-- {
		x, dx := e.embed.x, e.embed.g
		if l == 1 {
			x, dx = e.y[0], e.dy[0]
		}
		for dir, c := range e.cells[l] {
			w := &e.w[l][dir]
			c.Backward(dx, w[0].g, w[1].g, w[2].g, w[3].g, e.dy[l][dir*e.u:], e.y[l][dir*e.u:], 2*e.u, x, e.n, &e.s)
		}
	}
}
