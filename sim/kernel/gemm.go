package kernel

// Panel is one row of a packed panel: four neighbouring columns of the right operand. The fixed
// array lets the compiler drop the bounds checks of the inner loop (measured: 1.6 times a slice).
type Panel [4]Real

// PanelsFor is the number of Panels that hold a packed (k, n) operand.
func PanelsFor(k, n int) int { return (n + 3) / 4 * k }

// Pack copies the row-major b (k, n; row stride ld) into panels: column block j/4 holds its k rows
// one after the other. Missing columns of the last block are zero.
func Pack(dst []Panel, b []Real, ld, k, n int) {
	for j := 0; j < n; j += 4 {
		block := dst[j/4*k:][:k]
		w := min(4, n-j)
		for x := range block {
			block[x] = Panel{}
			copy(block[x][:w], b[x*ld+j:])
		}
	}
}

// PackT packs the transpose of the row-major bt (n, k; row stride ld), so that weights (OC, IC)
// become the right operand (IC, OC).
func PackT(dst []Panel, bt []Real, ld, k, n int) {
	for j := 0; j < n; j += 4 {
		block := dst[j/4*k:][:k]
		clear(block)
		for c := range min(4, n-j) {
			col := bt[(j+c)*ld:][:k]
			for x := range block {
				block[x][c] = col[x]
			}
		}
	}
}

// Gemm computes C = A·B, or C += A·B if add, for A (m, k; stride lda), packed B (k, n) and C (m, n; stride ldc):
//
//	for i < m, j < n { s := 0 or C[i][j]; for x < k { s += A[i][x]·B[x][j] }; C[i][j] = s }
func Gemm(c []Real, ldc int, a []Real, lda int, b []Panel, m, n, k int, add bool) {
	for j := 0; j < n; j += 4 {
		block := b[j/4*k:][:k]
		w := min(4, n-j)
		i := 0
		for ; i+2 <= m; i += 2 {
			gemm2(c[i*ldc+j:][:w], c[(i+1)*ldc+j:][:w], a[i*lda:], a[(i+1)*lda:], block, add)
		}
		if i < m {
			gemm1(c[i*ldc+j:][:w], a[i*lda:], block, add)
		}
	}
}

// gemm2 is the 2x4 micro-kernel: eight sums, six operands, fourteen registers of the sixteen there are.
func gemm2(c0, c1, a0, a1 []Real, block []Panel, add bool) {
	var s, t Panel
	if add {
		copy(s[:], c0)
		copy(t[:], c1)
	}
	s0, s1, s2, s3 := s[0], s[1], s[2], s[3]
	t0, t1, t2, t3 := t[0], t[1], t[2], t[3]
	a0 = a0[:len(block)]
	a1 = a1[:len(block)]
	for x := range block {
		b := &block[x]
		u, v := a0[x], a1[x]
		b0, b1, b2, b3 := b[0], b[1], b[2], b[3]
		s0 += Real(u * b0)
		s1 += Real(u * b1)
		s2 += Real(u * b2)
		s3 += Real(u * b3)
		t0 += Real(v * b0)
		t1 += Real(v * b1)
		t2 += Real(v * b2)
		t3 += Real(v * b3)
	}
	s, t = Panel{s0, s1, s2, s3}, Panel{t0, t1, t2, t3}
	copy(c0, s[:])
	copy(c1, t[:])
}

// gemm1 is the 1x4 micro-kernel for the last odd row.
func gemm1(c0, a0 []Real, block []Panel, add bool) {
	var s Panel
	if add {
		copy(s[:], c0)
	}
	s0, s1, s2, s3 := s[0], s[1], s[2], s[3]
	a0 = a0[:len(block)]
	for x := range block {
		b := &block[x]
		u := a0[x]
		s0 += Real(u * b[0])
		s1 += Real(u * b[1])
		s2 += Real(u * b[2])
		s3 += Real(u * b[3])
	}
	s = Panel{s0, s1, s2, s3}
	copy(c0, s[:])
}

// Transpose writes the transpose of a (m, n; stride lda) to dst (n, m; stride m).
func Transpose(dst, a []Real, lda, m, n int) {
	for i := range m {
		row := a[i*lda:][:n]
		for j, v := range row {
			dst[j*m+i] = v
		}
	}
}
