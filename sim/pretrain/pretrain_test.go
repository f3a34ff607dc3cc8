package pretrain

import (
	"testing"

	"promptscope/sim/backbone"
	"promptscope/sim/nn"
	"promptscope/sim/world"
)

func tiny() backbone.Info {
	return backbone.Info{Name: "1x16", Layout: nn.MegatronBert, L: 1, C: 16, NH: 2, Steps: 60, Rate: 5e-3}
}

func TestLossFallsAndSeedsRepeat(t *testing.T) {
	a, b := New(tiny(), 1, 0), New(tiny(), 1, 0)
	first, last := 0.0, 0.0
	for a.Step < a.Steps {
		a.Do()
		if a.Step <= 5 {
			first += a.Loss / 5
		}
		if a.Step > a.Steps-5 {
			last += a.Loss / 5
		}
	}
	if !(last < first-0.3) {
		t.Errorf("loss went from %g to %g", first, last)
	}
	for range 5 {
		b.Do()
	}
	c := New(tiny(), 1, 0)
	for range 5 {
		c.Do()
	}
	if b.Model.SHA256() != c.Model.SHA256() {
		t.Error("the same seed gives other weights")
	}
	if New(tiny(), 2, 0).Model.SHA256() == New(tiny(), 1, 0).Model.SHA256() {
		t.Error("another seed starts with the same weights")
	}
}

// The MLM head of a fresh model decodes the hidden state directly: its transform is in GELU's linear range.
func TestTransformIsAlmostTheIdentity(t *testing.T) {
	tr := New(tiny(), 1, 1)
	m := tr.Model
	a, head := nn.NewActs(m.Config, 8, 8, nil), nn.NewMLMHead(m.Config, 1)
	var b nn.Batch
	b.Reset()
	b.Add([]int32{2, 9, 10, 3}, 0)
	m.Forward(a, &b, &nn.Inject{})
	head.Forward(m, a, []int32{1})
	best, want := 0, 0
	dot := func(id int) (s float64) {
		for j := range m.C {
			s += float64(a.Out[m.C+j]) * float64(m.Word[id*m.C+j])
		}
		return
	}
	for id := range m.V {
		if head.Logits[id] > head.Logits[best] {
			best = id
		}
		if dot(id) > dot(want) {
			want = id
		}
	}
	if best != want {
		t.Errorf("most likely word %d, direct decoding says %d", best, want)
	}
	before := m.SHA256()
	tr.Do()
	if before == m.SHA256() {
		t.Error("a step changes nothing")
	}
	for _, x := range m.TransB {
		if x != 0 {
			t.Error("the transform was trained")
		}
	}
}

func TestAccuracyReadsTemplates(t *testing.T) {
	m := New(tiny(), 1, 1)
	if got := Accuracy(m.Model, m.Vocab, world.Capital, "the capital of X is Y ."); got < 0 || got > 0.2 {
		t.Errorf("an untrained model knows %g of the capitals", got)
	}
}
