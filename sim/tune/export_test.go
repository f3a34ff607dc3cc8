package tune_test

import (
	"slices"
	"strings"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
	"promptscope/sim/tune"
)

// What leaves as which kind of PEFT's adapters, and what does not, with the setting that is wanted instead.
func TestExport(t *testing.T) {
	bert := nn.Config{Layout: nn.Bert, C: 8, L: 3}
	gpt2 := nn.Config{Layout: nn.GPT2, C: 8, L: 3}
	for _, tt := range []struct {
		method string
		s      run.Settings
		c      nn.Config
		peft   string
		why    string
	}{
		{"prompt-tuning", run.Settings{}, bert, "PROMPT_TUNING", ""}, {"prompt-tuning", run.Settings{}, gpt2, "PROMPT_TUNING", ""},
		{"p-tuning", run.Settings{}, bert, "P_TUNING", ""}, {"p-tuning", run.Settings{Encoder: "none"}, bert, "PROMPT_TUNING", ""},
		{"p-tuning", run.Settings{Placement: "infix"}, bert, "", "want placement prefix"}, {"p-tuning", run.Settings{Placement: "split", Encoder: "none"}, bert, "", "placement split"},
		{"p-tuning-v2", run.Settings{}, bert, "PREFIX_TUNING", ""}, {"p-tuning-v2", run.Settings{Layers: "1-3"}, bert, "PREFIX_TUNING", ""}, {"p-tuning-v2", run.Settings{Projection: true}, bert, "PREFIX_TUNING", ""},
		{"p-tuning-v2", run.Settings{Layers: "1,3"}, bert, "", "want layers all"}, {"p-tuning-v2", run.Settings{Positions: "zero"}, bert, "", "want positions hf"},
		{"prefix-tuning", run.Settings{}, gpt2, "PREFIX_TUNING", ""}, {"prefix-tuning", run.Settings{Positions: "zero"}, bert, "", "want positions hf"},
		{"deep-hidden", run.Settings{}, bert, "PREFIX_TUNING", ""}, {"deep-hidden", run.Settings{Layers: "2"}, bert, "", "layers 2"},
		{"lora", run.Settings{}, bert, "LORA", ""},
		{"full", run.Settings{}, bert, "", "a whole model"}, {"bitfit", run.Settings{}, bert, "", "biases"}, {"probe", run.Settings{}, bert, "", "head"},
		{"hand", run.Settings{}, bert, "", "words"}, {"search", run.Settings{}, bert, "", "words"},
	} {
		m, err := tune.Lookup(tt.method)
		if err != nil {
			t.Fatal(err)
		}
		if err := tt.s.Resolve(m.Info()); err != nil {
			t.Fatal(err)
		}
		if e := m.Export(tt.s, tt.c); e.PEFT != tt.peft || !strings.Contains(e.Why, tt.why) || (e.Why == "") != (tt.why == "") {
			t.Errorf("%s %+v on %s: %+v, want %q, %q", tt.method, tt.s, tt.c.Layout, e, tt.peft, tt.why)
		}
	}
	lora, _ := tune.Lookup("lora")
	if e := lora.Export(run.Settings{Rank: 4, Alpha: 12}, bert); e.Config["lora_alpha"] != 12 {
		t.Errorf("LoRA's configuration is %v", e.Config)
	}
}

// A tuner begins from the numbers of another of its kind, or says what it wants. What it was is kept where that fails.
func TestStart(t *testing.T) {
	for _, tt := range []struct {
		method string
		s      run.Settings
		from   string
		like   run.Settings
		want   string
	}{
		{"prompt-tuning", run.Settings{N: 2}, "prompt-tuning", run.Settings{N: 2, Init: "random"}, ""},
		{"p-tuning", run.Settings{N: 2, Encoder: "none"}, "p-tuning", run.Settings{N: 2}, ""}, // the encoder's output is a prompt like any other
		{"p-tuning-v2", run.Settings{N: 2}, "prefix-tuning", run.Settings{N: 2}, ""},
		{"lora", run.Settings{}, "lora", run.Settings{}, ""},
		{"prompt-tuning", run.Settings{N: 2}, "prompt-tuning", run.Settings{N: 3}, "24 numbers, want 16"},
		{"prompt-tuning", run.Settings{N: 2}, "p-tuning-v2", run.Settings{N: 2}, "no prompt in the row"},
		{"p-tuning", run.Settings{N: 2}, "p-tuning", run.Settings{N: 2}, "want encoder none"},
		{"p-tuning-v2", run.Settings{N: 2, Dropout: 10}, "p-tuning-v2", run.Settings{N: 2}, "want dropout 0"},
		{"p-tuning-v2", run.Settings{N: 2, Projection: true}, "p-tuning-v2", run.Settings{N: 2}, "without projection"},
		{"lora", run.Settings{Rank: 2}, "lora", run.Settings{Rank: 3}, "24 numbers, want 16"}, {"lora", run.Settings{}, "lora", run.Settings{Alpha: 16}, "scale 4, want 2"},
		{"lora", run.Settings{Targets: "query"}, "lora", run.Settings{}, "also has bert.encoder.layer.0.attention.self.value"},
		{"search", run.Settings{N: 2}, "prompt-tuning", run.Settings{N: 2}, "nothing to begin with"}, {"probe", run.Settings{}, "lora", run.Settings{}, "nothing to begin with"}, {"bitfit", run.Settings{}, "lora", run.Settings{}, "nothing to begin with"},
	} {
		x, y := settled(t, tt.method, tt.s), settled(t, tt.from, tt.like)
		y.Forward()
		var before, saved [][]Real
		x.Inject.Each(func(_ string, x, _ []Real) { before = append(before, slices.Clone(x)) })
		y.Inject.Each(func(_ string, x, _ []Real) { saved = append(saved, slices.Clone(x)) })
		err := x.Start(&y.Inject)
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s %+v from %s %+v: error %v, want %q", tt.method, tt.s, tt.from, tt.like, err, tt.want)
		}
		if err == nil {
			before = saved
		}
		i := 0
		x.Inject.Each(func(name string, x, _ []Real) {
			if !slices.Equal(x, before[i]) {
				t.Errorf("%s from %s: %s is not what it should be", tt.method, tt.from, name)
			}
			i++
		})
	}
}

// settled is a tuner with the settings' defaults filled in.
func settled(t *testing.T, id string, s run.Settings) *tune.Tuner {
	t.Helper()
	m, err := tune.Lookup(id)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Resolve(m.Info()); err != nil {
		t.Fatal(err)
	}
	x, _ := attach(t, id, s)
	return x
}
