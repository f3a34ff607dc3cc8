package gen

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// The examples of the DWARF specification, where LEB128 comes from, and the borders of one byte.
func TestNumbersInLEB128(t *testing.T) {
	for _, tt := range []struct {
		n    int64
		want string
	}{{0, "00"}, {2, "02"}, {127, "7f"}, {128, "80 01"}, {129, "81 01"}, {12857, "b9 64"}, {624485, "e5 8e 26"}, {1<<32 - 1, "ff ff ff ff 0f"}} {
		if got := fmt.Sprintf("% x", unsigned(nil, uint64(tt.n))); got != tt.want {
			t.Errorf("unsigned %d is %s, want %s", tt.n, got, tt.want)
		}
	}
	for _, tt := range []struct {
		n    int64
		want string
	}{{0, "00"}, {2, "02"}, {-2, "7e"}, {63, "3f"}, {64, "c0 00"}, {-64, "40"}, {-65, "bf 7f"}, {127, "ff 00"}, {-127, "81 7f"}, {-128, "80 7f"}, {-123456, "c0 bb 78"}} {
		if got := fmt.Sprintf("% x", signed(nil, tt.n)); got != tt.want {
			t.Errorf("signed %d is %s, want %s", tt.n, got, tt.want)
		}
	}
}

// stackEffect is what an instruction takes from the stack and leaves there, i, f and v standing for the types, and what follows
// it in the code: a local's number, a constant, an offset and an alignment, a lane, 16 bytes.
type stackEffect struct{ takes, leaves, follows string }

var effects = map[byte]stackEffect{
	iSelect: {"iii", "i", ""}, iConst: {"", "i", "constant"},
	iEq: {"ii", "i", ""}, iNe: {"ii", "i", ""}, iLtS: {"ii", "i", ""}, iGtS: {"ii", "i", ""},
	iAdd: {"ii", "i", ""}, iSub: {"ii", "i", ""}, iMul: {"ii", "i", ""}, iAnd: {"ii", "i", ""}, iShl: {"ii", "i", ""},
}

var vectorEffects = map[uint64]stackEffect{
	vLoad: {"i", "v", "memory"}, vLoad32Splat: {"i", "v", "memory"}, vStore: {"iv", "", "memory"}, vConst: {"", "v", "bytes"}, vShuffle: {"vv", "v", "bytes"},
	vSplatI: {"i", "v", ""}, vSplatF: {"f", "v", ""}, vBitselect: {"vvv", "v", ""}, vAnyTrue: {"v", "i", ""},
	vLoadLane32: {"iv", "v", "memory lane"}, vLoadLane64: {"iv", "v", "memory lane"}, vStoreLane32: {"iv", "", "memory lane"}, vStoreLane64: {"iv", "", "memory lane"},
	vShlI: {"vi", "v", ""}, vShrI: {"vi", "v", ""}, vSqrtF: {"v", "v", ""}, vTruncF: {"v", "v", ""},
	vLtI: {"vv", "v", ""}, vLtF: {"vv", "v", ""}, vAddI: {"vv", "v", ""}, vSubI: {"vv", "v", ""}, vAddF: {"vv", "v", ""}, vSubF: {"vv", "v", ""},
	vMulF: {"vv", "v", ""}, vDivF: {"vv", "v", ""}, vMinF: {"vv", "v", ""}, vMaxF: {"vv", "v", ""},
}

// checker validates one function as section 3 of the specification says, for the instructions that are used here.
type checker struct {
	code   []byte
	locals []byte
	stack  string
	blocks []block
	err    error
}

// block is a block, loop or if that is open: how high the stack was at its begin, and whether what follows can be reached.
type block struct {
	code   byte
	height int
	dead   bool
}

func (c *checker) fail(format string, args ...any) {
	if c.err == nil {
		c.err = fmt.Errorf(format, args...)
	}
}

func (c *checker) byte() byte {
	if len(c.code) == 0 {
		c.fail("the code ends early")
		return iEnd
	}
	b := c.code[0]
	c.code = c.code[1:]
	return b
}

func (c *checker) number() (n uint64) {
	for shift := 0; ; shift += 7 {
		b := c.byte()
		n |= uint64(b&0x7f) << shift
		if b < 0x80 || c.err != nil {
			return n
		}
	}
}

func (c *checker) push(types string) { c.stack += types }

func (c *checker) pop(types string) {
	here := &c.blocks[len(c.blocks)-1]
	for i := len(types) - 1; i >= 0; i-- {
		if len(c.stack) == here.height {
			if !here.dead {
				c.fail("nothing on the stack, want %c", types[i])
			}
			return
		}
		top := c.stack[len(c.stack)-1]
		c.stack = c.stack[:len(c.stack)-1]
		if top != types[i] {
			c.fail("%c on the stack, want %c", top, types[i])
		}
	}
}

func (c *checker) follows(what string) {
	for _, w := range strings.Fields(what) {
		switch w {
		case "constant":
			c.number()
		case "memory":
			if align := c.number(); align > 4 {
				c.fail("alignment 2^%d", align)
			}
			c.number()
		case "lane":
			if l := c.byte(); l > 3 {
				c.fail("lane %d", l)
			}
		case "bytes":
			for range 16 {
				c.byte()
			}
		}
	}
}

