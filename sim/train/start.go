package train

import (
	"errors"
	"fmt"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
)

// Begin puts a saved prompt, or saved low-rank updates, in the place of the method's own start, and a saved linear head
// (classes, width) if it has the right size; took says whether the head was taken. Call it before the first Tick. The
// digest covers what follows from it, but a Spec does not name it: a run that begins so is decided by Spec and prompt
// together.
//
// A prompt that an encoder computes cannot begin so: what is saved is the encoder's output, and nothing says which
// encoder would make it.
func (t *Trainer) Begin(saved *nn.Inject, headW, headB []Real) (took bool, err error) {
	if t.step > 0 || len(t.evals) > 0 {
		return false, errors.New("a run that is under way cannot begin from a saved prompt")
	}
	if err := t.beginPrompt(saved); err != nil {
		return false, err
	}
	t.tuner.Forward()
	if len(t.goal.heads) == 1 && len(headW) == len(t.goal.heads[0].W) && len(headB) == len(t.goal.heads[0].B) {
		copy(t.goal.heads[0].W, headW)
		copy(t.goal.heads[0].B, headB)
		t.goal.repack()
		took = true
	}
	t.keepLook() // of step 0
	return took, nil
}

// beginPrompt checks that the saved numbers are of this kind of method and this shape, and takes them.
func (t *Trainer) beginPrompt(saved *nn.Inject) error {
	in, s := &t.tuner.Inject, &t.spec
	dst, src, kind := in.Virtual, saved.Virtual, "prompt in the input"
	if in.P > 0 {
		dst, src, kind = in.Prefix, saved.Prefix, "prompt in the layers"
	}
	switch {
	case t.tuner.Encoded:
		return fmt.Errorf("method %s computes its prompt by an encoder, which a saved prompt does not have: want prompt-tuning, p-tuning with encoder none, p-tuning-v2 without projection and dropout, lora", s.Method)
	case len(in.Low) > 0:
		return t.beginLow(saved.Low)
	case len(dst) == 0 || t.tuner.Search != nil:
		return fmt.Errorf("method %s has nothing to begin with: want prompt-tuning, p-tuning with encoder none, p-tuning-v2, lora", s.Method)
	case len(src) == 0:
		return fmt.Errorf("what is saved is no %s, which method %s has: want what the same kind of method has exported", kind, s.Method)
	case len(src) != len(dst):
		return fmt.Errorf("the saved prompt has %d numbers, method %s on backbone %s with n %d has %d", len(src), s.Method, s.Backbone, s.N, len(dst))
	}
	copy(dst, src)
	return nil
}

// beginLow takes updates of the same projections, rank and scale.
func (t *Trainer) beginLow(saved []nn.LowRank) error {
	low := t.tuner.Inject.Low
	same := len(saved) == len(low)
	for i := range low {
		same = same && saved[i].Layer == low[i].Layer && saved[i].Part == low[i].Part && saved[i].Scale == low[i].Scale &&
			len(saved[i].A.W) == len(low[i].A.W) && len(saved[i].B.W) == len(low[i].B.W)
	}
	if !same {
		return fmt.Errorf("the saved updates (%d) are not those of lora with rank %d, alpha %d, targets %s: want the settings that they were made with", len(saved), t.spec.Rank, t.spec.Alpha, t.spec.Targets)
	}
	for i := range low {
		copy(low[i].A.W, saved[i].A.W)
		copy(low[i].B.W, saved[i].B.W)
	}
	return nil
}
