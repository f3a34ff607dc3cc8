package run

import (
	"fmt"
	"slices"
	"strings"
)

// A Template is the words around the example of a cloze, one a field: X stands for the example's own words, _ for [MASK],
// R for the name of the task's relation; all others are words of the vocabulary.
type Template []string

// Templates are hand-written prompts of which a frozen model knows from nearly none to nearly all (docs/results.md, Hand-written prompts);
// the best first.
func Templates() []string {
	return []string{
		"the R of X is _ .", "_ is the R of X .", "the R of X is _", "the main city of X is _ .", "the seat of X is _ .",
		"the R city of X : _ .", "where is the R of X ? in _ .", "in X , _ is the main city .", "what is the R of X ? answer : _ .",
		"the town _ is in X .", "the official seat of X is in _ .", "R of X ? _", "X _",
	}
}

// anchored is the template of P-Tuning's kept words.
func anchored(anchor string) string {
	return map[string]string{"relation": "R X _", "stop": "X _ .", "both": "R X _ ."}[anchor]
}

// Around is the template of the settings; empty for the example as it is.
func (s Settings) Around() string {
	if s.Template != "" {
		return s.Template
	}
	return anchored(s.Anchor)
}

// maxTemplate is how many words a template may have: what the position table has room for.
const maxTemplate = 16

// ParseTemplate reads a template.
func ParseTemplate(s string) (Template, error) {
	t := Template(strings.Fields(s))
	count := func(word string) (n int) {
		for _, w := range t {
			if w == word {
				n++
			}
		}
		return n
	}
	if count("X") != 1 || count("_") != 1 || len(t) > maxTemplate {
		return nil, fmt.Errorf("template %q: want up to %d words with X (the example) and _ (the gap) once each, such as %q", s, maxTemplate, Templates()[0])
	}
	return t, nil
}

// Causal returns an error if a causal model could not read the example: it sees only what stands before the gap.
func (t Template) Causal() error {
	if slices.Index(t, "X") > slices.Index(t, "_") {
		return fmt.Errorf("template %q: a causal model sees nothing behind the gap; want X before _, such as %q", strings.Join(t, " "), Templates()[0])
	}
	return nil
}

// Fill puts the words of an example into the template; relation is R's word. It returns the new words and where the gap is.
func (t Template) Fill(words []int32, mask int32, relation string, lookup func(string) (int, bool)) (out []int32, gap int, err error) {
	for _, w := range t {
		switch w {
		case "X":
			for _, id := range words {
				if id != mask {
					out = append(out, id)
				}
			}
			continue
		case "_":
			gap = len(out)
			out = append(out, mask)
			continue
		case "R":
			w = relation
		}
		id, ok := lookup(w)
		if !ok {
			return nil, 0, fmt.Errorf("template: the vocabulary has no word %q", w)
		}
		out = append(out, int32(id))
	}
	return out, gap, nil
}

func checkTemplate(value string) error {
	_, err := ParseTemplate(value)
	return err
}
