package train

import (
	"fmt"
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/run"
)

// This file is the cycle of a step, cut into small pieces of work (Tick), so that a host can stop between any two:
//
//	hashing → evaluating → begin → for each chunk: forward, loss, backward → (trying) → update → (evaluating → hashing) → begin …

type phase uint8

const (
	begin phase = iota
	forward
	loss
	backward
	trying // of a search: the loss of each candidate on a fresh batch, see search.go
	update
	evaluating
	hashing
)

// cursor is the place in the cycle. layer -1 stands for the embeddings.
type cursor struct {
	phase phase
	chunk int
	layer int
	param int
}

// Tick does one small piece of work and reports whether the numbers on show have changed: a step has been completed
// or the untrained model has been evaluated. When the run is over it does nothing and returns false.
func (r *Run) Tick() bool {
	if r.Over() {
		return false
	}
	switch r.at.phase {
	case begin:
		r.beginStep()
	case forward:
		if r.crew.fan != nil {
			r.crew.step(r)
			return false
		}
		r.forwardPart(r.batch, loss)
	case loss:
		r.lossPart()
	case backward:
		r.backwardPart()
	case trying:
		r.tryPart()
	case update:
		return r.updatePart()
	case evaluating:
		if r.crew.fan != nil {
			r.crew.eval(r)
			return false
		}
		r.evalPart()
	case hashing:
		return r.hashPart()
	}
	return false
}

// beginStep draws the batch.
func (r *Run) beginStep() {
	r.next(r.ground)
	r.loss, r.counted = 0, r.counting()
	r.opt.Zero()
	r.tuner.ZeroGrad()
	r.tuner.Begin()
	r.at = cursor{phase: forward, layer: -1}
}

// forwardPart runs embeddings or one layer of a chunk, then goes to the next phase.
func (r *Run) forwardPart(set []chunk, next phase) {
	b := &set[r.at.chunk].batch
	if r.at.layer < 0 {
		r.model.Embed(r.acts, b, &r.tuner.Inject)
	} else {
		r.model.ForwardLayer(r.acts, b, &r.tuner.Inject, r.at.layer)
	}
	if r.at.layer++; r.at.layer == r.model.L {
		r.model.Finish(r.acts, b)
		r.at.phase = next
	}
}

// lossPart runs the head forward and backward.
func (r *Run) lossPart() {
	c := &r.batch[r.at.chunk]
	if r.crew.parts != nil {
		r.loss = 0 // of this chunk, until all are collected
	}
	r.loss = r.goal.forward(r.model, r.acts, c, r.loss)
	if !finite(r.loss) {
		r.diverge("the loss is not a number")
		return
	}
	r.goal.count(r.model, c, r.trainTally)
	r.goal.backward(r.model, r.acts, c, Real(1/float64(r.counted)))
	r.model.BeginBackward(r.acts, &c.batch)
	r.at.phase, r.at.layer = backward, r.model.L-1
}

// backwardPart runs one layer or the embeddings backward.
func (r *Run) backwardPart() {
	b := &r.batch[r.at.chunk].batch
	if r.at.layer >= 0 {
		r.model.BackwardLayer(r.acts, b, &r.tuner.Inject, r.at.layer)
		r.at.layer--
		return
	}
	r.model.BackwardEmbed(r.acts, b, &r.tuner.Inject)
	if r.crew.parts != nil {
		r.crew.bank(r.at.chunk, 0, r.loss)
	}
	if r.at.chunk++; r.at.chunk < len(r.batch) {
		r.at.phase = forward
		return
	}
	if r.crew.parts != nil {
		r.crew.collect(r)
		r.beginUpdate()
		return
	}
	r.model.JoinDecoder()
	r.tuner.Backward()
	if r.tuner.Search != nil {
		r.beginTrying()
		return
	}
	r.beginUpdate()
}

func (r *Run) beginUpdate() {
	r.clip()
	r.opt.Begin()
	r.at = cursor{phase: update}
}

