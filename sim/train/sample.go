package train

import (
	"cmp"
	"slices"
	"strings"

	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/tune"
	"promptscope/sim/world"
)

// sample is an example with its input row laid out for the method.
type sample struct {
	ids   []int32 // the row, virtual tokens included
	types []int32 // token types of ids; nil for all 0
	rows  []int32 // row of each word; where an example says which words have tags, of those
	ex    *task.Example
	read  int32 // row where the one answer is read: [MASK], [CLS] by a linear head, the first or the last token; -1 in tagging
}

// around is the template of the settings for a task, nil if there is none.
func around(t task.Kind, s run.Settings, linear, causal bool) (run.Template, error) {
	text := s.Around()
	if text == "" || t != task.Cloze || linear {
		return nil, nil
	}
	out, err := run.ParseTemplate(text)
	if err == nil && causal {
		err = out.Causal()
	}
	return out, err
}

// place lays out examples for n virtual tokens, and in a cloze for the real words of the settings. A linear head reads the
// text alone, without [MASK]; a causal model what stands before the gap.
func place(v *world.Vocab, t *task.Task, examples []task.Example, s run.Settings, n int, linear, causal bool) ([]sample, error) {
	around, err := around(t.Kind, s, linear, causal)
	if err != nil {
		return nil, err
	}
	out := make([]sample, len(examples))
	for i := range examples {
		x := sample{ex: &examples[i], read: -1}
		words, mask := x.ex.Words, -1
		if linear {
			words = slices.DeleteFunc(slices.Clone(words), func(w int32) bool { return int(w) == v.Mask })
		}
		gap := len(words) / 2
		for k, w := range words {
			if int(w) == v.Mask {
				mask, gap = k, k
			}
		}
		if around != nil {
			if words, gap, err = around.Fill(words, int32(v.Mask), relation(t), v.Lookup); err != nil {
				return nil, err
			}
			mask = gap
		}
		if causal && mask >= 0 {
			x.ids, x.rows = tune.PlaceCausal(nil, nil, s.Placement, n, words[:gap], int32(v.CLS))
			x.read = int32(len(x.ids) - 1)
			out[i] = x
			continue
		}
		x.ids, x.rows = tune.Place(nil, nil, s.Placement, n, words, gap, int32(v.CLS), int32(v.SEP))
		switch {
		case mask >= 0:
			x.read = x.rows[mask]
		case linear:
			x.read = int32(slices.Index(x.ids, int32(v.CLS)))
		case t.Kind == task.Labelling:
			x.read = 0 // what transformers' pooler reads, and PEFT's too: a virtual token if one stands there
		}
		x.pick()
		out[i] = x
	}
	return out, nil
}

// pick gives the row its token types, and keeps the rows of words that have tags.
func (s *sample) pick() {
	s.types = s.ex.RowTypes(s.rows, len(s.ids))
	if s.ex.At != nil {
		rows := make([]int32, len(s.ex.At))
		for i, w := range s.ex.At {
			rows[i] = s.rows[w]
		}
		s.rows = rows
	}
}

// relation is the word that names what a cloze task asks for, the word "relation" where it is none of a country's.
func relation(t *task.Task) string { return cmp.Or(t.Relation, "relation") }

// classes are the task's answers that are words of the vocabulary, in the order of the labels or of the training set.
func classes(t *task.Task, v *world.Vocab) (out []int32) {
	if t.Kind != task.Cloze {
		for _, set := range t.Sets() {
			for _, l := range set.Labels {
				if id, ok := v.Lookup(strings.ToLower(l)); ok {
					out = append(out, int32(id))
				}
			}
		}
		return out
	}
	if t.LabelIDs != nil {
		return t.LabelIDs
	}
	for i := range t.Train {
		if a := t.Train[i].Answer; !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out
}

// targets appends the rows of s that carry a loss, shifted by the row where the sequence starts, and their targets.
func (s *sample) targets(rows, gold []int32, at int32) ([]int32, []int32) {
	if s.read >= 0 {
		return append(rows, at+s.read), append(gold, s.ex.Answer)
	}
	for i, r := range s.rows {
		rows, gold = append(rows, at+r), append(gold, s.ex.Tags[i])
	}
	return rows, gold
}

// answerRow is the [MASK] or [CLS], or the first tagged word in tagging.
func (s *sample) answerRow() int32 {
	if s.read >= 0 {
		return s.read
	}
	for w, r := range s.rows {
		if s.ex.Tags[w] != 0 {
			return r
		}
	}
	return s.rows[0]
}
