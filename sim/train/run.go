package train

import (
	"fmt"
	"math"

	"promptscope/sim/ckpt"
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/tune"
)

// Run is what decides the numbers of a training, and nothing else: it keeps no past, and does not know who looks. Tick by
// tick it goes its way (cycle.go); besides that only a door changes it (door.go).
type Run struct {
	*ground
	goal  *objective
	opt   *optim.Adam
	acts  *nn.Acts
	noise *rng.Rand // what the method draws in a step, such as dropout
	batches

	crew crew

	at       cursor
	finished bool
	diverged string
	state
	record

	// The step under way.
	loss       float64
	counted    int // rows with a loss
	norm       float64
	scale      Real         // of the clip
	trials     []float64    // losses of a search's candidates
	tries      tries        // of the step before
	trainTally []task.Tally // of each data set, since the last evaluation

	// The evaluation under way.
	test  score
	again float32 // training measure of an evaluation that is being replaced
	hash  *nn.Hasher
	sha   string
}

// newRun prepares a run from a Spec that Resolve has filled in; the checkpoint must be the backbone that spec names. The
// first Ticks evaluate the untrained prompt.
func newRun(spec run.Spec, ck *ckpt.Checkpoint, data *task.Task) (*Run, error) {
	noise := rng.New(spec.Seed, methodStream)
	g, err := newGround(spec, ck, data, noise)
	if err != nil {
		return nil, err
	}
	r := &Run{ground: g, noise: noise, acts: g.newActs(g.tuner), at: cursor{phase: hashing}, state: state{digest: newDigest(), factor: 1, branched: -1}}
	r.goal = newObjective(g.task, spec.Head == run.HeadLinear, !ck.Lacks("pooler"), g.model, g.maxRows, rng.New(spec.Seed, headStream))
	sets := len(r.goal.sets)
	r.batches = newBatches(g, sets)
	r.opt = optim.NewAdam(append(g.tuner.Params, r.goal.params()...), 0.9, 0.999, 0)
	r.trials, r.tries.losses = make([]float64, 0, tune.Candidates), make([]float64, 0, tune.Candidates)
	r.trainTally, r.test = make([]task.Tally, sets), newScore(sets)
	r.test.apart = g.summed()
	r.crew = newCrew(r, sets)
	r.record = newRecord(spec.Steps, spec.Steps/r.evalEvery()+2, sets)
	g.tuner.Forward()
	return r, nil
}

// evalEvery is the distance of held-out evaluations: twenty in a run, fewer where they would take more than a quarter of the
// steps' time, which only a data set of one's own can make them do. A step is three forward passes over its batch.
func (r *Run) evalEvery() int {
	often := 20
	if r.own {
		often = min(max(3*r.spec.Steps*r.spec.Batch/(4*max(len(r.held), 1)), 1), often)
	}
	return max(1, r.spec.Steps/often)
}

// Over reports whether the run is done or has diverged.
func (r *Run) Over() bool { return r.diverged != "" || r.finished }

// Mid reports whether the run is inside a step.
func (r *Run) Mid() bool {
	return r.at.phase != begin && r.at.phase != evaluating && r.at.phase != hashing
}

// Between reports whether neither a step nor an evaluation is under way.
func (r *Run) Between() bool { return r.at.phase == begin }

// Steady reports whether the trained numbers stand still, so that the run may be looked at: always but in an update.
func (r *Run) Steady() bool {
	return r.at.phase != update || r.at.param == 0 && r.at.layer == 0
}

// Spec returns the resolved settings with the learning rate of now, StepsDone the optimiser steps done.
func (r *Run) Spec() run.Spec {
	s := r.spec
	s.LR = r.rate()
	return s
}
func (r *Run) StepsDone() int { return r.step }

// rate is the peak learning rate: what was asked for, unless the run was continued with another.
func (r *Run) rate() float64 { return r.spec.LR * r.factor }

// Loss is the training loss of the last step, Evals the evaluations so far (not to be changed), Sha the backbone's hash
// when it was last taken.
func (r *Run) Loss() float64     { return r.lastLoss }
func (r *Run) Evals() []run.Eval { return r.evals }
func (r *Run) Sha() string       { return r.sha }

// Parts are the measures of a joint task's data sets at the last of Evals; nil in a single task.
func (r *Run) Parts() []run.Part { return r.partsAt(nil, len(r.evals)-1) }

// partsAt appends the measures of a joint task's data sets at evaluation i.
func (r *Run) partsAt(dst []run.Part, i int) []run.Part {
	if r.task.Parts == nil || i < 0 {
		return dst
	}
	for k, set := range r.goal.sets {
		dst = append(dst, run.Part{Task: set.ID, Accuracy: r.partLog[i*len(r.goal.sets)+k]})
	}
	return dst
}

// Rehash takes the hash of the backbone now, all at once.
func (r *Run) Rehash() string { return r.model.SHA256() }

// Diverged says why the run has diverged; empty if it has not.
func (r *Run) Diverged() string { return r.diverged }

// Digest identifies everything that has been trained so far; two runs with equal digests took the same path to the bit.
func (r *Run) Digest() string { return r.digest.String() }

// diverge stops the run. Whatever was computed after the last finite step is not shown.
func (r *Run) diverge(why string) {
	last := "no step was finite"
	if r.step > 0 {
		last = fmt.Sprintf("last finite step %d, loss %.4g", r.step, r.lastLoss)
	}
	r.diverged = fmt.Sprintf("%s at step %d; %s; learning rate %g", why, r.step+1, last, r.rate())
}

// finite reports whether x is a number.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

// fill writes what a snapshot says of the present but for views of the model.
func (r *Run) fill(dst *run.Snapshot) {
	dst.Spec = r.Spec()
	dst.Status, dst.Message = run.Paused, ""
	switch {
	case r.diverged != "":
		dst.Status, dst.Message = run.Diverged, r.diverged
	case r.finished:
		dst.Status = run.Done
	}
	dst.Step = int32(r.step)
	dst.Loss, dst.GradNorm, dst.LR = float32(r.lastLoss), float32(r.lastNorm), float32(r.lastRate)
	r.fillEval(dst, len(r.evals)-1)
	dst.Chance, dst.Measure = r.goal.chance(r.eval), r.task.Metric
	dst.Parts = r.partsAt(dst.Parts[:0], len(r.evals)-1)
	head := 0
	for _, p := range r.goal.params() {
		head += len(p.X)
	}
	dst.Trainable, dst.Stored, dst.Total = int64(r.tuner.Trainable()+head), int64(r.tuner.Stored+head), int64(len(r.model.Data))
	dst.FLOP = r.stepFLOP()
	dst.BackboneSHA, dst.Digest, dst.Branched = r.sha, r.Digest(), int32(r.branched)
	dst.Losses = append(dst.Losses[:0], r.losses...)
	dst.Evals = append(dst.Evals[:0], r.evals...)
}
