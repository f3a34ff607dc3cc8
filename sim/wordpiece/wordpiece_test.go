package wordpiece

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

var few = []string{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "##s", ".", "country's", "addis_ababa"}

func fewTokens(t testing.TB, o Options) *Tokenizer {
	t.Helper()
	tok, err := New(few, o)
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

func texts(t *Tokenizer, pieces []Piece) string {
	var list []string
	for _, p := range pieces {
		list = append(list, t.Text(p.ID))
	}
	return strings.Join(list, " ")
}

// The micro-world's texts are words of its vocabulary with a space between them.
func TestWholeWords(t *testing.T) {
	tok := fewTokens(t, Words())
	for text, want := range map[string]string{
		"the country's cat .":         "the country's cat .",
		"addis_ababa The":             "addis_ababa [UNK]", // nothing is lowered
		"cats cat. \t[MASK]\u00a0the": "[UNK] [UNK] [MASK] the",
		"":                            "",
	} {
		if got := texts(tok, tok.Append(nil, text)); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestNames(t *testing.T) {
	tok := fewTokens(t, BERT(true))
	if tok.Pad != 0 || tok.Unk != 1 || tok.CLS != 2 || tok.SEP != 3 || tok.Mask != 4 || tok.Len() != len(few) {
		t.Errorf("special ids %d %d %d %d %d of %d, want 0 to 4 of %d", tok.Pad, tok.Unk, tok.CLS, tok.SEP, tok.Mask, tok.Len(), len(few))
	}
	if id, ok := tok.ID("##s"); id != 7 || !ok {
		t.Errorf("##s is %d %t, want 7", id, ok)
	}
	if _, ok := tok.ID("dog"); ok {
		t.Error("dog has an id")
	}
	for _, id := range []int32{-1, int32(len(few))} {
		if got := tok.Text(id); got != "[UNK]" {
			t.Errorf("id %d is %q, want [UNK]", id, got)
		}
	}
}

func TestFrame(t *testing.T) {
	tok := fewTokens(t, BERT(true))
	the, cat := tok.Append(nil, "the"), tok.Append(nil, "cats")
	in := tok.Frame(Input{}, the)
	if got := texts(tok, in.Pieces); got != "[CLS] the [SEP]" || tok.FrameLen(1) != 2 {
		t.Errorf("one text: %q and %d special pieces", got, tok.FrameLen(1))
	}
	in = tok.Frame(in, the, cat)
	if got := texts(tok, in.Pieces); got != "[CLS] the [SEP] cat ##s [SEP]" || tok.FrameLen(2) != 3 {
		t.Errorf("two texts: %q and %d special pieces", got, tok.FrameLen(2))
	}
	if want := []int32{0, 0, 0, 1, 1, 1}; !slices.Equal(in.Segments, want) {
		t.Errorf("segments %v, want %v", in.Segments, want)
	}
	bare, err := New([]string{"[UNK]", "a"}, BERT(true))
	if err != nil {
		t.Fatal(err)
	}
	if in := bare.Frame(Input{}, bare.Append(nil, "a")); len(in.Pieces) != 1 || bare.CLS != -1 {
		t.Errorf("without [CLS] and [SEP]: %d pieces, want the text's one", len(in.Pieces))
	}
}

func TestAppendKeepsWhatIsThere(t *testing.T) {
	tok := fewTokens(t, BERT(true))
	pieces := tok.Append(tok.Append(nil, "the"), "x cats")
	if got := texts(tok, pieces); got != "the [UNK] cat ##s" {
		t.Errorf("%q, want the second text behind the first", got)
	}
	if p := pieces[1]; p.Start != 0 || p.Word != 0 {
		t.Errorf("the second text begins at %d, word %d, want 0, 0", p.Start, p.Word)
	}
}

// A byte that is not UTF-8 counts as one character, so that places stay right behind it.
func TestBrokenUTF8(t *testing.T) {
	tok := fewTokens(t, BERT(true))
	pieces := tok.Append(nil, "\xff\xc3 the\xf0\x9f cats")
	if got := texts(tok, pieces); got != "the cat ##s" {
		t.Errorf("%q, want the words", got)
	}
	if p := pieces[1]; p.Start != 9 || p.End != 12 {
		t.Errorf("cat stands at %d to %d, want 9 to 12", p.Start, p.End)
	}
}

func TestAppendDoesNotAllocate(t *testing.T) {
	tok, dst := open(t, "uncased"), make([]Piece, 0, 200)
	text := strings.Repeat("The naïve café’s owner, 李先生, said: unaffable! ", 3)
	tok.Append(dst, text)
	if n := testing.AllocsPerRun(200, func() { tok.Append(dst, text) }); n >= 1 { // a collection may empty the pool
		t.Errorf("Append allocates %g times, want 0", n)
	}
}

// A million marks behind one letter, in the worst order, are sorted and not bubbled.
func TestALongRunOfMarks(t *testing.T) {
	tok := fewTokens(t, BERT(true))
	pieces := tok.Append(nil, "the"+strings.Repeat("\u0301\u0323", 500_000)+" cats")
	if got := texts(tok, pieces); got != "the cat ##s" {
		t.Errorf("%q, want the letters without their marks", got)
	}
	if p := pieces[2]; p.Start != 1_000_007 {
		t.Errorf("##s begins at %d, want 1000007", p.Start)
	}
}

func TestSeveralGoroutinesShareATokenizer(t *testing.T) {
	tok := open(t, "uncased")
	want := tok.Append(nil, strings.Repeat("unaffable café ", 50))
	done := make(chan bool)
	for range 4 {
		go func() {
			ok := true
			for range 20 {
				ok = ok && slices.Equal(tok.Append(nil, strings.Repeat("unaffable café ", 50)), want)
			}
			done <- ok
		}()
	}
	for range 4 {
		if !<-done {
			t.Error("a goroutine got other pieces")
		}
	}
}

func FuzzAppend(f *testing.F) {
	for line := range bytes.Lines(casesJSON) {
		f.Add(string(line))
	}
	for i, draw := 0, random(3); i < 30; i++ {
		f.Add(draw.text(few))
	}
	var toks []*Tokenizer
	for _, s := range []string{"uncased", "lower", "bare", "words", "small"} {
		toks = append(toks, open(f, s))
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, tok := range toks {
			pieces := tok.Append(nil, text)
			checkPieces(t, tok, text, pieces)
			if len(tok.after) > 0 { // added tokens that take spaces with them
				continue
			}
			joined := tok.Append(nil, text+" "+text)
			if !slices.Equal(joined[:len(pieces)], pieces) || len(joined) != 2*len(pieces) {
				t.Errorf("%q and once more behind a space: %s, alone %s", text, spelled(tok, joined), spelled(tok, pieces))
			}
		}
	})
}

// checkPieces holds what is true of the pieces of any text: they are of the vocabulary, they stand in the text in order, and
// a word's pieces follow each other.
func checkPieces(t *testing.T, tok *Tokenizer, text string, pieces []Piece) {
	t.Helper()
	n, last := int32(len([]rune(text))), Piece{Word: -1}
	for _, p := range pieces {
		if p.ID < 0 || int(p.ID) >= tok.Len() {
			t.Fatalf("%q: id %d of %d", text, p.ID, tok.Len())
		}
		if p.Start < last.Start || p.End <= p.Start || p.End < last.End || p.End > n {
			t.Fatalf("%q: a piece at %d to %d behind one at %d to %d, in %d characters", text, p.Start, p.End, last.Start, last.End, n)
		}
		if p.Word != last.Word && p.Word != last.Word+1 {
			t.Fatalf("%q: word %d behind word %d", text, p.Word, last.Word)
		}
		last = p
	}
}

// BenchmarkThousandSentences cuts 1,000 sentences of 12 words.
func BenchmarkThousandSentences(b *testing.B) {
	tok := open(b, "uncased")
	draw, sentences, count := random(1), make([]string, 1000), 0
	for i := range sentences {
		var words []string
		for len(words) < 12 {
			if w := tok.Text(int32(1996 + draw.below(20000))); !strings.HasPrefix(w, "#") {
				words = append(words, w+strings.Repeat("s", draw.below(2)))
			}
		}
		sentences[i] = strings.Join(words, " ") + "."
		count += len(tok.Append(nil, sentences[i]))
	}
	var dst []Piece
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range sentences {
			dst = tok.Append(dst[:0], s)
		}
	}
	b.ReportMetric(float64(count), "pieces")
}

func BenchmarkReadVocab(b *testing.B) {
	text := vocab()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadVocab(text, BERT(true)); err != nil {
			b.Fatal(err)
		}
	}
}
