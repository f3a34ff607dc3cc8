package wordpiece

import "unicode/utf8"

// scratch is the memory of one call.
type scratch struct {
	text, cleaned, stripped, lower []char

	word []byte
	ends []int // of the word's characters, in bytes
}

// Append cuts a text and adds its pieces to dst, without the template. It may be called from several goroutines; once its
// buffers have grown, it allocates only to let dst grow. Bytes that are not UTF-8 count as one character each, U+FFFD.
func (t *Tokenizer) Append(dst []Piece, text string) []Piece {
	s := t.scratches.Get().(*scratch)
	defer t.scratches.Put(s)
	s.text = appendChars(s.text[:0], text)
	c := cutter{Tokenizer: t, scratch: s, dst: dst}
	t.before.split(s.text, func(part []char, id int32) {
		if id >= 0 {
			c.whole(part, id)
			return
		}
		t.after.split(s.normalize(&t.Options, part), func(part []char, id int32) {
			if id >= 0 {
				c.whole(part, id)
				return
			}
			c.split(part)
		})
	})
	return c.dst
}

func appendChars(dst []char, text string) []char {
	for _, r := range text {
		dst = append(dst, char{r, int32(len(dst))})
	}
	return dst
}

// cutter is one call of Append.
type cutter struct {
	*Tokenizer
	*scratch
	dst   []Piece
	words int32
}

// add adds a piece that covers text.
func (c *cutter) add(text []char, id int32) {
	c.dst = append(c.dst, Piece{ID: id, Start: text[0].from, End: text[len(text)-1].from + 1, Word: c.words})
}

// whole adds a piece that is a word by itself.
func (c *cutter) whole(text []char, id int32) {
	c.add(text, id)
	c.words++
}

// split finds the words: what stands between white space, with each punctuation mark a word of its own.
func (c *cutter) split(text []char) {
	table, begin := chars(), 0
	for i, x := range text {
		switch p := table.of(x.r); {
		case p&space != 0:
			c.cut(text[begin:i])
			begin = i + 1
		case p&punctuation != 0 && c.Punctuation:
			c.cut(text[begin:i])
			c.cut(text[i : i+1])
			begin = i + 1
		}
	}
	c.cut(text[begin:])
}

// cut adds the pieces of a word, or Unk if it is too long or not made of pieces.
func (c *cutter) cut(word []char) {
	if len(word) == 0 {
		return
	}
	known := len(c.dst)
	if !c.match(word) {
		c.dst = c.dst[:known]
		c.add(word, c.Unk)
	}
	c.words++
}

// match adds the longest pieces from left to right and says whether they reach the end.
func (c *cutter) match(word []char) bool {
	n := len(word)
	if n > c.MaxChars && !c.WholeWords {
		return false
	}
	c.word, c.ends = c.word[:0], append(c.ends[:0], 0)
	for _, x := range word {
		c.word = utf8.AppendRune(c.word, x.r)
		c.ends = append(c.ends, len(c.word))
	}
	for i := 0; i < n; {
		id, end := c.longestAt(i, n)
		if end == i {
			return false
		}
		c.add(word[i:end], id)
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
