package gen

// gemm is the product kernel of the module, four rows by one panel of eight columns, as kernel.gemm:
//
//	func(c, ldc, a, rs, cs, b, m, n, k, add)
//	for i < m, j < n { s := 0 or c[i*ldc+j]; for x < k { s += a[i*rs+x*cs]·b[j/8*k+x][j%8] }; c[i*ldc+j] = s }
//
// As in kernel/gemm_amd64.s, missing rows of the last four are the last row again.
func gemm() *function {
	g := gemmBuilder{function: &function{name: "gemm", params: []byte{i32t, i32t, i32t, i32t, i32t, i32t, i32t, i32t, i32t, i32t}}}
	g.c, g.ldc, g.a, g.rs, g.cs, g.b, g.m, g.n, g.k, g.add = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
	g.left, g.end, g.bp, g.ap, g.cp = g.local(i32t), g.local(i32t), g.local(i32t), g.local(i32t), g.local(i32t)
	for r := range 4 {
		g.row[r], g.out[r] = g.local(i32t), g.local(i32t)
		g.sum[r][0], g.sum[r][1] = g.local(v128t), g.local(v128t)
	}
	g.at = g.local(i32t)
	g.b0, g.b1, g.x = g.local(v128t), g.local(v128t), g.local(v128t)
	for _, stride := range []int{g.ldc, g.rs, g.cs} {
		g.get(stride)
		g.integer(2)
		g.op(iShl)
		g.set(stride)
	}
	g.repeat(g.n, 8, func() {
		g.get(g.m)
		g.set(g.left)
		g.get(g.a)
		g.set(g.ap)
		g.get(g.c)
		g.set(g.cp)
		g.repeat(g.left, 4, g.tile)
		g.integer(32)
		g.bump(g.c)
		g.get(g.k)
		g.integer(5)
		g.op(iShl)
		g.bump(g.b)
	})
	return g.function
}

type gemmBuilder struct {
	*function
	c, ldc, a, rs, cs, b, m, n, k, add int
	left, end, bp, ap, cp              int
	row, out                           [4]int    // addresses of the rows of A and C
	sum                                [4][2]int // eight sums of each row
	b0, b1, x, at                      int
}

// repeat runs body while n > 0, and takes step from n each time.
func (g *gemmBuilder) repeat(n, step int, body func()) {
	g.op(iBlock, noResult, iLoop, noResult)
	g.get(n)
	g.integer(1)
	g.op(iLtS)
	g.with(iBrIf, 1)
	body()
	g.integer(-step)
	g.bump(n)
	g.with(iBr, 0)
	g.op(iEnd, iEnd)
}

// rows sets four addresses from base and stride, the last existing row standing for missing ones.
func (g *gemmBuilder) rows(at [4]int, base, stride int) {
	g.get(base)
	g.set(at[0])
	for r := 1; r < 4; r++ {
		g.get(at[r-1])
		g.get(stride)
		g.op(iAdd)
		g.get(at[r-1])
		g.get(g.left)
		g.integer(r)
		g.op(iGtS, iSelect)
		g.set(at[r])
	}
}

// tile computes four rows of one column block.
func (g *gemmBuilder) tile() {
	g.rows(g.row, g.ap, g.rs)
	g.rows(g.out, g.cp, g.ldc)
	g.start()
	g.get(g.b)
	g.set(g.bp)
	g.get(g.k)
	g.integer(5)
	g.op(iShl)
	g.get(g.b)
	g.op(iAdd)
	g.set(g.end)
	g.op(iLoop, noResult)
	g.products()
	g.get(g.bp)
	g.get(g.end)
	g.op(iNe)
	g.with(iBrIf, 0)
	g.op(iEnd)
	g.finish()
	for _, p := range [][2]int{{g.ap, g.rs}, {g.cp, g.ldc}} {
		g.get(p[1])
		g.integer(2)
		g.op(iShl)
		g.bump(p[0])
	}
}

// start sets the sums to zero, or to C.
func (g *gemmBuilder) start() {
	g.get(g.add)
	g.op(iIf, noResult)
	g.wide(func(r int) {
		for half := range 2 {
			g.get(g.out[r])
			g.memory(vLoad, 2, 16*half)
			g.set(g.sum[r][half])
		}
	}, func(r int) {
		g.get(g.out[r])
		g.set(g.at)
		g.loadPart(g.at, g.n, g.sum[r][0])
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

// products adds those of one step along k.
func (g *gemmBuilder) products() {
	g.get(g.bp)
	g.memory(vLoad, 2, 0)
	g.set(g.b0)
	g.get(g.bp)
	g.memory(vLoad, 2, 16)
	g.set(g.b1)
	for r := range 4 {
		g.get(g.row[r])
		g.memory(vLoad32Splat, 2, 0)
		g.set(g.x)
		for half, b := range []int{g.b0, g.b1} {
			g.get(g.sum[r][half])
			g.get(g.x)
			g.get(b)
			g.vec(vMulF)
			g.vec(vAddF)
			g.set(g.sum[r][half])
		}
		g.get(g.cs)
		g.bump(g.row[r])
	}
	g.integer(32)
	g.bump(g.bp)
}

// finish writes the sums to C.
func (g *gemmBuilder) finish() {
	g.wide(func(r int) {
		for half := range 2 {
			g.get(g.out[r])
			g.get(g.sum[r][half])
			g.memory(vStore, 2, 16*half)
		}
	}, func(r int) {
		g.get(g.out[r])
		g.set(g.at)
		g.storePart(g.at, g.n, g.sum[r][0])
	})
}

// wide runs one of two pieces of code for each row: with all eight columns, or with the n that are left.
func (g *gemmBuilder) wide(whole, part func(r int)) {
	g.get(g.n)
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
