package train

import (
	"promptscope/sim/nn"
	"promptscope/sim/optim"
)

// view is all that an observer knows of a run: what it stands on, where it is, what it has measured. There is no method
// that changes it. Numbers are handed out where they lie, since a copy of them a picture would be most of its cost; that
// observers leave them alone is tested (TestLookingChangesNothing).
type view interface {
	stands() *ground
	now() state
	measured() *record
	where() cursor
	aim() *objective
	trains() []optim.Param
	chunks() int // of the batch of the present step
	tried() *tries
	Over() bool
	Mid() bool
}

// glass is a run seen through a view.
type glass struct{ *Run }

func (g glass) stands() *ground       { return g.ground }
func (g glass) now() state            { return g.state }
func (g glass) measured() *record     { return &g.record }
func (g glass) where() cursor         { return g.at }
func (g glass) aim() *objective       { return g.goal }
func (g glass) trains() []optim.Param { return g.opt.Params }
func (g glass) chunks() int           { return len(g.batch) }
func (g glass) tried() *tries         { return &g.tries }

// sight is what views of the model show: the present, or a step of the past.
type sight struct {
	step int
	past bool
	in   *nn.Inject
	goal *objective // to run and look at; its memory is not the run's
	grad norms
}
