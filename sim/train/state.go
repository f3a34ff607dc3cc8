package train

import "promptscope/sim/run"

// state is where a run is on its path: what a step changes besides the trained numbers.
type state struct {
	step                         int
	digest                       digest
	lastLoss, lastNorm, lastRate float64 // of the last step
	factor                       float64 // on the learning rates: 1 unless the run was continued with another
	branched                     int     // step at which the run last left the path of its Spec, -1 = never
}

// record is what a run has measured.
type record struct {
	losses  []float32 // of steps 1, 2, …
	evals   []run.Eval
	partLog []float32 // held-out measure of each data set at each of evals
}

func newRecord(steps, evals, sets int) record {
	return record{losses: make([]float32, 0, steps), evals: make([]run.Eval, 0, evals), partLog: make([]float32, 0, evals*sets)}
}

// cut leaves the first evaluations and the losses of the first steps.
func (r *record) cut(steps, evals, sets int) {
	r.losses, r.evals, r.partLog = r.losses[:steps], r.evals[:evals], r.partLog[:evals*sets]
}

// fillEval writes evaluation i, or that there is none yet.
func (r *record) fillEval(dst *run.Snapshot, i int) {
	dst.EvalStep, dst.EvalLoss, dst.EvalAccuracy, dst.TrainAccuracy = -1, 0, 0, 0
	if i >= 0 {
		e := r.evals[i]
		dst.EvalStep, dst.EvalLoss, dst.EvalAccuracy, dst.TrainAccuracy = e.Step, e.Loss, e.Accuracy, e.TrainAccuracy
	}
}
