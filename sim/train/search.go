package train

// The part of a step that only a search has: every candidate prompt is measured on the same fresh batch.

// beginTrying draws the batch and asks for candidates.
func (t *Trainer) beginTrying() {
	t.trials = t.trials[:t.tuner.Search.Propose()]
	clear(t.trials)
	t.drawBatch()
	t.at = cursor{phase: trying, layer: -1}
}

// tryPart runs a piece of a candidate's forward pass; cursor.param counts candidates.
func (t *Trainer) tryPart() {
	k := t.at.param
	if t.at.chunk == 0 && t.at.layer < 0 {
		t.tuner.Search.Try(k)
	}
	t.forwardPart(t.batch, trying)
	if t.at.layer < t.model.L {
		return
	}
	t.trials[k] = t.goal.forward(t.model, t.acts, &t.batch[t.at.chunk], t.trials[k])
	t.at.layer = -1
	if t.at.chunk++; t.at.chunk < len(t.batch) {
		return
	}
	t.trials[k] /= float64(t.spec.Batch) // a cloze has one answer an example
	t.at.chunk = 0
	if t.at.param++; t.at.param < len(t.trials) {
		return
	}
	t.tuner.Search.Decide(t.trials)
	t.beginUpdate()
}
