package tune_test

import (
	"strings"
	"testing"

	"promptscope/sim/nn"
	"promptscope/sim/run"
	"promptscope/sim/tune"
	"promptscope/sim/tune/tunetest"
)

// IA³ starts as the untuned model to the bit, moves away from it, and trains L·(2·C + FF) numbers: of each layer the keys, the
// values and the hidden layer, and nothing that PEFT's own default would take besides.
func TestIA3(t *testing.T) {
	m, _ := tune.Lookup("ia3")
	probe, _ := tune.Lookup("probe")
	for _, layout := range []string{nn.Bert, nn.MegatronBert} {
		x, y := tunetest.NewBench(t, m, run.Settings{}, layout, 1), tunetest.NewBench(t, probe, run.Settings{}, layout, 1)
		if a, b := x.Loss(), y.Loss(); a != b {
			t.Errorf("%s: loss %v with vectors of ones, %v without", layout, a, b)
		}
		for range 5 {
			x.Step()
		}
		if a, b := x.Loss(), y.Loss(); a >= b {
			t.Errorf("%s: after five steps the loss is %v, it was %v", layout, a, b)
		}
	}
	x, base := attach(t, "ia3", run.Settings{})
	if want := base.L * (2*base.C + base.FF); x.Trainable() != want || x.Stored != want {
		t.Errorf("%d numbers train, %d are stored; want %d", x.Trainable(), x.Stored, want)
	}
	var names []string
	for _, p := range x.Params[:3] {
		names = append(names, strings.TrimPrefix(p.Name, "bert.encoder.layer.0."))
	}
	if got := strings.Join(names, " "); got != "attention.self.key attention.self.value output.dense" {
		t.Errorf("the modules are %s", got)
	}
}
