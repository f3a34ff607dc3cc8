package ckpt

import (
	"fmt"
	"strings"

	"promptscope/sim/nn"
)

// harmless are the tensors that change nothing, by their canonical names: buffers that older releases of transformers saved,
// and the head of next-sentence prediction.
func harmless(name string) bool {
	switch {
	case name == "bert.embeddings.position_ids", name == "bert.embeddings.token_type_ids", strings.HasPrefix(name, "cls.seq_relationship."):
		return true
	case strings.HasPrefix(name, "transformer.h."):
		return strings.HasSuffix(name, ".attn.bias") || strings.HasSuffix(name, ".attn.masked_bias")
	}
	return false
}

// leftovers keeps the classifier of the folder's class, and refuses every other tensor that nothing has read: transformers
// would have used it, or ignored it without the person who saved it knowing.
func (c *Checkpoint) leftovers(tensors []Tensor, found map[string]Tensor) error {
	for _, t := range tensors {
		name := canonical(t.Name)
		left, ok := found[name]
		switch {
		case !ok || left.Name != t.Name || harmless(name):
		case c.reads(name):
			if t.Data == nil {
				return t.Check(t.Shape)
			}
			c.Other = append(c.Other, t)
		case strings.HasPrefix(name, "classifier.") || strings.HasPrefix(name, "score."):
			return fmt.Errorf("tensor %q is not read by the class %s of config.json's architectures: want …ForSequenceClassification and …ForTokenClassification", t.Name, c.Facts.Class)
		default:
			return fmt.Errorf("tensor %q is not read here, though it may change what the model computes", t.Name)
		}
	}
	return nil
}

// reads reports whether a tensor is the classifier of the folder's class. Without a class it is kept: who knows from
// elsewhere what it reads may use it.
func (c *Checkpoint) reads(name string) bool {
	task := c.Facts.Task()
	if task == "" && c.Facts.Class != "" {
		return false
	}
	if c.Params.Layout == nn.GPT2 && task != TokenCls {
		return name == "score.weight"
	}
	return name == "classifier.weight" || name == "classifier.bias"
}
