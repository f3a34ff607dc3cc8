package diag

import (
	"math"
	"strings"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/rng"
)

// subject is a small random model with two rows; its loss is the first number of the last word's output.
func subject(layout string, layers int, in *nn.Inject, rows ...[]int32) *Subject {
	p := nn.NewParams(nn.Config{Layout: layout, V: 17, C: 8, L: layers, NH: 2, FF: 16, MaxPos: 24, Types: 2, Eps: 1e-12})
	r := rng.New(3, 3)
	for _, t := range p.Tensors {
		one := Real(0)
		if strings.HasSuffix(t.Name, "LayerNorm.weight") || strings.HasSuffix(t.Name, "ln.weight") {
			one = 1
		}
		for i := range t.Data {
			t.Data[i] = one + Real(0.3*r.Normal())
		}
	}
	m := nn.NewModel(p)
	return &Subject{Model: m, Inject: in, Rows: rows, Loss: func(a *nn.Acts, i int, at []int32) float64 {
		return float64(a.Out[int(at[len(at)-1])*m.C])
	}}
}

func random(n int, seed uint64) []Real {
	r, x := rng.New(seed, 1), make([]Real, n)
	for i := range x {
		x[i] = Real(r.Normal())
	}
	return x
}

var (
	v0, v1   = nn.Virtual(0), nn.Virtual(1)
	prompted = [][]int32{{v0, v1, 2, 7, 3}, {v0, v1, 2, 9, 12, 3}}
	plain    = [][]int32{{2, 7, 3}, {2, 9, 12, 3}}
	layouts  = []string{nn.Bert, nn.MegatronBert}
)

func input() *nn.Inject { return &nn.Inject{Virtual: random(16, 1)} }
func deep(layers int, on ...bool) *nn.Inject {
	return &nn.Inject{Prefix: random(2*2*layers*8, 2), P: 2, Deep: on}
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-5*(1+math.Abs(b)) }

func TestShift(t *testing.T) {
	for _, layout := range layouts {
		if s := Shift(subject(layout, 3, &nn.Inject{}, plain...)); s[0] != 0 || s[1] != 0 || s[3] != 0 {
			t.Errorf("%s: without a prompt the states move by %v", layout, s)
		}
		s := Shift(subject(layout, 3, deep(3, false, true, false), plain...))
		if s[0] != 0 || s[1] != 0 || s[2] == 0 || s[3] == 0 {
			t.Errorf("%s: a prompt in layer 2 moves states by %v", layout, s)
		}
	}
	// By hand: one layer whose attention and FFN write nothing, so the only difference is the position embedding.
	x := subject(nn.MegatronBert, 1, &nn.Inject{}, []int32{5})
	x.First = 2
	b := &x.Model.Blocks[0]
	for _, w := range [][]Real{b.OW, b.OB, b.ProjW, b.ProjB} {
		clear(w)
	}
	x.Model.Repack(0)
	p := x.Model.Params
	moved, old := 0.0, 0.0
	for j := range 8 {
		d := float64(p.Pos[2*8+j] - p.Pos[j])
		moved += d * d
		h := float64(p.Word[5*8+j] + p.Pos[j] + p.Type[j])
		old += h * h
	}
	if s, want := Shift(x), math.Sqrt(moved/old); !near(s[0], want) || !near(s[1], want) {
		t.Errorf("shift %v, by hand %v", s, want)
	}
}

func TestDrift(t *testing.T) {
	for _, layout := range layouts {
		d := Drift(subject(layout, 2, input(), prompted...))
		if d[0] > 1e-3 || d[1] < 1e-3 || d[2] < 1e-3 {
			t.Errorf("%s: virtual tokens in the row drift by %v, want 0 and then more", layout, d)
		}
		for _, v := range Drift(subject(layout, 2, deep(2), plain...)) {
			if v != 0 {
				t.Errorf("%s: deep virtual tokens drift by %v", layout, v)
			}
		}
	}
}

