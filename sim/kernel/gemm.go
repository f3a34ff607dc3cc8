package kernel

// Panel is one row of a packed panel: eight neighbouring columns of the right operand, one AVX2 register or two of
// WebAssembly's. The fixed array also lets the compiler drop the bounds checks of the inner loop.
type Panel [8]Real

// PanelsFor is the number of Panels that hold a packed (k, n) operand.
func PanelsFor(k, n int) int { return (n + 7) / 8 * k }

// Pack copies the row-major b (k, n; row stride ld) into panels: column block j/8 holds its k rows
// one after the other,
//
//	dst[j/8*k+x][j%8] = b[x*ld+j]  for x < k, j < n
//
// so that a product reads its right operand from front to back. Missing columns of the last block are zero.
func Pack(dst []Panel, b []Real, ld, k, n int) {
	// The vector version, where there is one, has packed the whole blocks.
	for j := vPack(dst, b, ld, k, n); j < n; j += 8 {
		block := dst[j/8*k:][:k]
		if w := n - j; w < 8 {
			for x := range block {
				block[x] = Panel{}
				copy(block[x][:w], b[x*ld+j:][:w]) // copy alone would take fewer without a word
			}
			continue
		}
		for x := range block {
			block[x] = Panel(b[x*ld+j:][:8])
		}
	}
}

// PackT packs the transpose of the row-major bt (n, k; row stride ld), so that weights (OC, IC)
// become the right operand (IC, OC):
//
//	dst[j/8*k+x][j%8] = bt[j*ld+x]  for x < k, j < n
func PackT(dst []Panel, bt []Real, ld, k, n int) {
	for j := vPackT(dst, bt, ld, k, n); j < n; j += 8 {
		block := dst[j/8*k:][:k]
		if n-j >= 8 {
			packT8(block, bt[j*ld:], ld)
			continue
		}
		clear(block)
		for c := range n - j { // each missing column stays zero
			col := bt[(j+c)*ld:][:k]
			for x := range block {
				block[x][c] = col[x]
			}
		}
	}
}

// packT8 packs eight whole columns (8, len(block); row stride ld), panel by panel: 1.5 times as fast as column by column.
// All eight slices get one length here, which takes the bounds checks out of the loop.
func packT8(block []Panel, bt []Real, ld int) {
	n := len(block)
	c0, c1, c2, c3 := bt[:n], bt[ld:][:n], bt[2*ld:][:n], bt[3*ld:][:n]
	c4, c5, c6, c7 := bt[4*ld:][:n], bt[5*ld:][:n], bt[6*ld:][:n], bt[7*ld:][:n]
	for x := range block {
		b := &block[x]
		b[0], b[1], b[2], b[3] = c0[x], c1[x], c2[x], c3[x]
		b[4], b[5], b[6], b[7] = c4[x], c5[x], c6[x], c7[x]
	}
}

// Gemm computes C = A·B, or C += A·B if add, for A (m, k; stride lda), packed B (k, n) and C (m, n; stride ldc):
//
//	for i < m, j < n { s := 0 or C[i][j]; for x < k { s += A[i][x]·B[x][j] }; C[i][j] = s }
//
// This loop is the definition to the last bit: one sum an element, over x in sequence, each product rounded. Blocking may
// change which element comes next, and never the order within a sum. C may not overlap A.
func Gemm(c []Real, ldc int, a []Real, lda int, b []Panel, m, n, k int, add bool) {
	gemm(c, ldc, a, lda, 1, b, m, n, k, add)
}

// GemmT is Gemm for a left operand that lies transposed in memory, at (k, m; row stride ldat): A[i][x] = at[x*ldat+i].
// Weight gradients dw = dyᵀ·x are of this form.
func GemmT(c []Real, ldc int, at []Real, ldat int, b []Panel, m, n, k int, add bool) {
	gemm(c, ldc, at, 1, ldat, b, m, n, k, add)
}

// onProduct, if it is set, is told the size of each product.
var onProduct func(m, n, k int)

// CountFLOP runs f and returns the floating-point operations of its matrix products. It is for benchmarks: nothing else may
// run meanwhile.
func CountFLOP(f func()) (flop int) {
	onProduct = func(m, n, k int) { flop += 2 * m * n * k }
	defer func() { onProduct = nil }()
	f()
	return flop
}

// gemm takes the left operand (m, k) with any strides, rs from row to row and cs from column to column: A[i][x] = a[i*rs+x*cs].
func gemm(c []Real, ldc int, a []Real, rs, cs int, b []Panel, m, n, k int, add bool) {
	if m == 0 || n == 0 {
		return
	}
	if onProduct != nil {
		onProduct(m, n, k)
	}
	if vector && k > 0 {
		// The vector kernel checks nothing, so the last elements are touched here.
		_, _, _ = c[(m-1)*ldc+n-1], a[(m-1)*rs+(k-1)*cs], b[PanelsFor(k, n)-1]
		vGemm(c, ldc, a, rs, cs, b, m, n, k, add)
		return
	}
	if k == 0 {
		rs = 0 // nothing of A is read
	}
	// A column block of B (8·k numbers) stays in the cache while all rows of A pass by.
	for j := 0; j < n; j += 8 {
		block := b[j/8*k:][:k]
		for i := range m {
			gemm1(c[i*ldc+j:][:min(8, n-j)], a[i*rs:], cs, block, add)
		}
	}
}

// gemm1 is the micro-kernel: c, up to eight neighbouring elements of one row of C, from one row of A (stride cs) and a column
// block of B (k panels). Eight sums are independent, so the processor adds them side by side, though each is in sequence.
func gemm1(c, a []Real, cs int, block []Panel, add bool) {
	var s Panel
	if add {
		copy(s[:], c)
	}
	// Eight variables, not an array: the compiler keeps them in registers.
	s0, s1, s2, s3, s4, s5, s6, s7 := s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]
	for x := range block {
		b := &block[x]
		u := a[x*cs]
		s0 += Real(u * b[0])
		s1 += Real(u * b[1])
		s2 += Real(u * b[2])
		s3 += Real(u * b[3])
		s4 += Real(u * b[4])
		s5 += Real(u * b[5])
		s6 += Real(u * b[6])
		s7 += Real(u * b[7])
	}
	s = Panel{s0, s1, s2, s3, s4, s5, s6, s7}
	copy(c, s[:]) // as many as c has: the columns behind the last are dropped
}
