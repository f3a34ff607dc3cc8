// Package ckpt reads and writes checkpoints as Hugging Face folders: config.json, model.safetensors and vocab.txt.
// It works on bytes and io/fs, so the same code serves the disk, embedded files and downloads.
//
// A folder either gives the numbers that transformers gives, or is refused with the name of what is in the way: a key of
// config.json (rules.go), a tensor that nobody reads (leftovers.go), a format (dtype.go).
package ckpt

import (
	"fmt"

	"promptscope/sim/nn"
	"promptscope/sim/world"
)

// The three files of a folder.
const (
	ConfigFile  = "config.json"
	WeightsFile = "model.safetensors"
	VocabFile   = "vocab.txt"
)

// Files lists them in the order they are needed.
func Files() []string { return []string{ConfigFile, WeightsFile, VocabFile} }

// Checkpoint is an opened folder.
type Checkpoint struct {
	Params  *nn.Params
	Vocab   *world.Vocab
	Facts   Facts
	Other   []Tensor // the classifier, if the folder has one: classifier.weight and .bias, or score.weight
	Missing []string // tensors of heads that the folder does not have; Params holds zeros for them
}

// Decode opens a checkpoint from the bytes of its three files.
func Decode(configJSON, weights, vocab []byte) (*Checkpoint, error) {
	c, err := DecodeModel(configJSON, weights)
	if err != nil {
		return nil, err
	}
	return c.withVocab(vocab)
}

// DecodeModel opens a checkpoint that needs no vocabulary.
func DecodeModel(configJSON, weights []byte) (*Checkpoint, error) {
	tensors, err := DecodeTensors(weights)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", WeightsFile, err)
	}
	return decodeModel(configJSON, tensors, len(weights))
}

// decodeModel joins config.json and tensors that came from so many bytes.
func decodeModel(configJSON []byte, tensors []Tensor, size int) (*Checkpoint, error) {
	names := make([]string, len(tensors))
	for i, t := range tensors {
		names[i] = t.Name
	}
	c, facts, err := decodeConfig(configJSON, names)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ConfigFile, err)
	}
	out, err := decodeWeights(c, facts, tensors, size)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", WeightsFile, err)
	}
	return out, nil
}

// withVocab reads the vocabulary. A table of words that was rounded up to a multiple of 8 or so has rows without a word,
// which could only ever be a wrong answer: they are cut off.
func (c *Checkpoint) withVocab(data []byte) (*Checkpoint, error) {
	v, err := world.ReadVocab(data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", VocabFile, err)
	}
	if left := c.Params.V - v.Len(); left < 0 || left >= 64 && 8*left > c.Params.V { // more than rounding up explains
		return nil, fmt.Errorf("%s has %d words, but vocab_size in %s is %d", VocabFile, v.Len(), ConfigFile, c.Params.V)
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
