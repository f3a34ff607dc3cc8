//go:build wasmsimd && !float64

package kernel

// VectorName names the vector instructions of this build.
const VectorName = "simd128"

// haveVector asks the page, which has put the module kernels.wasm under these imports or, in an engine without SIMD, has not.
func haveVector() bool { return ready() != 0 }

//go:wasmimport kernels ready
func ready() int32

// vGemm is gemm; see internal/gen/gemm.go.
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

// width is the lanes of a vPeak chain.
const width = 4

// vPeak computes twelve independent chains s = s·x + y; see internal/gen/peak.go.
func vPeak(rounds int32) { peak(rounds) }

//go:wasmimport kernels peak
func peak(rounds int32) int32
