package wordpiece

// addedToken is a text that is one piece wherever it stands.
type addedToken struct {
	content     string
	id          int32
	left, right bool // it takes the white space on that side with it
	normalized  bool // it is looked for in the normalised text, in its own normalised form
}

// addTokens makes the tokenizer look for added tokens.
func (t *Tokenizer) addTokens(added []addedToken) {
	var before, after []token
	for _, a := range added {
		t.added[a.content] = a.id
		found := token{text: []rune(a.content), addedToken: a}
		if !a.normalized {
			before = append(before, found)
			continue
		}
		found.text = found.text[:0]
		for _, x := range new(scratch).normalize(&t.Options, appendChars(nil, a.content)) {
			found.text = append(found.text, x.r)
		}
		after = append(after, found)
	}
	t.before, t.after = newFinder(before), newFinder(after)
}

// token is an added token with the text that is looked for.
type token struct {
	text []rune
	addedToken
}

// finder looks for added tokens: the leftmost one, and of several there the longest.
type finder map[rune][]token // by their first character

func newFinder(tokens []token) finder {
	f := finder{}
	for _, t := range tokens {
		if len(t.text) > 0 {
			f[t.text[0]] = append(f[t.text[0]], t)
		}
	}
	return f
}

// split calls yield for each token and for what stands between, in order; there the id is -1.
func (f finder) split(text []char, yield func(part []char, id int32)) {
	done := 0
	for i := 0; len(f) > 0 && i < len(text); {
		t := f.at(text[i:])
		if t == nil {
			i++
			continue
		}
		lo, hi := i, i+len(t.text)
		for t.left && lo > done && isSpace(text[lo-1].r) {
			lo--
		}
		for t.right && hi < len(text) && isSpace(text[hi].r) {
			hi++
		}
		if lo > done {
			yield(text[done:lo], -1)
		}
		yield(text[lo:hi], t.id)
		done, i = hi, hi
	}
	if done < len(text) {
		yield(text[done:], -1)
	}
}

// at returns the longest token with which the text begins, nil if there is none.
func (f finder) at(text []char) (best *token) {
	list := f[text[0].r]
	for i := range list {
		if t := &list[i]; (best == nil || len(t.text) > len(best.text)) && begins(text, t.text) {
			best = t
		}
	}
	return best
}

func begins(text []char, with []rune) bool {
	if len(with) > len(text) {
		return false
	}
	for i, r := range with {
		if text[i].r != r {
			return false
		}
	}
	return true
}
