package train

import (
	"promptscope/sim/diag"
	"promptscope/sim/nn"
	"promptscope/sim/run"
	"promptscope/sim/tune"
	"promptscope/sim/world"
)

// Cost is about how long a resolved Spec takes, in units that only compare: products of its steps and evaluations. A progress bar
// that counts runs would promise nonsense when they differ by a factor of a thousand.
func Cost(s run.Spec, c nn.Config) int64 {
	where := actsAt(s.Method)
	w := diag.Work{L: c.L, C: c.C, FF: c.FF, Sequences: s.Batch, Words: world.MaxWords / 2, Weights: where.Has(run.Weights)}
	switch {
	case where.Has(run.InputRow):
		w.Input = s.N
	case where.Has(run.KeysValues):
		w.Deep = s.N
	case where.Has(run.TaskHead):
		w.Lowest = c.L // nothing below the head needs gradients
	}
	f, b := w.FLOPs()
	rest := aside * s.Batch * (w.Input + w.Words)
	f, b = f+rest*c.L, b+rest*(c.L-w.Lowest)
	evaluations := 21 * 400 / s.Batch // forward passes over the held-out set
	return int64(s.Steps)*int64(f+b)/1e6 + int64(evaluations)*int64(f)/1e6 + 1
}

// aside is what a row of a layer costs beside its matrix products, in FLOPs: LayerNorm, softmax, activations, calls. At width 16 it is
// more than the products (measured on the backbones of 2x16 to 4x192).
const aside = 10_000

// actsAt is where a method acts.
func actsAt(method string) run.Where {
	m, err := tune.Lookup(method)
	if err != nil {
		return 0
	}
	return m.Info().Where
}
