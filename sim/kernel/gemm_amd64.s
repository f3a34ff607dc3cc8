//go:build !float64

#include "textflag.h"

// AVX2 micro-kernels: four rows by 16 or 8 columns. They multiply, then add; a fused instruction would round once
// where the Go code rounds twice.
//
// With fewer than four rows left, the offsets of the missing rows are those of the last one: it is then computed and
// stored more than once, with the same result, and no other code is needed.
//
//	SI A    DI C    R11 rows left    AX, DX, R8 run over k: A, B, count
//	BX, CX, R9: rows 1, 2, 3 of A    R13, R14, R15: rows 1, 2, 3 of C    R10 step of A    R12 distance of the blocks of B

// OFFSETS sets three row offsets, clamped, from the row stride in bytes s.
#define OFFSETS(s, o1, o2, o3) \
	XORQ    o1, o1     \
	CMPQ    R11, $1    \
	CMOVQGT s, o1      \
	LEAQ    (o1)(s*1), o2 \
	CMPQ    R11, $2    \
	CMOVQLE o1, o2     \
	LEAQ    (o2)(s*1), o3 \
	CMPQ    R11, $3    \
	CMOVQLE o2, o3

// STEP adds the products of one element of A with 16 columns of B to two sums.
#define STEP16(elem, s0, s1) \
	VBROADCASTSS elem, Y10      \
	VMULPS       Y8, Y10, Y11   \
	VADDPS       Y11, s0, s0    \
	VMULPS       Y9, Y10, Y12   \
	VADDPS       Y12, s1, s1

#define STEP8(elem, s0) \
	VBROADCASTSS elem, Y10      \
	VMULPS       Y8, Y10, Y11   \
	VADDPS       Y11, s0, s0

// MASK sets Y15 to all ones in the first w lanes (w in AX).
#define MASK() \
	LEAQ    lanes<>(SB), DX  \
	SHLQ    $2, AX           \
	SUBQ    AX, DX           \
	VMOVDQU 32(DX), Y15

// STORE writes the first w (in AX) lanes of y = x to (p), by 4, 2 and 1. It changes p.
#define STORE(y, x, p) \
	TESTQ        $4, AX     \
	JEQ          4(PC)      \
	VMOVUPS      x, (p)     \
	ADDQ         $16, p     \
	VEXTRACTF128 $1, y, x   \
	TESTQ        $2, AX     \
	JEQ          4(PC)      \
	VMOVLPS      x, (p)     \
	ADDQ         $8, p      \
	VMOVHLPS     x, x, x    \
	TESTQ        $1, AX     \
	JEQ          2(PC)      \
	VMOVSS       x, (p)

DATA lanes<>+0x00(SB)/8, $0xffffffffffffffff
DATA lanes<>+0x08(SB)/8, $0xffffffffffffffff
DATA lanes<>+0x10(SB)/8, $0xffffffffffffffff
DATA lanes<>+0x18(SB)/8, $0xffffffffffffffff
DATA lanes<>+0x20(SB)/8, $0
DATA lanes<>+0x28(SB)/8, $0
DATA lanes<>+0x30(SB)/8, $0
DATA lanes<>+0x38(SB)/8, $0
GLOBL lanes<>(SB), RODATA|NOPTR, $64

// func gemm16(c *Real, ldc int, a *Real, rs, cs int, b *Panel, m, k, w int, add bool)
TEXT ·gemm16(SB), NOSPLIT, $0-73
	MOVQ c+0(FP), DI
	MOVQ a+16(FP), SI
	MOVQ cs+32(FP), R10
	SHLQ $2, R10
	MOVQ m+48(FP), R11
	MOVQ k+56(FP), R12
	SHLQ $5, R12

rows16:
	MOVQ ldc+8(FP), R8
	SHLQ $2, R8
	OFFSETS(R8, R13, R14, R15)
	MOVQ rs+24(FP), R8
	SHLQ $2, R8
	OFFSETS(R8, BX, CX, R9)
	CMPB add+72(FP), $0
	JNE  load16
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7
	JMP  sum16

load16:
	MOVQ    w+64(FP), AX
	MASK()
	VMOVUPS (DI), Y0
	VMOVUPS (DI)(R13*1), Y2
	VMOVUPS (DI)(R14*1), Y4
	VMOVUPS (DI)(R15*1), Y6
	VMASKMOVPS 32(DI), Y15, Y1
	VMASKMOVPS 32(DI)(R13*1), Y15, Y3
	VMASKMOVPS 32(DI)(R14*1), Y15, Y5
	VMASKMOVPS 32(DI)(R15*1), Y15, Y7

sum16:
	MOVQ SI, AX
	MOVQ b+40(FP), DX
	MOVQ k+56(FP), R8

