package gen

// SIMD128 returns the kernels as a WebAssembly module that imports the memory "mem" of module "go". A vector of eight
// lanes is a pair of locals. Functions 0 and 1 load and store the lanes before the end of a row.
func SIMD128(kernels []*Kernel) []byte {
	fs := []*function{loadPart(), storePart(), gemm()}
	for _, k := range kernels {
		s := simd{k: k, f: &function{name: k.Name}, local: map[*Param]int{}, v: make([]int, k.values)}
		fs = append(fs, s.kernel())
	}
	return module(fs)
}

const (
	fnLoadPart  = 0
	fnStorePart = 1
)

// loadPart is func(p, n) (low, high): n < 8 numbers at p, then zeros.
func loadPart() *function {
	f := &function{params: []byte{i32t, i32t}, results: []byte{v128t, v128t}}
	lo, hi := f.local(v128t), f.local(v128t)
	part := func(v int) { // n & 3 numbers at p
		f.get(1)
		f.integer(2)
		f.op(iAnd, iIf, noResult)
		f.get(0)
		f.get(v)
		f.memory(vLoadLane64, 2, 0)
		f.op(0)
		f.set(v)
		f.integer(8)
		f.bump(0)
		f.get(1)
		f.integer(1)
		f.op(iAnd, iIf, noResult)
		f.get(0)
		f.get(v)
		f.memory(vLoadLane32, 2, 0)
		f.op(2)
		f.set(v)
		f.op(iEnd, iElse)
		f.get(1)
		f.integer(1)
		f.op(iAnd, iIf, noResult)
		f.get(0)
		f.get(v)
		f.memory(vLoadLane32, 2, 0)
		f.op(0)
		f.set(v)
		f.op(iEnd, iEnd)
	}
	f.get(1)
	f.integer(4)
	f.op(iAnd, iIf, noResult)
	f.get(0)
	f.memory(vLoad, 2, 0)
	f.set(lo)
	f.integer(16)
	f.bump(0)
	part(hi)
	f.op(iElse)
	part(lo)
	f.op(iEnd)
	f.get(lo)
	f.get(hi)
	return f
}

// storePart is func(p, n, low, high): it writes the first n < 8 lanes.
func storePart() *function {
	f := &function{params: []byte{i32t, i32t, v128t, v128t}}
	f.get(1)
	f.integer(4)
	f.op(iAnd, iIf, noResult)
	f.get(0)
	f.get(2)
	f.memory(vStore, 2, 0)
	f.integer(16)
	f.bump(0)
	f.get(3)
	f.set(2)
	f.op(iEnd)
	f.get(1)
	f.integer(2)
	f.op(iAnd, iIf, noResult)
	f.get(0)
	f.get(2)
	f.memory(vStoreLane64, 2, 0)
	f.op(0)
	f.integer(8)
	f.bump(0)
	f.get(2)
	f.get(2)
	f.shuffle(2, 3, 2, 3)
	f.set(2)
	f.op(iEnd)
	f.get(1)
	f.integer(1)
	f.op(iAnd, iIf, noResult)
	f.get(0)
	f.get(2)
	f.memory(vStoreLane32, 2, 0)
	f.op(0)
	f.op(iEnd)
	return f
}

// shuffle picks four of the eight 32-bit lanes on the stack.
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
	tail     bool
}

func (s *simd) kernel() *function {
	for i, p := range s.k.Params {
		s.local[p] = i
		s.f.params = append(s.f.params, map[kind]byte{pointer: i32t, integer: i32t, number: f32t}[p.Kind])
	}
	s.i, s.count = s.f.local(i32t), s.f.local(i32t)
	s.mask = s.f.local(v128t)
	s.f.local(v128t)
	for i := range s.v {
		s.v[i] = s.f.local(v128t)
		s.f.local(v128t)
	}
	s.body(0, len(s.k.ops))
	return s.f
}

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

// push puts one half of a value on the stack.
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
		f.get(s.count)
		f.with(iCall, fnLoadPart)
		f.set(dst + 1)
		f.set(dst)
		return
	}
	for half := range 2 {
		s.half(o, half)
		f.set(dst + half)
	}
}

// half pushes one half of the result of a lanewise operation.
func (s *simd) half(o *op, half int) {
	f := s.f
	switch o.code {
	case opLoad:
		s.address(o.ptr)
		f.memory(vLoad, 2, 16*half)
	case opSplat:
		f.get(s.local[o.ptr])
		f.memory(vLoad32Splat, 2, 0)
	case opSelect:
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

func (s *simd) store(o *op) {
	if s.tail {
		s.address(o.ptr)
		s.f.get(s.count)
		s.push(o.a, 0)
		s.push(o.a, 1)
		s.f.with(iCall, fnStorePart)
		return
	}
	for half := range 2 {
		s.address(o.ptr)
		s.push(o.a, half)
		s.f.memory(vStore, 2, 16*half)
	}
}

// reduce combines lanes i and i+4, then i and i+2, then i and i+1.
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
