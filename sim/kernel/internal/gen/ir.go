package gen

// This file is the language in which kernels.go describes a kernel. There are no branches: only loops over rows and over the
// elements of a row, and a selection for each lane. A kernel is written down by calling the methods below in the order in
// which the machine shall work.

import "fmt"

// Kernel is one function: parameters, and operations in order.
type Kernel struct {
	Name, Doc string
	Params    []*Param
	ops       []op
	values    int
}

// Param is a parameter. Pointers are to float32; integers are lengths and distances in numbers, not in bytes.
type Param struct {
	Name string
	Kind kind
}

type kind uint8

const (
	pointer kind = iota
	integer
	number
)

// Value is a vector of eight lanes: the result of an operation, a constant, or a number parameter in all lanes.
type Value struct {
	id    int // of an operation; -1 otherwise
	bits  uint32
	param *Param
}

// code is an operation; both machines round it alike.
type code uint8

const (
	opLoad   code = iota // 8 numbers at ptr[i]; behind the end: 0
	opSplat              // ptr[0] in all lanes
	opStore              // ptr[i:] = a, not behind the end
	opStore1             // ptr[imm] = lane 0 of a
	opAdd
	opSub
	opMul
	opDiv
	opMin // b < a ? b : a
	opMax // a < b ? b : a
	opSqrt
	opSelect // a < b ? c : d
	opTrunc  // to int32, toward zero
	opAddInt
	opSubInt
	opShiftLeft  // by imm
	opShiftRight // by imm, arithmetic
	opFill       // a; behind the end: b
	opSum        // all lanes added in the fixed tree, in every lane
	opTop        // the largest lane, in every lane
	opVar        // a variable that starts as a
	opSet        // variable dst = a
	opRows       // repeat body n times
	opEndRows    // step pointers
	opEach       // repeat body for i = 0, 8, … below n
	opEndEach
)

// op is one operation of a kernel.
type op struct {
	code       code
	dst        int // the value that it gives; -1 = none
	a, b, c, d Value
	ptr        *Param
	imm        int    // shift, or index of opStore1
	n          *Param // of loops: how many times
	steps      []step // of opEndRows
	match      int    // index of the operation that closes, or opens, the loop
}

// step says how far a pointer moves from row to row: by n numbers, or by one if n is nil.
type step struct {
	ptr, n *Param
}

// param declares the next parameter, in the order of the argument list.
func (k *Kernel) param(name string, t kind) *Param {
	p := &Param{name, t}
	k.Params = append(k.Params, p)
	return p
}

// Ptr, Int and Num declare the next parameter.
func (k *Kernel) Ptr(name string) *Param { return k.param(name, pointer) }
func (k *Kernel) Int(name string) *Param { return k.param(name, integer) }
func (k *Kernel) Num(name string) Value  { return Value{id: -1, param: k.param(name, number)} }

// op appends an operation that gives a value, do one that gives none.
func (k *Kernel) op(o op) Value {
	o.dst = k.values
	k.values++
	k.ops = append(k.ops, o)
	return Value{id: o.dst}
}

func (k *Kernel) do(o op) { o.dst = -1; k.ops = append(k.ops, o) }

// One method an operation of the list above. Load to Store1 are memory, Add to IfLess float32; Trunc to ShiftRight turn an
// exponent into a power of two; Fill, Sum and Top end the sum or the maximum of a row; Var and Set are what a loop carries on.

