package world

// The vocabulary: which word has which id.

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// The special words, with BERT's spelling.
const (
	PadWord  = "[PAD]"
	UnkWord  = "[UNK]"
	CLSWord  = "[CLS]"
	SEPWord  = "[SEP]"
	MaskWord = "[MASK]"
)

// Vocab maps words to ids and back. It does not change after it was built, so it may be shared.
type Vocab struct {
	Pad, Unk, CLS, SEP, Mask int // ids of the special words

	words []string
	ids   map[string]int
}

// extraWords never occur in the corpus, or only by chance. They are there so that hand-written templates
// and questions can be typed without hitting [UNK].
const extraWords = `which what where yes no same different tell me city of state name about its known for as
	official town seat main located continent nation money used mother tongue the a is in question answer : ?
	country region part speak home positive negative please fill , . x y relation between country's national`

// BuildVocab returns the vocabulary of the micro-world: the special words, then every word the grammar
// can produce and the extra ones, sorted. It is read off the templates, not sampled, so it is complete.
func BuildVocab() *Vocab {
	words := strings.Fields(extraWords)
	for _, list := range wordLists() {
		words = append(words, list...)
	}
	for _, list := range templateLists() {
		for _, t := range list {
			words = append(words, expand(t, func(string) []string { return nil })...)
		}
	}
	for _, r := range Relations() {
		words = append(words, r.String())
	}
	slices.Sort(words)
	v, err := newVocab(append(specials(), slices.Compact(words)...))
	if err != nil {
		panic("world: the grammar's own vocabulary is not valid: " + err.Error()) // a test builds it
	}
	return v
}

// specials returns the special words in the order of their ids.
func specials() []string { return []string{PadWord, UnkWord, CLSWord, SEPWord, MaskWord} }

// wordLists are all words that fill slots.
func wordLists() [][]string {
	lists := [][]string{
		firstNames, lastNames, cities, companies, companySuffixes, placeSuffixes, placePrefixes,
		trades, positiveWords, negativeWords, aspects, things,
		{"bank", "university", "very", "really", "share", "differ", "and"},
	}
	for _, c := range countries {
		lists = append(lists, []string{c.Name, c.Capital, c.Continent, c.Language, c.Currency})
	}
	return lists
}

// templateLists are all templates of all kinds.
func templateLists() [][]string {
	lists := [][]string{
		entityTemplates, eventTemplates, followUps,
		reviewTemplates, closings, positiveClosings, negativeClosings, fillerTemplates,
	}
	return append(lists, factTemplates[:]...)
}

// ReadVocab reads a vocabulary in BERT's vocab.txt form: one word a line, its id the line number from 0.
// The special words may stand anywhere but must be there. Lines may end as on Windows, in \r\n.
func ReadVocab(data []byte) (*Vocab, error) {
	text := strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	return newVocab(strings.Split(text, "\n"))
}

// NameVocab numbers the pieces of somebody's tokenizer by their ids, as it spells them. An id without a piece, or one whose
// spelling is taken, gets a name that no text has: it is never looked up, only shown.
func NameVocab(pieces []string) (*Vocab, error) {
	words, seen := make([]string, len(pieces)), map[string]bool{}
	for id, p := range pieces {
		if p == "" || seen[p] || strings.ContainsAny(p, " \t\r\n\v\f") {
			p = fmt.Sprintf("[id-%d]", id)
		}
		words[id], seen[p] = p, true
	}
	return newVocab(words)
}

// newVocab numbers words; line numbers in its errors count from 1.
func newVocab(words []string) (*Vocab, error) {
	v := &Vocab{words: words, ids: make(map[string]int, len(words))}
	for id, w := range words {
		if w == "" {
			return nil, fmt.Errorf("vocabulary line %d is empty: want one word on every line", id+1)
		}
		if strings.ContainsAny(w, " \t\r\v\f") {
			return nil, fmt.Errorf("vocabulary line %d, %q, holds white space: want one word a line, lines ending in \\n", id+1, w)
		}
		if first, ok := v.ids[w]; ok {
			return nil, fmt.Errorf("vocabulary line %d repeats %q of line %d: want every word once", id+1, w, first+1)
		}
		v.ids[w] = id
	}
	for i, at := range []*int{&v.Pad, &v.Unk, &v.CLS, &v.SEP, &v.Mask} {
		id, ok := v.ids[specials()[i]]
		if !ok {
			return nil, fmt.Errorf("vocabulary of %d lines lacks %s: want the lines %s", len(words), specials()[i], strings.Join(specials(), " "))
		}
		*at = id
	}
	return v, nil
}

// Bytes returns the vocabulary in the form that ReadVocab reads.
func (v *Vocab) Bytes() []byte {
	var b bytes.Buffer
	for _, w := range v.words {
		b.WriteString(w)
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// Len returns the number of words.
func (v *Vocab) Len() int { return len(v.words) }

// Word returns the word of an id, [UNK] for an id outside the vocabulary.
func (v *Vocab) Word(id int) string {
	if id < 0 || id >= len(v.words) {
		return UnkWord
	}
	return v.words[id]
}

// Lookup returns the id of a word and whether there is one.
func (v *Vocab) Lookup(word string) (id int, ok bool) {
	id, ok = v.ids[word]
	return id, ok
}

// ID returns the id of a word, that of [UNK] for an unknown one.
func (v *Vocab) ID(word string) int {
	if id, ok := v.ids[word]; ok {
		return id
	}
	return v.Unk
}

// Encode returns the ids of words; nothing is added in front or behind.
func (v *Vocab) Encode(words []string) []int32 {
	ids := make([]int32, len(words))
	for i, w := range words {
		ids[i] = int32(v.ID(w))
	}
	return ids
}
