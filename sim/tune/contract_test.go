package tune_test

import (
	"slices"
	"strings"
	"testing"

	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/tune"
	"promptscope/sim/tune/tunetest"
)

func TestContract(t *testing.T) {
	for _, info := range tune.All() {
		tunetest.Run(t, info)
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
		{"p-tuning-v2", run.Settings{N: n, Layers: "all", Positions: "hf", Init: "random"}, 2 * l * n * c, 2 * l * n * c},
		{"p-tuning-v2", run.Settings{N: n, Layers: "2", Positions: "hf", Init: "random"}, 2 * n * c, 2 * n * c},
		{"p-tuning-v2", run.Settings{N: n, Layers: "all", Positions: "hf", Init: "random", Projection: true}, n*c + c*c + c + c*2*l*c + 2*l*c, 2 * l * n * c},
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
		m, _ := tune.Lookup(tt.method)
		x, err := m.Attach(tune.Setup{Settings: tt.s, Model: tunetest.Model(nn.Bert), Rand: rng.New(1, 1), Words: 5})
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
		ids, rows := tune.Place(nil, nil, tt.placement, tt.n, []int32{10, 11}, 1, cls, sep)
		if !slices.Equal(ids, tt.want) || !slices.Equal(rows, tt.rows) {
			t.Errorf("%s %d: %v rows %v, want %v rows %v", tt.placement, tt.n, ids, rows, tt.want, tt.rows)
		}
	}
}

func TestBadSettings(t *testing.T) {
	for method, s := range map[string]run.Settings{"p-tuning": {N: 1, Encoder: "gru"}, "p-tuning-v2": {N: 1, Layers: "all", Positions: "up"},
		"prompt-tuning": {N: 1, Init: "zero"}, "search": {N: 1, Proposal: "luck"}, "lora": {Rank: 2, Targets: "output"}} {
		m, _ := tune.Lookup(method)
		if _, err := m.Attach(tune.Setup{Settings: s, Model: tunetest.Model(nn.Bert), Rand: rng.New(1, 1), Words: 5}); err == nil || !strings.Contains(err.Error(), "want") {
			t.Errorf("%s: error %v", method, err)
		}
	}
	if _, err := tune.Lookup("magic"); err == nil || !strings.Contains(err.Error(), "p-tuning-v2") {
		t.Errorf("unknown method: %v", err)
	}
}
