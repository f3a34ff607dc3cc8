package gen

// pack is the body of kernel.Pack for whole column blocks:
//
//	func(dst, b, ld, k, n)
//	for j < n step 8 { for x < k { dst[j/8*k+x] = b[x*ld+j:][:8] } }
func pack() *function {
	f := &function{name: "pack", params: []byte{i32t, i32t, i32t, i32t, i32t}}
	const dst, b, ld, k, n = 0, 1, 2, 3, 4
	at, count := f.local(i32t), f.local(i32t)
	f.bytes(ld)
	f.repeat(n, 8, func() {
		// at = b: down the eight columns from their first row
		f.get(b)
		f.set(at)
		f.get(k)
		f.set(count)
		// dst[0:8] = at[0:8]; dst += 8; at += ld
		f.repeat(count, 1, func() {
			for half := range 2 {
				f.get(dst)
				f.get(at)
				f.memory(vLoad, 2, 16*half)
				f.memory(vStore, 2, 16*half)
			}
			f.integer(32)
			f.bump(dst)
			f.get(ld)
			f.bump(at)
		})
		// b += 8: the next block
		f.integer(32)
		f.bump(b)
	})
	return f
}

// packT is the body of kernel.PackT for whole column blocks, four columns at a time:
//
//	func(dst, bt, ld, k, n)
//	for j < n step 8 { for x < k { for c < 8 { dst[j/8*k+x][c] = bt[(j+c)*ld+x] } } }
func packT() *function {
	f := &function{name: "packT", params: []byte{i32t, i32t, i32t, i32t, i32t}}
	const dst, bt, ld, k, n = 0, 1, 2, 3, 4
	at, count := f.local(i32t), f.local(i32t)
	var row, in, mid [4]int
	for r := range 4 {
		row[r], in[r], mid[r] = f.local(i32t), f.local(v128t), f.local(v128t)
	}
	f.bytes(ld)
	half := func(offset int) { // four columns of a block, to offset in each panel
		// row[r] = bt, bt += ld: the starts of the next four columns
		f.get(dst)
		f.set(at)
		for r := range 4 {
			f.get(bt)
			f.tee(row[r])
			f.get(ld)
			f.op(iAdd)
			f.set(bt)
		}
		// while count >= 4: four numbers of each column become a quarter of four panels
		f.get(k)
		f.set(count)
		f.op(iBlock, noResult, iLoop, noResult)
		f.get(count)
		f.integer(4)
		f.op(iLtS)
		f.with(iBrIf, 1)
		f.transpose(row, in, mid, func(i int) { f.get(at) }, func(i int) { f.memory(vStore, 2, 32*i+offset) })
		f.integer(128)
		f.bump(at)
		f.integer(-4)
		f.bump(count)
		f.with(iBr, 0)
		f.op(iEnd, iEnd)
		// the rest, one panel at a time
		f.repeat(count, 1, func() {
			f.get(row[0])
			f.memory(vLoad32Splat, 2, 0)
			f.set(in[0])
			for r := 1; r < 4; r++ {
				f.get(row[r])
				f.get(in[0])
				f.memory(vLoadLane32, 2, 0)
				f.op(byte(r))
				f.set(in[0])
			}
			f.get(at)
			f.get(in[0])
			f.memory(vStore, 2, offset)
			f.integer(32)
			f.bump(at)
			for r := range 4 {
				f.integer(4)
				f.bump(row[r])
			}
		})
	}
	f.repeat(n, 8, func() {
		half(0)  // columns 0 to 3
		half(16) // columns 4 to 7
		f.get(k)
		f.integer(5)
		f.op(iShl)
		f.bump(dst)
	})
	return f
}

// bytes turns a number of float32 into bytes.
func (f *function) bytes(n int) {
	f.get(n)
	f.integer(2)
	f.op(iShl)
	f.set(n)
}

// transpose reads four numbers at each of four addresses, which it moves on, and gives four vectors, number i of all
// addresses together: before and after bring the address for it on the stack and store. With a0 number 0 of address a:
//
//	in   a0 a1 a2 a3   b0 b1 b2 b3   c0 c1 c2 c3   d0 d1 d2 d3
//	mid  a0 b0 a1 b1   c0 d0 c1 d1   a2 b2 a3 b3   c2 d2 c3 d3
//	out  a0 b0 c0 d0   a1 b1 c1 d1   a2 b2 c2 d2   a3 b3 c3 d3
func (f *function) transpose(row, in, mid [4]int, before, after func(i int)) {
	for r := range 4 {
		f.get(row[r])
		f.memory(vLoad, 2, 0)
		f.set(in[r])
		f.integer(16)
		f.bump(row[r])
	}
	for i, lanes := range [][]byte{{0, 4, 1, 5}, {2, 6, 3, 7}} {
		for half := range 2 { // rows 0 and 1, rows 2 and 3
			f.get(in[2*half])
			f.get(in[2*half+1])
			f.shuffle(lanes...)
			f.set(mid[2*i+half])
		}
	}
	for i := range 4 {
		before(i)
		f.get(mid[i/2*2])
		f.get(mid[i/2*2+1])
		f.shuffle([][]byte{{0, 1, 4, 5}, {2, 3, 6, 7}}[i%2]...)
		after(i)
	}
}
