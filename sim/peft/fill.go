package peft

import (
	"fmt"
	"slices"
	"strconv"

	"promptscope/sim/ckpt"
)

const promptTensor = "prompt_embeddings"

// headNames are the modules of classifiers; a causal model's has no bias.
var headNames = map[bool]string{false: "classifier", true: "score"}

// headTensor is a classifier's tensor: PEFT wraps the model once more for LORA.
func (a *Adapter) headTensor(module, part string) string {
	if a.Kind == LoRA {
		module = "model." + module
	}
	return "base_model." + module + "." + part
}

// fill takes the tensors, and from their shapes what the config leaves open. A tensor that nothing takes is an error:
// PEFT would put it into the model.
func (a *Adapter) fill(f ckpt.File) error {
	left := map[string]ckpt.Tensor{}
	for _, t := range f.Tensors {
		left[t.Name] = t
	}
	take := a.fillPrompt
	if a.Kind == LoRA {
		take = a.fillLora
	}
	if err := take(left); err != nil {
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

// fillPrompt takes the rows of a soft prompt. Of width and number of layers a prefix must say one; its rows say the other.
func (a *Adapter) fillPrompt(left map[string]ckpt.Tensor) error {
	p, ok := left[promptTensor]
	if !ok {
		return fmt.Errorf("tensor %q is missing", promptTensor)
	}
	delete(left, promptTensor)
	if len(p.Shape) != 2 || p.Shape[0] != a.N {
		return fmt.Errorf("tensor %q has shape %v, the config says %d virtual tokens", promptTensor, p.Shape, a.N)
	}
	row := p.Shape[1]
	switch {
	case a.Kind != PrefixTuning && a.Width == 0:
		a.Width = row
	case a.Kind != PrefixTuning:
	case a.Width == 0 && a.Layers == 0:
		return fmt.Errorf("token_dim and num_layers are missing from %s: a prefix needs one of them", ConfigFile)
	case a.Width == 0:
		a.Width = row / (2 * a.Layers)
	case a.Layers == 0:
		a.Layers = row / (2 * a.Width)
	}
	want := a.Width
	if a.Kind == PrefixTuning {
		want *= 2 * a.Layers
	}
	if want == 0 {
		return fmt.Errorf("tensor %q has shape %v: too narrow for num_layers %d", promptTensor, p.Shape, a.Layers)
	}
	a.Prompt = p.Data
	return p.Check([]int{a.N, want})
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
