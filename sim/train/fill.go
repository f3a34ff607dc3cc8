package train

import (
	"promptscope/sim/fmath"
	"promptscope/sim/run"
)

// Fill copies everything that is shown into dst, reusing its memory. Run, Status when paused or waiting, and
// StepsPerSecond belong to the host. Call it while Steady reports true: else the traced example could see half-updated
// weights.
func (t *Trainer) Fill(dst *run.Snapshot) {
	dst.Spec = t.spec
	dst.Status, dst.Message = run.Paused, ""
	switch {
	case t.diverged != "":
		dst.Status, dst.Message = run.Diverged, t.diverged
	case t.finished:
		dst.Status = run.Done
	}
	dst.Step = int32(t.step)
	dst.Loss, dst.GradNorm, dst.LR = float32(t.lastLoss), float32(t.lastNorm), float32(t.lastRate)
	dst.EvalStep, dst.EvalLoss, dst.EvalAccuracy, dst.TrainAccuracy = -1, 0, 0, 0
	if n := len(t.evals); n > 0 {
		e := t.evals[n-1]
		dst.EvalStep, dst.EvalLoss, dst.EvalAccuracy, dst.TrainAccuracy = e.Step, e.Loss, e.Accuracy, e.TrainAccuracy
	}
	dst.Chance = t.chance()
	dst.Measure, dst.Parts = t.task.Metric, t.partsAt(dst.Parts[:0], len(t.evals)-1)
	head := 0
	for _, p := range t.goal.params() {
		head += len(p.X)
	}
	dst.Trainable, dst.Stored, dst.Total = int64(t.tuner.Trainable()+head), int64(t.tuner.Stored+head), int64(len(t.model.Data))
	dst.FLOP = t.stepFLOP()
	dst.BackboneSHA, dst.Digest = t.sha, t.Digest()
	dst.Losses = append(dst.Losses[:0], t.losses...)
	dst.Evals = append(dst.Evals[:0], t.evals...)
	dst.Part, dst.Repeating = run.StepPart{}, t.Repeating()
	if t.watch.on {
		dst.Part = t.part
	}
	t.fillPast(dst)
	t.fillTrace(&dst.Trace)
	t.fillDetail(&dst.Detail, &dst.Trace)
	dst.Bare, dst.Cut = t.bare, t.cutResult
}

// chance is the loss of the uniform guess: ln K, in a joint task the mean over the held-out rows.
func (t *Trainer) chance() float32 {
	if len(t.goal.sets) == 1 {
		return float32(fmath.Log(float64(t.goal.classes(0))))
	}
	sum, rows := 0.0, 0
	for set := range t.goal.sets {
		n := 0
		for i := range t.eval {
			n += len(t.eval[i].of(set))
		}
		sum, rows = sum+float64(n)*fmath.Log(float64(t.goal.classes(set))), rows+n
	}
	return float32(sum / float64(rows))
}

// Mid reports whether the trainer is inside a step.
func (t *Trainer) Mid() bool {
	return t.at.phase != begin && t.at.phase != evaluating && t.at.phase != hashing
}

// Between reports whether neither a step nor an evaluation is under way.
func (t *Trainer) Between() bool { return t.at.phase == begin }
