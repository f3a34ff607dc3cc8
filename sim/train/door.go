package train

import (
	"promptscope/sim/kernel"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/task"
)

// door is the only way in which anything but a step changes a run. History has it, to go back to where the run was, and
// Edits, to set a number by hand; no other observer does, which a test looks at.
type door struct{ run *Run }

// savepoint is everything that the rest of a run depends on.
type savepoint struct {
	state
	memory optim.Memory // trained numbers and moments
	draw   *sampler
	noise  rng.Rand
	tally  []task.Tally
	evals  int
}

// size is how many numbers a savepoint's memory holds.
func (d door) size() int { return d.run.opt.Size() }

// newSavepoint has room of its own, so that save allocates nothing.
func (d door) newSavepoint() savepoint {
	return savepoint{memory: optim.NewMemory(taken(d.size())), draw: d.run.draw.copy(), tally: make([]task.Tally, len(d.run.trainTally))}
}

// save keeps the present; call it between steps.
func (d door) save(p *savepoint) {
	r := d.run
	r.opt.Keep(&p.memory)
	p.draw.be(r.draw)
	p.noise = *r.noise
	copy(p.tally, r.trainTally)
	p.state, p.evals = r.state, len(r.evals)
}

// restore brings a run back to where it was saved, to the bit, before its next step.
func (d door) restore(p *savepoint) {
	r := d.run
	r.opt.Recall(&p.memory)
	r.draw.be(p.draw)
	*r.noise = p.noise
	copy(r.trainTally, p.tally)
	r.state = p.state
	r.record.cut(p.step, p.evals, len(r.goal.sets))
	d.rates(p.factor)
	r.goal.repack()
	r.tuner.Forward()
	r.finished, r.diverged, r.hash, r.again = false, "", nil, 0
	r.at = cursor{phase: begin}
}

// branch leaves the run's path here: with another factor on the method's learning rates from now on.
func (d door) branch(factor float64) {
	d.run.branched = d.run.step
	d.rates(d.run.factor * factor)
}

// rates puts a factor on the method's learning rates; the head keeps its own.
func (d door) rates(factor float64) {
	r := d.run
	r.factor = factor
	for i, p := range r.tuner.Params {
		r.opt.Params[i].Rate = p.Rate * factor
	}
}

// editable is the list of numbers that can be set: those of the virtual tokens.
func (d door) editable() []kernel.Real {
	if in := &d.run.tuner.Inject; in.P > 0 {
		return in.Prefix
	}
	return d.run.tuner.Inject.Virtual
}

// set changes a number; the digest covers it, and the run has left its path.
func (d door) set(at int, value kernel.Real) {
	r := d.run
	d.editable()[at] = value
	r.digest.word(uint64(at))
	r.digest.word(uint64(kernel.Bits(value)))
	r.branched = r.step
}

// unset takes the last set back.
func (d door) unset(at int, was kernel.Real, before state) {
	d.editable()[at] = was
	d.run.digest, d.run.branched = before.digest, before.branched
}

// evaluateAgain evaluates the held-out set before the next step, in place of the last evaluation if it was of this step.
func (d door) evaluateAgain() {
	r := d.run
	if n := len(r.evals); n > 0 && int(r.evals[n-1].Step) == r.step {
		r.again, r.evals = r.evals[n-1].TrainAccuracy, r.evals[:n-1]
	}
	r.finished = false
	r.at = cursor{phase: evaluating, layer: -1}
}

// hashAgain takes the backbone's hash before the next step, to show that it has not moved. It changes no number.
func (d door) hashAgain() {
	if d.run.at.phase == begin && !d.run.Over() {
		d.run.at = cursor{phase: hashing}
	}
}
