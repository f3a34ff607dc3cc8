package nn

import (
	"fmt"

	. "promptscope/sim/kernel"
)

// Site is a place in a layer where rows can be changed as they pass. The first three are also what a LowRank updates, as
// places in QKVW.
type Site int

// The sites, in the order of the forward pass. In the formulas of a layer:
//
//	y  = attention(Query(W_q·h1 + b_q), Key(W_k·h1 + b_k), Value(W_v·h1 + b_v))
//	s1 = x + Attended(O·y + b_o)
//	s2 = mid + Output(W_2·Hidden(gelu(W_1·h2 + b_1)) + b_2)
//
// In the last layer the rows are those that a head reads, but for keys and values, which are of all tokens.
const (
	Query    Site = iota // W_q·h + b_q, rows of C
	Key                  // W_k·h + b_k, rows of C
	Value                // W_v·h + b_v, rows of C
	Attended             // O·y + b_o, rows of C, before the residual stream is added
	Hidden               // gelu(W_1·h + b_1), rows of FF, before W_2
	Output               // W_2·act + b_2, rows of C, before the residual stream is added
)

// A new kind of insert is one type in one file: the formula and its derivative, the names of its tensors, how it is copied.
// Where it stands is the method's business. The run, its past, ablation, export and the contract take it from the interface.

// Insert is a small trained function at a site of one layer. What its backward pass needs to know of a batch is not kept
// in it but in the working memory of the batch (kept), so that a run and those who look at it can share one Insert.
type Insert interface {
	// Where says which layer and which site it stands at; it never moves.
	Where() (layer int, at Site)
	// Each names its tensors, and their gradients (nil if they are not trained), in a fixed order.
	Each(f func(name string, x, dx []Real))
	// Trains reports whether there are gradients.
	Trains() bool
	// Clone has the same numbers in memory of its own, without gradients.
	Clone() Insert
	// Pack brings packed forms up to date after a change of the numbers.
	Pack()
	// Room is how many numbers a row needs in kept, Work the multiply-adds of its matrix products in the forward pass.
	Room() int
	Work() int

	// Forward changes n rows of y in place; they stand ld numbers apart. Backward gets the gradient of what Forward
	// left, turns it into that of what it found, in place, and accumulates the gradients of its own numbers.
	Forward(y []Real, ld, n int, kept []Real)
	Backward(dy []Real, ld, n int, kept []Real, s *Scratch)
}

// Spot is where an Insert stands, to be embedded in one.
type Spot struct {
	Layer int
	Site  Site
}

// Where implements Insert.
func (s Spot) Where() (layer int, at Site) { return s.Layer, s.Site }

// has reports whether something is inserted there.
func (in *Inject) has(l int, at Site) bool {
	for _, x := range in.Inserts {
		if layer, site := x.Where(); layer == l && site == at {
			return true
		}
	}
	return false
}

// forwardAt lets what is inserted at a site change n rows of y.
func (a *Acts) forwardAt(in *Inject, l int, at Site, y []Real, ld, n int) {
	for i, x := range in.Inserts {
		if layer, site := x.Where(); layer == l && site == at {
			x.Forward(y, ld, n, a.keep(i, n*x.Room()))
		}
	}
}

// If y became f(y) in the forward pass, dy ← f'(y)ᵀ·dy, and the numbers in f get their gradients.

// backwardAt takes the gradient dy of n rows back through what is inserted at a site, the last first.
func (a *Acts) backwardAt(in *Inject, l int, at Site, dy []Real, ld, n int) {
	for i := len(in.Inserts) - 1; i >= 0; i-- {
		x := in.Inserts[i]
		if layer, site := x.Where(); layer == l && site == at {
			x.Backward(dy, ld, n, a.keep(i, n*x.Room()), &a.scratch)
		}
	}
}

// keep is the memory of the i-th insert. NewActs has made it large enough if it knew of the insert; one that is put in later
// gets its memory at its first pass.
func (a *Acts) keep(i, n int) []Real {
	for len(a.kept) <= i {
		a.kept = append(a.kept, nil)
	}
	if len(a.kept[i]) < n {
		a.kept[i] = make([]Real, n)
	}
	return a.kept[i][:n]
}

// forwardProjected lets inserts change queries, keys and values of n rows, the queries apart where only some are read.
func (a *Acts) forwardProjected(in *Inject, l, n, c int, read []int32) {
	for at := Query; at <= Value; at++ {
		if in.has(l, at) {
			y, _, ld, rows := a.projected(l, at, n, c, read)
			a.forwardAt(in, l, at, y, ld, rows)
		}
	}
}

// backwardProjected takes the gradients of queries, keys and values back through inserts.
func (a *Acts) backwardProjected(in *Inject, l, n, c int, read []int32) {
	for at := Query; at <= Value; at++ {
		if in.has(l, at) {
			_, dy, ld, rows := a.projected(l, at, n, c, read)
			a.backwardAt(in, l, at, dy, ld, rows)
		}
	}
}

// projected says where queries, keys or values of layer l stand: rows of C in y, their gradients in dy, ld apart, and how
// many there are. In the last layer (read is not nil) the queries are apart, those of the rows read alone.
func (a *Acts) projected(l int, at Site, n, c int, read []int32) (y, dy []Real, ld, rows int) {
	if read != nil && at == Query {
		return a.q, a.dq, c, len(read)
	}
	return a.layers[l].qkv[int(at)*c:], a.dqkv[int(at)*c:], 3 * c, n
}

// Projection returns queries, keys or values of layer l in the last forward pass, as attention read them: rows of C, ld
// numbers apart. In the last layer queries are those of Batch.Read alone.
func (m *Model) Projection(a *Acts, l int, at Site) (x []Real, ld int) {
	if l == m.L-1 && at == Query {
		return a.q, m.C
	}
	return a.layers[l].qkv[int(at)*m.C:], 3 * m.C
}

// Module is the module of transformers whose output a site is (of Hidden: whose input it is), as in its state dict. GPT-2
// has one module for queries, keys and values, c_attn; its thirds are named here as if they were modules of their own.
func (c Config) Module(layer int, at Site) string {
	if c.Causal() {
		return fmt.Sprintf("transformer.h.%d.", layer) + [...]string{"attn.c_attn.query", "attn.c_attn.key", "attn.c_attn.value", "attn.c_proj", "mlp.c_proj", "mlp.c_proj"}[at]
	}
	return fmt.Sprintf("bert.encoder.layer.%d.", layer) +
		[...]string{"attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense", "output.dense", "output.dense"}[at]
}
