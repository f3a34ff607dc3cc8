package tune

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/run"
)

// The contract of a method, run for every registered one in every variant of its knobs.

func model(layout string) *nn.Model {
	p := nn.NewParams(nn.Config{Layout: layout, V: 17, C: 8, L: 3, NH: 2, FF: 16, MaxPos: 24, Types: 2, Eps: 1e-12})
	r := rng.New(21, 1)
	for _, t := range p.Tensors {
		normal(t.Data, 0.3, r)
		if strings.HasSuffix(t.Name, "LayerNorm.weight") || strings.HasSuffix(t.Name, "ln.weight") {
			for i := range t.Data {
				t.Data[i]++
			}
		}
	}
	return nn.NewModel(p)
}

// variants lists the settings that differ for a method.
func variants(info run.Method) []run.Settings {
	out := []run.Settings{{N: 3, Placement: "prefix", Encoder: "lstm", Layers: "all", Positions: "hf", Init: "vocab", Proposal: "gradient", Rank: 2, Alpha: 4, Targets: "query,value"}}
	for _, k := range info.Knobs {
		var more []run.Settings
		for _, s := range out {
			switch k {
			case "placement":
				for _, v := range []string{"infix", "suffix", "split"} {
					s.Placement = v
					more = append(more, s)
				}
			case "encoder":
				for _, v := range []string{"mlp", "none"} {
					s.Encoder = v
					more = append(more, s)
				}
			case "layers":
				s.Layers = "1,3"
				more = append(more, s)
			case "projection":
				s.Projection = true
				more = append(more, s)
			case "positions":
				s.Positions = "zero"
				more = append(more, s)
			case "init":
				for _, v := range []string{"class", "random"} {
					s.Init = v
					more = append(more, s)
				}
			case "proposal":
				s.Proposal = "reward"
				more = append(more, s)
			case "targets":
				s.Targets = "query,key,value"
				more = append(more, s)
			case "dropout":
				s.Dropout = 50
				more = append(more, s)
			}
		}
		out = append(out, more...)
	}
	return out
}

// bench is a method attached to a model with one cloze and one tagging sequence.
type bench struct {
	m    *nn.Model
	t    *Tuner
	a    *nn.Acts
	b    nn.Batch
	mlm  *nn.MLMHead
	head *nn.LinearHead
	mask []int32
	tags []int32
	opt  *optim.Adam

	trials []float64
}

func newBench(t *testing.T, m Method, s run.Settings, layout string, seed uint64) *bench {
	t.Helper()
	x := &bench{m: model(layout)}
	var err error
	if x.t, err = m.Attach(Setup{Settings: s, Model: x.m, Rate: 1e-2, Rand: rng.New(seed, 1), Words: 5, Mask: 4, Classes: []int32{7, 8}}); err != nil {
		t.Fatal(err)
	}
	x.a, x.mlm, x.head = nn.NewActs(x.m.Config, 24, 12, &x.t.Inject), nn.NewMLMHead(x.m.Config, 1), nn.NewLinearHead(3, x.m.C, 4)
	normal(x.head.W, 0.3, rng.New(4, 4))
	x.head.Repack()
	ids, rows := Place(nil, nil, s.Placement, x.t.Input, []int32{9, 12, 4}, 2, 2, 3)
	x.b.Reset()
	x.b.Add(ids, x.t.First)
	x.mask = []int32{rows[2]}
	at := int32(x.b.Rows())
	ids, rows = Place(nil, nil, s.Placement, x.t.Input, []int32{7, 8, 15, 6}, 2, 2, 3)
	x.b.Add(ids, x.t.First)
	for _, r := range rows {
		x.tags = append(x.tags, at+r)
	}
	x.opt = optim.NewAdam(x.t.Params, 0.9, 0.999, 0)
	x.trials = make([]float64, Candidates)
	return x
}

func (x *bench) loss() float64 {
	x.t.Forward()
	return x.passes()
}

// passes is the loss of what is in Inject now.
func (x *bench) passes() float64 {
	for l := range x.m.L + 1 {
		x.m.Repack(l)
	}
	x.m.Forward(x.a, &x.b, &x.t.Inject)
	x.mlm.Forward(x.m, x.a, x.mask)
	x.head.Forward(x.a, x.tags)
	sum := CrossEntropy(x.mlm.Logits[:x.m.V], 6)
	for i := range x.tags {
		sum += CrossEntropy(x.head.Logits[3*i:][:3], i%3)
	}
	return sum
}

