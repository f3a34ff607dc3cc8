package gen

import (
	"encoding/binary"
)

// This file is a small WebAssembly encoder: sections, functions with structured code, and the instructions that the
// kernels use. Numbers are those of the specification, version 2.0, section 5 (binary format) and its index of instructions.
//
// The machine works on a stack: an instruction takes its operands from it and leaves its result there. get and set move
// between stack and locals, and a comment in the other files that reads x = y + z stands for get y, get z, add, set x.

// Types of values.
const (
	i32t  = 0x7f
	f32t  = 0x7d
	v128t = 0x7b
)

// Instructions of one byte. A block, a loop and an if say what they leave on the stack, here always nothing; br n leaves the
// n-th block around it, or begins the n-th loop again.
const (
	iBlock  = 0x02
	iLoop   = 0x03
	iIf     = 0x04
	iElse   = 0x05
	iEnd    = 0x0b
	iBr     = 0x0c
	iBrIf   = 0x0d
	iGet    = 0x20
	iSet    = 0x21
	iTee    = 0x22
	iConst  = 0x41
	iSelect = 0x1b
	iEq     = 0x46
	iNe     = 0x47
	iLtS    = 0x48
	iGtS    = 0x4a
	iAdd    = 0x6a
	iSub    = 0x6b
	iMul    = 0x6c
	iAnd    = 0x71
	iShl    = 0x74

	noResult = 0x40
)

// Vector instructions, behind the byte 0xfd, which the specification calls v128.load, i32x4.splat, f32x4.lt and so on. There
// are no relaxed ones: their results may differ between machines.
const (
	vLoad        = 0x00
	vLoad32Splat = 0x09
	vStore       = 0x0b
	vConst       = 0x0c
	vShuffle     = 0x0d
	vSplatI      = 0x11
	vSplatF      = 0x13
	vLtI         = 0x39
	vLtF         = 0x43
	vBitselect   = 0x52
	vAnyTrue     = 0x53
	vLoadLane32  = 0x56
	vLoadLane64  = 0x57
	vStoreLane32 = 0x5a
	vStoreLane64 = 0x5b
	vShlI        = 0xab
	vShrI        = 0xac
	vAddI        = 0xae
	vSubI        = 0xb1
	vSqrtF       = 0xe3
	vAddF        = 0xe4
	vSubF        = 0xe5
	vMulF        = 0xe6
	vDivF        = 0xe7
	vMinF        = 0xea // pmin: b < a ? b : a
	vMaxF        = 0xeb // pmax: a < b ? b : a
	vTruncF      = 0xf8 // trunc_sat_f32x4_s
)

// function is a function under construction.
type function struct {
	name            string // exported, unless empty
	params, results []byte
	locals          []byte
	code            []byte
}

// unsigned appends x in LEB128: seven bits a byte, the lowest first, the top bit set on all but the last.
func unsigned(b []byte, x uint64) []byte {
	for ; x >= 0x80; x >>= 7 {
		b = append(b, byte(x)|0x80)
	}
	return append(b, byte(x))
}

// signed is the same for numbers with a sign, which is bit 6 of the last byte.
func signed(b []byte, x int64) []byte {
	for ; x < -64 || x > 63; x >>= 7 {
		b = append(b, byte(x)&0x7f|0x80)
	}
	return append(b, byte(x)&0x7f)
}

// local declares one more local variable and returns its number. Parameters have the first numbers.
func (f *function) local(t byte) int {
	f.locals = append(f.locals, t)
	return len(f.params) + len(f.locals) - 1
}

// op appends instructions of one byte; with one of an operand; get, set and tee read and write a local, tee leaving the number
// on the stack; integer pushes a constant; vec appends a vector instruction, and memory one that loads or stores at an
// address from the stack plus offset, 2^align being what the address promises to be a multiple of.
func (f *function) op(b ...byte)       { f.code = append(f.code, b...) }
func (f *function) with(b byte, n int) { f.code = unsigned(append(f.code, b), uint64(n)) }
func (f *function) get(n int)          { f.with(iGet, n) }
func (f *function) set(n int)          { f.with(iSet, n) }
func (f *function) tee(n int)          { f.with(iTee, n) }
func (f *function) integer(x int)      { f.code = signed(append(f.code, iConst), int64(x)) }
func (f *function) vec(n int)          { f.code = unsigned(append(f.code, 0xfd), uint64(n)) }
func (f *function) memory(n, align, offset int) {
	f.vec(n)
	f.code = unsigned(unsigned(f.code, uint64(align)), uint64(offset))
}

// vector pushes four constant lanes of 32 bits, whether numbers or integers.
func (f *function) vector(lanes [4]uint32) {
	f.vec(vConst)
	for _, x := range lanes {
		f.code = binary.LittleEndian.AppendUint32(f.code, x)
	}
}

// bump adds what is on the stack to a local.
func (f *function) bump(n int) { f.get(n); f.op(iAdd); f.set(n) }

// module encodes the functions. The memory is imported: it is the Go program's own, so that a kernel works in place on what
// the Go program points to. A function has its own type, with its own number; sharing would save some 100 bytes.
func module(fs []*function) []byte {
	var types, imports, funcs, exports, codes []byte
	imports = unsigned(nil, 1)
	imports = name(name(imports, "go"), "mem")
	imports = append(imports, 0x02, 0x00, 0x01) // a memory of at least one page
	types, funcs, codes = unsigned(nil, uint64(len(fs))), unsigned(nil, uint64(len(fs))), unsigned(nil, uint64(len(fs)))
	exported := 0
	for i, f := range fs {
		// type: 0x60, parameters, results; then which type the function has, and its name
		types = append(types, 0x60)
		types = append(unsigned(types, uint64(len(f.params))), f.params...)
		types = append(unsigned(types, uint64(len(f.results))), f.results...)
		funcs = unsigned(funcs, uint64(i))
		if f.name != "" {
			exported++
			exports = unsigned(append(name(exports, f.name), 0x00), uint64(i))
		}
		// body: locals, one group each, and code, with its length in front
		body := unsigned(nil, uint64(len(f.locals)))
		for _, t := range f.locals {
			body = append(body, 1, t)
		}
		body = append(append(body, f.code...), iEnd)
		codes = append(unsigned(codes, uint64(len(body))), body...)
	}
	// sections in the order of their numbers: types, imports, functions, exports, code
	out := []byte("\x00asm\x01\x00\x00\x00")
	for _, s := range []struct {
		id   byte
		data []byte
	}{{1, types}, {2, imports}, {3, funcs}, {7, append(unsigned(nil, uint64(exported)), exports...)}, {10, codes}} {
		out = append(unsigned(append(out, s.id), uint64(len(s.data))), s.data...)
	}
	return out
}

// name appends a string with its length.
func name(b []byte, s string) []byte { return append(unsigned(b, uint64(len(s))), s...) }
