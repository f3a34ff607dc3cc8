//go:build float64 || (!amd64 && !(js && wasmsimd))

package kernel

// VectorName names the vector instructions of this build; it has none.
const VectorName = ""

func haveVector() bool { return false }

const noVector = "kernel: no vector kernels in this build"

func vGemm(c []Real, ldc int, a []Real, rs, cs int, b []Panel, m, n, k int, add bool) {
	panic(noVector)
}
