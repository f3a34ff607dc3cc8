package gen

// gemm is the product kernel of the module, four rows by one panel of eight columns, as kernel.gemm:
//
//	func(c, ldc, a, rs, cs, b, m, n, k, add, packed)
//	for i < m, j < n { s := 0 or c[i*ldc+j]; for x < k { s += a[i*rs+x*cs]·b[j/8*k+x][j%8] }; c[i*ldc+j] = s }
//
// Four rows of A are first copied to packed (4k numbers), element x of all four together: then a step along k has two
// pointers to move instead of five. As in kernel/gemm_amd64.s, missing rows of the last four are the last row again.
func gemm() *function {
	g := gemmBuilder{function: &function{name: "gemm", params: []byte{i32t, i32t, i32t, i32t, i32t, i32t, i32t, i32t, i32t, i32t, i32t}}}
	g.c, g.ldc, g.a, g.rs, g.cs, g.b, g.m, g.n, g.k, g.add, g.packed = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
	// locals: counters and pointers, four rows, and a tile of 4×8 sums in eight registers
	for _, p := range []*int{&g.left, &g.cols, &g.count, &g.ap, &g.bp, &g.end, &g.at} {
		*p = g.local(i32t)
	}
	for r := range 4 {
		g.row[r] = g.local(i32t)
		g.sum[r][0], g.sum[r][1] = g.local(v128t), g.local(v128t)
	}
	g.b0, g.b1, g.x = g.local(v128t), g.local(v128t), g.local(v128t)
	// distances in bytes
	for _, stride := range []int{g.ldc, g.rs, g.cs} {
		g.bytes(stride)
	}
	// for left = m, m-4, …: four rows of A against all of B
	g.get(g.m)
	g.set(g.left)
	g.repeat(g.left, 4, func() {
		g.rows(g.a, g.rs)
		g.pack()
		g.rows(g.c, g.ldc)
		// for cols = n, n-8, …: one column block, which is where the one before ended
		g.get(g.b)
		g.set(g.bp)
		g.get(g.n)
		g.set(g.cols)
		g.repeat(g.cols, 8, func() {
			g.tile()
			for r := range 4 {
				g.integer(32)
				g.bump(g.row[r])
			}
		})
		// a += 4·rs, c += 4·ldc
		for _, p := range [][2]int{{g.a, g.rs}, {g.c, g.ldc}} {
			g.get(p[1])
			g.integer(2)
			g.op(iShl)
			g.bump(p[0])
		}
	})
	return g.function
}

// gemmBuilder names the numbers of gemm's locals.
type gemmBuilder struct {
	*function
	c, ldc, a, rs, cs, b, m, n, k, add, packed int       // parameters
	left, cols, count                          int       // rows, columns, steps along k that are left
	ap, bp, end, at                            int       // pointers: packed, b, the block's end in b, scratch
	row                                        [4]int    // addresses of four rows, of A and then of C
	sum                                        [4][2]int // eight sums of each row
	b0, b1, x                                  int       // a panel of B in two halves, an element of A
}

// repeat runs body while n > 0, and takes step from n each time:
//
//	block { loop { if n < 1 leave; body; n -= step; again } }
func (f *function) repeat(n, step int, body func()) {
	f.op(iBlock, noResult, iLoop, noResult)
	f.get(n)
	f.integer(1)
	f.op(iLtS)
	f.with(iBrIf, 1)
	body()
	f.integer(-step)
	f.bump(n)
	f.with(iBr, 0)
	f.op(iEnd, iEnd)
}

// rows sets four addresses from base and stride, the last existing row standing for missing ones: it is then computed and
// stored more than once, with the same result, and there is one kind of tile.
//
//	row[r] = left > r ? row[r-1] + stride : row[r-1]
func (g *gemmBuilder) rows(base, stride int) {
	g.get(base)
	g.set(g.row[0])
	for r := 1; r < 4; r++ {
		g.get(g.row[r-1])
		g.get(stride)
		g.op(iAdd)
		g.get(g.row[r-1])
		g.get(g.left)
		g.integer(r)
		g.op(iGtS, iSelect)
		g.set(g.row[r])
	}
}

