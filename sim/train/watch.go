package train

import (
	. "promptscope/sim/kernel"
	"promptscope/sim/run"
)

// This file names the parts of a step, so that a host can stop at their borders and a picture can light them one by one:
//
//	forward (embeddings, layer 1 … L) → loss → backward (layer L … 1, embeddings) → the rest of the batch → update
//
// A batch goes through the model in several chunks. The parts are those of its first chunk; the others, which go the same
// way, count as one part.

// Watch follows the parts of a step, and where it is on, compares the trained numbers before and after.
type Watch struct {
	view
	on       bool
	part     run.StepPart
	before   []Real
	moved    int64
	farthest Real
}

// On switches on that steps say what they changed, and that the backbone's hash is taken again behind each.
func (w *Watch) On(on bool) { w.on = on }

// shown is the part for the picture.
func (w *Watch) shown() run.StepPart {
	if !w.on {
		return run.StepPart{}
	}
	return w.part
}

// forget drops the part of a step that has been left.
func (w *Watch) forget() { w.part = run.StepPart{} }

// note keeps the part that a Tick from the given place has done.
func (w *Watch) note(from cursor) {
	switch {
	case from.phase == forward && from.chunk == 0:
		w.part = run.StepPart{Stage: run.Forward, Layer: int32(from.layer)}
	case from.phase == loss && from.chunk == 0:
		w.part = run.StepPart{Stage: run.Loss}
	case from.phase == backward && from.chunk == 0:
		w.part = run.StepPart{Stage: run.Backward, Layer: int32(from.layer)}
	case from.phase == forward || from.phase == loss || from.phase == backward:
		w.part = run.StepPart{Stage: run.Rest}
	case from.phase == update && w.where().phase != update:
		w.part = run.StepPart{Stage: run.Update, Moved: w.moved, Farthest: float32(w.farthest)}
	case from.phase == begin:
		w.part = run.StepPart{}
	}
	w.part.Chunks = int32(w.chunks())
}

// Border reports whether the last Tick has ended a part that is worth a stop.
func (w *Watch) Border() bool {
	at := w.where()
	switch w.part.Stage {
	case run.Forward, run.Loss, run.Backward:
		return at.phase == forward || at.phase == loss || at.phase == backward || at.phase == update
	case run.Rest:
		return at.phase == update && at.param == 0 && at.layer == 0
	case run.Update:
		return at.phase == begin
	}
	return false
}

// Rest passes over the rest of a batch that has one chunk only, as a part without work, so that all runs have the same
// parts. It reports whether there was such a part.
func (w *Watch) Rest() bool {
	if w.part.Stage != run.Backward || w.part.Layer >= 0 || w.chunks() > 1 {
		return false
	}
	w.part.Stage = run.Rest
	return true
}

// Stops is how many parts a step has at which a host can stop.
func (w *Watch) Stops() int { return 2*(w.stands().model.L+1) + 3 }

// begin keeps the trained numbers.
func (w *Watch) begin() {
	if w.before = w.before[:0]; !w.on {
		return
	}
	for _, p := range w.trains() {
		w.before = append(w.before, p.X...)
	}
}

// end compares them.
func (w *Watch) end() {
	if w.moved, w.farthest = 0, 0; len(w.before) == 0 {
		return
	}
	at := 0
	for _, p := range w.trains() {
		for _, v := range p.X {
			if d := v - w.before[at]; d != 0 {
				w.moved++
				w.farthest = max(w.farthest, d, -d)
			}
			at++
		}
	}
}
