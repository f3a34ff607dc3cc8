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
func (t *Trainer) Tick() bool {
	if t.Over() {
		return false
	}
	at := t.at
	changed := t.tick()
	t.note(at)
	return changed
}

func (t *Trainer) tick() bool {
	switch t.at.phase {
	case begin:
		t.beginStep()
	case forward:
		t.forwardPart(t.batch, loss)
	case loss:
		t.lossPart()
	case backward:
		t.backwardPart()
	case trying:
		t.tryPart()
	case update:
		return t.updatePart()
	case evaluating:
		t.evalPart()
	case hashing:
		return t.hashPart()
	}
	return false
}

// beginStep draws the batch.
func (t *Trainer) beginStep() {
	t.keepMark()
	t.takeTurn()
	t.watch.begin(t)
	t.drawBatch()
	t.loss, t.counted = 0, 0
	for i := range t.batch {
		t.counted += len(t.batch[i].rows)
	}
	t.opt.Zero()
	t.tuner.ZeroGrad()
	t.tuner.Begin()
	t.at = cursor{phase: forward, layer: -1}
}

// drawBatch lays out the next examples of the order.
func (t *Trainer) drawBatch() {
	t.picked = t.draw.draw(t.picked[:0], t.spec.Batch)
	t.ptrs = t.ptrs[:0]
	for _, i := range t.picked {
		t.ptrs = append(t.ptrs, &t.train[i])
	}
	t.batch = chunks(t.batch, t.ptrs, t.maxRows, t.tuner.First)
}

// forwardPart runs embeddings or one layer of a chunk, then goes to the next phase.
func (t *Trainer) forwardPart(set []chunk, next phase) {
	b := &set[t.at.chunk].batch
	if t.at.layer < 0 {
		t.model.Embed(t.acts, b, &t.tuner.Inject)
	} else {
		t.model.ForwardLayer(t.acts, b, &t.tuner.Inject, t.at.layer)
	}
	if t.at.layer++; t.at.layer == t.model.L {
		t.model.Finish(t.acts, b)
		t.at.phase = next
	}
}

// lossPart runs the head forward and backward.
func (t *Trainer) lossPart() {
	c := &t.batch[t.at.chunk]
	t.loss = t.goal.forward(t.model, t.acts, c, t.loss)
	if !finite(t.loss) {
		t.diverge("the loss is not a number")
		return
	}
	t.goal.count(t.model, c, t.trainTally)
	t.goal.backward(t.model, t.acts, c, Real(1/float64(t.counted)))
	t.model.BeginBackward(t.acts, &c.batch)
	t.at.phase, t.at.layer = backward, t.model.L-1
}

// backwardPart runs one layer or the embeddings backward.
func (t *Trainer) backwardPart() {
	b := &t.batch[t.at.chunk].batch
	if t.at.layer >= 0 {
		t.model.BackwardLayer(t.acts, b, &t.tuner.Inject, t.at.layer)
		t.at.layer--
		return
	}
	t.model.BackwardEmbed(t.acts, b, &t.tuner.Inject)
	if t.at.chunk++; t.at.chunk < len(t.batch) {
		t.at.phase = forward
		return
	}
	t.model.JoinDecoder()
	t.tuner.Backward()
	t.keepGradients()
	if t.tuner.Search != nil {
		t.beginTrying()
		return
	}
	t.beginUpdate()
}

func (t *Trainer) beginUpdate() {
	t.clip()
	t.opt.Begin()
	t.at = cursor{phase: update}
}

// clip measures the gradient; a norm above 1 is scaled down to it.
func (t *Trainer) clip() {
	sum := 0.0
	for i := range t.opt.Params {
		sum = t.opt.SquaredNorm(i, sum)
	}
	t.norm = math.Sqrt(sum)
	t.scale = optim.ClipScale(t.norm, 1)
}

// keepGradients keeps the norm of the gradient at each virtual token for the picture.
func (t *Trainer) keepGradients() {
	in, c := &t.tuner.Inject, t.model.C
	for i := range t.gradInput {
		if in.DVirtual == nil {
			break // a search that sees no gradient
		}
		t.gradInput[i] = norm(in.DVirtual[i*c:][:c])
	}
	for l := range t.model.L {
		for i := range in.P {
			t.gradDeep[l*in.P+i] = norm(in.DPrefix[(i*t.model.L+l)*2*c:][:2*c])
		}
	}
}

