package peft

import (
	"fmt"
	"slices"
	"strconv"

	"promptscope/sim/ckpt"
)

// headNames are the modules of classifiers; a causal model's has no bias.
var headNames = map[bool]string{false: "classifier", true: "score"}

// headTensor is a classifier's tensor.
func (a *Adapter) headTensor(module, part string) string {
	return a.form().prefix() + module + "." + part
}

// fill takes the tensors, and from their shapes what the config leaves open. A tensor that nothing takes is an error:
// PEFT would put it into the model.
func (a *Adapter) fill(f ckpt.File) error {
	left := map[string]ckpt.Tensor{}
	for _, t := range f.Tensors {
		left[t.Name] = t
	}
	if err := a.form().fill(a, left); err != nil {
		return err
	}
	if err := a.fillHead(left); err != nil {
		return err
	}
	for _, t := range f.Tensors { // in name order
		if _, ok := left[t.Name]; ok {
			return fmt.Errorf("tensor %q is not read here, though PEFT would use it", t.Name)
		}
	}
	if note, ok := f.Meta[Note]; ok {
		scale, err := strconv.ParseFloat(note, 64)
		if err != nil || !(scale > 0 && scale <= most) || a.Task != SeqCls {
			return fmt.Errorf("metadata %s %q: want a number above 0 to %d, for %s", Note, note, most, SeqCls)
		}
		a.HeadScale = scale
	}
	return nil
}

// fillHead takes the classifier, if the task has one.
func (a *Adapter) fillHead(left map[string]ckpt.Tensor) error {
	if a.Task != SeqCls && a.Task != TokenCls {
		return nil
	}
	if name := a.headTensor(headNames[true], "weight"); a.Task == SeqCls {
		if w, ok := left[name]; ok {
			delete(left, name)
			return a.takeHead(w, nil)
		}
	}
	var t [2]ckpt.Tensor
	for i, part := range []string{"weight", "bias"} {
		name := a.headTensor(headNames[false], part)
		var ok bool
		if t[i], ok = left[name]; !ok {
			return fmt.Errorf("tensor %q is missing: task_type %s needs the classifier", name, a.Task)
		}
		delete(left, name)
	}
	return a.takeHead(t[0], &t[1])
}

// takeHead keeps a classifier (classes, width) and its bias, if there is one.
func (a *Adapter) takeHead(w ckpt.Tensor, b *ckpt.Tensor) error {
	if len(w.Shape) != 2 || w.Shape[0] < 1 || a.Width == 0 {
		return fmt.Errorf("tensor %q has shape %v, want [classes %d]", w.Name, w.Shape, a.Width)
	}
	if err := w.Check([]int{w.Shape[0], a.Width}); err != nil {
		return err
	}
	a.Classes, a.HeadW = w.Shape[0], w.Data
	if b == nil {
		return nil
	}
	a.HeadB = b.Data
	return b.Check(slices.Clone(w.Shape[:1]))
}
