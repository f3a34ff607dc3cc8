package state

import (
	"testing"

	"promptscope/sim/run"
)

func TestModelsHaveThePublishedCounts(t *testing.T) {
	want := map[string]int64{"BERT-base": 109_482_240, "BERT-large": 335_141_888, "RoBERTa-large": 355_359_744, "GPT-2": 124_439_808, "T5-XXL": 11_135_332_352}
	for _, m := range Models() {
		if m.Params != want[m.Name] {
			t.Errorf("%s has %d parameters, published are %d", m.Name, m.Params, want[m.Name])
		}
	}
	if m := Models()[0]; m.Input(20) != 15_360 || m.Prefix(20) != 368_640 {
		t.Errorf("BERT-base with 20 tokens: %d and %d", m.Input(20), m.Prefix(20))
	}
}

func TestFairLength(t *testing.T) {
	c := Catalog{Methods: []run.Method{{ID: "p-tuning", Input: true, Knobs: []string{"n"}}, {ID: "p-tuning-v2", Deep: true, Knobs: []string{"n", "layers"}}},
		Backbones: []Choice{{ID: "4x64", Layers: 4}}}
	s := Default()
	s.Backbone, s.N, s.Fair = "4x64", 16, "numbers"
	if specs := Specs(s, c); specs[0].N != 16 || specs[1].N != 2 {
		t.Errorf("lengths %d and %d, want 16 and 2", specs[0].N, specs[1].N)
	}
	if s.Layers = "1"; FairLength(s, c, 1) != 8 {
		t.Errorf("one layer: %d", FairLength(s, c, 1))
	}
	if s.N = 1; FairLength(s, c, 1) != 1 {
		t.Error("no token is left")
	}
	s.Method[0] = "p-tuning-v2"
	if s.N = 16; FairLength(s, c, 1) != 16 {
		t.Error("two deep lanes have the same length anyway")
	}
}
