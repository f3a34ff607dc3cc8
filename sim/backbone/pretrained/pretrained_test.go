package pretrained

import (
	"bytes"
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
		for i, data := range ckpt.Encode(c.Params, c.Vocab) {
			committed, err := files.ReadFile(b.Name + "/" + ckpt.Files()[i])
			if err != nil || !bytes.Equal(data, committed) {
				t.Errorf("%s: %s is not what Encode writes (%v)", b.Name, ckpt.Files()[i], err)
			}
		}
	}
}

// What pretraining taught, and that a wording of the same question that it did not teach is answered worse.
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
		for _, r := range world.Relations() {
			if a := pretrain.Accuracy(m, c.Vocab, r, world.FactTemplates(r)[0]); a < 0.93 {
				t.Errorf("%s knows %.1f %% of %s", b.Name, 100*a, r)
			}
		}
	}
}

func TestUnknownName(t *testing.T) {
	if _, err := Open("9x9"); err == nil || !strings.Contains(err.Error(), "2x64") {
		t.Errorf("error %v", err)
	}
}