func (x *bench) backward() {
	x.opt.Zero()
	x.t.ZeroGrad()
	clear(x.a.DOut)
	CrossEntropyBackward(x.mlm.Logits[:x.m.V], x.mlm.Logits[:x.m.V], 6, 1)
	for i := range x.tags {
		z := x.head.Logits[3*i:][:3]
		CrossEntropyBackward(z, z, i%3, 1)
	}
	x.mlm.Backward(x.m, x.a, x.mask, x.mlm.Logits)
	x.head.Backward(x.a, x.tags, x.head.Logits)
	x.m.Backward(x.a, &x.b, &x.t.Inject)
	x.t.Backward()
}

func (x *bench) step() {
	x.t.Forward()
	x.t.Begin()
	x.passes()
	x.backward()
	if s := x.t.Search; s != nil {
		x.trials = x.trials[:s.Propose()]
		for k := range x.trials {
			s.Try(k)
			x.trials[k] = x.passes()
		}
		s.Decide(x.trials)
	}
	x.opt.Begin()
	for i := range x.t.Params {
		x.opt.Update(i, 1, 1)
	}
}

func TestContract(t *testing.T) {
	for _, info := range All() {
		m, err := Lookup(info.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range variants(info) {
			for _, layout := range []string{nn.Bert, nn.MegatronBert} {
				name := strings.ReplaceAll(fmt.Sprintf("%s %+v %s", info.ID, s, layout), " ", "/")
				t.Run(name, func(t *testing.T) { contract(t, m, info, s, layout) })
			}
		}
	}
}

func contract(t *testing.T, m Method, info run.Method, s run.Settings, layout string) {
	x := newBench(t, m, s, layout, 1)
	x.loss()
	x.backward()
	var tensors []gradcheck.Tensor
	for _, p := range x.t.Params {
		tensors = append(tensors, gradcheck.Tensor{Name: p.Name, X: p.X, Grad: p.G})
	}
	if len(tensors) > 12 { // a full backbone: every seventh tensor is enough here, nn checks them all
		tensors = slices.DeleteFunc(tensors, func(g gradcheck.Tensor) bool { return len(g.Name)%7 != 0 })
	}
	if x.t.Search == nil {
		gradcheck.Check(t, x.loss, tensors...)
	}

	before := x.m.SHA256()
	for range 10 {
		x.step()
	}
	if after := x.m.SHA256(); info.Frozen != (after == before) {
		t.Errorf("Frozen is %v, but the backbone's hash went from %s to %s", info.Frozen, before[:8], after[:8])
	}
	if allocs := testing.AllocsPerRun(3, x.step); allocs != 0 {
		t.Errorf("%v allocations in a step", allocs)
	}
	y := newBench(t, m, s, layout, 1)
	for range 14 { // ten, and four of AllocsPerRun
		y.step()
	}
	for i, p := range x.t.Params {
		for j := range p.X {
			if Bits(p.X[j]) != Bits(y.t.Params[i].X[j]) {
				t.Fatalf("%s[%d] differs between two runs of one seed", p.Name, j)
			}
		}
	}
	if info.Deep && x.t.Input != 0 || info.Input && x.t.Input != s.N {
		t.Errorf("%d virtual tokens in the row", x.t.Input)
	}
}

func TestCounts(t *testing.T) {
	const n, c, l = 3, 8, 3
	for _, tt := range []struct {
		method            string
		s                 run.Settings
		trainable, stored int
	}{
		{"p-tuning", run.Settings{N: n, Encoder: "none"}, n * c, n * c},
		{"p-tuning", run.Settings{N: n, Encoder: "mlp"}, n*c + 3*(c*c+c), n * c},
		{"p-tuning", run.Settings{N: n, Encoder: "lstm"}, n*c + 2*2*(4*4*(8+4)+8*4) + 2*(c*c+c), n * c},
		{"p-tuning-v2", run.Settings{N: n, Layers: "all", Positions: "hf"}, 2 * l * n * c, 2 * l * n * c},
		{"p-tuning-v2", run.Settings{N: n, Layers: "2", Positions: "hf"}, 2 * n * c, 2 * n * c},
		{"p-tuning-v2", run.Settings{N: n, Layers: "all", Positions: "hf", Projection: true}, n*c + c*c + c + c*2*l*c + 2*l*c, 2 * l * n * c},
		{"prompt-tuning", run.Settings{N: n, Init: "vocab"}, n * c, n * c},
		{"prefix-tuning", run.Settings{N: n, Positions: "hf"}, n*c + c*c + c + c*2*l*c + 2*l*c, 2 * l * n * c},
		{"deep-hidden", run.Settings{N: n, Layers: "all", Positions: "hf"}, l * n * c, l * n * c},
		{"deep-hidden", run.Settings{N: n, Layers: "1", Positions: "hf"}, n * c, n * c},
		{"lora", run.Settings{Rank: 2, Alpha: 2, Targets: "query,value"}, l * 2 * 2 * 2 * c, l * 2 * 2 * 2 * c},
		{"bitfit", run.Settings{}, l*(4*c+2*c+16+c) + c, l*(4*c+2*c+16+c) + c}, // and the embeddings' LayerNorm
		{"hand", run.Settings{}, 0, 0},
		{"search", run.Settings{N: n, Proposal: "gradient"}, 0, n},
		{"search", run.Settings{N: n, Proposal: "reward"}, n * 17, n},
		{"probe", run.Settings{}, 0, 0},
	} {
		m, _ := Lookup(tt.method)
		x, err := m.Attach(Setup{Settings: tt.s, Model: model(nn.Bert), Rand: rng.New(1, 1), Words: 5})
		if err != nil {
			t.Fatal(err)
		}
		if x.Trainable() != tt.trainable || x.Stored != tt.stored {
			t.Errorf("%s %+v: %d trained, %d stored; want %d and %d", tt.method, tt.s, x.Trainable(), x.Stored, tt.trainable, tt.stored)
		}
	}
}

func TestPlace(t *testing.T) {
	const cls, sep = 2, 3
	v := nn.Virtual
	for _, tt := range []struct {
		placement string
		n         int
		want      []int32
		rows      []int32
	}{
		{"prefix", 2, []int32{v(0), v(1), cls, 10, 11, sep}, []int32{3, 4}},
		{"infix", 2, []int32{cls, 10, v(0), v(1), 11, sep}, []int32{1, 4}},
		{"suffix", 2, []int32{cls, 10, 11, v(0), v(1), sep}, []int32{1, 2}},
		{"split", 3, []int32{v(0), cls, 10, v(1), 11, v(2), sep}, []int32{2, 4}},
		{"split", 1, []int32{cls, 10, v(0), 11, sep}, []int32{1, 3}},
		{"prefix", 0, []int32{cls, 10, 11, sep}, []int32{1, 2}},
	} {
		ids, rows := Place(nil, nil, tt.placement, tt.n, []int32{10, 11}, 1, cls, sep)
		if !slices.Equal(ids, tt.want) || !slices.Equal(rows, tt.rows) {
			t.Errorf("%s %d: %v rows %v, want %v rows %v", tt.placement, tt.n, ids, rows, tt.want, tt.rows)
		}
	}
}

func TestBadSettings(t *testing.T) {
	for method, s := range map[string]run.Settings{"p-tuning": {N: 1, Encoder: "gru"}, "p-tuning-v2": {N: 1, Layers: "all", Positions: "up"},
		"prompt-tuning": {N: 1, Init: "zero"}, "search": {N: 1, Proposal: "luck"}, "lora": {Rank: 2, Targets: "output"}} {
		m, _ := Lookup(method)
		if _, err := m.Attach(Setup{Settings: s, Model: model(nn.Bert), Rand: rng.New(1, 1), Words: 5}); err == nil || !strings.Contains(err.Error(), "want") {
			t.Errorf("%s: error %v", method, err)
		}
	}
	if _, err := Lookup("magic"); err == nil || !strings.Contains(err.Error(), "p-tuning-v2") {
		t.Errorf("unknown method: %v", err)
	}
}