func (k *Kernel) Load(p *Param) Value              { return k.op(op{code: opLoad, ptr: p}) }
func (k *Kernel) Splat(p *Param) Value             { return k.op(op{code: opSplat, ptr: p}) }
func (k *Kernel) Store(p *Param, v Value)          { k.do(op{code: opStore, ptr: p, a: v}) }
func (k *Kernel) Store1(p *Param, at int, v Value) { k.do(op{code: opStore1, ptr: p, imm: at, a: v}) }
func (k *Kernel) Add(a, b Value) Value             { return k.op(op{code: opAdd, a: a, b: b}) }
func (k *Kernel) Sub(a, b Value) Value             { return k.op(op{code: opSub, a: a, b: b}) }
func (k *Kernel) Mul(a, b Value) Value             { return k.op(op{code: opMul, a: a, b: b}) }
func (k *Kernel) Div(a, b Value) Value             { return k.op(op{code: opDiv, a: a, b: b}) }
func (k *Kernel) Min(a, b Value) Value             { return k.op(op{code: opMin, a: a, b: b}) }
func (k *Kernel) Max(a, b Value) Value             { return k.op(op{code: opMax, a: a, b: b}) }
func (k *Kernel) Sqrt(a Value) Value               { return k.op(op{code: opSqrt, a: a}) }
func (k *Kernel) IfLess(a, b, yes, no Value) Value {
	return k.op(op{code: opSelect, a: a, b: b, c: yes, d: no})
}
func (k *Kernel) Trunc(a Value) Value             { return k.op(op{code: opTrunc, a: a}) }
func (k *Kernel) AddInt(a, b Value) Value         { return k.op(op{code: opAddInt, a: a, b: b}) }
func (k *Kernel) SubInt(a, b Value) Value         { return k.op(op{code: opSubInt, a: a, b: b}) }
func (k *Kernel) ShiftLeft(a Value, by int) Value { return k.op(op{code: opShiftLeft, a: a, imm: by}) }
func (k *Kernel) ShiftRight(a Value, by int) Value {
	return k.op(op{code: opShiftRight, a: a, imm: by})
}
func (k *Kernel) Fill(a, b Value) Value { return k.op(op{code: opFill, a: a, b: b}) }
func (k *Kernel) Sum(a Value) Value     { return k.op(op{code: opSum, a: a}) }
func (k *Kernel) Top(a Value) Value     { return k.op(op{code: opTop, a: a}) }
func (k *Kernel) Var(a Value) Value     { return k.op(op{code: opVar, a: a}) }
func (k *Kernel) Set(v, a Value)        { k.ops = append(k.ops, op{code: opSet, dst: v.id, a: a}) }

// Rows repeats body n times and moves pointers in between.
func (k *Kernel) Rows(n *Param, steps []step, body func()) {
	k.loop(op{code: opRows, n: n}, op{code: opEndRows, n: n, steps: steps}, body)
}

// Each repeats body for eight elements at a time; Load and Store use the element's index.
func (k *Kernel) Each(n *Param, body func()) {
	k.loop(op{code: opEach, n: n}, op{code: opEndEach, n: n}, body)
}

// loop brackets body with two operations that know each other's place.
func (k *Kernel) loop(begin, end op, body func()) {
	at := len(k.ops)
	k.do(begin)
	body()
	end.match = at
	k.do(end)
	k.ops[at].match = len(k.ops) - 1
}

// operands are the values that an operation reads; opSet also counts as a use of its variable.
func (o *op) operands() (ids []int) {
	for _, v := range []Value{o.a, o.b, o.c, o.d} {
		ids = append(ids, v.id)
	}
	used := map[code]int{opLoad: 0, opSplat: 0, opRows: 0, opEndRows: 0, opEach: 0, opEndEach: 0, opSelect: 4,
		opAdd: 2, opSub: 2, opMul: 2, opDiv: 2, opMin: 2, opMax: 2, opAddInt: 2, opSubInt: 2, opFill: 2}
	n, ok := used[o.code]
	if !ok {
		n = 1
	}
	ids = ids[:n]
	if o.code == opSet {
		ids = append(ids, o.dst)
	}
	return ids
}

// lives returns for each value the index of the operation up to which it is needed: its last use, or the end of the
// outermost loop that uses it and began behind its definition.
func (k *Kernel) lives() []int {
	last, defined := make([]int, k.values), make([]int, k.values)
	for i := range last {
		last[i], defined[i] = -1, -1
	}
	var open []int // the loops around operation i, outermost first
	for i := range k.ops {
		o := &k.ops[i]
		switch o.code {
		case opRows, opEach:
			open = append(open, i)
		case opEndRows, opEndEach:
			open = open[:len(open)-1]
		}
		for _, id := range o.operands() {
			if id < 0 {
				continue
			}
			if defined[id] < 0 {
				panic(fmt.Sprintf("gen: %s uses a value before it is computed", k.Name))
			}
			// A loop comes back to its first operation: what was computed before it must live to its end.
			end := i
			for _, begin := range open {
				if begin > defined[id] {
					end = k.ops[begin].match
					break
				}
			}
			last[id] = max(last[id], end)
		}
		if o.dst >= 0 && o.code != opSet {
			defined[o.dst] = i
			last[o.dst] = i
		}
	}
	return last
}
