package nn

import (
	"strings"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

func tiny(layout string) Config {
	if layout == GPT2 {
		return Config{Layout: layout, V: 13, C: 8, L: 2, NH: 2, FF: 16, MaxPos: 20, Eps: 1e-5}
	}
	return Config{Layout: layout, V: 13, C: 8, L: 2, NH: 2, FF: 16, MaxPos: 20, Types: 2, Eps: 1e-12}
}

func randomParams(c Config) *Params {
	p := NewParams(c)
	r := rng.New(11, 3)
	for _, t := range p.Tensors {
		for i := range t.Data {
			t.Data[i] = Real(0.3 * r.Normal())
		}
		if strings.HasSuffix(t.Name, "LayerNorm.weight") || strings.HasSuffix(t.Name, "ln.weight") || strings.Contains(t.Name, "ln_") && strings.HasSuffix(t.Name, "weight") {
			for i := range t.Data {
				t.Data[i] += 1
			}
		}
	}
	return p
}

// problem is a batch of two sequences of different length, a prefix in layer 1 only, two input virtual
// tokens, a tagging head and an MLM row: everything that can carry a gradient.
type problem struct {
	m     *Model
	a     *Acts
	b     Batch
	in    Inject
	mlm   *MLMHead
	tag   *LinearHead
	masks []int32
	words []int32
}

func newProblem(layout string, full bool) *problem {
	c := tiny(layout)
	p := &problem{m: NewModel(randomParams(c)), a: NewActs(c, 16, 8, &Inject{P: 2}), mlm: NewMLMHead(c, 2), tag: NewLinearHead(3, c.C, 4),
		masks: []int32{4, 9}, words: []int32{3, 7, 8}}
	p.b.Reset()
	p.b.Add([]int32{Virtual(0), Virtual(1), 2, 5, 4, 3}, 1)
	p.b.Add([]int32{Virtual(0), 2, 6, 4, Virtual(1)}, 0)
	r := rng.New(5, 5)
	random := func(n int) []Real {
		x := make([]Real, n)
		for i := range x {
			x[i] = Real(0.5 * r.Normal())
		}
		return x
	}
	p.in = Inject{Virtual: random(2 * c.C), DVirtual: make([]Real, 2*c.C), Prefix: random(2 * 2 * c.L * c.C), DPrefix: make([]Real, 2*2*c.L*c.C), P: 2, Deep: []bool{false, true}}
	copy(p.tag.W, random(len(p.tag.W)))
	if full {
		p.m.Grads = NewGrads(c, func(n string) bool { return !strings.Contains(n, "pooler") })
	}
	return p
}

// loss is the sum of all cross-entropies.
func (p *problem) loss() float64 {
	for l := range p.m.L + 1 {
		p.m.Repack(l)
	}
	p.tag.Repack()
	p.m.Forward(p.a, &p.b, &p.in)
	p.mlm.Forward(p.m, p.a, p.masks)
	p.tag.Forward(p.a, p.words)
	sum := 0.0
	for i := range p.masks {
		sum += CrossEntropy(p.mlm.Logits[i*p.m.V:][:p.m.V], 7+i)
	}
	for i := range p.words {
		sum += CrossEntropy(p.tag.Logits[i*3:][:3], i)
	}
	return sum
}

func (p *problem) backward() {
	clear(p.a.DOut)
	for i := range p.masks {
		x := p.mlm.Logits[i*p.m.V:][:p.m.V]
		CrossEntropyBackward(x, x, 7+i, 1)
	}
	for i := range p.words {
		x := p.tag.Logits[i*3:][:3]
		CrossEntropyBackward(x, x, i, 1)
	}
	p.mlm.Backward(p.m, p.a, p.masks, p.mlm.Logits)
	p.tag.Backward(p.a, p.words, p.tag.Logits)
	p.m.Backward(p.a, &p.b, &p.in)
}

func TestGradients(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		t.Run(layout, func(t *testing.T) {
			p := newProblem(layout, true)
			p.loss()
			p.backward()
			tensors := []gradcheck.Tensor{
				{Name: "virtual", X: p.in.Virtual, Grad: p.in.DVirtual}, {Name: "prefix", X: p.in.Prefix, Grad: p.in.DPrefix},
				{Name: "head.weight", X: p.tag.W, Grad: p.tag.DW}, {Name: "head.bias", X: p.tag.B, Grad: p.tag.DB},
			}
			for i, g := range p.m.Grads.Tensors {
				name := g.Name
				for _, w := range p.m.Tensors {
					if w.Name == name {
						tensors = append(tensors, gradcheck.Tensor{Name: name, X: w.Data, Grad: p.m.Grads.Tensors[i].Data})
					}
				}
			}
			gradcheck.Check(t, p.loss, tensors...)
		})
	}
}

// What is frozen must not change what the prompts learn: the same prompt gradients, bit for bit, with and
// without weight gradients.
func TestFrozenGivesTheSamePromptGradients(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		full, frozen := newProblem(layout, true), newProblem(layout, false)
		deep := newProblem(layout, false)
		deep.in.DVirtual = nil // then the pass stops at layer 1
		for _, p := range []*problem{full, frozen, deep} {
			p.loss()
			p.backward()
		}
		same := func(name string, a, b []Real) {
			for i := range a {
				if Bits(a[i]) != Bits(b[i]) {
					t.Fatalf("%s %s[%d]: %v and %v", layout, name, i, a[i], b[i])
				}
			}
		}
		same("virtual", full.in.DVirtual, frozen.in.DVirtual)
		same("prefix", full.in.DPrefix, frozen.in.DPrefix)
		same("prefix alone", full.in.DPrefix, deep.in.DPrefix)
	}
}

func TestNoAllocation(t *testing.T) {
	for _, layout := range []string{Bert, MegatronBert, GPT2} {
		for _, full := range []bool{false, true} {
			p := newProblem(layout, full)
			p.in.Low = lowRanks(p.m.Config)
			step := func() { p.loss(); p.backward() }
			step()
			if n := testing.AllocsPerRun(5, step); n != 0 {
				t.Errorf("%s full=%v: %v allocations in a step", layout, full, n)
			}
		}
	}
}

func TestParamsCountAndHash(t *testing.T) {
	// BERT-base without MLM head: 109,482,240 numbers; the head adds d² + d + 2d + V.
	c := Config{Layout: Bert, V: 30522, C: 768, L: 12, NH: 12, FF: 3072, MaxPos: 512, Types: 2, Eps: 1e-12}
	count := Count(c)
	if want := 109482240 + 768*768 + 3*768 + 30522; count != want {
		t.Errorf("BERT-base has %d numbers, want %d", count, want)
	}
	p := randomParams(tiny(Bert))
	before := p.SHA256()
	if p.Clone().SHA256() != before {
		t.Error("a clone has another hash")
	}
	p.Blocks[1].OB[0] += 1e-3
	if p.SHA256() == before {
		t.Error("the hash does not see a changed bias")
	}
}

func TestConfigValidate(t *testing.T) {
	bad := []func(*Config){
		func(c *Config) { c.Layout = "gpt5" }, func(c *Config) { c.C = 7 }, func(c *Config) { c.L = 0 },
		func(c *Config) { c.V = 1 << 30 }, func(c *Config) { c.Eps = 0 },
	}
	if err := tiny(Bert).Validate(); err != nil {
		t.Error(err)
	}
	for i, f := range bad {
		c := tiny(Bert)
		if f(&c); c.Validate() == nil {
			t.Errorf("case %d is accepted: %+v", i, c)
		}
	}
}
