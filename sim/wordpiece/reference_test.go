package wordpiece

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"io"

	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// What the reference answers, made by internal/build/wordpiece/vectors.py, which says what is in each file.
var (
	//go:embed testdata/vocab.txt.gz
	vocabGz []byte
	//go:embed testdata/unicode.bin
	unicodeBin []byte
	//go:embed testdata/random.bin
	randomBin []byte
	//go:embed testdata/cases.jsonl
	casesJSON []byte
	//go:embed testdata/small.json
	smallJSON []byte
	//go:embed testdata/words.json
	wordsJSON []byte
)

var vocab = sync.OnceValue(func() []byte {
	r, err := gzip.NewReader(bytes.NewReader(vocabGz))
	if err != nil {
		panic(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		panic(err)
	}
	return text
})

// open returns a tokenizer with a setting of vectors.py.
func open(t testing.TB, setting string) *Tokenizer {
	t.Helper()
	o := BERT(true)
	switch setting {
	case "uncased":
	case "cased":
		o = BERT(false)
	case "lower":
		o.StripAccents = false
	case "accents":
		o = BERT(false)
		o.StripAccents = true
	case "no chinese":
		o.Chinese = false
	case "no clean":
		o.Clean = false
	case "bare":
		o.Clean, o.Chinese, o.StripAccents, o.Lower = false, false, false, false
	case "words":
		o = Words()
	case "small":
		tok, err := ReadJSON(smallJSON)
		if err != nil {
			t.Fatal(err)
		}
		return tok
	default:
		t.Fatalf("no setting %q", setting)
	}
	tok, err := ReadVocab(vocab(), o)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// pack writes an answer as vectors.py does.
func pack(dst []byte, pieces []Piece) []byte {
	for _, p := range pieces {
		for _, x := range []int32{p.ID, p.Start, p.End, p.Word} {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(x))
		}
	}
	return dst
}

func packInput(dst []byte, in Input) []byte {
	for i, p := range in.Pieces {
		dst = pack(dst, []Piece{p})
		dst = binary.LittleEndian.AppendUint32(dst, uint32(in.Segments[i]))
	}
	return dst
}

// Alone and between letters, in four settings: this sees every entry of the tables.
func TestEveryCodePointAsTheReference(t *testing.T) {
	if testing.Short() {
		t.Skip("four million texts")
	}
	const size = 1024
	sums := unicodeBin
	for _, setting := range []string{"uncased", "cased", "lower", "no clean"} {
		tok := open(t, setting)
		var pieces []Piece
		var text, answer []byte
		for block := rune(0); block < 0x110000; block += size {
			var sum uint32
			for c := block; c < block+size; c++ {
				if c >= 0xD800 && c < 0xE000 {
					continue
				}
				text = append(utf8.AppendRune(text[:0], c), " a"...)
				text = append(utf8.AppendRune(text, c), 'b')
				pieces = tok.Append(pieces[:0], string(text))
				answer = pack(answer[:0], pieces)
				sum = crc32.Update(sum, crc32.IEEETable, answer)
			}
			if want := binary.LittleEndian.Uint32(sums); sum != want {
				t.Errorf("%s: a code point of U+%04X to U+%04X differs from the reference", setting, block, block+size-1)
			}
			sums = sums[4:]
		}
	}
	if len(sums) != 0 {
		t.Errorf("%d bytes of answers are left over", len(sums))
	}
}

func TestRandomStringsAsTheReference(t *testing.T) {
	settings := []string{"uncased", "cased", "lower", "accents", "no chinese", "no clean", "bare", "words"}
	var toks []*Tokenizer
	for _, s := range settings {
		toks = append(toks, open(t, s))
	}
	n := len(randomBin) / 2
	if n != 20000 {
		t.Fatalf("%d answers, want 20000", n)
	}
	draw, before, wrong := random(15), "", 0
	spelling := toks[0].spelling
	for i := range n {
		text := draw.text(spelling)
		tok := toks[i%len(toks)]
		pieces := tok.Append(nil, text)
		answer := pack(nil, pieces)
		if i%5 == 4 {
			answer = packInput(nil, tok.Frame(Input{}, pieces, tok.Append(nil, before)))
		}
		if got, want := uint16(crc32.ChecksumIEEE(answer)), binary.LittleEndian.Uint16(randomBin[2*i:]); got != want {
			t.Errorf("string %d, %s, %q: differs from the reference; here it is %s", i, settings[i%len(settings)], text, spelled(tok, pieces))
			if wrong++; wrong == 10 {
				t.Fatal("and perhaps more")
			}
		}
		before = text
	}
}

func TestCasesAsTheReference(t *testing.T) {
	toks := map[string]*Tokenizer{}
	for line := range bytes.Lines(casesJSON) {
		var c struct {
			Name, Setting, Text string
			Pair                *string
			Framed              bool
			Pieces              [][]any
		}
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		if toks[c.Setting] == nil {
			toks[c.Setting] = open(t, c.Setting)
		}
		tok := toks[c.Setting]
		in := Input{Pieces: tok.Append(nil, c.Text)}
		switch {
		case c.Pair != nil:
			in = tok.Frame(Input{}, in.Pieces, tok.Append(nil, *c.Pair))
		case c.Framed:
			in = tok.Frame(Input{}, in.Pieces)
		}
		var got [][]any
		for i, p := range in.Pieces {
			row := []any{tok.Text(p.ID), float64(p.Start), float64(p.End), float64(p.Word)}
			if c.Framed {
				row = append(row, float64(in.Segments[i]))
			}
			got = append(got, row)
		}
		if fmt.Sprint(got) != fmt.Sprint(c.Pieces) {
			t.Errorf("%s: %q\n got %v\nwant %v", c.Name, c.Text, got, c.Pieces)
		}
	}
	if len(toks) != 7 {
		t.Errorf("cases of %d settings, want 7", len(toks))
	}
}

func spelled(t *Tokenizer, pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		fmt.Fprintf(&b, "%s[%d:%d]%d ", t.Text(p.ID), p.Start, p.End, p.Word)
	}
	return b.String()
}

