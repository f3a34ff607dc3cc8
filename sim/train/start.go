package train

import (
	"errors"
	"fmt"

	. "promptscope/sim/kernel"
)

// Begin puts a saved prompt in the place of the method's own start, and a saved linear head (classes, width) if it has the
// right size; took says whether the head was taken. Call it before the first Tick. The digest covers what follows from it,
// but a Spec does not name it: a run that begins so is decided by Spec and prompt together.
//
// A prompt that an encoder computes cannot begin so: what is saved is the encoder's output, and nothing says which
// encoder would make it.
func (t *Trainer) Begin(prompt, headW, headB []Real) (took bool, err error) {
	in := &t.tuner.Inject
	dst := in.Virtual
	if in.P > 0 {
		dst = in.Prefix
	}
	switch {
	case t.tuner.Encoded:
		return false, fmt.Errorf("method %s computes its prompt by an encoder, which a saved prompt does not have: accepted are prompt-tuning, p-tuning with encoder none, p-tuning-v2 without projection and dropout", t.spec.Method)
	case len(dst) == 0 || t.tuner.Search != nil:
		return false, fmt.Errorf("method %s has no prompt to begin from: accepted are prompt-tuning, p-tuning with encoder none, p-tuning-v2", t.spec.Method)
	case len(prompt) != len(dst):
		return false, fmt.Errorf("the saved prompt has %d numbers, method %s on backbone %s with n %d has %d", len(prompt), t.spec.Method, t.spec.Backbone, t.spec.N, len(dst))
	case t.step > 0 || len(t.evals) > 0:
		return false, errors.New("a run that is under way cannot begin from a saved prompt")
	}
	copy(dst, prompt)
	if len(t.goal.heads) == 1 && len(headW) == len(t.goal.heads[0].W) && len(headB) == len(t.goal.heads[0].B) {
		copy(t.goal.heads[0].W, headW)
		copy(t.goal.heads[0].B, headB)
		t.goal.repack()
		took = true
	}
	t.keepLook() // of step 0
	return took, nil
}
