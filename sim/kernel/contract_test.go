package kernel_test

import (
	"math"
	"testing"

	. "promptscope/sim/kernel"
)

// A slice that is too short is a panic, never a number that somebody else owns. Where a length decides, a longer one is.
func TestShortSlicesPanic(t *testing.T) {
	eachRule(t, func(t *testing.T, r rule) {
		for i, a := range r.args {
			if a.n == 0 {
				continue
			}
			s, around := slicesOf(r, 1)
			s[i] = s[i][: a.n-1 : a.n-1]
			if a.name == r.decides {
				s[i] = around[i][guard:][: a.n+1 : a.n+1]
			}
			func() {
				defer func() {
					if recover() == nil {
						t.Errorf("%s of %d numbers is accepted, want a panic", a.name, len(s[i]))
					}
				}()
				r.run(s)
			}()
		}
	})
}

// A kernel writes nothing but its outputs: no input, and nothing before or behind any slice.
func TestNothingElseIsWritten(t *testing.T) {
	eachRule(t, func(t *testing.T, r rule) {
		s, around := slicesOf(r, 2)
		before := clone(around)
		r.run(s)
		for i, a := range r.args {
			if !same(around[i][:guard], before[i][:guard]) || !same(around[i][guard+a.n:], before[i][guard+a.n:]) {
				t.Errorf("memory around %s is written", a.name)
			}
			changed := !same(s[i], before[i][guard:][:a.n])
			if written := a.role != in; a.n > 0 && changed != written {
				t.Errorf("%s: changed %v, want %v", a.name, changed, written)
			}
		}
	})
}

// What is overwritten does not depend on what was there, not even on NaNs: memory of the step before is not cleared.
func TestForwardOverwrites(t *testing.T) {
	eachRule(t, func(t *testing.T, r rule) {
		clean, _ := slicesOf(r, 3)
		dirty, _ := slicesOf(r, 3)
		for i, a := range r.args {
			for j := range dirty[i] {
				if a.role == out {
					dirty[i][j] = Real(math.NaN())
				}
			}
		}
		r.run(clean)
		r.run(dirty)
		for i, a := range r.args {
			if !same(dirty[i], clean[i]) {
				t.Errorf("%s depends on what was in it or in another output", a.name)
			}
		}
	})
}

// What is accumulated is the old value plus what a run from zero gives, to within rounding.
func TestBackwardAccumulates(t *testing.T) {
	eachRule(t, func(t *testing.T, r rule) {
		old, _ := slicesOf(r, 4)
		zero, added := clone(old), clone(old)
		for i, a := range r.args {
			if a.role == acc {
				clear(zero[i])
			}
		}
		r.run(zero)
		r.run(added)
		for i, a := range r.args {
			for j := 0; a.role == acc && j < a.n; j++ {
				if want := old[i][j] + zero[i][j]; !(math.Abs(float64(added[i][j]-want)) <= 100*Epsilon) {
					t.Fatalf("%s[%d] is %v, want %v + %v", a.name, j, added[i][j], old[i][j], zero[i][j])
				}
			}
		}
	})
}

// Where a comment says that one slice may be another, the result is the same.
func TestAliasing(t *testing.T) {
	pairs := 0
	eachRule(t, func(t *testing.T, r rule) {
		for _, pair := range r.over {
			pairs++
			apart, _ := slicesOf(r, 5)
			one := clone(apart)
			one[pair[0]] = one[pair[1]]
			r.run(apart)
			r.run(one)
			if !same(one[pair[0]], apart[pair[0]]) {
				t.Errorf("%s in the place of %s is another result", r.args[pair[0]].name, r.args[pair[1]].name)
			}
		}
	})
	if pairs < 10 {
		t.Errorf("%d pairs were looked at, want at least the ten that comments name", pairs)
	}
}

// No kernel allocates once its scratch has grown.
func TestNoAllocation(t *testing.T) {
	eachRule(t, func(t *testing.T, r rule) {
		s, _ := slicesOf(r, 6)
		if n := testing.AllocsPerRun(3, func() { r.run(s) }); n != 0 {
			t.Errorf("%v allocations", n)
		}
	})
}

// Reserve makes room for everything that the shapes named can ask for.
func TestReserveIsEnough(t *testing.T) {
	for _, a := range []Attn{{T: 5, C: 6, NH: 2}, {T: 5, P: 3, C: 6, NH: 2, Stride: 20}, {T: 1, P: 9, C: 8, NH: 1, Stride: 8}, {T: 33, P: 1, C: 40, NH: 4, Stride: 40}} {
		const ic, n, oc = 11, 21, 5
		qkv, table := make([]Real, a.T*3*a.C), make([]Real, a.P*a.Stride+a.C)
		a.Keys, a.Vals = table, table
		y, att, dw := make([]Real, a.T*a.C), make([]Real, a.AttnSize()), make([]Real, oc*ic)
		dy, x := make([]Real, n*oc), make([]Real, n*ic)
		fresh := make([]Scratch, 8) // AllocsPerRun warms up with one run more
		for i := range fresh {
			fresh[i].Reserve(ic, n, &a)
		}
		used := 0
		if got := testing.AllocsPerRun(4, func() {
			s := &fresh[used]
			used++
			Attention(y, att, qkv, &a, s)
			AttentionBackward(qkv, table, table, y, att, qkv, &a, true, s)
			LinearBackwardWeight(dw, nil, dy, x, oc, ic, n, s)
		}); got != 0 {
			t.Errorf("T %d, P %d, C %d: %v allocations after Reserve", a.T, a.P, a.C, got)
		}
	}
}