// clip measures the gradient; a norm above 1 is scaled down to it.
func (r *Run) clip() {
	sum := 0.0
	for i := range r.opt.Params {
		sum = r.opt.SquaredNorm(i, sum)
	}
	r.norm = math.Sqrt(sum)
	r.scale = optim.ClipScale(r.norm, 1)
}

// updateLimit is how many numbers one Tick updates or packs at most (but at least one tensor).
const updateLimit = 1 << 16

// updatePart moves some parameters, then packs weights that have changed, and closes the step.
func (r *Run) updatePart() bool {
	if !finite(r.norm) {
		r.diverge("the gradient is not a number")
		return false
	}
	f := optim.LinearDecay(r.step, r.spec.Steps)
	for n := 0; r.at.param < len(r.opt.Params) && n < updateLimit; r.at.param++ {
		r.opt.Update(r.at.param, f, r.scale)
		n += len(r.opt.Params[r.at.param].X)
	}
	if r.at.param < len(r.opt.Params) {
		return false
	}
	if r.model.Grads != nil && r.at.layer <= r.model.L {
		r.model.RepackTrained(r.at.layer)
		r.at.layer++
		return false
	}
	r.closeStep(f)
	return true
}

// tooLarge is where a trained number is called diverged: float32 has no digits left there to learn with.
const tooLarge = 1e6

// closeStep records a finished step and decides what comes next.
func (r *Run) closeStep(f float64) {
	r.goal.repack()
	r.tuner.Forward()
	r.step++
	r.lastLoss, r.lastNorm, r.lastRate = r.loss/float64(r.counted), r.norm, r.rate()*f
	r.losses = append(r.losses, float32(r.lastLoss))
	largest := r.digest.add(r.lastLoss, r.norm, r.opt.Params)
	r.at = cursor{phase: begin}
	switch {
	case !(largest < tooLarge):
		r.diverged = fmt.Sprintf("trained numbers passed %g; last finite step %d, loss %.4g; learning rate %g", tooLarge, r.step, r.lastLoss, r.rate())
	case r.step%r.evalEvery() == 0 || r.step == r.spec.Steps:
		r.at = cursor{phase: evaluating, layer: -1}
	}
}

// evalPart runs a piece of the held-out set.
func (r *Run) evalPart() {
	if r.at.chunk == 0 && r.at.layer < 0 {
		r.test.reset()
	}
	r.forwardPart(r.eval, evaluating)
	if r.at.layer < r.model.L {
		return
	}
	r.test.add(r.goal, r.model, r.acts, &r.eval[r.at.chunk])
	r.at.layer = -1
	if r.at.chunk++; r.at.chunk == len(r.eval) {
		r.closeEval()
	}
}

// closeEval records an evaluation.
func (r *Run) closeEval() {
	e := run.Eval{Step: int32(r.step), TrainAccuracy: float32(r.task.Mean(r.trainTally))}
	if e.Loss, e.Accuracy = r.test.mean(r.task); r.again > 0 {
		e.TrainAccuracy, r.again = r.again, 0
	}
	clear(r.trainTally)
	if !finite(float64(e.Loss)) {
		r.diverge("the held-out loss is not a number")
		return
	}
	r.evals = append(r.evals, e)
	for i, set := range r.goal.sets {
		r.partLog = append(r.partLog, float32(set.Value(r.test.tally[i])))
	}
	r.at = cursor{phase: hashing}
	if r.own && r.step < r.spec.Steps {
		r.at = cursor{phase: begin}
	}
}

// hashPart hashes the backbone piece by piece: at the start, and after each evaluation, to show that it has not changed. On data of
// one's own at the start and at the end: the 91 MB of a model of width 384 take as long as two steps.
func (r *Run) hashPart() bool {
	if r.hash == nil {
		r.hash = nn.NewHasher(r.model.Params)
	}
	if !r.hash.Next() {
		return false
	}
	r.sha, r.hash = r.hash.Sum(), nil
	r.at = cursor{phase: begin}
	if len(r.evals) == 0 {
		r.at = cursor{phase: evaluating, layer: -1}
	}
	r.finished = r.step == r.spec.Steps
	return true
}
