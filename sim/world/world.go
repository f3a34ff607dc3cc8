// Package world is the micro-world that the backbones are pretrained on: a small grammar over real
// country facts, named entities, transfer events and reviews, with its word-level vocabulary.
//
// It replaces a web-scale corpus. What a prompt can elicit from a frozen model is bounded by what
// pretraining put there, so the corpus is built to contain exactly what the tasks ask for: facts with
// a skewed frequency, who gave what to whom, and names whose class depends on their neighbours.
//
// A sentence is a list of lower-case words; the vocabulary has one id per word and no sub-words, so
// that a token on the screen is always a word. Everything follows from the seed; nothing here keeps
// global state, and no draw depends on the order of a map.
package world

import (
	"strings"

	"promptscope/sim/rng"
)

// MaxWords is the length of the longest sentence, without [CLS] and [SEP]. Position tables rely on it.
const MaxWords = 24

// corpusStream keeps the corpus apart from the other consumers of a seed.
const corpusStream = 0x776f726c64 // "world"

// Generator draws sentences. It is not safe for concurrent use.
type Generator struct{ r *rng.Rand }

// NewGenerator returns the generator of the pretraining corpus of a seed.
func NewGenerator(seed uint64) *Generator { return From(rng.New(seed, corpusStream)) }

// From returns a generator that draws from r. Tasks use it to give every set a stream of its own.
func From(r *rng.Rand) *Generator { return &Generator{r} }

// kind is one part of the pretraining mix.
type kind int

const (
	factKind kind = iota
	comparisonKind
	entityKind
	eventKind
	reviewKind
	fillerKind
)

// mix is the share of each kind in percent. Half are facts because a fact is learned only after about
// 60 maskings, and there are 488 of them.
var mix = []float64{factKind: 50, comparisonKind: 6, entityKind: 17, eventKind: 11, reviewKind: 12, fillerKind: 4}

// Sentence draws one sentence of the pretraining mix.
func (g *Generator) Sentence() []string {
	return g.sentence(kind(g.r.Weighted(mix)))
}

func (g *Generator) sentence(k kind) []string {
	switch k {
	case factKind:
		c := g.famous()
		return g.Fact(c, Relation(g.r.IntN(numRelations)))
	case comparisonKind:
		return g.comparison()
	case entityKind:
		words, _ := g.Entities()
		return words
	case eventKind:
		// Always with the follow-up: to fill a gap in "now V has T" the model must work out who gave and
		// who received, and only what pretraining had a use for can be prompted out later.
		words, _ := g.Event(true)
		return words
	case reviewKind:
		words, _ := g.Review(true)
		return words
	default:
		return g.filler()
	}
}

// filler draws a sentence about nothing in particular: neighbours for the words of the other kinds.
func (g *Generator) filler() []string {
	return expand(g.pick(fillerTemplates), func(string) []string { return []string{g.pick(things)} })
}

// pick returns one element of list, each equally likely.
func (g *Generator) pick(list []string) string { return list[g.r.IntN(len(list))] }

// two returns two different elements of list.
func (g *Generator) two(list []string) (string, string) {
	i, j := g.r.IntN(len(list)), g.r.IntN(len(list)-1)
	if j >= i {
		j++
	}
	return list[i], list[j]
}

// expand replaces the slots of a template, its words in capitals, by what fill returns for them.
func expand(template string, fill func(slot string) []string) []string {
	var out []string
	for _, w := range strings.Fields(template) {
		if isSlot(w) {
			out = append(out, fill(w)...)
		} else {
			out = append(out, w)
		}
	}
	return out
}

// expandTagged is expand with a tag per word; template words get "O".
func expandTagged(template string, fill func(slot string) (words, tags []string)) (words, tags []string) {
	for _, w := range strings.Fields(template) {
		ws, ts := []string{w}, []string{"O"}
		if isSlot(w) {
			ws, ts = fill(w)
		}
		words, tags = append(words, ws...), append(tags, ts...)
	}
	return words, tags
}

// isSlot reports whether a template word stands for other words: the vocabulary itself is lower case.
func isSlot(word string) bool { return word[0] >= 'A' && word[0] <= 'Z' }
