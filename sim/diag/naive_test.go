package diag

import (
	"math"
	"slices"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
)

// states runs example i through the model and returns the states behind layer l (0 = embedding), row by row.
func (s *Subject) states(i, l int) [][]float64 {
	a := s.acts()
	b, _ := s.row(i, s.First, nil)
	s.Model.Forward(a, b, s.Inject)
	var out [][]float64
	for k := range b.ID {
		row := make([]float64, s.Model.C)
		for j := range row {
			row[j] = float64(a.X[l][k*s.Model.C+j])
		}
		out = append(out, row)
	}
	return out
}

// Drift once more, token by token: the deviation over the examples as a length, divided by the length of the mean.
func TestDriftAgainstTheDefinition(t *testing.T) {
	for _, layout := range layouts {
		rows := append(slices.Clone(prompted), []int32{v0, v1, 4, 5, 6, 3}, []int32{v0, v1, 16, 3})
		x := subject(layout, 2, input(), rows...)
		for l, got := range Drift(x) {
			want := 0.0
			for token := range 2 { // virtual tokens stand first in each row
				var seen [][]float64
				for i := range rows {
					seen = append(seen, x.states(i, l)[token])
				}
				variance, length := 0.0, 0.0
				for j := range x.Model.C {
					mean := 0.0
					for _, s := range seen {
						mean += s[j] / float64(len(seen))
					}
					for _, s := range seen {
						variance += (s[j] - mean) * (s[j] - mean) / float64(len(seen))
					}
					length += mean * mean
				}
				want += math.Sqrt(variance/length) / 2
			}
			if !(math.Abs(got-want) <= 1e-3*(1+want)) { // the difference of two sums of squares has lost digits where nothing drifts
				t.Errorf("%s: drift behind layer %d is %v, by definition %v", layout, l, got, want)
			}
		}
	}
}

// Shift once more: each word's state with the prompt against the same word's without, positions from the row's first and from 0.
func TestShiftAgainstTheDefinition(t *testing.T) {
	for _, layout := range layouts {
		with := subject(layout, 2, input(), prompted...)
		without := subject(layout, 2, &nn.Inject{}, plain...)
		for l, got := range Shift(with) {
			want, words := 0.0, 0
			for i := range prompted {
				h, h0 := with.states(i, l), without.states(i, l)
				for k := range h0 {
					d, n := 0.0, 0.0
					for j := range h0[k] {
						d += (h[k+2][j] - h0[k][j]) * (h[k+2][j] - h0[k][j])
						n += h0[k][j] * h0[k][j]
					}
					want += math.Sqrt(d / n)
					words++
				}
			}
			if want /= float64(words); !near(got, want) {
				t.Errorf("%s: shift behind layer %d is %v, by definition %v", layout, l, got, want)
			}
		}
	}
}

// λ is a share of the attention: from 0 to 1 for every row, 0 where a layer has no prompt, and what the words leave over.
func TestLambdaIsAShare(t *testing.T) {
	for _, layout := range layouts {
		x := subject(layout, 3, deep(3, true, false, true), plain...)
		for i := range plain {
			for l, heads := range Lambda(x, i) {
				for h, row := range heads {
					if len(row) != len(plain[i]) {
						t.Fatalf("%s: %d shares for %d words", layout, len(row), len(plain[i]))
					}
					for r, v := range row {
						if prompted := l != 1; prompted != (v > 0) || v > 1 {
							t.Errorf("%s: λ of layer %d head %d row %d is %v", layout, l, h, r, v)
						}
					}
				}
			}
		}
		for _, heads := range Mass(subject(layout, 2, &nn.Inject{}, plain...)) {
			for _, m := range heads {
				if m != 0 {
					t.Errorf("%s: without a prompt its mass is %v", layout, m)
				}
			}
		}
	}
}

// Measuring changes nothing: the prompt has its bits afterwards, and measuring again gives the same.
func TestMeasuresLeaveThePromptAlone(t *testing.T) {
	for _, layout := range layouts {
		for name, x := range map[string]*Subject{"input": subject(layout, 2, input(), prompted...), "deep": subject(layout, 2, deep(2), plain...)} {
			virtual, prefix, weights := slices.Clone(x.Inject.Virtual), slices.Clone(x.Inject.Prefix), x.Model.SHA256()
			loss, tokens, layers := Loss(x), Tokens(x), Layers(x)
			Shift(x)
			Drift(x)
			Mass(x)
			if !slices.Equal(virtual, x.Inject.Virtual) || !slices.Equal(prefix, x.Inject.Prefix) || x.Model.SHA256() != weights {
				t.Errorf("%s, %s: the prompt or the model has changed", layout, name)
			}
			if Loss(x) != loss || !slices.Equal(Tokens(x), tokens) {
				t.Errorf("%s, %s: measured again, the loss or the tokens differ", layout, name)
			}
			for l, c := range Layers(x) {
				if c.Removed != layers[l].Removed {
					t.Errorf("%s, %s: layer %d gives %v, then %v", layout, name, l, layers[l].Removed, c.Removed)
				}
			}
		}
	}
}

