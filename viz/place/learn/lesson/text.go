package lesson

import (
	"strings"

	"promptscope/viz/doc"
	"promptscope/viz/i18n"
)

// Entry is the glossary's entry of a term: that of a part of the picture, or the term itself.
func Entry(term string) string { return i18n.PictureEntry(term) }

// Spans cuts a text at its terms, which are written [words](term): term is a part of the picture or an entry of the glossary.
// What is not written so stays as it is.
func Spans(text string) (out []doc.Span) {
	for from := 0; ; {
		middle := strings.Index(text[from:], "](")
		if middle < 0 {
			break
		}
		middle += from
		open, end := strings.LastIndexByte(text[:middle], '['), strings.IndexByte(text[middle:], ')')+middle
		if open < 0 || open+1 == middle || end <= middle+2 { // no bracket before it, no words, no term
			from = middle + 2
			continue
		}
		if open > 0 {
			out = append(out, doc.Span{Text: text[:open]})
		}
		out = append(out, doc.Span{Text: text[open+1 : middle], Term: text[middle+2 : end]})
		text, from = text[end+1:], 0
	}
	if text != "" {
		out = append(out, doc.Span{Text: text})
	}
	return out
}

// Terms are the terms of a text, in its order.
func Terms(text string) (out []string) {
	for _, s := range Spans(text) {
		if s.Term != "" {
			out = append(out, s.Term)
		}
	}
	return out
}
