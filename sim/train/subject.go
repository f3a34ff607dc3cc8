package train

import (
	"promptscope/sim/diag"
	"promptscope/sim/nn"
)

// Subject is the run as it is now with up to most held-out examples, for the measures of package diag. It has working
// memory of its own; looking never touches the run. Call it between steps.
func (t *Trainer) Subject(most int) *diag.Subject {
	held := t.held[:min(most, len(t.held))]
	longest := 0
	for i := range held {
		longest = max(longest, len(held[i].ids))
	}
	goal := t.goal.copy(t.model.Config, longest)
	s := &diag.Subject{Model: t.model, Inject: &t.tuner.Inject, First: t.tuner.First}
	for i := range held {
		s.Rows = append(s.Rows, held[i].ids)
	}
	s.Loss = func(a *nn.Acts, i int, at []int32) float64 {
		c := chunk{}
		c.read(&held[i], 0)
		for _, rows := range append(c.lists, c.rows) {
			for k, r := range rows {
				for at[r] < 0 { // a causal model answers at the last token that is left
					r--
				}
				rows[k] = at[r]
			}
		}
		return goal.forward(t.model, a, &c, 0) / float64(len(c.rows))
	}
	return s
}