loop16:
	VMOVUPS (DX), Y8
	VMOVUPS (DX)(R12*1), Y9
	STEP16((AX), Y0, Y1)
	STEP16((AX)(BX*1), Y2, Y3)
	STEP16((AX)(CX*1), Y4, Y5)
	STEP16((AX)(R9*1), Y6, Y7)
	ADDQ $32, DX
	ADDQ R10, AX
	DECQ R8
	JNE  loop16

	VMOVUPS Y0, (DI)
	VMOVUPS Y2, (DI)(R13*1)
	VMOVUPS Y4, (DI)(R14*1)
	VMOVUPS Y6, (DI)(R15*1)
	MOVQ w+64(FP), AX
	CMPQ AX, $8
	JNE  part16
	VMOVUPS Y1, 32(DI)
	VMOVUPS Y3, 32(DI)(R13*1)
	VMOVUPS Y5, 32(DI)(R14*1)
	VMOVUPS Y7, 32(DI)(R15*1)
	JMP  next16

part16:
	LEAQ 32(DI), DX
	STORE(Y1, X1, DX)
	LEAQ 32(DI)(R13*1), DX
	STORE(Y3, X3, DX)
	LEAQ 32(DI)(R14*1), DX
	STORE(Y5, X5, DX)
	LEAQ 32(DI)(R15*1), DX
	STORE(Y7, X7, DX)

next16:
	MOVQ ldc+8(FP), R8
	SHLQ $4, R8
	ADDQ R8, DI
	MOVQ rs+24(FP), R8
	SHLQ $4, R8
	ADDQ R8, SI
	SUBQ $4, R11
	JGT  rows16
	VZEROUPPER
	RET

// func gemm8(c *Real, ldc int, a *Real, rs, cs int, b *Panel, m, k, w int, add bool)
TEXT ·gemm8(SB), NOSPLIT, $0-73
	MOVQ c+0(FP), DI
	MOVQ a+16(FP), SI
	MOVQ cs+32(FP), R10
	SHLQ $2, R10
	MOVQ m+48(FP), R11

rows8:
	MOVQ ldc+8(FP), R8
	SHLQ $2, R8
	OFFSETS(R8, R13, R14, R15)
	MOVQ rs+24(FP), R8
	SHLQ $2, R8
	OFFSETS(R8, BX, CX, R9)
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	CMPB add+72(FP), $0
	JEQ  sum8
	MOVQ w+64(FP), AX
	MASK()
	VMASKMOVPS (DI), Y15, Y0
	VMASKMOVPS (DI)(R13*1), Y15, Y1
	VMASKMOVPS (DI)(R14*1), Y15, Y2
	VMASKMOVPS (DI)(R15*1), Y15, Y3

sum8:
	MOVQ SI, AX
	MOVQ b+40(FP), DX
	MOVQ k+56(FP), R8

loop8:
	VMOVUPS (DX), Y8
	STEP8((AX), Y0)
	STEP8((AX)(BX*1), Y1)
	STEP8((AX)(CX*1), Y2)
	STEP8((AX)(R9*1), Y3)
	ADDQ $32, DX
	ADDQ R10, AX
	DECQ R8
	JNE  loop8

	MOVQ w+64(FP), AX
	CMPQ AX, $8
	JNE  part8
	VMOVUPS Y0, (DI)
	VMOVUPS Y1, (DI)(R13*1)
	VMOVUPS Y2, (DI)(R14*1)
	VMOVUPS Y3, (DI)(R15*1)
	JMP  next8

part8:
	MOVQ DI, DX
	STORE(Y0, X0, DX)
	LEAQ (DI)(R13*1), DX
	STORE(Y1, X1, DX)
	LEAQ (DI)(R14*1), DX
	STORE(Y2, X2, DX)
	LEAQ (DI)(R15*1), DX
	STORE(Y3, X3, DX)

next8:
	MOVQ ldc+8(FP), R8
	SHLQ $4, R8
	ADDQ R8, DI
	MOVQ rs+24(FP), R8
	SHLQ $4, R8
	ADDQ R8, SI
	SUBQ $4, R11
	JGT  rows8
	VZEROUPPER
	RET

DATA nearOne<>+0(SB)/4, $0x3f7fffff
GLOBL nearOne<>(SB), RODATA|NOPTR, $4
DATA tiny<>+0(SB)/4, $0x33800000
GLOBL tiny<>(SB), RODATA|NOPTR, $4

#define CHAIN(s) \
	VMULPS s, Y12, s  \
	VADDPS s, Y13, s

// func vPeak(rounds int32)
TEXT ·vPeak(SB), NOSPLIT, $0-4
	MOVL rounds+0(FP), AX
	VBROADCASTSS nearOne<>(SB), Y12
	VBROADCASTSS tiny<>(SB), Y13
	VMOVUPS Y13, Y0
	VMOVUPS Y13, Y1
	VMOVUPS Y13, Y2
	VMOVUPS Y13, Y3
	VMOVUPS Y13, Y4
	VMOVUPS Y13, Y5
	VMOVUPS Y13, Y6
	VMOVUPS Y13, Y7
	VMOVUPS Y13, Y8
	VMOVUPS Y13, Y9
	VMOVUPS Y13, Y10
	VMOVUPS Y13, Y11

peak:
	CHAIN(Y0)
	CHAIN(Y1)
	CHAIN(Y2)
	CHAIN(Y3)
	CHAIN(Y4)
	CHAIN(Y5)
	CHAIN(Y6)
	CHAIN(Y7)
	CHAIN(Y8)
	CHAIN(Y9)
	CHAIN(Y10)
	CHAIN(Y11)
	DECL AX
	JNE  peak
	VZEROUPPER
	RET
