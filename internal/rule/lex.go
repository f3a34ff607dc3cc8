package rule

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

type token struct {
	kind tokenKind
	text string // of a quoted text: what stands between the quotes
	at   int    // byte offset
	end  int
}

type tokenKind uint8

const (
	tEnd tokenKind = iota
	tNumber
	tName
	tQuoted
	tSign // an operator, a bracket or a comma
)

// lexer gives the tokens of a text one by one.
type lexer struct {
	text string
	at   int
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
func isName(c byte) bool  { return c >= 'a' && c <= 'z' || c == '_' }

// next is the next token; a letter that begins none is an error.
func (l *lexer) next() (token, error) {
	for l.at < len(l.text) && l.text[l.at] == ' ' {
		l.at++
	}
	start := l.at
	if start == len(l.text) {
		return token{kind: tEnd, at: start, end: start}, nil
	}
	kind := tSign
	switch c := l.text[start]; {
	case isDigit(c):
		kind = tNumber
		l.while(func(c byte) bool { return isDigit(c) || c == '.' })
	case isName(c):
		kind = tName
		l.while(func(c byte) bool { return isName(c) || isDigit(c) })
	case c == '"':
		return l.quoted()
	case strings.IndexByte("<>=!", c) >= 0 && start+1 < len(l.text) && l.text[start+1] == '=':
		l.at += 2
	case strings.IndexByte("+-*/<>(),", c) >= 0:
		l.at++
	default:
		return token{}, l.wrong(start, "a number, a fact such as h(a), or one of + - * / < <= > >= == != and")
	}
	return token{kind, l.text[start:l.at], start, l.at}, nil
}

func (l *lexer) while(in func(byte) bool) {
	for l.at < len(l.text) && in(l.text[l.at]) {
		l.at++
	}
}

func (l *lexer) quoted() (token, error) {
	start := l.at
	end := strings.IndexByte(l.text[start+1:], '"')
	if end < 0 {
		return token{}, l.wrong(start, "a closing quote")
	}
	l.at = start + 1 + end + 1
	return token{tQuoted, l.text[start+1 : l.at-1], start, l.at}, nil
}

// wrong is the error of the letter at a byte offset.
func (l *lexer) wrong(at int, want string) error {
	_, size := utf8.DecodeRuneInString(l.text[at:])
	return wrong(l.text, at, l.text[at:at+size], want)
}

func wrong(text string, at int, found, want string) error {
	return &Error{Text: text, Column: utf8.RuneCountInString(text[:at]) + 1, Found: found, Want: want}
}

func quote(s string) string  { return `"` + s + `"` }
func decimal(n int) string   { return strconv.Itoa(n) }
func list(w []string) string { return strings.Join(w, ", ") }
