package ckpt

import (
	"fmt"
	"strings"

	"promptscope/sim/nn"
)

// fill takes the tensors of a model of shape c out of found, which came from so many bytes. Heads that are not there are
// listed as missing; what is left in found has not been read.
func fill(c nn.Config, found map[string]Tensor, bytes int) (*Checkpoint, error) {
	if err := fits(c, bytes); err != nil {
		return nil, err
	}
	out := &Checkpoint{Params: nn.NewParams(c)}
	for _, want := range out.Params.Tensors {
		t, ok := found[want.Name]
		if !ok && headOf(want.Name) != "" {
			out.Missing = append(out.Missing, want.Name)
			continue
		}
		if !ok {
			return nil, fmt.Errorf("tensor %q is missing", want.Name)
		}
		if err := t.Check(fileShape(want)); err != nil {
			return nil, err
		}
		load(want, t.Data)
		delete(found, want.Name)
	}
	return out, nil
}

// fits refuses a shape with more numbers than the file can hold, before they are asked for. Heads may be absent from a file
// and are left out; they are fewer than what any layer has.
func fits(c nn.Config, bytes int) error {
	one := c
	one.L = 1
	first, two := nn.Count(one), one
	two.L = 2
	layer := nn.Count(two) - first
	if !c.Causal() {
		first -= 2*(c.C*c.C+c.C) + 2*c.C + c.V
	}
	if most := bytes / 2; first > most || c.L-1 > (most-first)/layer {
		return fmt.Errorf("%s asks for more numbers than %d bytes of weights hold: vocab_size %d, width %d, layers %d, FFN %d, positions %d", ConfigFile, bytes, c.V, c.C, c.L, c.FF, c.MaxPos)
	}
	return nil
}

// headOf is the head that a tensor belongs to, empty for the encoder's. A bare encoder lacks them.
func headOf(name string) string {
	for _, head := range []string{"bert.pooler", "cls.predictions", "lm_head"} {
		if strings.HasPrefix(name, head+".") {
			return head
		}
	}
	return ""
}

// Lacks reports whether the folder has no such head: "pooler", or "words" for what answers with words.
func (c *Checkpoint) Lacks(head string) bool {
	for _, name := range c.Missing {
		if strings.HasPrefix(name, "bert.pooler.") == (head == "pooler") {
			return true
		}
	}
	return false
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
