package ckpt

import (
	"encoding/binary"
	"math"

	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

// Dtype is how a safetensors file stores its numbers.
type Dtype string

// The formats that are read; the file has these names too.
const (
	F64  Dtype = "F64"
	F32  Dtype = "F32"
	F16  Dtype = "F16"
	BF16 Dtype = "BF16"
)

// bits is the size of one number, 0 for what is no format of safetensors.
func (d Dtype) bits() int {
	switch d {
	case "F64", "I64", "U64", "C64":
		return 64
	case "F32", "I32", "U32":
		return 32
	case "F16", "BF16", "I16", "U16":
		return 16
	case "BOOL", "I8", "U8", "F8_E4M3", "F8_E5M2", "F8_E8M0", "F8_E4M3FNUZ", "F8_E5M2FNUZ":
		return 8
	case "F6_E2M3", "F6_E3M2":
		return 6
	case "F4":
		return 4
	}
	return 0
}

// Read reports whether numbers of this format are read.
func (d Dtype) Read() bool { return d == F32 || d == F16 || d == BF16 || d == F64 }

// Bytes is the size of one number, 0 for a format that is not read.
func (d Dtype) Bytes() int {
	if d.Read() {
		return d.bits() / 8
	}
	return 0
}

// torch is the name in config.json.
func (d Dtype) torch() string {
	return map[Dtype]string{F64: "float64", F32: "float32", F16: "float16", BF16: "bfloat16"}[d]
}

// decode reads the number at the start of b: exactly, F64 rounded to nearest as PyTorch does.
func (d Dtype) decode(b []byte) float32 {
	switch d {
	case F64:
		return float32(math.Float64frombits(binary.LittleEndian.Uint64(b)))
	case F16:
		return half(binary.LittleEndian.Uint16(b))
	case BF16:
		return math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16)
	}
	return math.Float32frombits(binary.LittleEndian.Uint32(b))
}

// append writes x, rounded to nearest, ties to even.
func (d Dtype) append(b []byte, x float32) []byte {
	switch d {
	case F64:
		return binary.LittleEndian.AppendUint64(b, math.Float64bits(float64(x)))
	case F16:
		return binary.LittleEndian.AppendUint16(b, toHalf(x))
	case BF16:
		return binary.LittleEndian.AppendUint16(b, toBrain(x))
	}
	return binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
}

// Round gives every weight the value that a file in this format holds, so that file and model agree to the last bit.
func Round(p *nn.Params, d Dtype) {
	buf := make([]byte, 0, 8)
	for i, x := range p.Data {
		p.Data[i] = kernel.Real(d.decode(d.append(buf[:0], float32(x))))
	}
}

// half converts an IEEE 754 binary16.
func half(h uint16) float32 {
	sign, exp, frac := uint32(h>>15)<<31, int(h>>10&31), uint32(h&1023)
	switch exp {
	case 0: // zero and subnormal numbers: frac · 2^-24
		v := float32(frac) * 0x1p-24
		return math.Float32frombits(math.Float32bits(v) | sign)
	case 31:
		return math.Float32frombits(sign | 0x7f800000 | frac<<13)
	}
	return math.Float32frombits(sign | uint32(exp+112)<<23 | frac<<13)
}

// toHalf rounds to IEEE 754 binary16; from 65520 on that is infinite.
func toHalf(x float32) uint16 {
	bits := math.Float32bits(x)
	sign, size := uint16(bits>>16)&0x8000, bits&0x7fffffff
	switch {
	case size > 0x7f800000: // NaN
		return sign | 0x7e00
	case size >= 0x477ff000: // 65520
		return sign | 0x7c00
	case size < 0x38800000: // below 2^-14: a multiple of 2^-24
		return sign | uint16(math.RoundToEven(float64(math.Float32frombits(size))*0x1p24))
	}
	return sign | uint16((size-112<<23+0xfff+size>>13&1)>>13)
}

// toBrain rounds to the upper half of a float32.
func toBrain(x float32) uint16 {
	bits := math.Float32bits(x)
	if bits&0x7fffffff > 0x7f800000 { // NaN; rounding could make it infinite
		return uint16(bits>>16) | 0x40
	}
	return uint16((bits + 0x7fff + bits>>16&1) >> 16)
}
