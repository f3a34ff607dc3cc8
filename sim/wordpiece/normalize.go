package wordpiece

// text is a text on its way through the steps: from has, for each character, the character of the original that it comes
// from.
type text struct {
	runes []rune
	from  []int32
}

func (t *text) add(r rune, from int32) {
	t.runes = append(t.runes, r)
	t.from = append(t.from, from)
}

func (t *text) clear() { t.runes, t.from = t.runes[:0], t.from[:0] }

// normalize puts the characters of raw, which stand at base in the original, through the steps of o, and returns the result,
// which is good until the next call.
func (s *scratch) normalize(o *Options, raw []rune, base int32) *text {
	c := chars()
	s.a.clear()
	for i, r := range raw {
		p, from := c.of(r), base+int32(i)
		if o.Clean && p&removed != 0 {
			continue
		}
		if o.Clean && p&space != 0 {
			r = ' '
		}
		if o.Chinese && p&chinese != 0 {
			s.a.add(' ', from)
			s.a.add(r, from)
			s.a.add(' ', from)
			continue
		}
		s.a.add(r, from)
	}
	t := &s.a
	if o.StripAccents {
		t = s.stripAccents(c)
	}
	if o.Lower {
		t = s.lowerCase(c, t)
	}
	return t
}

// stripAccents turns s.a into s.b: decomposed (NFD), and without nonspacing marks.
func (s *scratch) stripAccents(c *charTable) *text {
	s.b.clear()
	for i, r := range s.a.runes {
		s.b.decompose(c, r, int32(i))
	}
	order(c, &s.b)
	// The reference reads the origins off again after the marks are in order: each character that was there before the step
	// takes the next one, and each one that decomposition has added shares it.
	n, source := 0, int32(-1)
	for i, r := range s.b.runes {
		if s.b.from[i] >= 0 {
			source++
		}
		if c.of(r)&mark == 0 {
			s.b.runes[n], s.b.from[n] = r, s.a.from[max(source, 0)]
			n++
		}
	}
	s.b.runes, s.b.from = s.b.runes[:n], s.b.from[:n]
	return &s.b
}

// decompose adds the canonical decomposition of r, the character at from; what follows its first character gets -1 for from.
func (t *text) decompose(c *charTable, r rune, from int32) {
	const hangul, l, v, tail = 0xAC00, 0x1100, 0x1161, 0x11A7 // Unicode Standard, section 3.12
	switch i := r - hangul; {
	case i >= 0 && i < 11172:
		t.add(l+i/588, from)
		t.add(v+i%588/28, -1)
		if i%28 != 0 {
			t.add(tail+i%28, -1)
		}
	case c.of(r)&composed != 0:
		for _, part := range c.parts[r] {
			t.add(part, from)
			from = -1
		}
	default:
		t.add(r, from)
	}
}

// order sorts each run of combining marks by class and leaves those of one class as they stand.
func order(c *charTable, t *text) {
	for i := 1; i < len(t.runes); i++ {
		if c.of(t.runes[i])&ordered == 0 {
			continue
		}
		class := c.class[t.runes[i]]
		for j := i; j > 0 && c.class[t.runes[j-1]] > class; j-- {
			t.runes[j], t.runes[j-1] = t.runes[j-1], t.runes[j]
			t.from[j], t.from[j-1] = t.from[j-1], t.from[j]
		}
	}
}

// lowerCase lowers each character by itself, whatever stands around it. One becomes two: İ is i and a dot above.
func (s *scratch) lowerCase(c *charTable, in *text) *text {
	s.c.clear()
	for i, r := range in.runes {
		switch {
		case c.of(r)&lowered != 0:
			s.c.add(c.lower[r], in.from[i])
		case r == 'İ':
			s.c.add('i', in.from[i])
			s.c.add('\u0307', in.from[i])
		default:
			s.c.add(r, in.from[i])
		}
	}
	return &s.c
}
