//go:build wasmsimd && !float64

package kernel

// VectorName names the vector instructions of this build.
const VectorName = "simd128"

// haveVector asks the page, which has put the module kernels.wasm under these imports or, in an engine without SIMD, has not.
func haveVector() bool { return ready() != 0 }

//go:wasmimport kernels ready
func ready() int32

// vGemm is gemm; see internal/gen/gemm.go. The kernel copies four rows of A at a time to packed, element x of all four
// together: two pointers move along k instead of five, and products are a fifth faster.
func vGemm(c []Real, ldc int, a []Real, rs, cs int, b []Panel, m, n, k int, add bool) {
	plus := int32(0)
	if add {
		plus = 1
	}
	if len(packed) < 4*k {
		packed = make([]Real, 4*k)
	}
	vProduct(&c[0], int32(ldc), &a[0], int32(rs), int32(cs), &b[0][0], int32(m), int32(n), int32(k), plus, &packed[0])
}

// packed holds four rows of A during a product; WebAssembly has one thread.
var packed []Real

//go:wasmimport kernels gemm
//go:noescape
func vProduct(c *float32, ldc int32, a *float32, rs, cs int32, b *float32, m, n, k, add int32, packed *float32)

// vPack and vPackT pack the whole column blocks and return the number of their columns; see internal/gen/pack.go.
func vPack(dst []Panel, b []Real, ld, k, n int) int {
	n &^= 7
	if !vector || n == 0 || k == 0 {
		return 0
	}
	_, _ = dst[PanelsFor(k, n)-1], b[(k-1)*ld+n-1] // the kernel checks nothing
	pack(&dst[0][0], &b[0], int32(ld), int32(k), int32(n))
	return n
}

func vPackT(dst []Panel, bt []Real, ld, k, n int) int {
	n &^= 7
	if !vector || n == 0 || k == 0 {
		return 0
	}
	_, _ = dst[PanelsFor(k, n)-1], bt[(n-1)*ld+k-1]
	packT(&dst[0][0], &bt[0], int32(ld), int32(k), int32(n))
	return n
}

//go:wasmimport kernels pack
//go:noescape
func pack(dst, b *float32, ld, k, n int32)

//go:wasmimport kernels packT
//go:noescape
func packT(dst, bt *float32, ld, k, n int32)

// width is the lanes of a vPeak chain.
const width = 4

// vPeak computes twelve independent chains s = s·x + y; see internal/gen/peak.go.
func vPeak(rounds int32) { peak(rounds) }

//go:wasmimport kernels peak
func peak(rounds int32) int32
