package nn

import (
	"math"
	"sort"
	"strings"
	"testing"

	. "promptscope/sim/kernel"
)

// Golden numbers of transformers' GPT2LMHeadModel in float64, with the fill of golden_test.go; LayerNorm weights are
// those named ln_….

func newGoldenGPT2() *Model {
	p := NewParams(Config{Layout: GPT2, V: 11, C: 8, L: 2, NH: 2, FF: 32, MaxPos: 16, Eps: 1e-5})
	ts := append([]Tensor(nil), p.Tensors...)
	sort.Slice(ts, func(i, j int) bool { return ts[i].Name < ts[j].Name })
	for k, t := range ts {
		file := make([]Real, len(t.Data)) // as the file has it: Conv1D matrices are (in, out)
		name := t.Name
		if strings.Contains(name, "ln_") {
			name = strings.Replace(name, ".weight", "LayerNorm.weight", 1)
		}
		fill(file, name, k)
		if !t.Conv1D {
			copy(t.Data, file)
			continue
		}
		out, in := t.Shape[0], t.Shape[1]
		for o := range out {
			for i := range in {
				t.Data[o*in+i] = file[i*out+o]
			}
		}
	}
	return NewModel(p)
}

func TestGoldenGPT2(t *testing.T) {
	for _, tt := range []struct {
		name           string
		in             Inject
		virtual, first int
		want           [4]float64
	}{
		{"base", Inject{}, 0, 0, [4]float64{-0.27237236, -1.32622281, -1.78477395, -1.44219675}},
		{"prefix, positions 2..", Inject{Prefix: table(64), P: 2}, 0, 2, [4]float64{1.30772433, 0.40767681, -0.67536388, -1.45525517}},
		{"prompt", Inject{Virtual: table(16)}, 2, 0, [4]float64{0.15915040, -0.96682572, -1.65882447, -1.60622960}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := newGoldenGPT2()
			var b Batch
			b.Reset()
			var ids []int32
			for i := range tt.virtual {
				ids = append(ids, Virtual(i))
			}
			b.Add(append(ids, 1, 4, 9), tt.first)
			a, head := NewActs(m.Config, 8, 8, &tt.in), NewMLMHead(m.Config, 1)
			m.Forward(a, &b, &tt.in)
			head.Forward(m, a, []int32{int32(b.Rows() - 1)})
			for i, w := range tt.want {
				if got := float64(head.Logits[i]); math.Abs(got-w) > goldenTolerance() {
					t.Errorf("logit %d = %.8f, want %.8f", i, got, w)
				}
			}
			// Nothing sees what comes later: each row of weights ends at its own token.
			for l := range m.L {
				n, p := b.Rows(), tt.in.At(l)
				att := a.Attention(l, 0)
				for r := range n {
					for j := p + r + 1; j < p+n; j++ {
						if att[r*(p+n)+j] != 0 {
							t.Fatalf("layer %d: token %d attends to %d", l, r, j-p)
						}
					}
				}
			}
		})
	}
}