// check walks through the code; results are what must be on the stack at its end.
func (c *checker) check(results string) error {
	c.blocks = []block{{code: iBlock}}
	for len(c.blocks) > 0 && c.err == nil {
		here := &c.blocks[len(c.blocks)-1]
		switch op := c.byte(); op {
		case iBlock, iLoop, iIf:
			if op == iIf {
				c.pop("i")
			}
			if t := c.byte(); t != noResult {
				c.fail("block type %#x", t)
			}
			c.blocks = append(c.blocks, block{op, len(c.stack), false})
		case iElse, iEnd:
			want := here.height
			if len(c.blocks) == 1 {
				c.pop(results)
			}
			if len(c.stack) != want && !here.dead {
				c.fail("%q is left on the stack at the end of a block", c.stack[want:])
			}
			c.stack = c.stack[:want]
			if here.dead = false; op == iEnd {
				c.blocks = c.blocks[:len(c.blocks)-1]
			} else if here.code != iIf {
				c.fail("else without if")
			}
		case iBr, iBrIf:
			if op == iBrIf {
				c.pop("i")
			} else {
				here.dead = true
			}
			if n := c.number(); n >= uint64(len(c.blocks))-1 {
				c.fail("branch to block %d of %d", n, len(c.blocks)-1)
			}
		case iGet, iSet, iTee:
			n := c.number()
			if n >= uint64(len(c.locals)) {
				c.fail("local %d of %d", n, len(c.locals))
				continue
			}
			if op != iGet {
				c.pop(string(c.locals[n]))
			}
			if op != iSet {
				c.push(string(c.locals[n]))
			}
		default:
			e, known := effects[op]
			if op == 0xfd {
				e, known = vectorEffects[c.number()]
			}
			if !known {
				c.fail("unknown instruction %#x", op)
			}
			c.pop(e.takes)
			c.follows(e.follows)
			c.push(e.leaves)
		}
	}
	if c.err == nil && len(c.code) > 0 {
		c.fail("%d bytes behind the end", len(c.code))
	}
	return c.err
}

// letters turns types into the letters of stackEffect.
func letters(types []byte) (s []byte) {
	for _, t := range types {
		s = append(s, map[byte]byte{i32t: 'i', f32t: 'f', v128t: 'v'}[t])
	}
	return s
}

// functions are all functions of the module.
func functions() []*function {
	fs := []*function{gemm(), pack(), packT(), peak()}
	for _, k := range Kernels() {
		s := simd{k: k, f: &function{name: k.Name}, local: map[*Param]int{}, v: make([]int, k.values)}
		fs = append(fs, s.kernel())
	}
	return fs
}

// Every function is valid: what is on the stack has the types that instructions want, blocks close, locals exist.
func TestFunctionsAreValid(t *testing.T) {
	for _, f := range functions() {
		c := checker{code: append(slices.Clone(f.code), iEnd), locals: letters(append(slices.Clone(f.params), f.locals...))}
		if err := c.check(string(letters(f.results))); err != nil {
			t.Errorf("%s: %v, %d bytes before the end", f.name, err, len(c.code))
		}
	}
}

// The checker itself finds what is wrong: each line is one fault.
func TestCheckerFinds(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		build      func(f *function)
	}{
		{"too few operands", "nothing on the stack", func(f *function) { f.get(0); f.op(iAdd); f.set(0) }},
		{"a wrong type", "want v", func(f *function) { f.get(0); f.get(0); f.vec(vAddF); f.set(0) }},
		{"no such local", "local 7", func(f *function) { f.get(7) }},
		{"something left", "left on the stack", func(f *function) { f.get(0) }},
		{"an open block", "ends early", func(f *function) { f.op(iBlock, noResult) }},
		{"a branch too far", "branch to block", func(f *function) { f.with(iBr, 3) }},
		{"an instruction that is not used here", "unknown instruction", func(f *function) { f.op(0x99) }},
		{"a lane that is not there", "lane 4", func(f *function) {
			f.get(0)
			f.vector([4]uint32{})
			f.memory(vLoadLane32, 2, 0)
			f.op(4)
		}},
	} {
		f := &function{params: []byte{i32t}}
		tt.build(f)
		c := checker{code: append(f.code, iEnd), locals: letters(f.params)}
		if err := c.check(""); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

// The module is its header and five sections in order, and exports every function under its name.
func TestModuleSections(t *testing.T) {
	fs := functions()
	data := SIMD128(Kernels())
	if !bytes.HasPrefix(data, []byte("\x00asm\x01\x00\x00\x00")) {
		t.Fatalf("the module begins with % x", data[:8])
	}
	c := checker{code: data[8:]}
	var ids []byte
	var counts []uint64
	for len(c.code) > 0 && c.err == nil {
		ids = append(ids, c.byte())
		n := c.number()
		if n > uint64(len(c.code)) {
			t.Fatalf("section %d of %d bytes, %d are left", ids[len(ids)-1], n, len(c.code))
		}
		section := checker{code: c.code[:n]}
		counts = append(counts, section.number())
		c.code = c.code[n:]
	}
	if !slices.Equal(ids, []byte{1, 2, 3, 7, 10}) {
		t.Errorf("sections %v", ids)
	}
	if n := uint64(len(fs)); !slices.Equal(counts, []uint64{n, 1, n, n, n}) {
		t.Errorf("sections with %v entries, want %d functions and a memory", counts, n)
	}
	for _, f := range fs {
		if !bytes.Contains(data, name(nil, f.name)) {
			t.Errorf("%s is not exported", f.name)
		}
	}
}
