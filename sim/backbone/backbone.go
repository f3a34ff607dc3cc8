// Package backbone lists the pretrained models of the project, encoders and a causal one: shape and pretraining recipe
// by name. The weights themselves are files (package pretrained embeds them; the page fetches them).
package backbone

import (
	"fmt"
	"strings"

	"promptscope/sim/nn"
	"promptscope/sim/world"
)

// Info is one backbone.
type Info struct {
	Name   string // layers x width
	Layout string // nn.Bert, nn.MegatronBert, or nn.GPT2 for a causal model
	L, C   int    // layers, width
	NH     int    // heads
	Steps  int    // pretraining steps at batch 32
	Rate   float64
	Dtype  string // how the file stores its numbers, as safetensors names it; pretraining ends with rounding to it
}

// all is ordered by size, with the causal model behind the encoders; what each knows is in the test of package pretrained.
// The rate of width 64 is the one that works there: 5e-3 sticks at the unigram stage. 10,000 steps leave 11 % of the
// capitals unknown at 2x64, 14,000 about 4 %. 4x192 wants a small rate: at 1.2e-3 it knows 2 % of the capitals after 5,000
// steps, at 1e-3 62 % after 9,000, at 7e-4 all but one after 10,000. The causal model, which learns from every word, knows
// every fact after 3,000 steps.
var all = []Info{
	{Name: "2x16", Layout: nn.MegatronBert, L: 2, C: 16, NH: 2, Steps: 10000, Rate: 5e-3, Dtype: "BF16"},
	{Name: "2x32", Layout: nn.MegatronBert, L: 2, C: 32, NH: 2, Steps: 10000, Rate: 3e-3, Dtype: "BF16"},
	{Name: "2x64", Layout: nn.MegatronBert, L: 2, C: 64, NH: 4, Steps: 14000, Rate: 2e-3, Dtype: "F32"},
	{Name: "2x64-post", Layout: nn.Bert, L: 2, C: 64, NH: 4, Steps: 15000, Rate: 2e-3, Dtype: "BF16"},
	{Name: "4x64", Layout: nn.MegatronBert, L: 4, C: 64, NH: 4, Steps: 14000, Rate: 2e-3, Dtype: "F32"},
	{Name: "4x128", Layout: nn.MegatronBert, L: 4, C: 128, NH: 4, Steps: 10000, Rate: 1.2e-3, Dtype: "BF16"},
	{Name: "4x192", Layout: nn.MegatronBert, L: 4, C: 192, NH: 6, Steps: 10000, Rate: 7e-4, Dtype: "BF16"},
	{Name: "2x64-gpt2", Layout: nn.GPT2, L: 2, C: 64, NH: 4, Steps: 10000, Rate: 2e-3, Dtype: "BF16"},
}

// Default is the backbone of the page's first scene.
const Default = "2x64"

// MaxPos is the length of the position table: 24 words, two specials, virtual tokens and the random offsets of
// pretraining fit.
const MaxPos = 64

// All lists the backbones: encoders, smallest first, then the causal model.
func All() []Info { return append([]Info(nil), all...) }

// Lookup finds a backbone; the error names what is accepted.
func Lookup(name string) (Info, error) {
	names := make([]string, len(all))
	for i, b := range all {
		if b.Name == name {
			return b, nil
		}
		names[i] = b.Name
	}
	return Info{}, fmt.Errorf("unknown backbone %q: want %s", name, strings.Join(names, ", "))
}

// Config is the shape for a vocabulary.
func (b Info) Config(v *world.Vocab) nn.Config {
	c := nn.Config{Layout: b.Layout, V: v.Len(), C: b.C, L: b.L, NH: b.NH, FF: 4 * b.C, MaxPos: MaxPos, Types: 2, Eps: 1e-12}
	if c.Causal() {
		c.Types, c.Eps = 0, 1e-5
	}
	return c
}
