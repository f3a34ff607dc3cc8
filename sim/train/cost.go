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
	w := diag.Work{L: c.L, C: c.C, FF: c.FF, Sequences: s.Batch, Words: world.MaxWords / 2, Input: s.N, Weights: weights(s.Method)}
	f, b := w.FLOPs()
	evaluations := 21 * 400 / s.Batch // forward passes over the held-out set
	return int64(s.Steps)*int64(f+b)/1e6 + int64(evaluations)*int64(f)/1e6 + 1
}

// weights reports whether a method trains all of the backbone's numbers.
func weights(method string) bool {
	m, err := tune.Lookup(method)
	return err == nil && m.Info().Where.Has(run.Weights)
}