// A damaged prompt is the prompt that somebody else would write down: zeros for a token, or values that have changed places.
func TestDamageByHand(t *testing.T) {
	for _, layout := range layouts {
		x := subject(layout, 2, deep(2), plain...)
		width, c := 2*2*x.Model.C, x.Model.C
		changed := func(f func(p []Real)) float64 {
			in := *x.Inject
			in.Prefix = slices.Clone(in.Prefix)
			f(in.Prefix)
			z := *x
			z.Inject = &in
			return Loss(&z) - Loss(x)
		}
		tokens, layers := Tokens(x), Layers(x)
		for i, got := range tokens {
			if want := changed(func(p []Real) { clear(p[i*width:][:width]) }); !near(got.Zeroed, want) {
				t.Errorf("%s: token %d zeroed gives %v, by hand %v", layout, i, got.Zeroed, want)
			}
		}
		for l, got := range layers {
			if want := changed(func(p []Real) {
				for i := range 2 {
					clear(p[i*width+2*l*c:][:2*c])
				}
			}); !near(got.Zeroed, want) {
				t.Errorf("%s: layer %d zeroed gives %v, by hand %v", layout, l, got.Zeroed, want)
			}
			if want := changed(func(p []Real) { // two tokens: the values change places
				for j := range c {
					a, b := &p[(2*l+1)*c+j], &p[width+(2*l+1)*c+j]
					*a, *b = *b, *a
				}
			}); !near(got.Shuffled, want) {
				t.Errorf("%s: layer %d shuffled gives %v, by hand %v", layout, l, got.Shuffled, want)
			}
		}
		in := subject(layout, 2, input(), prompted...)
		for i, got := range Tokens(in) {
			zero := *in.Inject
			zero.Virtual = slices.Clone(zero.Virtual)
			clear(zero.Virtual[i*c:][:c])
			z := *in
			z.Inject = &zero
			if want := Loss(&z) - Loss(in); !near(got.Zeroed, want) {
				t.Errorf("%s: input token %d zeroed gives %v, by hand %v", layout, i, got.Zeroed, want)
			}
		}
	}
}

// The formula counts what the kernels are asked for: the products of a forward pass, for input and deep prompts of some shapes.
func TestFLOPsAreTheKernels(t *testing.T) {
	for _, layout := range layouts {
		for _, tt := range []struct {
			name      string
			in        *nn.Inject
			row       []int32
			virtual   int
			deepCount int
		}{
			{"no prompt", &nn.Inject{}, []int32{2, 7, 9, 3}, 0, 0}, {"two in the row", input(), []int32{v0, v1, 2, 7, 3}, 2, 0}, {"two in each layer", deep(2), []int32{2, 7, 12, 5, 3}, 0, 2},
		} {
			x := subject(layout, 2, tt.in, tt.row, tt.row)
			m, a := x.Model, x.acts()
			b, _ := x.row(0, 0, nil)
			got := CountFLOP(func() { m.Forward(a, b, x.Inject) })
			w := Work{L: m.L, C: m.C, FF: m.FF, Sequences: 1, Words: len(tt.row) - tt.virtual, Input: tt.virtual, Deep: tt.deepCount}
			if want, _ := w.FLOPs(); got != want {
				t.Errorf("%s, %s: the kernels do %d operations, the formula says %d", layout, tt.name, got, want)
			}
			w.Sequences = 3
			if three, _ := w.FLOPs(); three != 3*got {
				t.Errorf("%s, %s: three sequences are %d operations, one is %d", layout, tt.name, three, got)
			}
		}
	}
}

// Layers below the lowest that needs gradients are only run forward; weights cost their layer once more.
func TestFLOPsOfTheBackwardPass(t *testing.T) {
	w := Work{L: 4, C: 8, FF: 32, Sequences: 2, Words: 5, Deep: 3}
	forward, all := w.FLOPs()
	w.Lowest = 3
	_, one := w.FLOPs()
	if all != 4*one || one <= forward/4 {
		t.Errorf("backward through 4 layers %d, through one %d; forward %d", all, one, forward)
	}
	w.Lowest, w.Weights = 0, true
	_, full := w.FLOPs()
	if want := all + 2*4*5*(8*8*8+4*8*32); full != want {
		t.Errorf("with weights %d, want %d", full, want)
	}
}

func TestNearestAtItsLimits(t *testing.T) {
	table := []Real{1, 0, 0, 1, -1, 0, 2, 0, 0, 0} // ids 0 to 4; 0 and 3 point the same way, 4 nowhere
	for _, tt := range []struct {
		name     string
		x        []Real
		first, k int
		want     []int32
	}{
		{"ties keep their order", []Real{5, 0}, 0, 2, []int32{0, 3}}, {"from an id on", []Real{5, 0}, 1, 1, []int32{3}}, {"more than there are", []Real{0, 1}, 2, 9, []int32{2, 3, 4}},
		{"none", []Real{0, 1}, 0, 0, nil}, {"behind the last", []Real{0, 1}, 5, 3, nil}, {"the other way", []Real{-1, 0}, 0, 1, []int32{2}},
	} {
		var ids []int32
		for _, w := range Nearest(tt.x, table, tt.first, tt.k) {
			ids = append(ids, w.ID)
		}
		if !slices.Equal(ids, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, ids, tt.want)
		}
	}
	if w := Nearest([]Real{1, 0}, table, 4, 1); w[0].Cosine != 0 {
		t.Errorf("the cosine with a zero vector is %v", w[0].Cosine)
	}
	c := Cosines(table, 2)
	for i := range c {
		for j := range c {
			own := 1.0
			if i == 4 {
				own = 0
			}
			if c[i][j] != c[j][i] || !(math.Abs(c[i][j]) <= 1+1e-12) || i == j && c[i][j] != own {
				t.Errorf("cosine of %d and %d is %v and %v", i, j, c[i][j], c[j][i])
			}
		}
	}
}
