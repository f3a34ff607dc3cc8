package tune_test

import (
	"strings"
	"testing"

	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/tune"
	"promptscope/sim/tune/tunetest"
)

// Adapters start as the untuned model to the bit, move away from it, and train 2·L·(2·C·m + m + C) numbers.
func TestAdapter(t *testing.T) {
	m, _ := tune.Lookup("adapter")
	probe, _ := tune.Lookup("probe")
	s := run.Settings{Bottleneck: 3}
	for _, layout := range []string{nn.Bert, nn.MegatronBert} {
		x, y := tunetest.NewBench(t, m, s, layout, 1), tunetest.NewBench(t, probe, s, layout, 1)
		if a, b := x.Loss(), y.Loss(); a != b {
			t.Errorf("%s: loss %v with adapters, %v without", layout, a, b)
		}
		for range 5 {
			x.Step()
		}
		if a, b := x.Loss(), y.Loss(); a >= b {
			t.Errorf("%s: after five steps the loss is %v, it was %v", layout, a, b)
		}
	}
	x, base := attach(t, "adapter", s)
	if want := 2 * base.L * (2*base.C*3 + 3 + base.C); x.Trainable() != want || x.Stored != want {
		t.Errorf("%d numbers train, %d are stored; want %d", x.Trainable(), x.Stored, want)
	}
	if _, err := m.Attach(tune.Setup{Model: base, Rand: rng.New(1, 1)}); err == nil || !strings.Contains(err.Error(), "want 1") {
		t.Errorf("a width of 0: %v", err)
	}
	if e := m.Export(s, base.Config); e.PEFT != "" || e.Own == "" || !strings.Contains(e.Why, "bottleneck adapters") {
		t.Errorf("exported as %+v", e)
	}
}
