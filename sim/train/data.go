package train

import (
	"slices"
	"strings"

	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/task"
	"promptscope/sim/tune"
	"promptscope/sim/world"
)

// dataSeed fixes the training and held-out sets of every task: runs of different seeds are compared on the same data.
const dataSeed = 5

// Streams of Spec.Seed.
const (
	methodStream = iota + 1
	headStream
	orderStream
)

// sample is an example with its input row laid out for the method.
type sample struct {
	ids  []int32 // the row, virtual tokens included
	rows []int32 // row of each word
	ex   *task.Example
	mask int // index of [MASK] among the words; -1 in tagging
}

// place lays out examples for n virtual tokens, and in a cloze for the real words of the settings.
func place(v *world.Vocab, t *task.Task, examples []task.Example, s tune.Settings, n int) ([]sample, error) {
	var around tune.Template
	if text := s.Around(); text != "" && t.Kind == task.Cloze {
		var err error
		if around, err = tune.ParseTemplate(text); err != nil {
			return nil, err
		}
	}
	out := make([]sample, len(examples))
	for i := range examples {
		x := sample{ex: &examples[i], mask: -1}
		words := x.ex.Words
		gap := len(words) / 2
		for k, w := range words {
			if int(w) == v.Mask {
				x.mask, gap = k, k
			}
		}
		if around != nil {
			var err error
			if words, gap, err = around.Fill(words, int32(v.Mask), relation(t.ID), v.Lookup); err != nil {
				return nil, err
			}
			x.mask = gap
		}
		x.ids, x.rows = tune.Place(nil, nil, s.Placement, n, words, gap, int32(v.CLS), int32(v.SEP))
		out[i] = x
	}
	return out, nil
}

// relation is the word that names what a cloze task asks for.
func relation(id string) string {
	switch _, what, found := strings.Cut(id, "-"); {
	case found:
		return what
	case id == "fact":
		return world.Capital.String()
	}
	return "relation"
}

// classes are the task's answers that are words of the vocabulary, in the order of the labels or of the training set.
func classes(t *task.Task, v *world.Vocab) (out []int32) {
	if t.Kind == task.Tagging {
		for _, l := range t.Labels {
			if id, ok := v.Lookup(strings.ToLower(l)); ok {
				out = append(out, int32(id))
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
	if s.mask >= 0 {
		return append(rows, at+s.rows[s.mask]), append(gold, s.ex.Answer)
	}
	for i, r := range s.rows {
		rows, gold = append(rows, at+r), append(gold, s.ex.Tags[i])
	}
	return rows, gold
}

// sampler draws batches: epochs of random order, without regard to where an epoch ends.
type sampler struct {
	r     *rng.Rand
	order []int
	n     int
}

// draw appends k indices to dst.
func (s *sampler) draw(dst []int, k int) []int {
	for range k {
		if len(s.order) == 0 {
			for i := range s.n {
				s.order = append(s.order, i)
			}
			s.r.Shuffle(s.n, func(i, j int) { s.order[i], s.order[j] = s.order[j], s.order[i] })
		}
		dst = append(dst, s.order[len(s.order)-1])
		s.order = s.order[:len(s.order)-1]
	}
	return dst
}

// chunk is a part of a batch that goes through the model at once.
type chunk struct {
	batch   nn.Batch
	samples []*sample
	rows    []int32 // rows with a loss
	gold    []int32
	first   []int32 // index into rows where each sample begins
}

func (c *chunk) reset() {
	c.batch.Reset()
	c.samples, c.rows, c.gold, c.first = c.samples[:0], c.rows[:0], c.gold[:0], c.first[:0]
}

func (c *chunk) add(s *sample, first int) {
	c.first = append(c.first, int32(len(c.rows)))
	c.rows, c.gold = s.targets(c.rows, c.gold, int32(c.batch.Rows()))
	c.samples = append(c.samples, s)
	c.batch.Add(s.ids, first)
}

// chunks distributes samples over chunks of at most maxRows rows (at least one sample each), reusing dst.
func chunks(dst []chunk, samples []*sample, maxRows, first int) []chunk {
	dst = dst[:0]
	for _, s := range samples {
		if n := len(dst); n == 0 || dst[n-1].batch.Rows()+len(s.ids) > maxRows {
			if n < cap(dst) {
				dst = dst[:n+1]
			} else {
				dst = append(dst, chunk{})
			}
			dst[n].reset()
		}
		dst[len(dst)-1].add(s, first)
	}
	for i := range dst {
		dst[i].batch.Read = dst[i].rows
	}
	return dst
}
