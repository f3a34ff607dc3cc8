package kernel_test

import (
	"slices"
	"strings"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// role is what a kernel does to one of its slices.
type role uint8

const (
	in  role = iota // read
	out             // overwritten
	acc             // added to
	mix             // changed in another way, or in part
)

// arg is a slice of a kernel: its name, how long it must be at least, and its role.
type arg struct {
	name string
	n    int
	role role
}

// rule is a kernel with what the package comment promises about its slices.
type rule struct {
	name    string
	args    []arg
	run     func(s [][]Real)
	decides string   // the argument whose length is that of all others: it is not a least one
	over    [][2]int // arguments that may be the same memory
}

// elements is the rule of a kernel that works element by element. Its arguments are listed with = behind one that is
// overwritten, ~ behind one that changes otherwise, and # behind the one whose length decides.
func elements(name, args string, over [][2]int, run func(s [][]Real)) rule {
	r := rule{name: name, over: over, run: run}
	for _, a := range strings.Fields(args) {
		plain, does := strings.TrimRight(a, "=~#"), in
		switch {
		case strings.Contains(a, "="):
			does = out
		case strings.Contains(a, "~"):
			does = mix
		}
		if strings.HasSuffix(a, "#") {
			r.decides = plain
		}
		r.args = append(r.args, arg{plain, rN * rC, does})
	}
	return r
}

// The shape of the rules: odd numbers, so that no register is ever full at the end.
const rN, rC, rOC = 3, 13, 7

// rules is every exported kernel that works on slices.
func rules() []rule {
	m, scratch := NewMatrix(random(rng.New(31, 1), rOC*rC), rOC, rC), new(Scratch)
	rates := &AdamRates{Scale: 0.7, B1: 0.9, D1: 0.1, B2: 0.99, D2: 0.01, Rate: 0.1, Root: 2, Eps: 1e-8, Keep: 0.99}
	list := []rule{
		elements("GELU", "y= e= x#", [][2]int{{0, 2}}, func(s [][]Real) { GELU(s[0], s[1], s[2]) }),
		elements("GELUBackward", "dx= dy x# e", [][2]int{{0, 1}}, func(s [][]Real) { GELUBackward(s[0], s[1], s[2], s[3]) }),
		elements("GELUNew", "y= t= x#", [][2]int{{0, 2}}, func(s [][]Real) { GELUNew(s[0], s[1], s[2]) }),
		elements("GELUNewBackward", "dx= dy x# t", [][2]int{{0, 1}}, func(s [][]Real) { GELUNewBackward(s[0], s[1], s[2], s[3]) }),
		elements("Tanh", "y= x#", [][2]int{{0, 1}}, func(s [][]Real) { TanhForward(s[0], s[1]) }),
		elements("TanhBackward", "dx= dy y#", [][2]int{{0, 1}}, func(s [][]Real) { TanhBackward(s[0], s[1], s[2]) }),
		elements("ReLU", "y= x#", [][2]int{{0, 1}}, func(s [][]Real) { ReLU(s[0], s[1]) }),
		elements("ReLUBackward", "dx= dy y#", [][2]int{{0, 1}}, func(s [][]Real) { ReLUBackward(s[0], s[1], s[2]) }),
		elements("Sigmoid", "y= x#", [][2]int{{0, 1}}, func(s [][]Real) { Sigmoid(s[0], s[1]) }),
		elements("CrossEntropyBackward", "dlogits= probs#", [][2]int{{0, 1}}, func(s [][]Real) { CrossEntropyBackward(s[0], s[1], 4, 0.5) }),
		{name: "LayerNorm", args: []arg{{"y", rN * rC, out}, {"mean", rN, out}, {"rstd", rN, out}, {"x", rN * rC, in}, {"w", rC, in}, {"b", rC, in}}, run: func(s [][]Real) {
			LayerNorm(s[0], s[1], s[2], s[3], s[4], s[5], rN, rC, 1e-5)
		}},
		{name: "LayerNormBackward", args: []arg{{"dx", rN * rC, acc}, {"dw", rC, acc}, {"db", rC, acc}, {"dy", rN * rC, in}, {"x", rN * rC, in}, {"mean", rN, in}, {"rstd", rN, in}, {"w", rC, in}}, run: func(s [][]Real) {
			LayerNormBackward(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], rN, rC)
		}},
		{name: "AddRows", args: []arg{{"y", 20 + rC, acc}, {"x", 30 + rC, in}}, run: func(s [][]Real) { AddRows(s[0], 10, s[1], 15, rN, rC) }},
		{name: "AddRows to one", args: []arg{{"y", rC, acc}, {"x", 30 + rC, in}}, run: func(s [][]Real) { AddRows(s[0], 0, s[1], 15, rN, rC) }},
		{name: "Linear", args: []arg{{"y", rN * rOC, out}, {"x", rN * rC, in}, {"b", rOC, in}}, run: func(s [][]Real) { Linear(s[0], s[1], m, s[2], rN) }},
		{name: "LinearBackwardInput", args: []arg{{"dx", rN * rC, out}, {"dy", rN * rOC, in}}, run: func(s [][]Real) { LinearBackwardInput(s[0], s[1], m, rN, false) }},
		{name: "LinearBackwardInput, adding", args: []arg{{"dx", rN * rC, acc}, {"dy", rN * rOC, in}}, run: func(s [][]Real) { LinearBackwardInput(s[0], s[1], m, rN, true) }},
		{name: "LinearBackwardWeight", args: []arg{{"dw", rOC * rC, acc}, {"db", rOC, acc}, {"dy", rN * rOC, in}, {"x", rN * rC, in}}, run: func(s [][]Real) {
			LinearBackwardWeight(s[0], s[1], s[2], s[3], rOC, rC, rN, scratch)
		}},
		elements("Adam", "x~# g m~ v~", nil, func(s [][]Real) { AdamStep(s[0], s[1], s[2], s[3], rates) }),
	}
	return append(append(list, attentionRules(scratch)...), lstmRules(scratch)...)
}

