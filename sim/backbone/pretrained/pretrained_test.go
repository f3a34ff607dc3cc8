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
	"4x128":     {96.7, 98.4, 100, 99.2},
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
			if want, ok := knows[b.Name]; !ok || math.Abs(got-want[i]) > 0.05 {
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
