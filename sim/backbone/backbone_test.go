package backbone

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/ckpt"
	"promptscope/sim/nn"
	"promptscope/sim/run"
	"promptscope/sim/world"
)

// A name says the shape, and no two backbones have one name.
func TestNamesSayTheShape(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range All() {
		name, kind, _ := strings.Cut(b.Name, "-")
		if want := fmt.Sprintf("%dx%d", b.L, b.C); name != want || seen[b.Name] {
			t.Errorf("%s is %s, or stands twice", b.Name, want)
		}
		seen[b.Name] = true
		if layout := map[string]string{"": nn.MegatronBert, "post": nn.Bert, "gpt2": nn.GPT2}[kind]; layout != b.Layout {
			t.Errorf("%s has layout %s, its name says %s", b.Name, b.Layout, layout)
		}
		if strings.HasPrefix(b.Name, run.Custom) {
			t.Errorf("%s looks like a folder that a person brought", b.Name)
		}
	}
}

// Heads share the width evenly, recipes are complete, and a dtype is one that files can have.
func TestRecipesAreComplete(t *testing.T) {
	for _, b := range All() {
		switch {
		case b.NH < 1 || b.C%b.NH != 0:
			t.Errorf("%s: %d heads share a width of %d", b.Name, b.NH, b.C)
		case b.Steps < 1000 || b.Rate <= 0 || b.Rate > 0.01:
			t.Errorf("%s: %d steps at rate %v", b.Name, b.Steps, b.Rate)
		case !slices.Contains([]ckpt.Dtype{ckpt.F32, ckpt.F16, ckpt.BF16}, ckpt.Dtype(b.Dtype)):
			t.Errorf("%s is stored as %q", b.Name, b.Dtype)
		}
	}
}

// Encoders stand first, the smallest first, and the causal model behind them.
func TestOrderOfTheList(t *testing.T) {
	v := world.BuildVocab()
	before, causal := 0, false
	for _, b := range All() {
		c := b.Config(v)
		if causal = causal || c.Causal(); causal != c.Causal() {
			t.Errorf("the encoder %s stands behind a causal model", b.Name)
		}
		if n := nn.Count(c); !c.Causal() && n < before {
			t.Errorf("%s has %d numbers, the one before %d", b.Name, n, before)
		} else {
			before = n
		}
	}
	if !causal {
		t.Error("there is no causal model")
	}
}

// The shape for a vocabulary: all words, a feed-forward four times as wide, and room for the longest row there can be.
func TestConfig(t *testing.T) {
	v := world.BuildVocab()
	for _, b := range All() {
		c := b.Config(v)
		if c.V != v.Len() || c.FF != 4*b.C || c.L != b.L || c.C != b.C || c.NH != b.NH || c.Layout != b.Layout {
			t.Errorf("%s: %+v", b.Name, c)
		}
		if longest := world.MaxWords + 2 + run.MaxN; c.MaxPos < longest {
			t.Errorf("%s has %d positions; a sentence, its specials and %d virtual tokens are %d", b.Name, c.MaxPos, run.MaxN, longest)
		}
		wantTypes, wantEps := 2, 1e-12
		if b.Layout == nn.GPT2 {
			wantTypes, wantEps = 0, 1e-5
		}
		if c.Types != wantTypes || c.Eps != wantEps {
			t.Errorf("%s: %d types, ε %v; want %d and %v", b.Name, c.Types, c.Eps, wantTypes, wantEps)
		}
	}
}

func TestLookup(t *testing.T) {
	var names []string
	for _, b := range All() {
		names = append(names, b.Name)
		if got, err := Lookup(b.Name); err != nil || got != b {
			t.Errorf("Lookup(%q) = %+v, %v", b.Name, got, err)
		}
	}
	if !slices.Contains(names, Default) {
		t.Errorf("the default %s is not in the list", Default)
	}
	for _, bad := range []string{"", "2x65", "2X64", " 2x64", "2x64 ", "2x64-", "custom:a"} {
		if _, err := Lookup(bad); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("%q: want %s", bad, strings.Join(names, ", "))) {
			t.Errorf("Lookup(%q): error %v, want one with all names", bad, err)
		}
	}
	list := All()
	list[0].Name, list[1].Steps = "spoilt", -1
	if again := All(); again[0].Name == "spoilt" || again[1].Steps == -1 {
		t.Error("All hands out its own list")
	}
}
