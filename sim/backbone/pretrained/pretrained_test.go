package pretrained

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"promptscope/sim/backbone"
	"promptscope/sim/ckpt"
	"promptscope/sim/nn"
	"promptscope/sim/pretrain"
	"promptscope/sim/world"
)

// counts are the parameters of the encoders, pooler and MLM head included, and of the causal model, which has neither.
var counts = map[string]int{"2x16": 22011, "2x32": 56523, "2x64": 165483, "2x64-post": 165483, "2x64-gpt2": 156096, "4x64": 265451, "4x128": 939691, "4x192": 2023531}

// The count of the causal model is its formula: tables of words and positions; in each layer two LayerNorms, query, key
// and value, output, and both matrices of the FFN, with their biases; the last LayerNorm.
func TestCountOfTheCausalModel(t *testing.T) {
	const c, l, ff = 64, 2, 256
	v := world.BuildVocab().Len()
	want := (v+backbone.MaxPos)*c + l*(2*2*c+3*c*c+3*c+c*c+c+c*ff+ff+ff*c+c) + 2*c
	if counts["2x64-gpt2"] != want {
		t.Errorf("%d parameters, the formula says %d", counts["2x64-gpt2"], want)
	}
}

// Every backbone is there, has the shape it is listed with, and is written back to the same bytes.
func TestBackbones(t *testing.T) {
	for _, b := range backbone.All() {
		c, err := Open(b.Name)
		if err != nil {
			t.Fatal(err)
		}
		if want := b.Config(world.BuildVocab()); c.Params.Config != want || len(c.Missing)+len(c.Other) != 0 {
			t.Errorf("%s has shape %+v, want %+v; missing %v", b.Name, c.Params.Config, want, c.Missing)
		}
		if n := len(c.Params.Data); n != counts[b.Name] || n != nn.Count(c.Params.Config) {
			t.Errorf("%s has %d parameters, want %d", b.Name, n, counts[b.Name])
		}
		for i, data := range ckpt.EncodeAs(c.Params, c.Vocab, ckpt.Dtype(b.Dtype)) {
			committed, err := files.ReadFile(b.Name + "/" + ckpt.Files()[i])
			if err != nil || !bytes.Equal(data, committed) {
				t.Errorf("%s: %s is not what Encode writes (%v)", b.Name, ckpt.Files()[i], err)
			}
		}
	}
}

// knows is the share of each relation's facts that a backbone gives under the first template, in percent: capital,
// continent, language, currency of 122 countries. Below about 100,000 parameters the facts do not fit.
var knows = map[string][4]float64{
	"2x16":      {1.6, 27.9, 14.8, 16.4},
	"2x32":      {10.7, 39.3, 31.1, 28.7},
	"2x64":      {97.5, 99.2, 98.4, 99.2},
	"2x64-post": {96.7, 99.2, 99.2, 99.2},
	"4x64":      {96.7, 99.2, 100, 100},
	"2x64-gpt2": {100, 100, 100, 100}, // of sentences that end before the answer
	"4x128":     {96.7, 98.4, 100, 99.2},
	"4x192":     {99.2, 100, 100, 100},
}

// What pretraining taught. Counting is exact, so a country more or less is another file.
func TestBackbonesKnowTheirFacts(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 122 countries four times per backbone")
	}
	for _, b := range backbone.All() {
		c, err := Open(b.Name)
		if err != nil {
			t.Fatal(err)
		}
		m := nn.NewModel(c.Params)
		for i, r := range world.Relations() {
			got := 100 * pretrain.Accuracy(m, c.Vocab, r, world.FactTemplates(r)[0])
			if want, ok := knows[b.Name]; !ok || !(math.Abs(got-want[i]) <= 0.05) {
				t.Errorf("%s knows %.1f %% of %s, measured were %.1f", b.Name, got, r, want[i])
			}
		}
	}
}

func TestUnknownName(t *testing.T) {
	if _, err := Open("9x9"); err == nil || !strings.Contains(err.Error(), "2x64") {
		t.Errorf("error %v", err)
	}
}