// attentionRules is attention with a deep prefix in its table, whole and of two tokens alone.
func attentionRules(scratch *Scratch) (list []rule) {
	const t, p, c, nh, stride = 5, 3, 6, 2, 20
	table := (p-1)*stride + c
	for _, read := range [][]int32{nil, {1, 4}} {
		a := Attn{T: t, P: p, C: c, NH: nh, Stride: stride, Read: read}
		r, name := a.Queries(), map[bool]string{true: "", false: " of two tokens"}[read == nil]
		run := func(s [][]Real) {
			a.Keys, a.Vals, a.Q = s[3], s[4], s[5]
			Attention(s[0], s[1], s[2], &a, scratch)
		}
		qkv, q, dqkv := arg{"qkv", t * 3 * c, in}, arg{"q", r * c, in}, arg{"dqkv", t * 3 * c, out}
		if read == nil {
			q.n = 0
		} else {
			dqkv.role = mix // the queries in it are left as they are
		}
		list = append(list, rule{name: "Attention" + name, args: []arg{{"y", r * c, out}, {"att", a.AttnSize(), out}, qkv, {"keys", table, in}, {"values", table, in}, q}, run: run})
		back := func(s [][]Real) {
			a.Keys, a.Vals, a.Q, a.DQ = s[6], s[7], s[8], s[9]
			AttentionBackward(s[0], s[1], s[2], s[3], s[4], s[5], &a, true, scratch)
		}
		list = append(list, rule{name: "AttentionBackward" + name, args: []arg{dqkv, {"dkeys", table, acc}, {"dvalues", table, acc}, {"dy", r * c, in}, {"att", a.AttnSize(), in}, qkv,
			{"keys", table, in}, {"values", table, in}, q, {"dq", q.n, out}}, run: back})
	}
	return list
}

// lstmRules is one direction of an LSTM whose outputs stand in rows of twice its width.
func lstmRules(scratch *Scratch) (list []rule) {
	const t, ic, u, ld = 4, 5, 3, 6
	for _, reverse := range []bool{false, true} {
		r := rng.New(32, 1)
		bih, bhh := random(r, 4*u), random(r, 4*u)
		l := NewLSTM(random(r, 4*u*ic), random(r, 4*u*u), bih, bhh, ic, u, t, reverse)
		name, x, y := map[bool]string{false: "LSTM", true: "LSTM, reverse"}[reverse], random(r, t*ic), make([]Real, t*ld)
		list = append(list, rule{name: name, args: []arg{{"y", (t-1)*ld + u, mix}, {"x", t * ic, in}}, run: func(s [][]Real) { l.Forward(s[0], ld, s[1], t) }})
		list = append(list, rule{name: name + ", backward", args: []arg{{"dx", t * ic, acc}, {"dwih", 4 * u * ic, acc}, {"dwhh", 4 * u * u, acc}, {"dbih", 4 * u, acc}, {"dbhh", 4 * u, acc},
			{"dy", (t-1)*ld + u, in}}, run: func(s [][]Real) {
			l.Forward(y, ld, x, t)
			l.Backward(s[0], s[1], s[2], s[3], s[4], s[5], y, ld, x, t, scratch)
		}})
	}
	return list
}

// slicesOf makes the slices of a rule, filled at random, each in the middle of memory that nobody may touch.
func slicesOf(r rule, seed uint64) (s, around [][]Real) {
	r0 := rng.New(33, seed)
	for _, a := range r.args {
		whole := random(r0, a.n+2*guard)
		around = append(around, whole)
		s = append(s, whole[guard:][:a.n:a.n])
	}
	return s, around
}

// guard is how many numbers before and behind each slice are watched: more than two registers hold.
const guard = 17

func clone(s [][]Real) (out [][]Real) {
	for _, x := range s {
		out = append(out, slices.Clone(x))
	}
	return out
}

// same tells whether the bits of two slices are the same.
func same(a, b []Real) bool {
	return slices.EqualFunc(a, b, func(x, y Real) bool { return Bits(x) == Bits(y) })
}

func eachRule(t *testing.T, f func(t *testing.T, r rule)) {
	eachPath(t, func(t *testing.T) {
		for _, r := range rules() {
			t.Run(r.name, func(t *testing.T) { f(t, r) })
		}
	})
}
