// Package wordpiece cuts text into the pieces that a BERT reads, exactly as the Python package tokenizers 0.23.3 does: the
// same ids at the same places in the text, for every code point.
//
// The order of the steps decides the ids. Added tokens such as [MASK] are taken out first. In what is left, control
// characters are removed and white space becomes a space; Chinese characters get spaces around them; letters are decomposed
// and lose their accents; then they are lowered. Words are what stands between white space and punctuation. Each is cut into
// the longest pieces of the vocabulary from left to right, and is one [UNK] if anything is left over.
//
// A vocabulary of whole words, as the micro-world has, is the same with most steps off: see Words.
package wordpiece

import (
	"errors"
	"fmt"
	"strings"
	"sync"
)

// Options are the steps that a text goes through. Start from BERT or Words.
type Options struct {
	Clean        bool // drop control characters, private use and U+FFFD; make all white space a space (clean_text)
	Chinese      bool // spaces around Chinese characters, so that each is a word (tokenize_chinese_chars)
	StripAccents bool // decompose letters and drop their nonspacing marks (strip_accents; null there means: as Lower)
	Lower        bool // do_lower_case
	Punctuation  bool // every punctuation mark is a word of its own
	WholeWords   bool // a word is one piece or Unk; it is never cut

	Continuation string // what marks a piece that continues a word
	MaxChars     int    // a word of more characters is Unk
	Special      Special
}

// Special names the pieces with a meaning of their own.
type Special struct{ Pad, Unk, CLS, SEP, Mask string }

// BERT returns the options of BertTokenizer: those of an uncased model, or of a cased one.
func BERT(lower bool) Options {
	return Options{
		Clean: true, Chinese: true, StripAccents: lower, Lower: lower, Punctuation: true,
		Continuation: "##", MaxChars: 100,
		Special: Special{Pad: "[PAD]", Unk: "[UNK]", CLS: "[CLS]", SEP: "[SEP]", Mask: "[MASK]"},
	}
}

// Words returns the options of a vocabulary of whole words with white space between them; nothing else splits a text, and
// nothing in it is changed.
func Words() Options { return Options{WholeWords: true, Special: BERT(false).Special} }

// Piece is one piece of a text.
type Piece struct {
	ID         int32
	Start, End int32 // place in the text as it was given, in characters (code points); both 0 for a piece of the template
	Word       int32 // which word of the text it belongs to, counted from 0; -1 for a piece of the template
}

// Tokenizer has a vocabulary and the steps that lead to it. It does not change, so it may be shared.
type Tokenizer struct {
	Options
	Pad, Unk, CLS, SEP, Mask int32 // ids of the special pieces; -1 if there is none

	spelling     []string         // by id; "" where the file leaves a hole
	ids          map[string]int32 // of the vocabulary
	rests        map[string]int32 // of pieces that continue a word, without the mark
	longest      int              // bytes of the longest piece
	added        map[string]int32 // tokens beside the vocabulary, or of it, that are one piece wherever they stand
	before       finder           // those that are looked for in the text as it is
	after        finder           // and those that are looked for in the normalised text
	single, pair []part           // the template around one text and around two
	scratches    sync.Pool
}

// New makes a tokenizer from pieces in the order of their ids, with BERT's template: [CLS] a [SEP], or [CLS] a [SEP] b [SEP].
// The special pieces are looked for in the text as it is. Where a piece is repeated, the last one gets the text, as in the
// reference.
func New(pieces []string, o Options) (*Tokenizer, error) {
	ids := make(map[string]int32, len(pieces))
	for id, p := range pieces {
		ids[p] = int32(id)
	}
	var added []addedToken
	for _, s := range []string{o.Special.Pad, o.Special.Unk, o.Special.CLS, o.Special.SEP, o.Special.Mask} {
		if id, ok := ids[s]; ok {
			added = append(added, addedToken{content: s, id: id})
		}
	}
	t, err := build(pieces, ids, added, o)
	if err != nil {
		return nil, err
	}
	t.single, t.pair = bareTemplate()
	if t.CLS >= 0 && t.SEP >= 0 {
		t.single, t.pair = bertTemplate(t.CLS, t.SEP)
	}
	return t, nil
}

// build makes a tokenizer without a template.
func build(pieces []string, ids map[string]int32, added []addedToken, o Options) (*Tokenizer, error) {
	t := &Tokenizer{Options: o, spelling: pieces, ids: ids, rests: map[string]int32{}, added: map[string]int32{}}
	if o.Continuation == "" && !o.WholeWords {
		return nil, errors.New(`a vocabulary of word pieces without a mark for pieces that continue a word: want one, usually "##"`)
	}
	for p, id := range ids {
		t.longest = max(t.longest, len(p))
		if rest, ok := strings.CutPrefix(p, o.Continuation); ok && o.Continuation != "" {
			t.rests[rest] = id
		}
	}
	t.scratches.New = func() any { return new(scratch) }
	t.addTokens(added)
	s := o.Special
	for _, special := range []struct {
		id   *int32
		text string
	}{{&t.Pad, s.Pad}, {&t.Unk, s.Unk}, {&t.CLS, s.CLS}, {&t.SEP, s.SEP}, {&t.Mask, s.Mask}} {
		*special.id = -1
		if id, ok := t.ID(special.text); ok {
			*special.id = id
		}
	}
	if t.Unk < 0 {
		return nil, fmt.Errorf("a vocabulary of %d pieces without %q: want a piece for what it does not know", len(pieces), s.Unk)
	}
	return t, nil
}

// Len is the number of ids: one more than the largest.
func (t *Tokenizer) Len() int { return len(t.spelling) }

// Text is the spelling of a piece, with the mark if it continues a word; that of Unk for an id outside the vocabulary.
func (t *Tokenizer) Text(id int32) string {
	if id < 0 || int(id) >= len(t.spelling) {
		return t.spelling[t.Unk]
	}
	return t.spelling[id]
}

// ID is the id of a piece, or of an added token, by its spelling.
func (t *Tokenizer) ID(piece string) (id int32, ok bool) {
	if id, ok = t.added[piece]; ok {
		return id, ok
	}
	id, ok = t.ids[piece]
	return id, ok
}
