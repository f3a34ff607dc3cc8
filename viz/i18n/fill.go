package i18n

import "strings"

// Fill puts values in the places of their names in a pattern, wherever each language wants them:
//
//	Fill("step {step} of {all} {all|step|steps}", "step", "3", "all", "20")
//
// {name|one|other} chooses by the number: one for "1", else other. A name that gets no value stays as it is; a test holds callers
// and patterns to each other.
func Fill(pattern string, pairs ...string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		name, after, closed := strings.Cut(rest, "}")
		b.WriteString(before)
		if !found || !closed {
			b.WriteString(pattern[len(before):])
			return b.String()
		}
		b.WriteString(value(name, pairs))
		pattern = after
	}
}

func value(name string, pairs []string) string {
	name, forms, plural := strings.Cut(name, "|")
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i] != name {
			continue
		}
		if !plural {
			return pairs[i+1]
		}
		one, other, _ := strings.Cut(forms, "|")
		if pairs[i+1] == "1" {
			return one
		}
		return other
	}
	if plural {
		name += "|" + forms
	}
	return "{" + name + "}"
}

// Cut is what stands before and behind the first place in a pattern, for who writes the value without making a text of it.
func Cut(pattern string) (before, after string) {
	before, rest, _ := strings.Cut(pattern, "{")
	_, after, _ = strings.Cut(rest, "}")
	return before, after
}
