package train

import (
	"promptscope/sim/diag"
	"promptscope/sim/nn"
)

// Subject is the run as it is now with up to most held-out examples, for the measures of package diag. It has working
// memory of its own; looking never touches the run. Call it between steps.
func (r *Run) Subject(most int) *diag.Subject {
	held := r.held[:min(most, len(r.held))]
	longest := 0
	for i := range held {
		longest = max(longest, len(held[i].ids))
	}
	goal := r.goal.copy(r.model.Config, longest)
	s := &diag.Subject{Model: r.model, Inject: &r.tuner.Inject, First: r.tuner.First}
	for i := range held {
		s.Rows = append(s.Rows, held[i].ids)
	}
	s.Loss = func(a *nn.Acts, i int, at []int32) float64 {
		c := chunk{}
		c.read(&held[i], 0)
		for _, rows := range append(c.lists, c.rows) {
			for k, w := range rows {
				for at[w] < 0 { // a causal model answers at the last token that is left
					w--
				}
				rows[k] = at[w]
			}
		}
		return goal.forward(r.model, a, &c, 0) / float64(len(c.rows))
	}
	return s
}
