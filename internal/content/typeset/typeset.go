// Package typeset checks what people read: that a text is there in both languages and is set as each wants it.
package typeset

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	// A half-width mark that touches a Han character. A formula may have brackets, and stands off by a space.
	halfWidth = regexp.MustCompile(`\p{Han}\s?[,;:!?]|[,;:!?]\p{Han}|\p{Han}[.(]|[.)]\p{Han}`)
	fullWidth = regexp.MustCompile(`[，。；：！？（）“”‘’]`) // what English text may not have
)

// Fault is what is wrong with a text, in "zh" or "en".
type Fault struct{ Lang, What string }

// Faults is everything that is wrong with a text of both languages.
func Faults(zh, en string) (out []Fault) {
	for _, side := range [][2]string{{"zh", zh}, {"en", en}} {
		lang, s := side[0], side[1]
		if strings.TrimSpace(s) == "" {
			out = append(out, Fault{lang, "empty, want a text in both languages"})
		}
		if strings.TrimSpace(s) != s || strings.Contains(s, "  ") || strings.Contains(s, "\n") {
			out = append(out, Fault{lang, "want no spaces at the ends or doubled, and no line breaks"})
		}
		if strings.Contains(s, "UNVERIFIED") {
			out = append(out, Fault{lang, "says UNVERIFIED, want only what was checked"})
		}
	}
	if at := halfWidth.FindString(zh); at != "" {
		out = append(out, Fault{"zh", `"` + at + `", want full-width punctuation beside Han characters`})
	}
	if at := fullWidth.FindString(en); at != "" {
		out = append(out, Fault{"en", `"` + at + `", want straight quotes and half-width punctuation`})
	}
	return out
}

// Characters counts the letters of a Chinese text: every rune but spaces.
func Characters(s string) (n int) {
	for _, r := range s {
		if !unicode.IsSpace(r) {
			n++
		}
	}
	return n
}

// Words counts the words of an English text.
func Words(s string) int { return len(strings.Fields(s)) }
