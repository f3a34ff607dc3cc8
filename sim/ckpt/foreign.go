package ckpt

import (
	"fmt"
	"strings"

	"promptscope/sim/nn"
	"promptscope/sim/world"
)

// DecodeForeign opens a folder of anybody's from the bytes of its three files.
func DecodeForeign(configJSON, weights, vocab []byte) (*Checkpoint, error) {
	c, err := DecodeModel(configJSON, weights)
	if err != nil {
		return nil, err
	}
	return c.withVocab(vocab)
}

// DecodeModel is DecodeForeign without a vocabulary: Vocab is nil, and rows of words that have no name stay.
func DecodeModel(configJSON, weights []byte) (*Checkpoint, error) {
	f, err := DecodeFile(weights)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", WeightsFile, err)
	}
	return decodeModel(configJSON, f.Tensors, len(weights))
}

// decodeModel joins config.json and tensors that came from so many bytes.
func decodeModel(configJSON []byte, tensors []Tensor, size int) (*Checkpoint, error) {
	names := make([]string, len(tensors))
	for i, t := range tensors {
		names[i] = t.Name
	}
	c, facts, err := decodeForeign(configJSON, names)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ConfigFile, err)
	}
	out, err := decodeWeights(c, facts, tensors, size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", WeightsFile, err)
	}
	return out, nil
}

// decodeWeights fills parameters of the shape in config.json from the tensors of its weights.
func decodeWeights(c nn.Config, f Facts, tensors []Tensor, bytes int) (*Checkpoint, error) {
	found, err := index(tensors)
	if err != nil {
		return nil, err
	}
	if err := join(c, f, found); err != nil {
		return nil, err
	}
	out, err := fill(c, found, bytes)
	if err != nil && len(tensors) > 0 {
		err = fmt.Errorf("%w (the file has %d tensors, such as %q)", err, len(tensors), tensors[len(tensors)/2].Name)
	}
	if err != nil {
		return nil, err
	}
	out.Facts = f
	if err := out.whole(); err != nil {
		return nil, err
	}
	if f.Untied {
		out.Missing = append(out.Missing, untied(c, found)...)
	}
	return out, out.leftovers(tensors, found)
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

// withVocab reads the vocabulary.
func (c *Checkpoint) withVocab(data []byte) (*Checkpoint, error) {
	v, err := world.ReadVocab(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", VocabFile, err)
	}
	return c.WithVocab(v)
}

// WithVocab gives names to the words of a model that ReadModel has opened. A table of words that was rounded up to a multiple of 8 or
// so has rows without a word, which could only ever be a wrong answer: they are cut off.
func (c *Checkpoint) WithVocab(v *world.Vocab) (*Checkpoint, error) {
	if left := c.Params.V - v.Len(); left < 0 || left >= 64 && 8*left > c.Params.V { // more than rounding up explains
		return nil, wrongSize(v, c.Params.Config)
	}
	c.Vocab = v
	if v.Len() < c.Params.V {
		c.Params = narrow(c.Params, v.Len())
	}
	return c, nil
}

// narrow is p with a table of n words.
func narrow(p *nn.Params, n int) *nn.Params {
	c := p.Config
	c.V = n
	out := nn.NewParams(c)
	for i, t := range out.Tensors { // both list the same tensors; a shorter one is the first rows
		copy(t.Data, p.Tensors[i].Data)
	}
	return out
}
