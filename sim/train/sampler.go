package train

import (
	"promptscope/sim/rng"
	"promptscope/sim/task"
)

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
