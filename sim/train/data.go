package train

import (
	"slices"
	"strings"

	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/run"
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
	read int32 // row where the one answer is read: [MASK], [CLS] by a linear head, the last token in a causal model; -1 in tagging
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
			if words, gap, err = around.Fill(words, int32(v.Mask), relation(t.ID), v.Lookup); err != nil {
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
		}
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

// sampler draws batches: epochs of random order of each data set, without regard to where an epoch ends. The sets of a
// joint task are drawn in the proportion of weights.
type sampler struct {
	sets    []epochs
	weights []int // of sets
	taken   []int // from sets so far
}

// epochs goes through some examples in random order again and again.
type epochs struct {
	r         *rng.Rand
	of, order []int
}

// newSampler draws from the task's training set. Each data set of a joint task gets as many examples in the
// recommended number of steps as it gets alone.
func newSampler(t *task.Task, seed uint64) *sampler {
	s := &sampler{}
	for i, set := range t.Sets() {
		e := epochs{r: rng.New(seed, orderStream+uint64(i)<<8)}
		for k := range t.Train {
			if t.Train[k].Part == i {
				e.of = append(e.of, k)
			}
		}
		e.order = make([]int, 0, len(e.of))
		weight := set.Steps
		if len(e.of) == 0 {
			weight = 0 // with very few labels
		}
		s.sets, s.weights, s.taken = append(s.sets, e), append(s.weights, weight), append(s.taken, 0)
	}
	return s
}

// copy is a sampler of the same sets with memory of its own.
func (s *sampler) copy() *sampler {
	out := &sampler{weights: s.weights, taken: append([]int(nil), s.taken...)}
	for _, e := range s.sets {
		r := *e.r
		out.sets = append(out.sets, epochs{r: &r, of: e.of, order: append(make([]int, 0, len(e.of)), e.order...)})
	}
	return out
}

// be takes over the state of a copy, without allocating.
func (s *sampler) be(o *sampler) {
	copy(s.taken, o.taken)
	for i := range s.sets {
		e, f := &s.sets[i], &o.sets[i]
		*e.r, e.order = *f.r, append(e.order[:0], f.order...)
	}
}

// draw appends k indices to dst.
func (s *sampler) draw(dst []int, k int) []int {
	for range k {
		set := task.Deal(s.taken, s.weights)
		s.taken[set]++
		dst = append(dst, s.sets[set].next())
	}
	return dst
}

func (e *epochs) next() int {
	if len(e.order) == 0 {
		e.order = append(e.order, e.of...)
		e.r.Shuffle(len(e.of), func(i, j int) { e.order[i], e.order[j] = e.order[j], e.order[i] })
	}
	last := len(e.order) - 1
	i := e.order[last]
	e.order = e.order[:last]
	return i
}

// chunk is a part of a batch that goes through the model at once.
type chunk struct {
	batch   nn.Batch
	samples []*sample
	rows    []int32 // rows with a loss
	gold    []int32
	first   []int32   // index into rows where each sample begins
	place   []spot    // of each of rows
	lists   [][]int32 // rows of each data set, see of
}

// spot is where a row's logits are: in the head of a data set, at an index of its list.
type spot struct{ set, at int32 }

func (c *chunk) reset() {
	c.batch.Reset()
	c.samples, c.rows, c.gold, c.first, c.place = c.samples[:0], c.rows[:0], c.gold[:0], c.first[:0], c.place[:0]
	for i := range c.lists {
		c.lists[i] = c.lists[i][:0]
	}
}

func (c *chunk) add(s *sample, first int) {
	c.read(s, int32(c.batch.Rows()))
	c.batch.Add(s.ids, first)
}

// read adds the rows of a sample that stands at row at, without the sample's tokens.
func (c *chunk) read(s *sample, at int32) {
	from, set := len(c.rows), s.ex.Part
	c.first, c.samples = append(c.first, int32(from)), append(c.samples, s)
	c.rows, c.gold = s.targets(c.rows, c.gold, at)
	for len(c.lists) <= set {
		c.lists = append(c.lists, nil)
	}
	for _, r := range c.rows[from:] {
		c.place = append(c.place, spot{int32(set), int32(len(c.lists[set]))})
		c.lists[set] = append(c.lists[set], r)
	}
}

// of is the rows of data set i.
func (c *chunk) of(i int) []int32 {
	if i < len(c.lists) {
		return c.lists[i]
	}
	return nil
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
