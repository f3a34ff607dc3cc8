// Package font holds the two embedded fonts and answers the only two questions the program asks of them:
// how wide is a text, and which pixels does a character cover. It needs no window.
package font

import (
	_ "embed"
	"unicode/utf8"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed regular.otf
var regularOTF []byte

//go:embed bold.otf
var boldOTF []byte

// Weight chooses one of the two fonts.
type Weight uint8

// The weights.
const (
	Regular Weight = iota
	Bold
	numWeights
)

// Ascent and Descent of both fonts in em, tightened to what Latin and Chinese text covers.
const (
	Ascent  = 0.88
	Descent = 0.12
)

// A face is one font with its advances by character. Advances are in em.
type face struct {
	font    *sfnt.Font
	ascii   [128]float32
	others  map[rune]float32
	missing map[rune]bool
}

var (
	faces  = [numWeights]*face{load(regularOTF), load(boldOTF)}
	buffer sfnt.Buffer // the program draws and measures on one goroutine
)

func load(otf []byte) *face {
	f, err := sfnt.Parse(otf)
	if err != nil {
		panic("font: embedded font: " + err.Error())
	}
	fc := &face{font: f, others: map[rune]float32{}, missing: map[rune]bool{}}
	for r := rune(0x20); r < 0x7f; r++ {
		fc.ascii[r] = fc.advance(r)
	}
	return fc
}

// narrow lists characters that Noto sets in a full square although the text around them is Latin; they get
// this advance instead, and stay in the middle of it.
var narrow = map[rune]float32{'·': 0.36, '×': 0.62, '±': 0.92, '÷': 0.62, '∇': 0.74, '≈': 0.66, '≤': 0.66, '≥': 0.66, '→': 0.92, '…': 0.86, '′': 0.3, '√': 0.8, 'Δ': 0.66, '★': 0.9, '•': 0.5}

// advance looks a character's advance up in the font file.
func (f *face) advance(r rune) float32 {
	if w, ok := narrow[r]; ok {
		return w
	}
	return f.fileAdvance(r)
}

func (f *face) fileAdvance(r rune) float32 {
	index, err := f.font.GlyphIndex(&buffer, r)
	if err != nil {
		return 0
	}
	a, err := f.font.GlyphAdvance(&buffer, index, fixed.I(1000), font.HintingNone)
	if err != nil {
		return 0
	}
	return float32(a) / 64 / 1000
}

// Has tells whether the font of this weight holds the character.
func Has(w Weight, r rune) bool {
	f := faces[w]
	missing, known := f.missing[r]
	if !known {
		index, err := f.font.GlyphIndex(&buffer, r)
		missing = err != nil || index == 0
		f.missing[r] = missing
	}
	return !missing
}

// raised lists small letters above the line that Noto CJK lacks: they are drawn as their letter, smaller and higher.
var raised = map[rune]rune{'\u1d40': 'T', '\u2070': '0'}

const raisedSize, raisedBy = 0.66, 0.34 // em

// more has characters of what is read in places, where a program draws that itself (viz/font/content).
var more *face

// Also adds a font for characters that neither weight has.
func Also(otf []byte) { more = load(otf) }

func (f *face) has(r rune) bool {
	index, err := f.font.GlyphIndex(&buffer, r)
	return err == nil && index != 0
}

// pick returns the face to use for r: Regular stands in where Bold has no such character, and the added font where neither has.
func pick(w Weight, r rune) *face {
	if more != nil && r >= 0x80 && !Has(Regular, r) && more.has(r) {
		return more
	}
	if w == Bold && r >= 0x80 && !Has(Bold, r) {
		return faces[Regular]
	}
	return faces[w]
}

// Advance is the width of one character in em.
func Advance(w Weight, r rune) float32 {
	if r < 0x80 {
		return faces[w].ascii[r&0x7f]
	}
	if base, ok := raised[r]; ok {
		return raisedSize * Advance(w, base)
	}
	f := pick(w, r)
	a, ok := f.others[r]
	if !ok {
		a = f.advance(r)
		f.others[r] = a
	}
	return a
}

// Width is the width of a text at a size, in the unit of the size.
func Width[S string | []byte](w Weight, size float32, text S) float32 {
	var em float32
	for i := 0; i < len(text); {
		r, n := decode(text, i)
		em += Advance(w, r)
		i += n
	}
	return em * size
}

// Fit returns how many bytes of text fit into width.
func Fit[S string | []byte](w Weight, size float32, text S, width float32) int {
	var em float32
	for i := 0; i < len(text); {
		r, n := decode(text, i)
		if em += Advance(w, r); em*size > width {
			return i
		}
		i += n
	}
	return len(text)
}

func decode[S string | []byte](text S, i int) (rune, int) {
	if c := text[i]; c < utf8.RuneSelf {
		return rune(c), 1
	}
	end := min(i+utf8.UTFMax, len(text))
	var b [utf8.UTFMax]byte
	n := copy(b[:], text[i:end])
	return utf8.DecodeRune(b[:n])
}
