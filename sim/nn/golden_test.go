package nn

import (
	"math"
	"sort"
	"strings"
	"testing"

	. "promptscope/sim/kernel"
)

// Golden numbers of transformers' BertForSequenceClassification in float64 with a written-down fill of the
// weights; PEFT's prefix and prompt tuning on top of it.

func goldenTolerance() float64 {
	if Epsilon < 1e-10 {
		return 1e-6
	}
	return 1e-5
}

type golden struct {
	m          *Model
	clsW, clsB []Real
}

// fill is 0.3·sin(0.7i + 1.3k + 0.1) for the k-th name, around 1 for LayerNorm weights.
func fill(x []Real, name string, k int) {
	for i := range x {
		s := math.Sin(0.7*float64(i) + 1.3*float64(k) + 0.1)
		if strings.Contains(name, "LayerNorm.weight") {
			x[i] = Real(1 + 0.1*s)
		} else {
			x[i] = Real(0.3 * s)
		}
	}
}

func newGolden() *golden {
	const classes = 3
	p := NewParams(Config{Layout: Bert, V: 11, C: 8, L: 2, NH: 2, FF: 16, MaxPos: 16, Types: 2, Eps: 1e-12})
	g := &golden{clsW: make([]Real, classes*8), clsB: make([]Real, classes)}
	tensors := map[string][]Real{"classifier.weight": g.clsW, "classifier.bias": g.clsB}
	for _, t := range p.Tensors {
		if strings.HasPrefix(t.Name, "bert.") {
			tensors[t.Name] = t.Data
		}
	}
	names := make([]string, 0, len(tensors))
	for n := range tensors {
		names = append(names, n)
	}
	sort.Strings(names)
	for k, n := range names {
		fill(tensors[n], n, k)
	}
	g.m = NewModel(p)
	return g
}

// table is 0.4·cos(0.3j): the prefix (2, 32) and the prompt (2, 8) of the golden rows.
func table(n int) []Real {
	x := make([]Real, n)
	for j := range x {
		x[j] = Real(0.4 * math.Cos(0.3*float64(j)))
	}
	return x
}

// batch is ids 2 5 7 3 with types 0 0 1 1; the fifth, masked token of the golden input is left out, which is
// exact because no real token may attend to it.
func batch(virtual, first int) *Batch {
	b := new(Batch)
	b.Reset()
	ids := []int32{}
	for i := range virtual {
		ids = append(ids, Virtual(i))
	}
	b.Add(append(ids, 2, 5, 7, 3), first)
	b.Type[virtual+2], b.Type[virtual+3] = 1, 1
	return b
}

// logits runs the classifier on the pooled row.
func (g *golden) logits(a *Acts, b *Batch, in *Inject, row int) []Real {
	g.m.Forward(a, b, in)
	pooled := make([]Real, g.m.C)
	g.m.Pool(pooled, a, row)
	out := make([]Real, 3)
	Linear(out, pooled, NewMatrix(g.clsW, 3, g.m.C), g.clsB, 1)
	return out
}

func TestGoldenBERT(t *testing.T) {
	prefix := Inject{Prefix: table(64), P: 2}
	zero := Inject{Prefix: make([]Real, 64), P: 2}
	prompt := Inject{Virtual: table(16)}
	for _, tt := range []struct {
		name                string
		in                  Inject
		virtual, first, row int
		want                [3]float64
	}{
		{"no prompt", Inject{}, 0, 0, 0, [3]float64{-0.79546355, -0.83487554, -0.50561224}},
		{"prefix, positions 2..", prefix, 0, 2, 0, [3]float64{-0.55727448, -0.83800977, -0.74866292}},
		{"prefix, positions 0..", prefix, 0, 0, 0, [3]float64{-0.71121998, -0.87382410, -0.65027015}},
		{"zero prefix, positions 0..", zero, 0, 0, 0, [3]float64{-0.69360999, -0.82702117, -0.59528263}},
		{"prompt, pooled at 0", prompt, 2, 0, 0, [3]float64{-0.74642844, -0.83283262, -0.55147851}},
		{"prompt, pooled at [CLS]", prompt, 2, 0, 2, [3]float64{-0.71482204, -0.87076095, -0.64191675}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			g := newGolden()
			got := g.logits(NewActs(g.m.Config, 8, 8, &tt.in), batch(tt.virtual, tt.first), &tt.in, tt.row)
			for i, w := range tt.want {
				if math.Abs(float64(got[i])-w) > goldenTolerance() {
					t.Errorf("logit %d = %.8f, want %.8f", i, got[i], w)
				}
			}
		})
	}
}

// The input-only baseline of P-Tuning v2's code (--prompt) passes finished embeddings as words: positions, types and
// LayerNorm are applied twice to real tokens and once to the prompt. Not a method here, but a check of Embed.
func TestGoldenAppliedTwice(t *testing.T) {
	g := newGolden()
	a, b := NewActs(g.m.Config, 8, 8, nil), batch(0, 0)
	g.m.Embed(a, b, &Inject{})
	in := &Inject{Virtual: append(table(16), a.X[0][:4*8]...)}
	var twice Batch
	twice.Reset()
	twice.Add([]int32{Virtual(0), Virtual(1), Virtual(2), Virtual(3), Virtual(4), Virtual(5)}, 0)
	got := g.logits(a, &twice, in, 2)
	for i, w := range []float64{-0.76633590, -0.86365959, -0.57938774} {
		if math.Abs(float64(got[i])-w) > goldenTolerance() {
			t.Errorf("logit %d = %.8f, want %.8f", i, got[i], w)
		}
	}
}

func TestGoldenPrefixGradient(t *testing.T) {
	g := newGolden()
	in := &Inject{Prefix: table(64), DPrefix: make([]Real, 64), P: 2}
	a, b := NewActs(g.m.Config, 8, 8, in), batch(0, 2)
	logits := g.logits(a, b, in, 0)
	if ce := CrossEntropy(logits, 1); math.Abs(ce-1.2289276994908824) > goldenTolerance() {
		t.Errorf("cross-entropy %.9f, want 1.228927699", ce)
	}
	CrossEntropyBackward(logits, logits, 1, 1)
	pooled, dpooled := make([]Real, 8), make([]Real, 8)
	g.m.Pool(pooled, a, 0)
	LinearBackwardInput(dpooled, logits, NewMatrix(g.clsW, 3, 8), 1, false)
	clear(a.DOut)
	g.m.PoolBackward(dpooled, pooled, a, 0)
	g.m.Backward(a, b, in)
	for l, want := range []float64{0.00141828, 0.03879031} {
		sum := 0.0
		for i := range 2 {
			for _, v := range in.DPrefix[i*32+2*l*8:][:16] {
				sum += float64(v) * float64(v)
			}
		}
		if got := math.Sqrt(sum); math.Abs(got-want) > goldenTolerance() {
			t.Errorf("gradient norm of layer %d = %.8f, want %.8f", l, got, want)
		}
	}
}
