package train

import (
	"promptscope/sim/nn"
	"promptscope/sim/task"
)

// score adds up loss and measure of a set of examples, chunk by chunk.
type score struct {
	loss  float64 // sum over the rows
	rows  int
	tally []task.Tally // of each data set
	apart bool         // the loss of a chunk is added up by itself, and not on top of those before
}

func newScore(sets int) score { return score{tally: make([]task.Tally, sets)} }

func (s *score) reset() {
	s.loss, s.rows = 0, 0
	clear(s.tally)
}

// add takes the output of a forward pass over a chunk.
func (s *score) add(o *objective, m *nn.Model, a *nn.Acts, c *chunk) {
	if s.apart {
		s.loss += o.forward(m, a, c, 0)
	} else {
		s.loss = o.forward(m, a, c, s.loss)
	}
	s.rows += len(c.rows)
	o.count(m, c, s.tally)
}

// join adds the score of another part of the set.
func (s *score) join(o *score) {
	s.loss += o.loss
	s.rows += o.rows
	for i := range s.tally {
		s.tally[i] = s.tally[i].Plus(o.tally[i])
	}
}

// mean is the loss of a row and the measure, the mean over the data sets.
func (s *score) mean(t *task.Task) (loss, measure float32) {
	return float32(s.loss / float64(s.rows)), float32(t.Mean(s.tally))
}
