package train

import (
	"testing"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/kernel"
	"promptscope/sim/run"
)

// TestFLOPOfAStep compares the formula that the page shows with a count of the products that are made.
func TestFLOPOfAStep(t *testing.T) {
	for _, method := range []string{"p-tuning", "p-tuning-v2", "prompt-tuning", "prefix-tuning", "full", "probe", "lora", "bitfit"} {
		ck, err := pretrained.Open("2x64")
		if err != nil {
			t.Fatal(err)
		}
		tr, err := New(run.Spec{Task: "srl", Method: method, Backbone: "2x64", Steps: 4}, ck)
		if err != nil {
			t.Fatal(err)
		}
		for tr.step == 0 {
			tr.Tick()
		}
		for !tr.Between() {
			tr.Tick()
		}
		made := kernel.CountFLOP(func() {
			for tr.step == 1 {
				tr.Tick()
			}
		})
		var s run.Snapshot
		tr.Fill(&s)
		if r := float64(s.FLOP) / float64(made); r < 0.94 || r > 1.06 {
			t.Errorf("%s: the formula says %d, %d were made: %.2f", method, s.FLOP, made, r)
		}
	}
}
