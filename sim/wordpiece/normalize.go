package wordpiece

import (
	"cmp"
	"slices"
)

// char is a character on its way through the steps, with the place of the character of the original that it comes from.
type char struct {
	r    rune
	from int32
}

// normalize puts a text through the steps of o. The result is good until the next call.
func (s *scratch) normalize(o *Options, text []char) []char {
	c := chars()
	s.cleaned = s.cleaned[:0]
	for _, x := range text {
		p := c.of(x.r)
		if o.Clean && p&removed != 0 {
			continue
		}
		if o.Clean && p&space != 0 {
			x.r = ' '
		}
		if o.Chinese && p&chinese != 0 {
			s.cleaned = append(s.cleaned, char{' ', x.from}, x, char{' ', x.from})
			continue
		}
		s.cleaned = append(s.cleaned, x)
	}
	text = s.cleaned
	if o.StripAccents {
		s.stripped = stripAccents(c, s.stripped[:0], text)
		text = s.stripped
	}
	if o.Lower {
		s.lower = lowerCase(c, s.lower[:0], text)
		text = s.lower
	}
	return text
}

// stripAccents adds the canonical decomposition (NFD) of a text to dst, without nonspacing marks.
//
// The reference reads the origins off again after the marks were put in order: each character that was there before takes
// the next origin, and each one that decomposition has added shares that of the character before it.
func stripAccents(c *charTable, dst, text []char) []char {
	for _, x := range text {
		dst = decompose(c, dst, x)
	}
	order(c, dst)
	n, source := 0, 0
	for _, x := range dst {
		if x.from >= 0 {
			source++
		}
		if c.of(x.r)&mark == 0 {
			dst[n] = char{x.r, text[max(source-1, 0)].from}
			n++
		}
	}
	return dst[:n]
}

// decompose adds the decomposition of one character; what follows its first character gets -1 for the origin.
func decompose(c *charTable, dst []char, x char) []char {
	const hangul, l, v, tail = 0xAC00, 0x1100, 0x1161, 0x11A7 // Unicode Standard, section 3.12
	switch i := x.r - hangul; {
	case i >= 0 && i < 11172:
		dst = append(dst, char{l + i/588, x.from}, char{v + i%588/28, -1})
		if i%28 != 0 {
			dst = append(dst, char{tail + i%28, -1})
		}
	case c.of(x.r)&composed != 0:
		for _, part := range c.parts[x.r] {
			dst = append(dst, char{part, x.from})
			x.from = -1
		}
	default:
		dst = append(dst, x)
	}
	return dst
}

// order sorts each run of combining marks by class and leaves those of one class as they stand.
func order(c *charTable, text []char) {
	begin := 0
	for i := range len(text) + 1 {
		if i < len(text) && c.of(text[i].r)&ordered != 0 {
			continue
		}
		if i > begin+1 {
			slices.SortStableFunc(text[begin:i], func(a, b char) int { return cmp.Compare(c.class[a.r], c.class[b.r]) })
		}
		begin = i + 1
	}
}

// lowerCase lowers each character by itself, whatever stands around it. One becomes two: İ is i and a dot above.
func lowerCase(c *charTable, dst, text []char) []char {
	for _, x := range text {
		switch {
		case c.of(x.r)&lowered != 0:
			dst = append(dst, char{c.lower[x.r], x.from})
		case x.r == 'İ':
			dst = append(dst, char{'i', x.from}, char{'\u0307', x.from})
		default:
			dst = append(dst, x)
		}
	}
	return dst
}
