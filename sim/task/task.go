// Package task makes the labelled data sets that prompts are tuned on, and scores predictions.
//
// Each task is one file that registers a recipe: a description and a function that draws training and
// held-out samples in words. This file turns words into ids and checks what callers ask for. Two rules
// hold for every recipe: training and held-out samples never share a Key, and the held-out set does not
// depend on how many labels are asked for, so that results for different label counts compare. Rates and other
// choices are made on the Validation split, which has nothing of the Test split's held-out set.
package task

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"promptscope/sim/run"
	"promptscope/sim/world"
)

// Kind says what a task asks of the model.
type Kind int

// The kinds.
const (
	Cloze     Kind = iota // one [MASK]; the answer is a vocabulary word
	Tagging               // one tag per word, linear head on each word
	Labelling             // one label per text, linear head on its first row
)

// Split says which examples score a run.
type Split bool

// The splits. Validation is carved out of what Test trains on: its held-out keys are training keys of Test, its training
// set avoids them, and neither has a key of Test's held-out set.
const (
	Test       Split = false
	Validation Split = true
)

// Metrics of tasks.
const (
	Accuracy = "accuracy"
	SpanF1   = "span F1"
)

// Info describes a task for menus, the command line and lessons.
type Info struct {
	ID          string // "fact", "fact-continent", "fact-language", "fact-currency", "rel", "srl", "ner", "srl+ner"
	Kind        Kind
	Metric      string // Accuracy or SpanF1
	Classes     bool   // Cloze whose answer is one of a few words: a classification, which a linear head can do too
	TrainSize   int    // labelled examples by default
	HeldoutSize int
	MaxTrain    int        // most labelled examples that New accepts
	Steps       int        // recommended optimiser steps at batch 16
	Rate        run.RateOf // which of the recommended rates of a method holds
}

// Example is one labelled sentence.
type Example struct {
	Words  []int32 // vocabulary ids without [CLS] and the last [SEP]; a Cloze example contains exactly one [MASK]
	Types  []int32 // token type of each of Words, 1 in the second text of a pair; nil for all 0
	Answer int32   // Cloze: the vocabulary id at [MASK]; Labelling: index into Task.Labels; Tagging: -1
	Tags   []int32 // Tagging: index into Task.Labels per word; else nil
	At     []int32 // Tagging: which of Words each of Tags is of, such as the first piece of a word; nil for each in order
	Key    string  // what must not be in both sets: the country, the sentence, or the names in it
	Part   int     // index into Task.Parts; 0 in a single task
}

// RowTypes are the token types of a row in which the words stand at rows, and which has so many tokens; nil where all are 0. [SEP] at
// its end belongs to the text before it.
func (x *Example) RowTypes(rows []int32, tokens int) []int32 {
	if x.Types == nil {
		return nil
	}
	out := make([]int32, tokens)
	for w, r := range rows {
		out[r] = x.Types[w]
	}
	out[tokens-1] = x.Types[len(x.Types)-1]
	return out
}

// Task is a data set. It does not change after New, so it may be shared.
type Task struct {
	Info
	Labels   []string // Tagging, Labelling: their names (of a joint task: see Parts); Cloze: the verbalizer's words, nil for the whole vocabulary
	LabelIDs []int32  // Cloze with a verbalizer: the vocabulary ids of Labels; otherwise nil
	Train    []Example
	Heldout  []Example
	Parts    []*Task // of a joint task: its data sets, whose examples Train and Heldout mix; nil for a single one
	Relation string  // the word for what is asked, R in a template; "" where a task asks for no relation of a country
}

// sample is an example in words.
type sample struct {
	words  []string
	answer string   // Cloze
	tags   []string // Tagging
	key    string
}

// recipe is what a task's file registers.
type recipe struct {
	rank   int // place in All; gaps leave room for new tasks
	info   Info
	labels []string
	asks   string                                                                             // Task.Relation
	parts  []string                                                                           // of a joint task: the tasks whose data sets it mixes; then labels and draw are unused
	draw   func(seed uint64, split Split, train, heldout int) (trainSet, heldoutSet []sample) // fewer if the split has no more
}

// registry holds the recipes by rank. Only init functions write it.
var registry []recipe

// register adds a recipe. Sorted by rank, the order does not depend on file names.
func register(r recipe) {
	registry = append(registry, r)
	slices.SortFunc(registry, func(a, b recipe) int { return cmp.Compare(a.rank, b.rank) })
}

// All describes every task in the order of menus.
func All() []Info {
	out := make([]Info, len(registry))
	for i, r := range registry {
		out[i] = r.info
	}
	return out
}

// Lookup describes one task.
func Lookup(id string) (Info, error) {
	r, err := find(id)
	return r.info, err
}

func find(id string) (recipe, error) {
	ids := make([]string, len(registry))
	for i, r := range registry {
		if r.info.ID == id {
			return r, nil
		}
		ids[i] = r.info.ID
	}
	return recipe{}, fmt.Errorf("no task %q: want one of %s", id, strings.Join(ids, ", "))
}

// New makes the data set of a task: labels training examples (0 = the default) and the default number
// of held-out ones, fewer where the split of a fact task has no more. More labels of the same seed add examples behind
// the ones before.
func New(id string, v *world.Vocab, split Split, labels int, seed uint64) (*Task, error) {
	r, err := find(id)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return nil, fmt.Errorf("task %s: no vocabulary: want one of world.BuildVocab or world.ReadVocab", id)
	}
	n, err := r.trainSize(labels)
	if err != nil {
		return nil, err
	}
	if r.parts != nil {
		return newJoint(r, v, split, n, seed)
	}
	t := &Task{Info: r.info, Labels: slices.Clone(r.labels), Relation: r.asks}
	e := encoder{task: t, vocab: v}
	train, heldout := r.draw(seed, split, n, r.info.HeldoutSize)
	t.Train, t.Heldout = e.examples(train), e.examples(heldout)
	if t.Kind == Cloze && t.Labels != nil {
		t.LabelIDs = e.ids(t.Labels)
	}
	if err := e.err(); err != nil {
		return nil, err
	}
	return t, nil
}

// trainSize resolves a number of labels.
func (r recipe) trainSize(labels int) (int, error) {
	if labels >= 1 && labels <= r.info.MaxTrain {
		return labels, nil
	}
	if labels == 0 {
		return r.info.TrainSize, nil
	}
	return 0, fmt.Errorf("task %s with %d labels: want 1 to %d, or 0 for the default %d",
		r.info.ID, labels, r.info.MaxTrain, r.info.TrainSize)
}