// pack copies four rows of A: by squares of 16 numbers where a row is contiguous, else number by number. It costs 4k numbers
// for 4·n·k products.
func (g *gemmBuilder) pack() {
	g.get(g.packed)
	g.set(g.ap)
	g.get(g.k)
	g.set(g.count)
	// if cs == 4 bytes { while count >= 4 { square; count -= 4 } }
	g.get(g.cs)
	g.integer(4)
	g.op(iEq, iIf, noResult, iBlock, noResult, iLoop, noResult)
	g.get(g.count)
	g.integer(4)
	g.op(iLtS)
	g.with(iBrIf, 1)
	g.square()
	g.integer(-4)
	g.bump(g.count)
	g.with(iBr, 0)
	g.op(iEnd, iEnd, iEnd)
	// the rest: x = (row0[0], row1[0], row2[0], row3[0]); rows move by cs
	g.repeat(g.count, 1, func() {
		g.get(g.row[0])
		g.memory(vLoad32Splat, 2, 0)
		g.set(g.x)
		for r := 1; r < 4; r++ {
			g.get(g.row[r])
			g.get(g.x)
			g.memory(vLoadLane32, 2, 0)
			g.op(byte(r))
			g.set(g.x)
		}
		g.get(g.ap)
		g.get(g.x)
		g.memory(vStore, 2, 0)
		g.integer(16)
		g.bump(g.ap)
		for r := range 4 {
			g.get(g.cs)
			g.bump(g.row[r])
		}
	})
}

// square transposes four numbers of each of the four rows. The sums are free here, so it works in their registers.
func (g *gemmBuilder) square() {
	var in, mid [4]int
	for r := range 4 {
		in[r], mid[r] = g.sum[r][0], g.sum[r][1]
	}
	g.transpose(g.row, in, mid, func(int) { g.get(g.ap) }, func(i int) { g.memory(vStore, 2, 16*i) })
	g.integer(64)
	g.bump(g.ap)
}

// tile computes four rows of one column block and moves bp to the next.
func (g *gemmBuilder) tile() {
	g.start()
	// ap = packed, end = bp + 32·k
	g.get(g.packed)
	g.set(g.ap)
	g.get(g.bp)
	g.get(g.k)
	g.integer(5)
	g.op(iShl, iAdd)
	g.set(g.end)
	// do { products } while bp != end: k > 0, and comparing pointers saves a counter
	g.op(iLoop, noResult)
	g.products()
	g.get(g.bp)
	g.get(g.end)
	g.op(iNe)
	g.with(iBrIf, 0)
	g.op(iEnd)
	g.finish()
}

// start sets the sums to zero, or to C. Of a block of fewer than eight columns the lanes behind the last are zero; what is
// summed in them comes from the zeros of the packed panel and is never stored.
func (g *gemmBuilder) start() {
	g.get(g.add)
	g.op(iIf, noResult)
	g.wide(func(r int) {
		for half := range 2 {
			g.get(g.row[r])
			g.memory(vLoad, 2, 16*half)
			g.set(g.sum[r][half])
		}
	}, func(r int) {
		g.get(g.row[r])
		g.set(g.at)
		g.loadPart(g.at, g.cols, g.sum[r][0])
	})
	g.op(iElse)
	for r := range 4 {
		for half := range 2 {
			g.vector([4]uint32{})
			g.set(g.sum[r][half])
		}
	}
	g.op(iEnd)
}

// products adds those of one step along k: sum[r] += ap[r]·bp[0:8] for four rows r. Each product is rounded before it is added,
// so there is no relaxed or fused instruction.
func (g *gemmBuilder) products() {
	for half, b := range []int{g.b0, g.b1} {
		g.get(g.bp)
		g.memory(vLoad, 2, 16*half)
		g.set(b)
	}
	for r := range 4 {
		// x = element r of the packed column, in all lanes
		g.get(g.ap)
		g.memory(vLoad32Splat, 2, 4*r)
		g.set(g.x)
		for half, b := range []int{g.b0, g.b1} {
			g.get(g.sum[r][half])
			g.get(g.x)
			g.get(b)
			g.vec(vMulF)
			g.vec(vAddF)
			g.set(g.sum[r][half])
		}
	}
	// on by four numbers of A and eight of B
	g.integer(16)
	g.bump(g.ap)
	g.integer(32)
	g.bump(g.bp)
}

// finish writes the sums to C: whole rows of the tile, or as many columns as are left.
func (g *gemmBuilder) finish() {
	g.wide(func(r int) {
		for half := range 2 {
			g.get(g.row[r])
			g.get(g.sum[r][half])
			g.memory(vStore, 2, 16*half)
		}
	}, func(r int) {
		g.get(g.row[r])
		g.set(g.at)
		g.storePart(g.at, g.cols, g.sum[r][0])
	})
}

// wide runs one of two pieces of code for each row: with all eight columns (cols > 7), or with those that are left.
func (g *gemmBuilder) wide(whole, part func(r int)) {
	g.get(g.cols)
	g.integer(7)
	g.op(iGtS, iIf, noResult)
	for r := range 4 {
		whole(r)
	}
	g.op(iElse)
	for r := range 4 {
		part(r)
	}
	g.op(iEnd)
}
