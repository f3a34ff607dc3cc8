package kernel_test

import (
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// equal fails at the first number whose bits differ.
func equal(t *testing.T, name string, got, want []Real) {
	t.Helper()
	for i := range want {
		if Bits(got[i]) != Bits(want[i]) {
			t.Fatalf("%s: number %d is %v, want %v", name, i, got[i], want[i])
		}
	}
}

// With Read, weights and outputs of the tokens read are those of the whole, and so are all gradients if no other token's
// output matters, bit for bit.
func TestAttentionReadEqualsAllRows(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for _, causal := range []bool{false, true} {
			for _, read := range [][]int32{{}, {0}, {3}, {4}, {1, 2, 4}, {0, 1, 2, 3, 4}} {
				r := rng.New(17, uint64(len(read)))
				all, qkv, table := attn(r, 5, 3)
				all.Causal = causal
				c, n := all.C, all.P+all.T
				dy := make([]Real, all.T*c)
				some := *all
				some.Read, some.Q, some.DQ = read, make([]Real, len(read)*c), make([]Real, len(read)*c)
				y, att, less := make([]Real, len(dy)), make([]Real, all.AttnSize()), random(r, len(read)*c)
				for i, t := range read {
					copy(some.Q[i*c:][:c], qkv[int(t)*3*c:])
					copy(dy[int(t)*c:][:c], less[i*c:][:c])
				}
				var s Scratch
				Attention(y, att, qkv, all, &s)
				someY, someAtt := make([]Real, len(read)*c), make([]Real, some.AttnSize())
				Attention(someY, someAtt, qkv, &some, &s)
				for i, row := range read {
					equal(t, "y", someY[i*c:][:c], y[int(row)*c:][:c])
					for h := range all.NH {
						equal(t, "weights", someAtt[(h*len(read)+i)*n:][:n], att[(h*all.T+int(row))*n:][:n])
					}
				}
				for _, inputs := range []bool{false, true} {
					want, got := make([]Real, len(qkv)), make([]Real, len(qkv))
					wantTable, gotTable := append([]Real(nil), table...), append([]Real(nil), table...)
					AttentionBackward(want, wantTable[2*c:], wantTable[3*c:], dy, att, qkv, all, inputs, &s)
					AttentionBackward(got, gotTable[2*c:], gotTable[3*c:], less, someAtt, qkv, &some, inputs, &s)
					equal(t, "table", gotTable, wantTable)
					for i, row := range read {
						copy(got[int(row)*3*c:][:c], some.DQ[i*c:][:c])
					}
					equal(t, "dqkv", got, want)
				}
			}
		}
	})
}

// A causal token is a sequence of one token whose prefix is what stands before it: that is what a decoder with a cache
// of keys and values computes.
func TestCausalEqualsOneTokenAfterTheOther(t *testing.T) {
	eachPath(t, func(t *testing.T) {
		for _, p := range []int{0, 3} {
			r := rng.New(18, uint64(p))
			a, qkv, _ := attn(r, 11, p)
			a.Causal = true
			c, n := a.C, a.P+a.T
			y, att := make([]Real, a.T*c), make([]Real, a.AttnSize())
			var s Scratch
			Attention(y, att, qkv, a, &s)
			cache := make([]Real, n*2*c) // keys and values
			for i := range p {
				copy(cache[i*2*c:][:c], a.Keys[i*a.Stride:])
				copy(cache[i*2*c+c:][:c], a.Vals[i*a.Stride:])
			}
			for k := range a.T {
				one := &Attn{T: 1, P: p + k, C: c, NH: a.NH, Keys: cache, Vals: cache[c:], Stride: 2 * c}
				want, weights := make([]Real, c), make([]Real, one.AttnSize())
				Attention(want, weights, qkv[k*3*c:], one, &s)
				equal(t, "y", y[k*c:][:c], want)
				for h := range a.NH {
					row := att[(h*a.T+k)*n:][:n]
					equal(t, "weights", row[:p+k+1], weights[h*(p+k+1):][:p+k+1])
					equal(t, "weights behind the token", row[p+k+1:], make([]Real, a.T-k-1))
				}
				copy(cache[(p+k)*2*c:][:2*c], qkv[k*3*c+c:])
			}
		}
	})
}

func TestCausalAttentionGradient(t *testing.T) {
	for _, p := range []int{0, 3} {
		r := rng.New(19, uint64(p))
		a, qkv, table := attn(r, 5, p)
		a.Causal = true
		c := random(r, a.T*a.C)
		y, att := make([]Real, a.T*a.C), make([]Real, a.AttnSize())
		var s Scratch
		loss := func() float64 { Attention(y, att, qkv, a, &s); return dot(y, c) }
		loss()
		dqkv, dtable := make([]Real, len(qkv)), make([]Real, len(table))
		AttentionBackward(dqkv, dtable[2*a.C:], dtable[3*a.C:], c, att, qkv, a, true, &s)
		gradcheck.Check(t, loss, gradcheck.Tensor{Name: "qkv", X: qkv, Grad: dqkv}, gradcheck.Tensor{Name: "table", X: table, Grad: dtable})
	}
}
