//go:build !float64

package kernel

import "golang.org/x/sys/cpu"

// VectorName names the vector instructions of this build.
const VectorName = "avx2"

// haveVector asks the processor. GODEBUG=cpu.avx2=off switches AVX2 off from outside.
func haveVector() bool { return cpu.X86.HasAVX2 }

// vPack and vPackT would return how many columns they have packed: Go does that well enough here.
func vPack(dst []Panel, b []Real, ld, k, n int) int   { return 0 }
func vPackT(dst []Panel, bt []Real, ld, k, n int) int { return 0 }

// width is the lanes of a vPeak chain.
const width = 8

// vPeak computes twelve independent chains s = s·x + y: enough to hide how long a multiplication and an addition take.
func vPeak(rounds int32)

// vGemm is gemm by column blocks of 16, and one of at most 8 at the end. It checks no lengths: gemm has touched the last
// elements.
func vGemm(c []Real, ldc int, a []Real, rs, cs int, b []Panel, m, n, k int, add bool) {
	j := 0
	for ; n-j > 8; j += 16 {
		gemm16(&c[j], ldc, &a[0], rs, cs, &b[j/8*k], m, k, min(8, n-j-8), add)
	}
	if j < n {
		gemm8(&c[j], ldc, &a[0], rs, cs, &b[j/8*k], m, k, n-j, add)
	}
}

// gemm16 computes two neighbouring column blocks, the second of which has w columns, and gemm8 one of w columns:
//
//	for i < m, j < 8+w { s := 0 or c[i*ldc+j]; for x < k { s += a[i*rs+x*cs]·b[j/8*k+x][j%8] }; c[i*ldc+j] = s }
//
// Lanes run across j, and a product is rounded before it is added, so that each sum has the bits of this loop.
//
//go:noescape
func gemm16(c *Real, ldc int, a *Real, rs, cs int, b *Panel, m, k, w int, add bool)

//go:noescape
func gemm8(c *Real, ldc int, a *Real, rs, cs int, b *Panel, m, k, w int, add bool)
