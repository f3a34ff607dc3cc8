package train

import (
	"errors"
	"fmt"
	"strings"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// Begin puts what another run has saved in the place of the method's own start, and a saved linear head (classes, width) if
// it has the right size; took says whether the head was taken. Call it before the first Tick. The digest covers what
// follows from it, but a Spec does not name it: a run that begins so is decided by Spec and saved numbers together.
func (t *Trainer) Begin(saved *nn.Inject, headW, headB []Real) (took bool, err error) {
	if t.step > 0 || len(t.evals) > 0 {
		return false, errors.New("a run that is under way cannot begin from saved numbers")
	}
	if err := t.tuner.Start(saved); err != nil {
		return false, fmt.Errorf("method %s: %w", described(&t.spec, t.info), err)
	}
	if h := t.goal.heads; len(h) == 1 && len(headW) == len(h[0].W) && len(headB) == len(h[0].B) {
		copy(h[0].W, headW)
		copy(h[0].B, headB)
		t.goal.repack()
		took = true
	}
	t.Past.keepLook() // of step 0
	return took, nil
}

// described is a method with its settings.
func described(s *run.Spec, m run.Method) string {
	var knobs []string
	for i := range run.Knobs() {
		if k := &run.Knobs()[i]; m.Has(k.ID) {
			knobs = append(knobs, k.ID+" "+k.Get(&s.Settings))
		}
	}
	if len(knobs) == 0 {
		return m.ID
	}
	return m.ID + " (" + strings.Join(knobs, ", ") + ")"
}