// With zero queries all scores are 0, and the mass is the share of virtual tokens.
func TestLambdaByHand(t *testing.T) {
	for _, layout := range layouts {
		for _, x := range []*Subject{subject(layout, 2, deep(2), plain...), subject(layout, 2, input(), prompted...)} {
			for l := range x.Model.Blocks {
				clear(x.Model.Blocks[l].QKVW[:64])
				clear(x.Model.Blocks[l].QKVB[:8])
				x.Model.Repack(l)
			}
			for l, heads := range Lambda(x, 0) {
				for h, row := range heads {
					for r, v := range row {
						if !near(v, 2.0/5) { // two virtual tokens, three words
							t.Errorf("%s: λ of layer %d head %d row %d is %v, want 0.4", layout, l, h, r, v)
						}
					}
				}
			}
			if m, want := Mass(x)[1][1], (3*2.0/5+4*2.0/6)/7; !near(m, want) {
				t.Errorf("%s: mean mass %v, want %v", layout, m, want)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	for _, layout := range layouts {
		one := &nn.Inject{Virtual: random(8, 1)}
		x := subject(layout, 2, one, []int32{v0, 2, 7, 3})
		without := subject(layout, 2, &nn.Inject{}, []int32{2, 7, 3})
		without.First = 1 // removing keeps the others' positions
		c := Tokens(x)
		if want := Loss(without) - Loss(x); len(c) != 1 || !near(c[0].Removed, want) {
			t.Errorf("%s: removing the only token gives %v, want %v", layout, c, want)
		}
		if c[0].Zeroed == 0 || c[0].Shuffled == 0 || c[0].Zeroed == c[0].Removed {
			t.Errorf("%s: a zero token is still a token: %+v", layout, c[0])
		}
		y := subject(layout, 2, deep(2), plain...)
		for i, c := range Tokens(y) {
			other := *y.Inject
			other.Prefix, other.P = y.Inject.Prefix[(1-i)*32:][:32], 1
			z := *y
			z.Inject = &other
			if want := Loss(&z) - Loss(y); !near(c.Removed, want) {
				t.Errorf("%s: removing deep token %d gives %v, want %v", layout, i, c.Removed, want)
			}
		}
	}
}

func TestLayers(t *testing.T) {
	for _, layout := range layouts {
		y := subject(layout, 2, deep(2), plain...)
		for l, c := range Layers(y) {
			other := *y.Inject
			other.Deep = []bool{l != 0, l != 1}
			z := *y
			z.Inject = &other
			if want := Loss(&z) - Loss(y); !near(c.Removed, want) || c.Zeroed == 0 || c.Shuffled == 0 {
				t.Errorf("%s: layer %d without its prompt %+v, want %v", layout, l, c, want)
			}
		}
		// With a single layer, cutting it off is the same as taking all tokens out of the row.
		x := subject(layout, 1, input(), prompted...)
		without := subject(layout, 1, &nn.Inject{}, plain...)
		without.First = 2
		c := Layers(x)
		if want := Loss(without) - Loss(x); !near(c[0].Removed, want) || !math.IsNaN(c[0].Zeroed) {
			t.Errorf("%s: the only layer cut %+v, want %v", layout, c[0], want)
		}
		// One deep token: its key can only get its own value.
		single := &nn.Inject{Prefix: random(16, 4), P: 1}
		if c := Layers(subject(layout, 1, single, plain...)); c[0].Shuffled != 0 {
			t.Errorf("%s: shuffling one token gives %v", layout, c[0])
		}
	}
}

func TestNearest(t *testing.T) {
	table := random(17*8, 6)
	x := make([]Real, 8)
	for j := range x {
		x[j] = 3 * table[9*8+j]
	}
	w := Nearest(x, table, 5, 3)
	if len(w) != 3 || w[0].ID != 9 || !near(w[0].Cosine, 1) || w[1].Cosine < w[2].Cosine {
		t.Errorf("nearest to three times word 9: %v", w)
	}
	c := Cosines([]Real{1, 0, 0, 2, 3, 3}, 2)
	if !near(c[0][0], 1) || c[0][1] != 0 || !near(c[0][2], math.Sqrt(0.5)) || c[2][1] != c[1][2] {
		t.Errorf("cosines %v", c)
	}
}

func TestFLOPs(t *testing.T) {
	// One layer by hand: T = 1+2 rows, P = 1; layer 3·(8·4 + 4·2·4) = 192, attention 3·4·4·2 = 96.
	w := Work{L: 1, C: 2, FF: 4, Sequences: 1, Words: 2, Input: 1, Deep: 1}
	if f, b := w.FLOPs(); f != 288 || b != 192+2*96 {
		t.Errorf("forward %d, backward %d", f, b)
	}
	// Counted by hand: batch 16, 20 tokens, MFLOP of a frozen step and of full fine-tuning.
	for _, tt := range []struct{ l, c, frozen, full int }{{2, 16, 8, 12}, {2, 32, 31, 47}, {2, 64, 126, 189}, {4, 64, 252, 377}, {4, 128, 1007, 1510}} {
		w := Work{L: tt.l, C: tt.c, FF: 4 * tt.c, Sequences: 16, Words: 20}
		frozen := math.Round(float64(w.Products()) / 1e6)
		w.Weights = true
		if full := math.Round(float64(w.Products()) / 1e6); int(frozen) != tt.frozen || int(full) != tt.full {
			t.Errorf("%dx%d: %v and %v MFLOP, want %d and %d", tt.l, tt.c, frozen, full, tt.frozen, tt.full)
		}
	}
}
