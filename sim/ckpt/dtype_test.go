package ckpt

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"
	"testing"

	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

func TestHalf(t *testing.T) {
	for bits, want := range map[uint16]float32{0: 0, 0x3c00: 1, 0xc000: -2, 0x7bff: 65504, 1: 0x1p-24, 0x3555: 0.33325195} {
		if got := half(bits); got != want {
			t.Errorf("half(%#x) = %g, want %g", bits, got, want)
		}
	}
	if v := half(0x7c00); !math.IsInf(float64(v), 1) {
		t.Errorf("half(0x7c00) = %g, want Inf", v)
	}
}

// All 65,536 numbers of both formats are read and written back to the same bits; a NaN stays one.
func TestAllNumbersOfSixteenBits(t *testing.T) {
	for _, d := range []Dtype{F16, BF16} {
		for bits := range 1 << 16 {
			var b [2]byte
			binary.LittleEndian.PutUint16(b[:], uint16(bits))
			x := d.decode(b[:])
			back := binary.LittleEndian.Uint16(d.append(nil, x))
			if x == x && back != uint16(bits) || x != x && d.decode(d.append(nil, x)) == d.decode(d.append(nil, x)) {
				t.Fatalf("%s %#x is %g, written as %#x", d, bits, x, back)
			}
		}
	}
}

// Between two neighbours a and b: the middle goes to the even one, the float32 numbers around it to the nearer one.
func TestRoundingToSixteenBits(t *testing.T) {
	for _, d := range []Dtype{F16, BF16} {
		read := func(bits int) float32 { return d.decode(binary.LittleEndian.AppendUint16(nil, uint16(bits))) }
		for bits := 0; ; bits++ {
			a, b := read(bits), read(bits+1)
			if math.IsInf(float64(b), 0) {
				break
			}
			even, middle := a, float32((float64(a)+float64(b))/2)
			if bits%2 == 1 {
				even = b
			}
			for x, want := range map[float32]float32{middle: even, math.Nextafter32(middle, a): a, math.Nextafter32(middle, b): b} {
				for _, sign := range []float32{1, -1} {
					if got := d.decode(d.append(nil, sign*x)); got != sign*want {
						t.Fatalf("%s: %g becomes %g, want %g (between %g and %g)", d, sign*x, got, sign*want, a, b)
					}
				}
			}
		}
	}
	for x, inf := range map[float32]bool{65519.996: false, 65520: true, 1e30: true} {
		if got := half(toHalf(x)); math.IsInf(float64(got), 1) != inf {
			t.Errorf("F16 of %g is %g", x, got)
		}
	}
}

// A rounded model comes back to the last bit, and config.json names the format for transformers.
func TestRoundedFolders(t *testing.T) {
	for _, layout := range []string{nn.Bert, nn.MegatronBert, nn.GPT2} {
		for d, torch := range map[Dtype]string{F32: "float32", F16: "float16", BF16: "bfloat16"} {
			p, v := sample(t, layout)
			before := p.SHA256()
			Round(p, d)
			if (p.SHA256() == before) != (d == F32) {
				t.Errorf("%s %s: rounding changes nothing or too much", layout, d)
			}
			files := EncodeAs(p, v, d)
			c, err := Decode(files[0], files[1], files[2])
			if err != nil || c.Params.SHA256() != p.SHA256() {
				t.Errorf("%s %s: the file holds another model (%v)", layout, d, err)
			}
			if !strings.Contains(string(files[0]), fmt.Sprintf("%q: %q", "torch_dtype", torch)) {
				t.Errorf("%s %s: %s", layout, d, files[0])
			}
		}
	}
}

// What is too large for 16 bits is written as infinite and refused when it is read.
func TestTooLargeForHalf(t *testing.T) {
	data := encodeTensors([]Tensor{{Name: "a", Shape: []int{2}, Data: []kernel.Real{1, 1e5}}}, F16, nil)
	if _, err := DecodeTensors(data); err == nil || !strings.Contains(err.Error(), "element 1") {
		t.Errorf("error %v", err)
	}
}
