//go:build !float64

package gen

import (
	"math"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// described is a kernel run by the machine of descriptions and by package kernel's plain Go, on rows of c numbers made from r;
// both return all that they have written.
type described struct {
	name string
	run  func(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32)
}

func unaryCase(name string, f func(y, x []float32)) described {
	return described{name, func(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32) {
		x, a, b := random(r, rows*c), make([]float32, rows*c), make([]float32, rows*c)
		x[0] = []float32{0, -100, 100, 0.625, -88, float32(math.Inf(1)), float32(math.NaN())}[c%7]
		run(k, a, x, len(x))
		f(b, x)
		return [][]float32{a}, [][]float32{b}
	}}
}

func gateCase(name string, f func(y, e, x []float32)) described {
	return described{name, func(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32) {
		n := rows * c
		x, y, e, y2, e2 := random(r, n), make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
		run(k, y, e, x, n)
		f(y2, e2, x)
		return [][]float32{y, e}, [][]float32{y2, e2}
	}}
}

func gateBackwardCase(name string, f func(dx, dy, x, e []float32)) described {
	return described{name, func(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32) {
		n := rows * c
		x, dy, e, a, b := random(r, n), random(r, n), random(r, n), make([]float32, n), make([]float32, n)
		run(k, a, dy, x, e, n)
		f(b, dy, x, e)
		return [][]float32{a}, [][]float32{b}
	}}
}

// Every kernel that is described.
var descriptions = []described{
	unaryCase("tanh", kernel.TanhForward), unaryCase("sigmoid", kernel.Sigmoid),
	gateCase("gelu", kernel.GELU), gateCase("geluNew", kernel.GELUNew),
	gateBackwardCase("geluBackward", kernel.GELUBackward), gateBackwardCase("geluNewBackward", kernel.GELUNewBackward),
	{"addRows", func(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32) {
		y, x := random(r, rows*(c+1)), random(r, rows*(c+2))
		z := clone(y)
		run(k, y, c+1, x, c+2, rows, c)
		kernel.AddRows(z, c+1, x, c+2, rows, c)
		return [][]float32{y}, [][]float32{z}
	}},
	{"softmax", func(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32) {
		x, stat := random(r, rows*c), make([]float32, 2)
		for j := range x {
			x[j] -= float32(c % 2 * 200) // a maximum far below the zeros of lanes behind the end
		}
		y := clone(x)
		run(k, x, stat, float32(1), rows, c)
		for i := range rows {
			kernel.Softmax(y[i*c:][:c])
		}
		return [][]float32{x}, [][]float32{y}
	}},
	{"softmaxBackward", throughAttention},
	{"layerNorm", func(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32) {
		x, w, b := random(r, rows*c), random(r, c), random(r, c)
		y, m, s := make([]float32, rows*c), make([]float32, rows), make([]float32, rows)
		y2, m2, s2 := clone(y), clone(m), clone(s)
		run(k, y, m, s, x, w, b, float32(1e-5), float32(c), rows, c)
		kernel.LayerNorm(y2, m2, s2, x, w, b, rows, c, 1e-5)
		return [][]float32{y, m, s}, [][]float32{y2, m2, s2}
	}},
	{"layerNormInput", func(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32) {
		dx, dy, x, m, s, w := random(r, rows*c), random(r, rows*c), random(r, rows*c), random(r, rows), random(r, rows), random(r, c)
		dx2 := clone(dx)
		run(k, dx, dy, x, m, s, w, float32(c), rows, c)
		kernel.LayerNormBackward(dx2, nil, nil, dy, x, m, s, w, rows, c)
		return [][]float32{dx}, [][]float32{dx2}
	}},
	{"layerNormWeight", func(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32) {
		dw, dy, x, m, s := random(r, c), random(r, rows*c), random(r, rows*c), random(r, rows), random(r, rows)
		dw2 := clone(dw)
		run(k, dw, dy, x, m, s, rows, c)
		kernel.LayerNormBackward(make([]float32, rows*c), dw2, nil, dy, x, m, s, make([]float32, c), rows, c)
		return [][]float32{dw}, [][]float32{dw2}
	}},
	{"adam", func(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32) {
		x, g, m, v := random(r, c), random(r, c), random(r, c), make([]float32, c)
		x2, m2, v2 := clone(x), clone(m), clone(v)
		a := kernel.AdamRates{Scale: 0.7, B1: 0.9, D1: 0.1, B2: 0.99, D2: 0.01, Rate: 0.1, Root: 2, Eps: 1e-8, Keep: 0.99}
		run(k, x, g, m, v, a.Scale, a.B1, a.D1, a.B2, a.D2, a.Rate, a.Root, a.Eps, a.Keep, c)
		kernel.AdamStep(x2, g, m2, v2, &a)
		return [][]float32{x, m, v}, [][]float32{x2, m2, v2}
	}},
}

// throughAttention runs softmaxBackward as the backward pass of attention does, whose own function is not exported: with values
// and keys of one number, the gradients of the weights are dy·v, and what comes out is the gradient of the queries over keys of 1.
func throughAttention(k *Kernel, r *rng.Rand, rows, c int) (got, want [][]float32) {
	a := kernel.Attn{T: 1, P: c - 1, C: 1, NH: 1, Stride: 1, Keys: random(r, c), Vals: random(r, c)}
	qkv, y, att := random(r, 3), make([]float32, 1), make([]float32, a.AttnSize())
	kernel.Attention(y, att, qkv, &a, new(kernel.Scratch))
	dqkv, dkeys, dvals := make([]float32, 3), make([]float32, c), make([]float32, c)
	kernel.AttentionBackward(dqkv, dkeys, dvals, []float32{1}, att, qkv, &a, true, new(kernel.Scratch))
	d := append(clone(a.Vals[:c-1]), qkv[2]) // dy is 1
	run(k, d, att, float32(1), 1, c)
	dk := make([]float32, c) // ds·q, the gradients of the keys
	for i, s := range d {
		dk[i] += s * qkv[0] // a sum from 0, in which -0 is 0
	}
	return [][]float32{dk}, [][]float32{append(clone(dkeys[:c-1]), dqkv[1])}
}

// What is described is the plain Go loop that each kernel names, bit for bit, without any machine between.
func TestDescriptionsAreTheLoops(t *testing.T) {
	defer kernel.UseVector(kernel.UseVector(false))
	var names []string
	for _, d := range descriptions {
		names = append(names, d.name)
		k := find(t, d.name)
		for c := 1; c <= 27; c++ {
			got, want := d.run(k, rng.New(61, uint64(c)), 1+c%3, c)
			for i := range want {
				for j, w := range want[i] {
					if g := got[i][j]; math.Float32bits(g) != math.Float32bits(w) && !(g != g && w != w) {
						t.Fatalf("%s, rows of %d: output %d, number %d is %v, plain Go says %v", d.name, c, i, j, g, w)
					}
				}
			}
		}
	}
	for _, k := range Kernels() {
		if !slices.Contains(names, k.Name) {
			t.Errorf("%s is described and not compared", k.Name)
		}
	}
}

// Walking through the operations with what each register holds: no operand has been overwritten, in the first round of a loop
// or in the next.
func TestRegistersHoldTheirValues(t *testing.T) {
	for _, k := range Kernels() {
		a := avx2{k: k}
		a.allocate()
		var holds [14]int // value + 1
		var walk func(from, to int)
		walk = func(from, to int) {
			for i := from; i < to; i++ {
				o := &k.ops[i]
				for _, id := range o.operands() {
					if id >= 0 && holds[a.y[id]] != id+1 {
						t.Errorf("%s, operation %d: register %d should hold value %d, has %d", k.Name, i, a.y[id], id, holds[a.y[id]]-1)
					}
				}
				switch {
				case o.code == opRows || o.code == opEach:
					walk(i+1, o.match)
					walk(i+1, o.match)
					i = o.match
				case o.dst >= 0:
					holds[a.y[o.dst]] = o.dst + 1
				}
			}
		}
		walk(0, len(k.ops))
	}
}

// The example of the package comment is what the generator makes.
func TestExampleOfTheComment(t *testing.T) {
	k := build("square", "y = x²", func(k *Kernel) {
		y, x, n := k.Ptr("y"), k.Ptr("x"), k.Int("n")
		k.Each(n, func() { v := k.Load(x); k.Store(y, k.Mul(v, v)) })
	})
	if len(k.ops) != 5 {
		t.Errorf("%d operations, want 5", len(k.ops))
	}
	if text := AVX2([]*Kernel{k}); !strings.Contains(text, "\tVMOVUPS (SI)(AX*1), Y0\n\tVMULPS Y0, Y0, Y0\n\tVMOVUPS Y0, (BX)(AX*1)\n") {
		t.Errorf("no such loop in\n%s", text)
	}
	x, y := []float32{1, 2, 3, 4, 5, 6, 7, 8, 9}, make([]float32, 9)
	run(k, y, x, 9)
	if !slices.Equal(y, []float32{1, 4, 9, 16, 25, 36, 49, 64, 81}) {
		t.Errorf("squares %v", y)
	}
}

// A description that no machine can run is refused while it is written.
func TestImpossibleDescriptions(t *testing.T) {
	for _, tt := range []struct {
		name, want string
		body       func(k *Kernel)
	}{
		{"too many values at once", "more than 14 vector registers", func(k *Kernel) {
			x, n := k.Ptr("x"), k.Int("n")
			k.Each(n, func() {
				var all []Value
				for range 15 {
					all = append(all, k.Load(x))
				}
				sum := all[0]
				for _, v := range all {
					sum = k.Add(sum, v)
				}
				k.Store(x, sum)
			})
		}},
		{"a value before it is there", "before it is computed", func(k *Kernel) {
			x, n := k.Ptr("x"), k.Int("n")
			k.Each(n, func() { k.Store(x, Value{id: 0}); k.Load(x) })
		}},
		{"a constant where a selection computes", "must be computed", func(k *Kernel) {
			x, n := k.Ptr("x"), k.Int("n")
			k.Each(n, func() { v := k.Load(x); k.Store(x, k.IfLess(v, c(0), v, c(1))) })
		}},
	} {
		func() {
			defer func() {
				if text, _ := recover().(string); !strings.Contains(text, tt.want) {
					t.Errorf("%s: panic %q, want one with %q", tt.name, text, tt.want)
				}
			}()
			AVX2([]*Kernel{build("bad", "", tt.body)})
		}()
	}
}

// Arguments stand as Go lays them out: pointers at multiples of eight, the rest at multiples of four.
func TestLayoutOfArguments(t *testing.T) {
	k := build("k", "", func(k *Kernel) {
		k.Ptr("a")
		k.Num("b")
		k.Ptr("c")
		k.Int("d")
		k.Num("e")
		k.Int("f")
	})
	at, size := layout(k)
	var offsets []int
	for _, p := range k.Params {
		offsets = append(offsets, at[p])
	}
	if !slices.Equal(offsets, []int{0, 8, 16, 24, 28, 32}) || size != 36 {
		t.Errorf("offsets %v, size %d", offsets, size)
	}
	if got := signature(k, "int32"); got != "func vK(a *float32, b float32, c *float32, d int32, e float32, f int32)" {
		t.Error(got)
	}
}

// All three files declare the same kernels with the same parameters.
func TestDeclarationsAgree(t *testing.T) {
	ks := Kernels()
	for _, k := range ks {
		for target, want := range map[string]string{
			"amd64": "//go:noescape\n" + signature(k, "int32") + "\n",
			"js":    "//go:wasmimport kernels " + k.Name + "\n//go:noescape\n" + signature(k, "int32") + "\n",
			"none":  strings.ReplaceAll(signature(k, "int32"), "float32", "Real") + " { panic(noVector) }\n",
		} {
			if !strings.Contains(Declarations(ks, target), want) {
				t.Errorf("%s does not declare %s", target, k.Name)
			}
		}
	}
}
