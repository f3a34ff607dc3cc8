package nn

import (
	"fmt"
	"testing"

	. "promptscope/sim/kernel"
)

// The cache of layer 0 changes no bit, when it fills, when it is full and when all rows come out of it.
func TestStillEqualsWithout(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		for _, low := range []bool{false, true} {
			for _, slots := range []int{1, 4, 100} {
				name := fmt.Sprintf("%s low=%v slots=%d", layout, low, slots)
				with, without := newProblem(layout, false), newProblem(layout, false)
				if low {
					with.in.Low, without.in.Low = lowRanks(with.m.Config), lowRanks(with.m.Config)
				}
				with.m.KeepStill(with.a, slots)
				for pass := range 3 {
					if got, want := with.step([]int32{3, 4, 7, 8, 9}), without.step(nil); got != want {
						t.Errorf("%s pass %d: loss %v, without the cache %v", name, pass, got, want)
					}
					for what, x := range map[string][2][]Real{"prefix": {with.in.DPrefix, without.in.DPrefix}, "virtual": {with.in.DVirtual, without.in.DVirtual}} {
						for i := range x[0] {
							if Bits(x[0][i]) != Bits(x[1][i]) {
								t.Fatalf("%s pass %d: %s[%d] is %v, without the cache %v", name, pass, what, i, x[0][i], x[1][i])
							}
						}
					}
					for i := range with.in.Virtual { // the prompt moves, real tokens do not
						with.in.Virtual[i] += 0.125
						without.in.Virtual[i] += 0.125
					}
				}
				if slots == 100 && with.a.still.used < 6 {
					t.Errorf("%s: only %d pairs kept", name, with.a.still.used)
				}
				if slots < 100 && with.a.still.used != slots {
					t.Errorf("%s: %d pairs kept", name, with.a.still.used)
				}
			}
		}
	}
}
