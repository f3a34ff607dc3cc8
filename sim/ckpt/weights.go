package ckpt

import (
	"fmt"
	"strings"

	"promptscope/sim/nn"
)

// decodeWeights fills parameters of the shape in config.json from the tensors of its weights.
func decodeWeights(c nn.Config, f Facts, tensors []Tensor, bytes int) (*Checkpoint, error) {
	if err := fits(c, bytes); err != nil {
		return nil, err
	}
	found, err := index(tensors)
	if err != nil {
		return nil, err
	}
	if err := join(c, f, found); err != nil {
		return nil, err
	}
	out := &Checkpoint{Params: nn.NewParams(c), Facts: f}
	for _, want := range out.Params.Tensors {
		t, ok := found[want.Name]
		if !ok && headOf(want.Name) != "" {
			out.Missing = append(out.Missing, want.Name)
			continue
		}
		if !ok {
			return nil, missing(want.Name, tensors)
		}
		if err := t.Check(fileShape(want)); err != nil {
			return nil, err
		}
		load(want, t.Data)
		delete(found, want.Name)
	}
	if err := out.whole(); err != nil {
		return nil, err
	}
	if f.Untied {
		out.Missing = append(out.Missing, untied(c, found)...)
	}
	return out, out.leftovers(tensors, found)
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

// index finds tensors by their canonical names. Two that are the same tensor must have the same numbers.
func index(tensors []Tensor) (map[string]Tensor, error) {
	found := make(map[string]Tensor, len(tensors))
	for _, t := range tensors {
		name := canonical(t.Name)
		if old, ok := found[name]; ok && !same(old, t) {
			return nil, fmt.Errorf("tensors %q and %q are two names of one tensor, but differ", old.Name, t.Name)
		}
		found[name] = t
	}
	return found, nil
}

// join brings each shared tensor under our name. Which of two different ones counts would depend on the reader's order.
func join(c nn.Config, f Facts, found map[string]Tensor) error {
	for _, pair := range shared(c.Layout) {
		other, ok := found[pair[1]]
		ours, has := found[pair[0]]
		words := strings.HasSuffix(pair[1], ".weight")
		switch {
		case !ok:
		case has && same(ours, other):
			if !words || !f.Untied {
				delete(found, pair[1])
			}
		case has && words:
			return fmt.Errorf("tensor %q differs from %q, the word embeddings; want tied ones (tie_word_embeddings)", other.Name, ours.Name)
		case has:
			return fmt.Errorf("tensors %q and %q are two names of one tensor, but differ", ours.Name, other.Name)
		case !words || !f.Untied:
			found[pair[0]] = other
			delete(found, pair[1])
		}
	}
	return nil
}

// untied handles tie_word_embeddings false: a stored copy of the words is as good as a tied one, and without any
// matrix the words have no way out, which transformers fills with random numbers.
func untied(c nn.Config, found map[string]Tensor) (missing []string) {
	name := shared(c.Layout)[0][1]
	if _, ok := found[name]; !ok {
		return []string{name}
	}
	delete(found, name)
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

// whole refuses a head of which only a part is there: transformers would fill the rest with random numbers.
func (c *Checkpoint) whole() error {
	for _, name := range c.Missing {
		for _, t := range c.Params.Tensors {
			if headOf(t.Name) == headOf(name) && !contains(c.Missing, t.Name) {
				return fmt.Errorf("tensor %q is missing, though %q is there", name, t.Name)
			}
		}
	}
	return nil
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// missing is the error for a tensor that is not there; it shows what the file calls things.
func missing(name string, tensors []Tensor) error {
	has := "the file has none"
	if len(tensors) > 0 {
		has = fmt.Sprintf("the file has %d, such as %q", len(tensors), tensors[len(tensors)/2].Name)
	}
	return fmt.Errorf("tensor %q is missing: %s", name, has)
}
