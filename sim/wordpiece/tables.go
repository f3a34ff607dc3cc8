package wordpiece

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

// unicodeText says what the reference does with each code point. Its parts follow three versions of Unicode (8 for categories,
// 9 for decompositions, 17 for lower case), so 630 code points differ from the tables of Go 1.26 and of x/text, which are those
// of Unicode 15 and change with Go.
//
//go:embed unicode.txt
var unicodeText string

// property says which steps look at a code point.
type property uint8

const (
	space property = 1 << iota
	removed
	punctuation
	mark     // nonspacing: goes when accents do
	chinese  // one word each
	lowered  // has a lower case: chars.lower
	composed // has a decomposition: chars.parts
	ordered  // has a combining class: chars.class
)

type charTable struct {
	pages [0x110000 >> 8]*[256]property
	lower map[rune]rune
	parts map[rune][]rune
	class map[rune]uint8
}

// chars is read once, on first use.
var chars = sync.OnceValue(func() *charTable {
	c := &charTable{lower: map[rune]rune{}, parts: map[rune][]rune{}, class: map[rune]uint8{}}
	for _, s := range chineseRanges {
		c.mark(s[0], s[1], 1, chinese)
	}
	section := ""
	for line := range strings.Lines(unicodeText) {
		line = strings.TrimSpace(line)
		if isSection(line) {
			section = line
			continue
		}
		for item := range strings.FieldsSeq(line) {
			if line[0] == '#' {
				break
			}
			c.read(section, item)
		}
	}
	empty := new([256]property)
	for i, p := range c.pages {
		if p == nil {
			c.pages[i] = empty
		}
	}
	return c
})

// chineseRanges are those of BERT, with the reference's slip: extension E begins at U+2B820, and it has U+2B920.
var chineseRanges = [][2]rune{{0x4E00, 0x9FFF}, {0x3400, 0x4DBF}, {0x20000, 0x2A6DF}, {0x2A700, 0x2B73F}, {0x2B740, 0x2B81F},
	{0x2B920, 0x2CEAF}, {0xF900, 0xFAFF}, {0x2F800, 0x2FA1F}}

func isSection(line string) bool {
	switch line {
	case "space", "removed", "punctuation", "mark", "lower", "decomposition", "class":
		return true
	}
	return false
}

// read enters an item of a section: "41-5A", with "/1+20" behind it for lower case (stride, distance), with "230:" before
// it for a class; "C0=41+300" for a decomposition.
func (c *charTable) read(section, item string) {
	switch section {
	case "space":
		c.span(item, space)
	case "removed":
		c.span(item, removed)
	case "punctuation":
		c.span(item, punctuation)
	case "mark":
		c.span(item, mark)
	case "class":
		class, item, _ := strings.Cut(item, ":")
		for lo, hi := c.span(item, ordered); lo <= hi; lo++ {
			c.class[lo] = uint8(number(class, 10))
		}
	case "decomposition":
		from, to, _ := strings.Cut(item, "=")
		r := rune(number(from, 16))
		c.mark(r, r, 1, composed)
		for part := range strings.SplitSeq(to, "+") {
			c.parts[r] = append(c.parts[r], rune(number(part, 16)))
		}
	case "lower":
		item, move, _ := strings.Cut(item, "/")
		stride, distance := rune(number(move[:1], 10)), rune(number(move[1:], 16))
		lo, hi := bounds(item)
		c.mark(lo, hi, stride, lowered)
		for ; lo <= hi; lo += stride {
			c.lower[lo] = lo + distance
		}
	}
}

func (c *charTable) span(item string, p property) (lo, hi rune) {
	lo, hi = bounds(item)
	c.mark(lo, hi, 1, p)
	return lo, hi
}

func (c *charTable) mark(lo, hi, stride rune, p property) {
	for r := lo; r <= hi; r += stride {
		page := &c.pages[r>>8]
		if *page == nil {
			*page = new([256]property)
		}
		(*page)[r&255] |= p
	}
}

func bounds(item string) (lo, hi rune) {
	first, last, isRange := strings.Cut(item, "-")
	if !isRange {
		last = first
	}
	return rune(number(first, 16)), rune(number(last, 16))
}

func number(s string, base int) int64 {
	n, err := strconv.ParseInt(s, base, 32)
	if err != nil {
		panic(fmt.Sprintf("wordpiece: unicode.txt: %v", err)) // a test reads it
	}
	return n
}

func (c *charTable) of(r rune) property { return c.pages[r>>8][r&255] }
