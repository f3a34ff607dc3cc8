package gen

// SIMD128 returns the kernels as a WebAssembly module that imports the memory "mem" of module "go". A vector of eight
// lanes is a pair of locals.
//
// No kernel calls a function. A value that is alive across any call is written to the stack wherever it is computed,
// by V8 at least, and in a sum that is each round of the loop: a third of the speed of products.
func SIMD128(kernels []*Kernel) []byte {
	fs := []*function{gemm(), pack(), packT(), peak()}
	for _, k := range kernels {
		s := simd{k: k, f: &function{name: k.Name}, local: map[*Param]int{}, v: make([]int, k.values)}
		fs = append(fs, s.kernel())
	}
	return module(fs)
}

// loadPart sets lo and hi = lo+1 to n < 8 numbers at p, then zeros. It changes p. There is no masked load, and reading beyond
// the end could leave the memory: n is taken apart into 4 + 2 + 1.
func (f *function) loadPart(p, n, lo int) {
	for half := range 2 {
		f.vector([4]uint32{})
		f.set(lo + half)
	}
	// n & 4: lo is whole, and the rest goes to hi; else all of it to lo
	f.ifBit(n, 4, func() {
		f.get(p)
		f.memory(vLoad, 2, 0)
		f.set(lo)
		f.integer(16)
		f.bump(p)
		f.loadQuarters(p, n, lo+1)
	}, func() { f.loadQuarters(p, n, lo) })
}

// loadQuarters loads n & 3 numbers at p into the first lanes of v.
func (f *function) loadQuarters(p, n, v int) {
	// lane loads one lane of v (of 32 or 64 bits) from p + offset
	lane := func(instruction int, lane byte, offset int) {
		f.get(p)
		f.get(v)
		f.memory(instruction, 2, offset)
		f.op(lane)
		f.set(v)
	}
	// n & 2: lanes 0 and 1, then perhaps 2; else perhaps 0
	f.ifBit(n, 2, func() {
		lane(vLoadLane64, 0, 0)
		f.ifBit(n, 1, func() { lane(vLoadLane32, 2, 8) }, nil)
	}, func() {
		f.ifBit(n, 1, func() { lane(vLoadLane32, 0, 0) }, nil)
	})
}

// storePart writes the first n < 8 lanes of lo and hi = lo+1 to p. It changes p and lo.
func (f *function) storePart(p, n, lo int) {
	// lane writes the first lanes of lo to p
	lane := func(instruction int) {
		f.get(p)
		f.get(lo)
		f.memory(instruction, 2, 0)
	}
	// n & 4: all of lo, and hi takes its place
	f.ifBit(n, 4, func() {
		lane(vStore)
		f.integer(16)
		f.bump(p)
		f.get(lo + 1)
		f.set(lo)
	}, nil)
	// n & 2: two lanes, and the upper two take their place
	f.ifBit(n, 2, func() {
		lane(vStoreLane64)
		f.op(0)
		f.integer(8)
		f.bump(p)
		f.get(lo)
		f.get(lo)
		f.shuffle(2, 3, 2, 3)
		f.set(lo)
	}, nil)
	// n & 1: the last
	f.ifBit(n, 1, func() {
		lane(vStoreLane32)
		f.op(0)
	}, nil)
}

// ifBit runs then if n & bit is not 0, else otherwise, which may be nil.
func (f *function) ifBit(n, bit int, then, otherwise func()) {
	f.get(n)
	f.integer(bit)
	f.op(iAnd, iIf, noResult)
	then()
	if otherwise != nil {
		f.op(iElse)
		otherwise()
	}
	f.op(iEnd)
}

// shuffle picks four of the eight 32-bit lanes on the stack: 0 to 3 are of the first operand, 4 to 7 of the second. The
// instruction counts bytes.
func (f *function) shuffle(lanes ...byte) {
	f.vec(vShuffle)
	for _, l := range lanes {
		f.op(4*l, 4*l+1, 4*l+2, 4*l+3)
	}
}

