package state

import (
	"testing"

	"promptscope/sim/run"
)

func TestFairLength(t *testing.T) {
	c := Catalog{Methods: []run.Method{{ID: "p-tuning", Where: run.InputRow, Knobs: []string{"n"}}, {ID: "p-tuning-v2", Where: run.KeysValues, Knobs: []string{"n", "layers"}}},
		Backbones: []Choice{{ID: "4x64", Layers: 4}}}
	s := Default()
	s.Backbone, s.Fair = "4x64", "numbers"
	_ = Set(&s, "n", "16", c)
	if specs := Specs(s, c); specs[0].N != 16 || specs[1].N != 2 {
		t.Errorf("lengths %d and %d, want 16 and 2", specs[0].N, specs[1].N)
	}
	if _ = Set(&s, "layers", "1", c); FairLength(s, c, 1) != 8 {
		t.Errorf("one layer: %d", FairLength(s, c, 1))
	}
	if _ = Set(&s, "n", "1", c); FairLength(s, c, 1) != 1 {
		t.Error("no token is left")
	}
	s.Lanes[0].Method = "p-tuning-v2"
	if _ = Set(&s, "n", "16", c); FairLength(s, c, 1) != 16 {
		t.Error("two deep lanes have the same length anyway")
	}
}
