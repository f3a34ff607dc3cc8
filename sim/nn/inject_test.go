package nn

import (
	"slices"
	"strings"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// mixed has something of every kind: virtual tokens in the row and in the layers, low-rank updates and inserts.
func mixed(layout string) *problem {
	p := inserted(layout, Hidden, false, false)
	p.in.Low = lowRanks(p.m.Config)
	return p
}

// numbers are the tensors of an Inject by name.
func numbers(in *Inject) map[string][]Real {
	out := map[string][]Real{}
	in.Each(func(name string, x, _ []Real) { out[name] = x })
	return out
}

// A clone gives the same loss, in memory of its own: whatever is done to it, the original stays, and no part is forgotten.
func TestClone(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		p := mixed(layout)
		want := p.loss()
		whole := p.in
		p.in = whole.Clone()
		if got := p.loss(); got != want {
			t.Errorf("%s: the clone's loss is %v, want %v", layout, got, want)
		}
		for name, x := range numbers(&p.in) {
			kept := slices.Clone(x)
			for i := range x {
				x[i] += Real(i % 3) // not the same to all, which LayerNorm would take away
			}
			p.in.Pack()
			if p.loss() == want {
				t.Errorf("%s: %s of the clone is not what the model reads", layout, name)
			}
			if slices.Equal(numbers(&whole)[name], x) {
				t.Errorf("%s: %s is shared with the original", layout, name)
			}
			copy(x, kept)
		}
		p.in.Pack()
		if p.in.Lowest(nil, p.m.L) != p.m.L {
			t.Errorf("%s: the clone trains", layout)
		}
		if p.in = whole; p.loss() != want {
			t.Errorf("%s: the original has changed", layout)
		}
	}
}

// Names tell tensors apart, in every layout.
func TestNamesDiffer(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		p, n := mixed(layout), 0
		p.in.Each(func(string, []Real, []Real) { n++ })
		if got := len(numbers(&p.in)); got != n {
			t.Errorf("%s: %d names for %d tensors", layout, got, n)
		}
	}
	if c := tiny(Bert); c.Module(1, Hidden) != "bert.encoder.layer.1.output.dense" || c.Module(0, Key) != "bert.encoder.layer.0.attention.self.key" {
		t.Errorf("modules %s and %s", c.Module(1, Hidden), c.Module(0, Key))
	}
}

// Without its virtual tokens a mixed method still has its updates and inserts.
func TestWordless(t *testing.T) {
	p := mixed(Bert)
	in := p.in.Wordless()
	if len(in.Virtual)+len(in.Prefix)+in.P != 0 || len(in.Low) != 3 || len(in.Inserts) != 2 {
		t.Errorf("%+v", in)
	}
}

func TestTake(t *testing.T) {
	from, to := mixed(Bert), mixed(Bert)
	to.in.Each(func(_ string, x, _ []Real) { clear(x) })
	slices.Reverse(from.in.Low) // the order is not the same, the names are
	if err := to.in.Take(&from.in); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(from.in.Low)
	if a, b := from.loss(), to.loss(); a != b {
		t.Errorf("loss %v, taken from %v", b, a)
	}
	c := tiny(Bert)
	for _, tt := range []struct {
		name     string
		in, from Inject
		want     string
	}{
		{"nothing saved", Inject{Virtual: make([]Real, 8)}, Inject{}, "no prompt in the row"},
		{"another length", Inject{Virtual: make([]Real, 8)}, Inject{Virtual: make([]Real, 16)}, "16 numbers, want 8"},
		{"another kind", Inject{Prefix: make([]Real, 32), P: 1}, Inject{Virtual: make([]Real, 8)}, "no prompt in the layers"},
		{"more than asked", Inject{Virtual: make([]Real, 8)}, Inject{Virtual: make([]Real, 8), Prefix: make([]Real, 32), P: 1}, "also has prompt in the layers"},
		{"another layer", Inject{Low: []LowRank{NewLowRank(c, 0, Key, 2, 1)}}, Inject{Low: []LowRank{NewLowRank(c, 1, Key, 2, 1)}}, "layer.0.attention.self.key"},
		{"another scale", Inject{Low: []LowRank{NewLowRank(c, 0, Key, 2, 1)}}, Inject{Low: []LowRank{NewLowRank(c, 0, Key, 2, 3)}}, "scale 3, want 1"},
		{"another site", Inject{Inserts: []Insert{newAffine(c, 0, Key, rng.New(1, 1))}}, Inject{Inserts: []Insert{newAffine(c, 0, Value, rng.New(1, 1))}}, "no 0.1.w"},
	} {
		if err := tt.in.Take(&tt.from); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}