// simd writes one kernel.
type simd struct {
	k        *Kernel
	f        *function
	local    map[*Param]int // of parameters
	v        []int          // first local of each value
	i, count int            // byte index and numbers left of the innermost loop
	mask     int            // in a partial round: lanes before the end
	at, out  int            // in a partial round: address, and value to store
	tail     bool
}

// kernel writes one function: its parameters are its first locals; then come counters, scratch and all values, each in locals
// of its own. Giving out registers is the engine's work, not ours.
func (s *simd) kernel() *function {
	for i, p := range s.k.Params {
		s.local[p] = i
		s.f.params = append(s.f.params, map[kind]byte{pointer: i32t, integer: i32t, number: f32t}[p.Kind])
	}
	s.i, s.count = s.f.local(i32t), s.f.local(i32t)
	s.mask = s.f.local(v128t)
	s.f.local(v128t)
	s.at, s.out = s.f.local(i32t), s.f.local(v128t)
	s.f.local(v128t)
	for i := range s.v {
		s.v[i] = s.f.local(v128t)
		s.f.local(v128t)
	}
	s.body(0, len(s.k.ops))
	return s.f
}

// body writes the operations from from to below to; loops write their own bodies.
func (s *simd) body(from, to int) {
	for i := from; i < to; i++ {
		o := &s.k.ops[i]
		switch o.code {
		case opRows:
			s.rowLoop(i)
			i = o.match
		case opEach:
			s.eachLoop(i)
			i = o.match
		default:
			s.op(o)
		}
	}
}

// rowLoop writes the loop over rows that operation i opens:
//
//	rows = n; while rows >= 1 { body; pointers on to the next row; rows-- }
func (s *simd) rowLoop(i int) {
	f, o := s.f, &s.k.ops[i]
	rows := f.local(i32t)
	f.get(s.local[o.n])
	f.set(rows)
	f.op(iBlock, noResult, iLoop, noResult)
	f.get(rows)
	f.integer(1)
	f.op(iLtS)
	f.with(iBrIf, 1)
	s.body(i+1, o.match)
	for _, step := range s.k.ops[o.match].steps {
		if step.n == nil {
			f.integer(4)
		} else {
			f.get(s.local[step.n])
			f.integer(2)
			f.op(iShl)
		}
		f.bump(s.local[step.ptr])
	}
	f.integer(-1)
	f.bump(rows)
	f.with(iBr, 0)
	f.op(iEnd, iEnd)
}

// eachLoop writes the loop over elements that operation i opens, with i the byte index:
//
//	i = 0; count = n
//	while count >= 8 { body; i += 32; count -= 8 }
//	if count != 0 { mask = lanes < count; body for a partial round }
func (s *simd) eachLoop(i int) {
	f, o := s.f, &s.k.ops[i]
	f.integer(0)
	f.set(s.i)
	f.get(s.local[o.n])
	f.set(s.count)
	f.op(iBlock, noResult, iLoop, noResult)
	f.get(s.count)
	f.integer(8)
	f.op(iLtS)
	f.with(iBrIf, 1)
	s.body(i+1, o.match)
	f.integer(32)
	f.bump(s.i)
	f.integer(-8)
	f.bump(s.count)
	f.with(iBr, 0)
	f.op(iEnd, iEnd)
	f.get(s.count)
	f.op(iIf, noResult)
	// (0, 1, 2, 3) and (4, 5, 6, 7) against count: ones in the lanes before the end
	for half := range 2 {
		f.vector([4]uint32{uint32(4 * half), uint32(4*half + 1), uint32(4*half + 2), uint32(4*half + 3)})
		f.get(s.count)
		f.vec(vSplatI)
		f.vec(vLtI)
		f.set(s.mask + half)
	}
	s.tail = true
	s.body(i+1, o.match)
	s.tail = false
	f.op(iEnd)
}

