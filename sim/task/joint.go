package task

// Joint tasks: several data sets of one kind in one run, so that they share a prompt while each keeps a head of its own
// (the multi-task setting of P-Tuning v2, Liu et al. 2022, arXiv 2110.07602). The data sets are exactly those of the
// single tasks, so that joint and single runs compare. Role sentences mention first names that ner holds out, without
// saying what kind of name they are; no sentence of one set's held-out part is in the other's training set.

import (
	"slices"

	"promptscope/sim/run"
	"promptscope/sim/world"
)

func init() {
	register(recipe{rank: 50, info: Info{
		ID: "srl+ner", Kind: Tagging, Metric: SpanF1, Rate: run.TaggingRate,
		// The sums of both tasks. Labels are dealt 4 to 1, as the single tasks have them; each task sees as many
		// examples in 1300 steps as alone in its 1000 or 300.
		TrainSize: 2000, HeldoutSize: 800, MaxTrain: 5000, Steps: 1300,
	}, parts: []string{"srl", "ner"}})
}

// newJoint builds the data sets of a joint task and mixes their examples.
func newJoint(r recipe, v *world.Vocab, split Split, labels int, seed uint64) (*Task, error) {
	t := &Task{Info: r.info}
	var train, held []int // weights of the parts
	for _, id := range r.parts {
		p, err := find(id)
		if err != nil {
			return nil, err
		}
		train, held = append(train, p.info.TrainSize), append(held, p.info.HeldoutSize)
	}
	n := make([]int, len(r.parts))
	for range labels {
		n[Deal(n, train)]++
	}
	for i, id := range r.parts {
		part, err := New(id, v, split, max(n[i], 1), seed)
		if err != nil {
			return nil, err
		}
		part.Train = part.Train[:n[i]]
		for _, set := range [][]Example{part.Train, part.Heldout} {
			for k := range set {
				set[k].Part = i
			}
		}
		t.Parts = append(t.Parts, part)
	}
	t.Train = interleave(t.Parts, train, labels, func(p *Task) []Example { return p.Train })
	t.Heldout = interleave(t.Parts, held, r.info.HeldoutSize, func(p *Task) []Example { return p.Heldout })
	return t, nil
}

// interleave takes n examples from the parts in the proportion of the weights, so that fewer are the first of more.
func interleave(parts []*Task, weights []int, n int, set func(*Task) []Example) []Example {
	taken, out := make([]int, len(parts)), make([]Example, 0, n)
	for range n {
		p := Deal(taken, weights)
		out = append(out, set(parts[p])[taken[p]])
		taken[p]++
	}
	return out
}

// Deal says which part gets the next one, when parts have taken so many so far and their numbers shall be in the
// proportion of the weights: one that has none yet, else the one that lacks most. With two parts it never is off by more
// than one. Parts of weight 0 get nothing.
func Deal(taken, weights []int) int {
	total, sum := 1, 0
	for p, w := range weights {
		total, sum = total+taken[p], sum+w
	}
	best, most := -1, 0
	for p, w := range weights {
		lack := w*total - taken[p]*sum
		if taken[p] == 0 {
			lack = w * total * len(weights) * sum // before all others
		}
		if w > 0 && (best < 0 || lack > most) {
			best, most = p, lack
		}
	}
	return best
}

// Sets are the data sets of a task: its parts, or itself.
func (t *Task) Sets() []*Task {
	if t.Parts != nil {
		return t.Parts
	}
	return []*Task{t}
}

// Joint lists the IDs of a task's parts; nil if it is a single one or unknown.
func Joint(id string) []string {
	r, _ := find(id)
	return slices.Clone(r.parts)
}
