//go:build !float64

package gen

import (
	"fmt"
	"math"
	"testing"

	"promptscope/sim/rng"
)

// machine is a third machine beside AVX2 and SIMD128: it runs a description as its operations are documented, eight lanes at a
// time. So a description can be told apart from what is made of it, on any processor.
type machine struct {
	k       *Kernel
	memory  map[*Param][]float32
	at      map[*Param]int // where a pointer points to in its memory
	integer map[*Param]int
	number  map[*Param]float32
	values  [][8]uint32
	i, left int // element index, and how many are left, in the innermost loop
}

// run calls a kernel with arguments in the order of its parameters: []float32, int or float32.
func run(k *Kernel, args ...any) {
	m := &machine{k: k, memory: map[*Param][]float32{}, at: map[*Param]int{}, integer: map[*Param]int{}, number: map[*Param]float32{}, values: make([][8]uint32, k.values)}
	if len(args) != len(k.Params) {
		panic(fmt.Sprintf("%s has %d parameters, got %d", k.Name, len(k.Params), len(args)))
	}
	for i, p := range k.Params {
		switch x := args[i].(type) {
		case []float32:
			m.memory[p] = x
		case int:
			m.integer[p] = x
		case float32:
			m.number[p] = x
		}
	}
	m.body(0, len(k.ops))
}

func (m *machine) body(from, to int) {
	for i := from; i < to; i++ {
		switch o := &m.k.ops[i]; o.code {
		case opRows:
			for range m.integer[o.n] {
				m.body(i+1, o.match)
				for _, s := range m.k.ops[o.match].steps {
					by := 1
					if s.n != nil {
						by = m.integer[s.n]
					}
					m.at[s.ptr] += by
				}
			}
			i = o.match
		case opEach:
			n := m.integer[o.n]
			for m.i = 0; m.i < n; m.i += 8 {
				m.left = n - m.i
				m.body(i+1, o.match)
			}
			i = o.match
		default:
			m.op(o)
		}
	}
}

// lanes is a value as bits.
func (m *machine) lanes(v Value) (out [8]uint32) {
	if v.id >= 0 {
		return m.values[v.id]
	}
	bits := v.bits
	if v.param != nil {
		bits = math.Float32bits(m.number[v.param])
	}
	for l := range out {
		out[l] = bits
	}
	return out
}

func (m *machine) op(o *op) {
	a, b, c, d := m.lanes(o.a), m.lanes(o.b), m.lanes(o.c), m.lanes(o.d)
	var out [8]uint32
	for l := range out {
		inside := l < m.left
		switch o.code {
		case opLoad:
			if inside {
				out[l] = math.Float32bits(m.memory[o.ptr][m.at[o.ptr]+m.i+l])
			}
		case opSplat:
			out[l] = math.Float32bits(m.memory[o.ptr][m.at[o.ptr]])
		case opStore:
			if inside {
				m.memory[o.ptr][m.at[o.ptr]+m.i+l] = math.Float32frombits(a[l])
			}
		case opStore1:
			m.memory[o.ptr][m.at[o.ptr]+o.imm] = math.Float32frombits(a[0])
		case opFill:
			if out[l] = b[l]; inside {
				out[l] = a[l]
			}
		case opVar, opSet:
			out[l] = a[l]
		case opSum, opTop:
			out[l] = tree(o.code, a)
		default:
			out[l] = lane(o, a[l], b[l], c[l], d[l])
		}
	}
	if o.dst >= 0 {
		m.values[o.dst] = out
	}
}

// lane is an operation that looks at one lane alone.
func lane(o *op, a, b, c, d uint32) uint32 {
	x, y := math.Float32frombits(a), math.Float32frombits(b)
	switch o.code {
	case opAdd:
		return math.Float32bits(x + y)
	case opSub:
		return math.Float32bits(x - y)
	case opMul:
		return math.Float32bits(x * y)
	case opDiv:
		return math.Float32bits(x / y)
	case opSqrt:
		return math.Float32bits(float32(math.Sqrt(float64(x))))
	case opMin:
		if y < x {
			return b
		}
		return a
	case opMax:
		if x < y {
			return b
		}
		return a
	case opSelect:
		if x < y {
			return c
		}
		return d
	case opTrunc:
		return uint32(int32(x))
	case opAddInt:
		return a + b
	case opSubInt:
		return a - b
	case opShiftLeft:
		return a << o.imm
	case opShiftRight:
		return uint32(int32(a) >> o.imm)
	}
	panic(fmt.Sprintf("no lane of operation %d", o.code))
}

// tree combines lanes i and i+4, then i and i+2, then i and i+1.
func tree(c code, a [8]uint32) uint32 {
	pair := map[code]code{opSum: opAdd, opTop: opMax}[c]
	for half := 4; half > 0; half /= 2 {
		for i := range half {
			a[i] = lane(&op{code: pair}, a[i], a[i+half], 0, 0)
		}
	}
	return a[0]
}

// find returns the description of a kernel.
func find(t *testing.T, name string) *Kernel {
	for _, k := range Kernels() {
		if k.Name == name {
			return k
		}
	}
	t.Fatalf("no kernel %s", name)
	return nil
}

func random(r *rng.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(2 * r.Normal())
	}
	return x
}

func clone(x []float32) []float32 { return append([]float32(nil), x...) }