// push puts one half of a value on the stack; of a constant or a number parameter both halves are alike.
func (s *simd) push(v Value, half int) {
	switch {
	case v.id >= 0:
		s.f.get(s.v[v.id] + half)
	case v.param != nil:
		s.f.get(s.local[v.param])
		s.f.vec(vSplatF)
	default:
		s.f.vector([4]uint32{v.bits, v.bits, v.bits, v.bits})
	}
}

// address pushes the address of the current element.
func (s *simd) address(p *Param) {
	s.f.get(s.local[p])
	s.f.get(s.i)
	s.f.op(iAdd)
}

var lanewise = map[code]int{opAdd: vAddF, opSub: vSubF, opMul: vMulF, opDiv: vDivF, opMin: vMinF, opMax: vMaxF, opAddInt: vAddI, opSubInt: vSubI,
	opSqrt: vSqrtF, opTrunc: vTruncF}

// op writes one operation, for both halves of its value.
func (s *simd) op(o *op) {
	f := s.f
	switch o.code {
	case opStore:
		s.store(o)
		return
	case opStore1:
		f.get(s.local[o.ptr])
		s.push(o.a, 0)
		f.memory(vStoreLane32, 2, 4*o.imm)
		f.op(0)
		return
	case opSum:
		s.reduce(vAddF, o)
		return
	case opTop:
		s.reduce(vMaxF, o)
		return
	}
	dst := s.v[o.dst]
	if o.code == opLoad && s.tail {
		s.address(o.ptr)
		f.set(s.at)
		f.loadPart(s.at, s.count, dst)
		return
	}
	for half := range 2 {
		s.half(o, half)
		f.set(dst + half)
	}
}

// half pushes one half of the result of a lanewise operation: no lane looks at another, so the halves are independent.
func (s *simd) half(o *op, half int) {
	f := s.f
	switch o.code {
	case opLoad:
		s.address(o.ptr)
		f.memory(vLoad, 2, 16*half)
	case opSplat:
		f.get(s.local[o.ptr])
		f.memory(vLoad32Splat, 2, 0)
	case opSelect: // bitselect takes the two choices, then the mask: here a < b
		s.push(o.c, half)
		s.push(o.d, half)
		s.push(o.a, half)
		s.push(o.b, half)
		f.vec(vLtF)
		f.vec(vBitselect)
	case opFill:
		s.push(o.a, half)
		if s.tail {
			s.push(o.b, half)
			f.get(s.mask + half)
			f.vec(vBitselect)
		}
	case opVar, opSet:
		s.push(o.a, half)
	case opShiftLeft, opShiftRight:
		s.push(o.a, half)
		f.integer(o.imm)
		f.vec(map[code]int{opShiftLeft: vShlI, opShiftRight: vShrI}[o.code])
	default:
		s.push(o.a, half)
		if o.code != opSqrt && o.code != opTrunc {
			s.push(o.b, half)
		}
		f.vec(lanewise[o.code])
	}
}

// store writes eight numbers, or in a partial round those before the end, from a copy: storePart destroys what it writes.
func (s *simd) store(o *op) {
	if s.tail {
		s.address(o.ptr)
		s.f.set(s.at)
		for half := range 2 {
			s.push(o.a, half)
			s.f.set(s.out + half)
		}
		s.f.storePart(s.at, s.count, s.out)
		return
	}
	for half := range 2 {
		s.address(o.ptr)
		s.push(o.a, half)
		s.f.memory(vStore, 2, 16*half)
	}
}

// reduce combines lanes i and i+4, which are lanes i of the two halves, then i and i+2, then i and i+1: the tree of kernel's
// lanes.sum. The result is in every lane of both halves.
func (s *simd) reduce(instruction int, o *op) {
	f, t := s.f, s.v[o.dst]
	s.push(o.a, 0)
	s.push(o.a, 1)
	f.vec(instruction)
	for _, lanes := range [][]byte{{2, 3, 0, 1}, {1, 0, 3, 2}} {
		f.tee(t)
		f.get(t)
		f.get(t)
		f.shuffle(lanes...)
		f.vec(instruction)
	}
	f.tee(t)
	f.set(t + 1)
}
