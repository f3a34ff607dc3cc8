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

// note keeps the part that a Tick from the given place has done.
func (t *Trainer) note(from cursor) {
	switch {
	case from.phase == forward && from.chunk == 0:
		t.part = run.StepPart{Stage: run.Forward, Layer: int32(from.layer)}
	case from.phase == loss && from.chunk == 0:
		t.part = run.StepPart{Stage: run.Loss}
	case from.phase == backward && from.chunk == 0:
		t.part = run.StepPart{Stage: run.Backward, Layer: int32(from.layer)}
	case from.phase == forward || from.phase == loss || from.phase == backward:
		t.part = run.StepPart{Stage: run.Rest}
	case from.phase == update && t.at.phase != update:
		t.part = run.StepPart{Stage: run.Update, Moved: t.watch.moved, Farthest: float32(t.watch.farthest)}
	case from.phase == begin:
		t.part = run.StepPart{}
	}
	t.part.Chunks = int32(len(t.batch))
}

// Border reports whether the last Tick has ended a part that is worth a stop.
func (t *Trainer) Border() bool {
	switch t.part.Stage {
	case run.Forward, run.Loss, run.Backward:
		return t.at.phase == forward || t.at.phase == loss || t.at.phase == backward || t.at.phase == update
	case run.Rest:
		return t.at.phase == update && t.at.param == 0 && t.at.layer == 0
	case run.Update:
		return t.at.phase == begin
	}
	return false
}

// Rest passes over the rest of a batch that has one chunk only, as a part without work, so that all runs have the same
// parts. It reports whether there was such a part.
func (t *Trainer) Rest() bool {
	if t.part.Stage != run.Backward || t.part.Layer >= 0 || len(t.batch) > 1 {
		return false
	}
	t.part.Stage = run.Rest
	return true
}

// Stops is how many parts a step has at which a host can stop.
func (t *Trainer) Stops() int { return 2*(t.model.L+1) + 3 }

// Steady reports whether the trained numbers stand still, so that the run may be looked at: always but in an update.
func (t *Trainer) Steady() bool {
	return t.at.phase != update || t.at.param == 0 && t.at.layer == 0
}

// watch compares the trained numbers before and after a step.
type watch struct {
	on       bool
	before   []Real
	moved    int64
	farthest Real
}

// Watch switches on that steps say what they changed, and that the backbone's hash is taken again behind each.
func (t *Trainer) Watch(on bool) { t.watch.on = on }

func (w *watch) begin(t *Trainer) {
	if w.before = w.before[:0]; !w.on {
		return
	}
	for _, p := range t.opt.Params {
		w.before = append(w.before, p.X...)
	}
}

func (w *watch) end(t *Trainer) {
	if w.moved, w.farthest = 0, 0; len(w.before) == 0 {
		return
	}
	at := 0
	for _, p := range t.opt.Params {
		for _, v := range p.X {
			if d := v - w.before[at]; d != 0 {
				w.moved++
				w.farthest = max(w.farthest, d, -d)
			}
			at++
		}
	}
}
