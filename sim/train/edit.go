package train

import (
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/run"
)

// A person may set one number of a virtual token by hand. The run goes on from there, leaves the path that its Spec
// decides, and says so (Branched); its digest covers the change. Undo takes the last change back: at once, or by going
// back to the step at which it was made.

// edit is one number set by hand.
type edit struct {
	step, at int
	was, now Real
	digest   digest // before
	branched int    // before
}

// mostEdit bounds what may be entered: far beyond what training reaches, far below what overflows.
const mostEdit = 1000

// CanEdit reports whether virtual tokens are trained as they stand. Those that an encoder computes would be computed anew.
func (t *Trainer) CanEdit() bool {
	return t.noPast() == run.Kept && !t.tuner.Encoded && (t.tuner.Input > 0 || t.tuner.Inject.P > 0)
}

// editable is the list of numbers that can be set.
func (t *Trainer) editable() []Real {
	if t.tuner.Inject.P > 0 {
		return t.tuner.Inject.Prefix
	}
	return t.tuner.Inject.Virtual
}

// Edit sets a number of a virtual token: of an input token number index < C; of a deep one in a layer index < 2C, key
// before value. It reports whether that is possible. Call it between steps; the held-out set is evaluated again.
func (t *Trainer) Edit(layer, unit, index int, value float64) bool {
	x, c, at := t.editable(), t.model.C, 0
	in := &t.tuner.Inject
	deep := in.P > 0
	switch {
	case !t.CanEdit() || t.Mid() || t.diverged != "" || t.Repeating() || math.IsNaN(value) || math.Abs(value) > mostEdit || unit < 0 || index < 0:
		return false
	case deep:
		if layer < 0 || layer >= t.model.L || in.At(layer) == 0 || unit >= in.P || index >= 2*c {
			return false
		}
		at = (unit*t.model.L+layer)*2*c + index
	default:
		if unit >= t.tuner.Input || index >= c {
			return false
		}
		at = unit*c + index
	}
	t.past.shown = -1
	t.set(edit{step: t.step, at: at, was: x[at], now: Real(value)})
	t.evaluateAgain()
	return true
}

// set makes a change and remembers it.
func (t *Trainer) set(e edit) {
	e.digest, e.branched = t.digest, t.branched
	t.editable()[e.at] = e.now
	t.digest.word(uint64(e.at))
	t.digest.word(uint64(Bits(e.now)))
	t.branched = t.step
	t.edits = append(t.edits, e)
	t.keepLook()
}

// evaluateAgain replaces the last evaluation where it was of this step.
func (t *Trainer) evaluateAgain() {
	if n := len(t.evals); n > 0 && int(t.evals[n-1].Step) == t.step {
		t.again, t.evals = t.evals[n-1].TrainAccuracy, t.evals[:n-1]
	}
	t.finished = false
	t.at = cursor{phase: evaluating, layer: -1}
}

// Edits is how many changes can be undone.
func (t *Trainer) Edits() int { return len(t.edits) }

// Undo takes the last change back. If the run has gone on since, it goes back to the step of the change.
func (t *Trainer) Undo() bool {
	n := len(t.edits)
	if n == 0 || t.Mid() || t.Repeating() {
		return false
	}
	e := t.edits[n-1]
	if e.step < t.step {
		if t.edits = t.edits[:n-1]; !t.Continue(e.step, 1) {
			return false
		}
		return true
	}
	t.edits = t.edits[:n-1]
	t.editable()[e.at] = e.was
	t.digest, t.branched, t.past.shown = e.digest, e.branched, -1
	t.keepLook()
	t.evaluateAgain()
	return true
}

// rewound brings the changes in line with a mark that has been recalled, for a run that goes on to step: those made later
// are forgotten, those made on the way will be made again.
func (t *Trainer) rewound(m *mark, step int) {
	for k := m.edits - 1; k >= len(t.edits); k-- { // an undone change that the mark holds
		e := &m.undone[k]
		t.editable()[e.at] = e.was
		t.digest, t.branched = e.digest, e.branched
	}
	t.again, t.redo = 0, t.redo[:0]
	for _, e := range t.edits[min(m.edits, len(t.edits)):] {
		if e.step <= step {
			t.redo = append(t.redo, e)
		}
	}
	t.edits = t.edits[:min(m.edits, len(t.edits))]
	t.makeAgain()
}

// makeAgain makes the changes of this step again.
func (t *Trainer) makeAgain() {
	for len(t.redo) > 0 && t.redo[0].step == t.step {
		e := t.redo[0]
		t.redo = append(t.redo[:0], t.redo[1:]...)
		t.set(e)
	}
}
