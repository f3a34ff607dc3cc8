package train

import (
	"testing"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/kernel"
	"promptscope/sim/run"
	"promptscope/sim/tune"
)

// TestFLOPOfAStep compares the formula that the page shows with a count of the products that are made.
func TestFLOPOfAStep(t *testing.T) {
	for _, info := range tune.All() {
		method := info.ID
		if info.Still || info.Needs == run.Gap {
			continue // nothing trains; a search tries more than it counts
		}
		var s run.Settings
		for i := range run.Knobs() { // whatever else a method has, as large as it can be
			if k := &run.Knobs()[i]; k.Number != nil && k.ID != "n" && info.Has(k.ID) {
				*k.Number(&s) = k.Max
			}
		}
		ck, err := pretrained.Open("2x64")
		if err != nil {
			t.Fatal(err)
		}
		tr, err := New(run.Spec{Task: "srl", Method: method, Backbone: "2x64", Settings: s, Steps: 4}, ck)
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
		var snap run.Snapshot
		tr.Fill(&snap)
		if r := float64(snap.FLOP) / float64(made); r < 0.94 || r > 1.06 {
			t.Errorf("%s: the formula says %d, %d were made: %.2f", method, snap.FLOP, made, r)
		}
	}
}
