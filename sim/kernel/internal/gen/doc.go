// Package gen writes the vector kernels of package kernel twice from one description: as Go assembly for AVX2 and as
// a WebAssembly module for SIMD128. It is a generator that runs as a test: it fails when the files are stale, and writes
// them with
//
//	go test ./sim/kernel/internal/gen -generate
//
// A description (kernels.go) works on vectors of eight float32 lanes: one register of AVX2, two of SIMD128. It has only
// operations that IEEE 754 rounds alike everywhere and no fused multiply-add, so both files give the bits of the
// scalar Go code that each kernel names. Sums along a row are kept in the eight lanes, element j in lane j%8, and added
// in one fixed tree at the end; the scalar code does the same.
package gen
