package kit

import (
	"unicode"
	"unicode/utf8"

	"promptscope/viz/font"
	"promptscope/viz/scene"
)

// Wrap writes a text in lines of at most width, no more than most of them, and returns the base line after the last.
// Chinese breaks after any character, other text at blanks, and a word longer than a line where the line ends.
func (p *Page) Wrap(text string, x, y, width, line float32, most int, st scene.Style) float32 {
	for ; text != "" && most > 0; most-- {
		n := BreakAt(text, width, st)
		if most == 1 && n < len(text) {
			p.Fit(text, x, y, width, st, scene.Left)
			return y + line
		}
		end := n
		for end > 0 && text[end-1] == ' ' {
			end--
		}
		p.Put(text[:end], x, y, st, scene.Left)
		text = text[n:]
		y += line
	}
	return y
}

// Lines is how many lines a text takes.
func Lines(text string, width float32, st scene.Style) (n int) {
	for ; text != ""; n++ {
		text = text[BreakAt(text, width, st):]
	}
	return n
}

// BreakAt is how many bytes of the text the first line takes, with the blank it ends at.
func BreakAt(text string, width float32, st scene.Style) int {
	fits := font.Fit(st.Weight, st.Size, text, width)
	if fits >= len(text) {
		return len(text)
	}
	if text[fits] == ' ' { // a blank may hang over
		return fits + 1
	}
	for n := fits; n > 0; {
		r, size := utf8.DecodeLastRuneInString(text[:n])
		next, _ := utf8.DecodeRuneInString(text[n:])
		if r == ' ' || (wideRune(r) || wideRune(next)) && !hangs(next) {
			return n
		}
		n -= size
	}
	if fits == 0 {
		_, size := utf8.DecodeRuneInString(text)
		return size
	}
	return fits
}

// wideRune tells Chinese characters, between which a line may break.
func wideRune(r rune) bool { return unicode.Is(unicode.Han, r) }

// hangs tells marks that may not begin a line.
func hangs(r rune) bool {
	switch r {
	case '。', '，', '、', '；', '：', '？', '！', '）', '”', '’', '》', '」', ')', ',', '.', ';':
		return true
	}
	return false
}
