package wordpiece

import "unicode/utf8"

// scratch is the memory of one call.
type scratch struct {
	raw     []rune
	a, b, c text
	word    []byte
	ends    []int // of the word's characters, in bytes
}

// Append cuts a text and adds its pieces to dst, without the template. It may be called from several goroutines; once its
// buffers have grown, it allocates only to let dst grow. Bytes that are not UTF-8 count as one character each, U+FFFD.
func (t *Tokenizer) Append(dst []Piece, text string) []Piece {
	s := t.scratches.Get().(*scratch)
	defer t.scratches.Put(s)
	s.raw = s.raw[:0]
	for _, r := range text {
		s.raw = append(s.raw, r)
	}
	c := cutter{Tokenizer: t, scratch: s, dst: dst}
	t.before.split(s.raw, func(lo, hi int, id int32) {
		if id >= 0 {
			c.whole(id, int32(lo), int32(hi))
			return
		}
		c.normalized(s.normalize(&t.Options, s.raw[lo:hi], int32(lo)))
	})
	return c.dst
}

// cutter is one call of Append.
type cutter struct {
	*Tokenizer
	*scratch
	dst   []Piece
	words int32
}

// whole adds a piece that is a word by itself.
func (c *cutter) whole(id, start, end int32) {
	c.dst = append(c.dst, Piece{ID: id, Start: start, End: end, Word: c.words})
	c.words++
}

func (c *cutter) normalized(t *text) {
	c.after.split(t.runes, func(lo, hi int, id int32) {
		if id >= 0 {
			c.whole(id, t.from[lo], t.from[hi-1]+1)
			return
		}
		c.split(&text{t.runes[lo:hi], t.from[lo:hi]})
	})
}

// split finds the words: what stands between white space, with each punctuation mark a word of its own.
func (c *cutter) split(t *text) {
	table, begin := chars(), 0
	for i, r := range t.runes {
		switch p := table.of(r); {
		case p&space != 0:
			c.cut(t, begin, i)
			begin = i + 1
		case p&punctuation != 0 && c.Punctuation:
			c.cut(t, begin, i)
			c.cut(t, i, i+1)
			begin = i + 1
		}
	}
	c.cut(t, begin, len(t.runes))
}

// cut adds the pieces of the word lo to hi, or Unk if it is too long or not made of pieces.
func (c *cutter) cut(t *text, lo, hi int) {
	if lo == hi {
		return
	}
	known := len(c.dst)
	if !c.match(t, lo, hi) {
		c.dst = append(c.dst[:known], Piece{ID: c.Unk, Start: t.from[lo], End: t.from[hi-1] + 1, Word: c.words})
	}
	c.words++
}

// match adds the longest pieces from left to right and says whether they reach the end.
func (c *cutter) match(t *text, lo, hi int) bool {
	n := hi - lo
	if n > c.MaxChars && !c.WholeWords {
		return false
	}
	c.word, c.ends = c.word[:0], append(c.ends[:0], 0)
	for _, r := range t.runes[lo:hi] {
		c.word = utf8.AppendRune(c.word, r)
		c.ends = append(c.ends, len(c.word))
	}
	for i := 0; i < n; {
		id, end := c.longestAt(i, n)
		if end == i {
			return false
		}
		c.dst = append(c.dst, Piece{ID: id, Start: t.from[lo+i], End: t.from[lo+end-1] + 1, Word: c.words})
		i = end
	}
	return true
}

// longestAt returns the longest piece from character i of the word, and where it ends: i if there is none.
func (c *cutter) longestAt(i, n int) (id int32, end int) {
	list := c.ids
	if i > 0 {
		list = c.rests
	}
	begin := c.ends[i]
	for end = n; end > i; end-- {
		if part := c.word[begin:c.ends[end]]; len(part) <= c.longest {
			if id, ok := list[string(part)]; ok {
				return id, end
			}
		}
		if c.WholeWords {
			break
		}
	}
	return 0, i
}