func norm(x []Real) float32 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return float32(math.Sqrt(sum))
}

// updateLimit is how many numbers one Tick updates or packs at most (but at least one tensor).
const updateLimit = 1 << 16

// updatePart moves some parameters, then packs weights that have changed, and closes the step.
func (t *Trainer) updatePart() bool {
	if !finite(t.norm) {
		t.diverge("the gradient is not a number")
		return false
	}
	f := optim.LinearDecay(t.step, t.spec.Steps)
	for n := 0; t.at.param < len(t.opt.Params) && n < updateLimit; t.at.param++ {
		t.opt.Update(t.at.param, f, t.scale)
		n += len(t.opt.Params[t.at.param].X)
	}
	if t.at.param < len(t.opt.Params) {
		return false
	}
	if t.model.Grads != nil && t.at.layer <= t.model.L {
		t.model.RepackTrained(t.at.layer)
		t.at.layer++
		return false
	}
	t.closeStep(f)
	return true
}

// tooLarge is where a trained number is called diverged: float32 has no digits left there to learn with.
const tooLarge = 1e6

// closeStep records a finished step and decides what comes next.
func (t *Trainer) closeStep(f float64) {
	t.goal.repack()
	t.tuner.Forward()
	t.step++
	t.lastLoss, t.lastNorm, t.lastRate = t.loss/float64(t.counted), t.norm, t.spec.LR*f
	t.losses = append(t.losses, float32(t.lastLoss))
	largest := t.digest.add(t.lastLoss, t.norm, t.opt.Params)
	t.makeAgain()
	t.keepLook()
	t.watch.end(t)
	t.at = cursor{phase: begin}
	switch {
	case !(largest < tooLarge):
		t.diverged = fmt.Sprintf("trained numbers passed %g; last finite step %d, loss %.4g; learning rate %g", tooLarge, t.step, t.lastLoss, t.spec.LR)
	case t.step%t.evalEvery() == 0 || t.step == t.spec.Steps:
		t.at = cursor{phase: evaluating, layer: -1}
	case t.watch.on:
		t.at = cursor{phase: hashing} // to show that the backbone has not moved
	}
}

// evalPart runs a piece of the held-out set.
func (t *Trainer) evalPart() {
	if t.at.chunk == 0 && t.at.layer < 0 {
		clear(t.evalTally)
		t.evalLoss = 0
	}
	t.forwardPart(t.eval, evaluating)
	if t.at.layer < t.model.L {
		return
	}
	c := &t.eval[t.at.chunk]
	t.evalLoss = t.goal.forward(t.model, t.acts, c, t.evalLoss)
	t.goal.count(t.model, c, t.evalTally)
	t.at.layer = -1
	if t.at.chunk++; t.at.chunk < len(t.eval) {
		return
	}
	counted := 0
	for i := range t.eval {
		counted += len(t.eval[i].rows)
	}
	e := run.Eval{Step: int32(t.step), Loss: float32(t.evalLoss / float64(counted)), Accuracy: float32(t.task.Mean(t.evalTally)), TrainAccuracy: float32(t.task.Mean(t.trainTally))}
	if t.again > 0 {
		e.TrainAccuracy, t.again = t.again, 0
	}
	clear(t.trainTally)
	if !finite(float64(e.Loss)) {
		t.diverge("the held-out loss is not a number")
		return
	}
	t.evals = append(t.evals, e)
	for i, set := range t.goal.sets {
		t.partLog = append(t.partLog, float32(set.Value(t.evalTally[i])))
	}
	t.at = cursor{phase: hashing}
}

// hashPart hashes the backbone piece by piece: at the start, and after each evaluation, to show that it has not changed.
func (t *Trainer) hashPart() bool {
	if t.hash == nil {
		t.hash = nn.NewHasher(t.model.Params)
	}
	if !t.hash.Next() {
		return false
	}
	t.sha, t.hash = t.hash.Sum(), nil
	t.at = cursor{phase: begin}
	if len(t.evals) == 0 {
		t.at = cursor{phase: evaluating, layer: -1}
	}
	t.finished = t.step == t.spec.Steps
	return true
}
