package train

import (
	"promptscope/sim/nn"
	"promptscope/sim/run"
	"promptscope/sim/task"
)

// Trained is what a run has made so far: views into the run, valid until its next Tick.
type Trained struct {
	Spec   run.Spec
	Info   run.Method
	Task   *task.Task
	Model  *nn.Model
	Inject *nn.Inject
	Heads  []*nn.LinearHead // of each of Task.Sets; nil with words as answers
}

// Trained returns the prompt, the backbone and the head as they are now.
func (r *Run) Trained() Trained {
	return Trained{r.Spec(), r.info, r.task, r.model, &r.tuner.Inject, r.goal.heads}
}
