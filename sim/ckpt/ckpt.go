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

// Decode opens a folder of ours, as EncodeAs writes it, from the bytes of its three files: what a page downloads. All
// tensors must be there, and no others. Folders of anybody's are read by Read and DecodeForeign, which know more names and
// what to refuse, a fortieth of the worker's program.
func Decode(configJSON, weights, vocab []byte) (*Checkpoint, error) {
	c, err := DecodeConfig(configJSON)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", ConfigFile, err)
	}
	tensors, err := DecodeTensors(weights)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", WeightsFile, err)
	}
	found := make(map[string]Tensor, len(tensors))
	for _, t := range tensors {
		found[t.Name] = t
	}
	out, err := fill(c, found, len(weights))
	if err == nil && len(found)+len(out.Missing) > 0 {
		err = fmt.Errorf("%d tensors are missing and %d are none of the layout", len(out.Missing), len(found))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", WeightsFile, err)
	}
	if out.Vocab, err = world.ReadVocab(vocab); err != nil {
		return nil, fmt.Errorf("%s: %w", VocabFile, err)
	}
	if out.Vocab.Len() != c.V {
		return nil, wrongSize(out.Vocab, c)
	}
	return out, nil
}

// wrongSize is the error of a vocabulary that does not go with the weights.
func wrongSize(v *world.Vocab, c nn.Config) error {
	return fmt.Errorf("%s has %d words, but vocab_size in %s is %d", VocabFile, v.Len(), ConfigFile, c.V)
}
