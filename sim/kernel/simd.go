package kernel

// vector says whether the vector kernels run. They give the same bits as the scalar Go beside their calls, so it decides
// nothing but the time. Each build has one file that says what there is: simd_amd64.go, simd_js.go or simd_none.go.
var vector = haveVector()

// Vector reports whether the vector kernels run.
func Vector() bool { return vector }

// UseVector switches the vector kernels on, if this machine has them, or off, and returns what was before. It is for
// tests and benchmarks that compare both; nothing else may run meanwhile.
func UseVector(on bool) (before bool) {
	before = vector
	vector = on && haveVector()
	return before
}

// Peak runs a loop that no product can outrun without fusing: independent multiplications and additions that need no
// memory. It returns its number of floating-point operations: 12 chains, 2 operations each, in every lane. Benchmarks put the
// rate of products beside it. Where the build has vector kernels that this machine cannot run, it does nothing.
func Peak(rounds int32) (flop int) {
	if VectorName != "" && !haveVector() {
		return 0
	}
	vPeak(rounds)
	return 24 * width * int(rounds)
}
