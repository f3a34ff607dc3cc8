package main

import (
	"strings"

	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
)

// shape is a synthetic workload: a pre-LN encoder with random weights, the loss at one masked position of each sequence,
// virtual tokens as direct parameters.
type shape struct{ layers, width, heads, vocab, tokens, n, batch int }

// reference is workload R, for which there are figures of TensorFlow.js and PyTorch, and small one of the size of the
// page's first backbone and of its sentences. The FFN is four times as wide.
var (
	reference = shape{layers: 4, width: 128, heads: 4, vocab: 1024, tokens: 24, n: 8, batch: 16}
	small     = shape{layers: 2, width: 64, heads: 4, vocab: 512, tokens: 14, n: 8, batch: 16}
)

// workload names it; its product is the FFN's first.
func (s shape) workload(name string) workload {
	return workload{name, [3]int{s.batch * s.tokens, 4 * s.width, s.width}, s.step}
}

// step prepares a method and returns one optimiser step.
func (w shape) step(method string) (func(), error) {
	batch, tokens, n := w.batch, w.tokens, w.n
	c := nn.Config{Layout: nn.MegatronBert, V: w.vocab, C: w.width, L: w.layers, NH: w.heads, FF: 4 * w.width, MaxPos: 2 * (tokens + n), Types: 2, Eps: 1e-5}
	r, p := rng.New(1, 1), nn.NewParams(c)
	random := func(x []kernel.Real, sd float64) []kernel.Real {
		for i := range x {
			x[i] = kernel.Real(r.Normal() * sd)
		}
		return x
	}
	for _, t := range p.Tensors {
		if len(t.Shape) == 2 {
			random(t.Data, 0.02)
		} else if strings.HasSuffix(t.Name, "weight") {
			for i := range t.Data {
				t.Data[i] = 1
			}
		}
	}
	var (
		m      = nn.NewModel(p)
		in     nn.Inject
		b      nn.Batch
		params []optim.Param
		first  int // virtual tokens in each row
		deep   int
	)
	vector := func(n int) (x, g []kernel.Real) {
		x, g = random(make([]kernel.Real, n), 0.02), make([]kernel.Real, n)
		params = append(params, optim.Param{Name: "prompt", X: x, G: g, Rate: 1e-3})
		return x, g
	}
	switch method {
	case "p-tuning":
		first = n
		in.Virtual, in.DVirtual = vector(n * c.C)
	case "p-tuning-v2":
		deep = n
		in.P = n
		in.Prefix, in.DPrefix = vector(n * 2 * c.L * c.C)
	case "full":
		m.Grads = nn.NewGrads(c, func(name string) bool { return !strings.Contains(name, "pooler") })
		for i, g := range m.Grads.Tensors {
			for _, w := range p.Tensors {
				if w.Name == g.Name {
					params = append(params, optim.Param{Name: g.Name, X: w.Data, G: m.Grads.Tensors[i].Data, Rate: 1e-3})
				}
			}
		}
		m.SplitDecoder()
	}
	b.Reset()
	rows, gold := make([]int32, batch), make([]int, batch)
	for s := range batch {
		var ids []int32
		for i := range first {
			ids = append(ids, nn.Virtual(i))
		}
		for range tokens {
			ids = append(ids, int32(r.IntN(c.V)))
		}
		rows[s], gold[s] = int32(b.Rows()+first+r.IntN(tokens)), r.IntN(c.V)
		b.Add(ids, deep)
	}
	b.Read = rows
	a, head, opt := nn.NewActs(c, b.Rows(), first+tokens, &in), nn.NewMLMHead(c, batch), optim.NewAdam(params, 0.9, 0.999, 0)
	return func() {
		opt.Zero()
		m.Forward(a, &b, &in)
		head.Forward(m, a, rows)
		for i, g := range gold {
			row := head.Logits[i*c.V:][:c.V]
			kernel.CrossEntropy(row, g)
			kernel.CrossEntropyBackward(row, row, g, 1/kernel.Real(batch))
		}
		clear(a.DOut[:b.Rows()*c.C])
		head.Backward(m, a, rows, head.Logits)
		m.Backward(a, &b, &in)
		m.JoinDecoder()
		opt.Begin()
		for i := range params {
			opt.Update(i, 1, 1)
		}
		if m.Grads != nil {
			for l := range c.L + 1 {
				m.RepackTrained(l)
			}
		}
	}, nil
}
