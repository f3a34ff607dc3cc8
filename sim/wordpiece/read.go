package wordpiece

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ReadVocab reads vocab.txt: one piece a line, its id the number of the line counted from 0. White space at the end of a line
// is not part of the piece, as in the reference; a byte order mark at the beginning of the file is skipped.
func ReadVocab(data []byte, o Options) (*Tokenizer, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.HasPrefix(data, []byte{0xFF, 0xFE}) || bytes.HasPrefix(data, []byte{0xFE, 0xFF}) {
		return nil, fmt.Errorf("vocab.txt is UTF-16: want UTF-8")
	}
	var pieces []string
	for line := range strings.Lines(string(data)) {
		if !utf8.ValidString(line) {
			return nil, fmt.Errorf("vocab.txt, line %d, %q: want UTF-8", len(pieces)+1, line)
		}
		pieces = append(pieces, strings.TrimRightFunc(line, isSpace))
	}
	t, err := New(pieces, o)
	if err != nil {
		return nil, fmt.Errorf("vocab.txt: %w", err)
	}
	return t, nil
}

func isSpace(r rune) bool { return chars().of(r)&space != 0 }
