package wordpiece

import "slices"

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
		found.text = slices.Clone(new(scratch).normalize(&t.Options, found.text, 0).runes)
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
func (f finder) split(runes []rune, yield func(lo, hi int, id int32)) {
	done := 0
	for i := 0; len(f) > 0 && i < len(runes); {
		t := f.at(runes[i:])
		if t == nil {
			i++
			continue
		}
		lo, hi := i, i+len(t.text)
		for t.left && lo > done && chars().of(runes[lo-1])&space != 0 {
			lo--
		}
		for t.right && hi < len(runes) && chars().of(runes[hi])&space != 0 {
			hi++
		}
		if lo > done {
			yield(done, lo, -1)
		}
		yield(lo, hi, t.id)
		done, i = hi, hi
	}
	if done < len(runes) {
		yield(done, len(runes), -1)
	}
}

// at returns the longest token with which the text begins, nil if there is none.
func (f finder) at(runes []rune) (best *token) {
	list := f[runes[0]]
	for i := range list {
		t := &list[i]
		if n := len(t.text); n <= len(runes) && (best == nil || n > len(best.text)) && slices.Equal(t.text, runes[:n]) {
			best = t
		}
	}
	return best
}
