package pretrain

import (
	"math"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/backbone"
	"promptscope/sim/nn"
	"promptscope/sim/world"
)

// The masks of a recipe, counted: content words three times as often as the others; of the chosen words 85 % become [MASK], 8 %
// stay, 7 % become any word but a special one. What is to be predicted is what stood there.
func TestMaskShares(t *testing.T) {
	tr := New(tiny(), 1, 1)
	v := tr.Vocab
	s := append(append([]int32{int32(v.CLS)}, v.Encode(strings.Fields("the capital of france is paris ."))...), int32(v.SEP))
	content := map[int]bool{4: true, 6: true} // france, paris
	var chosen [2]int
	masked, kept, other := 0, 0, 0
	const rounds = 20_000
	for range rounds {
		tr.batches[0].Reset()
		tr.rows[0], tr.gold[0] = tr.rows[0][:0], tr.gold[0][:0]
		tr.mask(0, s)
		hit := map[int]bool{}
		for k, row := range tr.rows[0] {
			at := int(row)
			hit[at] = true
			if tr.gold[0][k] != s[at] {
				t.Fatalf("place %d held %d, to be predicted is %d", at, s[at], tr.gold[0][k])
			}
			if content[at] {
				chosen[0]++
			} else {
				chosen[1]++
			}
			switch id := tr.ids[at]; {
			case id == int32(v.Mask):
				masked++
			case id == s[at]:
				kept++
			case id < 5:
				t.Fatalf("a word became the special %s", v.Word(int(id)))
			default:
				other++
			}
		}
		for at, id := range tr.ids {
			if !hit[at] && id != s[at] {
				t.Fatalf("place %d changed unasked", at)
			}
		}
		if hit[0] || len(tr.ids) != len(s) {
			t.Fatal("[CLS] is masked, or a word is lost")
		}
	}
	all := float64(masked + kept + other)
	for _, tt := range []struct {
		name      string
		got, want float64
	}{
		{"content words", float64(chosen[0]) / (2 * rounds), world.MaskContent}, {"other words", float64(chosen[1]) / (6 * rounds), world.MaskFunction},
		{"become [MASK]", float64(masked) / all, 0.85}, {"stay", float64(kept) / all, 0.08}, {"become another", float64(other) / all, 0.07},
	} {
		if !(math.Abs(tt.got-tt.want) <= 0.01) {
			t.Errorf("%s: %.3f, want %.2f", tt.name, tt.got, tt.want)
		}
	}
}

// A causal model predicts each word from the one before it, and half of all sentences begin at position 0, the others anywhere
// below the limit: so positions behind virtual tokens are trained too.
func TestRowsAndOffsets(t *testing.T) {
	for _, b := range []backbone.Info{tiny(), causal()} {
		tr := New(b, 2, 1)
		s := []int32{2, 40, 41, 42, 3}
		var offsets [maxOffset]int
		for range 4000 {
			batch := &tr.batches[1]
			batch.Reset()
			tr.rows[1], tr.gold[1] = tr.rows[1][:0], tr.gold[1][:0]
			tr.addSentence(1, s)
			tr.addSentence(1, s)
			first := batch.Pos[0]
			if first < 0 || first >= maxOffset || batch.Pos[4] != first+4 || batch.Rows() != 10 {
				t.Fatalf("%s: positions %v of %d rows", b.Name, batch.Pos, batch.Rows())
			}
			offsets[first]++
			if b.Layout == nn.GPT2 && (!slices.Equal(tr.rows[1], []int32{0, 1, 2, 3, 5, 6, 7, 8}) || !slices.Equal(tr.gold[1], []int32{40, 41, 42, 3, 40, 41, 42, 3})) {
				t.Fatalf("%s: rows %v predict %v", b.Name, tr.rows[1], tr.gold[1])
			}
		}
		// Half stay at 0 and a part of the others lands there too.
		if share := float64(offsets[0]) / 4000; !(math.Abs(share-(0.5+0.5/maxOffset)) <= 0.03) {
			t.Errorf("%s: %.3f of the sentences begin at 0", b.Name, share)
		}
		for at, n := range offsets[1:] {
			if n < 50 || n > 180 {
				t.Errorf("%s: offset %d was drawn %d times of 4000, want about 111", b.Name, at+1, n)
			}
		}
	}
}

// The start values of the recipe, tensor by tensor: their spread by what a tensor is for.
func TestStartValues(t *testing.T) {
	for _, b := range []backbone.Info{{Name: "2x32", Layout: nn.MegatronBert, L: 2, C: 32, NH: 2, Steps: 9, Rate: 1e-3}, {Name: "2x32", Layout: nn.GPT2, L: 2, C: 32, NH: 2, Steps: 9, Rate: 1e-3}} {
		p := New(b, 5, 0).Model.Params
		for _, x := range p.Tensors {
			sum, square := 0.0, 0.0
			for _, v := range x.Data {
				sum += float64(v)
				square += float64(v) * float64(v)
			}
			n := float64(len(x.Data))
			mean, spread := sum/n, math.Sqrt(square/n-sum/n*sum/n)
			wantMean, want := 0.0, 0.0
			has := func(parts ...string) bool {
				return slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(x.Name, s) })
			}
			switch {
			case x.Name == transform+"weight":
				wantMean, want = transformScale/32, transformScale*math.Sqrt(1.0/32-1.0/1024)
			case has("word_embeddings", "wte"):
				want = 1.5 / math.Sqrt(32)
			case has("position_embeddings", "wpe"):
				want = 0.06
			case has("token_type"):
			case len(x.Shape) == 2 && has("output.dense", "c_proj"):
				want = 0.7 / math.Sqrt(float64(x.Shape[1])) / 2 // √(2·2 layers)
			case len(x.Shape) == 2:
				want = 0.7 / math.Sqrt(float64(x.Shape[1]))
			case strings.HasSuffix(x.Name, ".weight"):
				wantMean = 1
			}
			if !(math.Abs(spread-want) <= 0.08*want+1e-6) || !(math.Abs(mean-wantMean) <= 4*want/math.Sqrt(n)+1e-6) {
				t.Errorf("%s starts at %.4f ± %.4f, want %.4f ± %.4f", x.Name, mean, spread, wantMean, want)
			}
		}
	}
}

// Only what masked language modelling moves is trained; the rest has its bits after some steps.
func TestFrozenTensorsStay(t *testing.T) {
	for _, b := range []backbone.Info{tiny(), causal()} {
		tr := New(b, 4, 9)
		before := map[string][]float64{}
		for _, x := range tr.Model.Params.Tensors {
			for _, v := range x.Data {
				before[x.Name] = append(before[x.Name], float64(v))
			}
		}
		for range 2 {
			tr.Do()
		}
		for _, x := range tr.Model.Params.Tensors {
			moved := false
			for i, v := range x.Data {
				moved = moved || float64(v) != before[x.Name][i]
			}
			if moved != trained(x.Name) {
				t.Errorf("%s: %s moved: %v", b.Name, x.Name, moved)
			}
		}
	}
}
