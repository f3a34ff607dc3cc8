package nn

import (
	"fmt"
	"testing"

	. "promptscope/sim/kernel"
)

// step is one pass of a problem, with the rows that its heads read or with all of them.
func (p *problem) step(read []int32) float64 {
	p.b.Read = read
	loss := p.loss()
	p.backward()
	return loss
}

// The last layer at the rows that are read gives the loss and every gradient of the whole layer, bit for bit: in all
// layouts, with frozen and with trained weights, with low-rank updates, and when only the last layer trains.
func TestReadEqualsAllRows(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		for _, full := range []bool{false, true} {
			for _, low := range []bool{false, true} {
				for _, deepOnly := range []bool{false, true} {
					name := fmt.Sprintf("%s full=%v low=%v deepOnly=%v", layout, full, low, deepOnly)
					make := func() *problem {
						p := newProblem(layout, full)
						if low {
							p.in.Low = lowRanks(p.m.Config)
						}
						if deepOnly {
							p.in.DVirtual = nil
						}
						return p
					}
					all, some := make(), make()
					want, got := all.step(nil), some.step([]int32{3, 4, 7, 8, 9})
					if got != want {
						t.Errorf("%s: loss %v, with all rows %v", name, got, want)
					}
					same := func(what string, got, want []Real) {
						t.Helper()
						for i := range want {
							if Bits(got[i]) != Bits(want[i]) {
								t.Fatalf("%s: %s[%d] is %v, with all rows %v", name, what, i, got[i], want[i])
							}
						}
					}
					same("prefix", some.in.DPrefix, all.in.DPrefix)
					same("virtual", some.in.DVirtual, all.in.DVirtual)
					same("head", some.tag.DW, all.tag.DW)
					if full {
						same("weights", some.m.Grads.Data, all.m.Grads.Data)
					}
					for i := range some.in.Low {
						same("A", some.in.Low[i].DA, all.in.Low[i].DA)
						same("B", some.in.Low[i].DB, all.in.Low[i].DB)
					}
				}
			}
		}
	}
}

// A sequence of which no row is read still gives its keys and values, and gets their gradients: none.
func TestReadNothingOfASequence(t *testing.T) {
	p := newProblem(MegatronBert, true)
	p.masks, p.words = p.masks[:1], p.words[:1]
	all := newProblem(MegatronBert, true)
	all.masks, all.words = p.masks, p.words
	if got, want := p.step([]int32{3, 4}), all.step(nil); got != want {
		t.Errorf("loss %v, with all rows %v", got, want)
	}
	for i, g := range all.m.Grads.Data {
		if Bits(g) != Bits(p.m.Grads.Data[i]) {
			t.Fatalf("gradient %d is %v, with all rows %v", i, p.m.Grads.Data[i], g)
		}
	}
}
