package train

// The part of a step that only a search has: every candidate prompt is measured on the same fresh batch.

// tries is what the last step tried: the loss of each candidate, and the one that was taken.
type tries struct {
	losses []float64
	taken  int
}

// beginTrying draws the batch and asks for candidates.
func (r *Run) beginTrying() {
	r.trials = r.trials[:r.tuner.Search.Propose()]
	clear(r.trials)
	r.next(r.ground)
	r.at = cursor{phase: trying, layer: -1}
}

// tryPart runs a piece of a candidate's forward pass; cursor.param counts candidates.
func (r *Run) tryPart() {
	k := r.at.param
	if r.at.chunk == 0 && r.at.layer < 0 {
		r.tuner.Search.Try(k)
	}
	r.forwardPart(r.batch, trying)
	if r.at.layer < r.model.L {
		return
	}
	r.trials[k] = r.goal.forward(r.model, r.acts, &r.batch[r.at.chunk], r.trials[k])
	r.at.layer = -1
	if r.at.chunk++; r.at.chunk < len(r.batch) {
		return
	}
	r.trials[k] /= float64(r.spec.Batch) // a cloze has one answer an example
	r.at.chunk = 0
	if r.at.param++; r.at.param < len(r.trials) {
		return
	}
	r.tries.taken = r.tuner.Search.Decide(r.trials)
	r.tries.losses = append(r.tries.losses[:0], r.trials...)
	r.beginUpdate()
}
