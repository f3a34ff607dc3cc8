package task

// From samples in words to examples in ids.

import (
	"fmt"
	"slices"

	"promptscope/sim/world"
)

// encoder remembers the first word that the vocabulary lacks. A data set with [UNK] in it would train
// and score without complaint, so it is refused as a whole.
type encoder struct {
	task    *Task
	vocab   *world.Vocab
	missing string
}

func (e *encoder) id(word string) int32 {
	id, ok := e.vocab.Lookup(word)
	if !ok && e.missing == "" {
		e.missing = word
	}
	return int32(id)
}

func (e *encoder) ids(words []string) []int32 {
	out := make([]int32, len(words))
	for i, w := range words {
		out[i] = e.id(w)
	}
	return out
}

func (e *encoder) examples(set []sample) []Example {
	out := make([]Example, len(set))
	for i, s := range set {
		ex := Example{Words: e.ids(s.words), Answer: -1, Key: s.key}
		if e.task.Kind == Cloze {
			ex.Answer = e.id(s.answer)
		} else {
			ex.Tags = e.tags(s.tags)
		}
		out[i] = ex
	}
	return out
}

func (e *encoder) tags(names []string) []int32 {
	out := make([]int32, len(names))
	for i, n := range names {
		out[i] = int32(slices.Index(e.task.Labels, n))
	}
	return out
}

func (e *encoder) err() error {
	if e.missing == "" {
		return nil
	}
	return fmt.Errorf("task %s needs the word %q, which this vocabulary of %d words lacks: want the words of world.BuildVocab",
		e.task.ID, e.missing, e.vocab.Len())
}
