//go:build float64 || (!amd64 && !(js && wasmsimd))

package kernel

// VectorName names the vector instructions of this build; it has none.
const VectorName = ""

func haveVector() bool { return false }

// noVector is what a call would say that the variable vector should have kept away; the compiler wants the bodies.
const noVector = "kernel: no vector kernels in this build"

func vGemm(c []Real, ldc int, a []Real, rs, cs int, b []Panel, m, n, k int, add bool) {
	panic(noVector)
}

// vPack and vPackT would return how many columns they have packed: Go does that well enough here.
func vPack(dst []Panel, b []Real, ld, k, n int) int   { return 0 }
func vPackT(dst []Panel, bt []Real, ld, k, n int) int { return 0 }

// width is the lanes of a vPeak chain: one in scalar Go.
const width = 1

// peakSum keeps the compiler from dropping the loop.
var peakSum Real

// vPeak computes twelve independent chains s = s·x + y.
func vPeak(rounds int32) {
	const x, y = 1 - Epsilon/2, Epsilon / 2
	var a, b, c, d, e, f, g, h, i, j, k, l Real
	for range rounds {
		a, b, c, d = Real(a*x)+y, Real(b*x)+y, Real(c*x)+y, Real(d*x)+y
		e, f, g, h = Real(e*x)+y, Real(f*x)+y, Real(g*x)+y, Real(h*x)+y
		i, j, k, l = Real(i*x)+y, Real(j*x)+y, Real(k*x)+y, Real(l*x)+y
	}
	peakSum = a + b + c + d + e + f + g + h + i + j + k + l
}
