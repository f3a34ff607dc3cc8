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
//
// # An example
//
// The squares of n numbers are described by
//
//	y, x, n := k.Ptr("y"), k.Ptr("x"), k.Int("n")
//	k.Each(n, func() { v := k.Load(x); k.Store(y, k.Mul(v, v)) })
//
// Running this writes down five operations (ir.go), of which the loop's body is Load, Mul, Store. AVX2 (avx2.go) makes of the
// body, for a whole round of eight,
//
//	VMOVUPS (SI)(AX*1), Y0
//	VMULPS Y0, Y0, Y0
//	VMOVUPS Y0, (BX)(AX*1)
//
// and for the last, partial round the same with a masked load, and a store by 4, 2 and 1 lanes. SIMD128 (simd128.go,
// wasm.go) makes of it, for each of two halves of four lanes, with locals 0 and 1 for y and x and 3 for the byte index,
//
//	local.get 1  local.get 3  i32.add  v128.load   local.set 10
//	local.get 10 local.get 10 f32x4.mul            local.set 12
//	local.get 0  local.get 3  i32.add  local.get 12 v128.store
//
// # A new kernel
//
//   - its loop in plain Go, in package kernel, which is its definition, with the call of the vector version above it;
//   - its description in kernels.go, operation by operation in the order of that loop, and its line in Kernels;
//   - the files, with -generate;
//   - its case in kernel's lanes_test.go, which compares both bit for bit: every remainder, edges, long rows.
//
// Products are not described so: they keep a tile of C in registers, which a loop over elements cannot say. They are written
// by hand, in kernel/gemm_amd64.s and here in gemm.go.
package gen
