package gen

// peak is func(n): n rounds of twelve independent chains s = s·x + y on four lanes, 96 floating-point operations a round.
// No product can be faster than this loop without fusing; make bench measures it beside them.
func peak() *function {
	f := &function{name: "peak", params: []byte{i32t}, results: []byte{i32t}}
	x, y := f.local(v128t), f.local(v128t)
	var s [12]int
	for i := range s {
		s[i] = f.local(v128t)
	}
	for i, v := range []uint32{0x3f7fffff, 0x33800000} { // just below 1, and 2^-24: the sums stay near 1
		f.vector([4]uint32{v, v, v, v})
		f.set([]int{x, y}[i])
	}
	// do { twelve times s = s·x + y } while --n: no chain waits for another
	f.op(iLoop, noResult)
	for _, v := range s {
		f.get(v)
		f.get(x)
		f.vec(vMulF)
		f.get(y)
		f.vec(vAddF)
		f.set(v)
	}
	f.integer(-1)
	f.get(0)
	f.op(iAdd)
	f.tee(0)
	f.with(iBrIf, 0)
	f.op(iEnd)
	// The result is used, so that no compiler drops the loop.
	for _, v := range s[1:] {
		f.get(s[0])
		f.get(v)
		f.vec(vAddF)
		f.set(s[0])
	}
	f.get(s[0])
	f.vec(vAnyTrue)
	return f
}