// random is SplitMix64, as in vectors.py, where the strings are made by the same rules.
type random uint64

func (r *random) below(n int) int {
	*r += 0x9E3779B97F4A7C15
	z := uint64(*r)
	z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
	z = (z ^ z>>27) * 0x94D049BB133111EB
	return int((z ^ z>>31) % uint64(n))
}

var (
	blocks = [][2]int{{0x20, 0x7E}, {0x20, 0x7E}, {0x61, 0x7A}, {0xA0, 0xFF}, {0x100, 0x24F}, {0x250, 0x2FF}, {0x370, 0x52F}, {0x530, 0x5FF},
		{0x600, 0x8FF}, {0x900, 0xDFF}, {0xE00, 0xFFF}, {0x1000, 0x11FF}, {0x1200, 0x1AFF}, {0x1B00, 0x1DFF}, {0x1E00, 0x1FFF},
		{0x2000, 0x206F}, {0x2070, 0x2BFF}, {0x3000, 0x30FF}, {0x3130, 0x318F}, {0x4E00, 0x9FFF}, {0x4E00, 0x9FFF},
		{0xA000, 0xABFF}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFB00, 0xFFFF}, {0x10000, 0x10FFF}, {0x11000, 0x11FFF},
		{0x1D100, 0x1D7FF}, {0x1E000, 0x1EEFF}, {0x1F300, 0x1FAFF}, {0x20000, 0x2FA1F}, {0x0, 0x1F}, {0x7F, 0x9F}}
	marks = [][2]int{{0x300, 0x36F}, {0x300, 0x36F}, {0x591, 0x5C7}, {0x610, 0x65F}, {0x898, 0x902}, {0xE38, 0xECD}, {0x1AB0, 0x1ACE},
		{0x1DC0, 0x1DFF}, {0x20D0, 0x20F0}, {0x302A, 0x302F}, {0x3099, 0x309A}, {0xF71, 0xF84}, {0x1B34, 0x1B44}, {0x1D165, 0x1D172}}
	tokens = []string{"[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "[mask]", "[MASK", "CLS]", "##ing", "[[MASK]]"}
)

func (r *random) pick(blocks [][2]int) string {
	b := blocks[r.below(len(blocks))]
	return string(rune(b[0] + r.below(b[1]-b[0]+1)))
}

func (r *random) text(pieces []string) string {
	var b strings.Builder
	for range 1 + r.below(16) {
		b.WriteString(r.segment(pieces))
	}
	return b.String()
}

func (r *random) segment(pieces []string) string {
	var b strings.Builder
	switch kind := r.below(20); {
	case kind < 6:
		return strings.TrimPrefix(pieces[r.below(len(pieces))], "##")
	case kind < 9:
		return " "
	case kind < 13:
		for range 1 + r.below(4) {
			b.WriteString(r.pick(blocks))
		}
	case kind < 16:
		b.WriteString(r.pick(blocks))
		for range 1 + r.below(5) {
			b.WriteString(r.pick(marks))
		}
	case kind < 17:
		c := rune(r.below(0x110000))
		if c >= 0xD800 && c < 0xE000 {
			return "?"
		}
		return string(c)
	case kind < 19:
		return tokens[r.below(len(tokens))]
	default:
		if r.below(4) != 0 {
			return "-"
		}
		c := r.pick(blocks)
		return strings.Repeat(c, 90+r.below(20))
	}
	return b.String()
}
