package train

import (
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/task"
)

// objective is the head and the loss of a task: the MLM head over the whole vocabulary or over a verbalizer's words,
// or a linear head on every word.
type objective struct {
	task  *task.Task
	mlm   *nn.MLMHead    // Cloze
	head  *nn.LinearHead // Tagging
	k     int            // classes
	small []Real         // logits of the verbalizer's words
	pred  []int32        // predictions of one sample
}

func newObjective(t *task.Task, m *nn.Model, rows int, r *rng.Rand) *objective {
	o := &objective{task: t, pred: make([]int32, 0, 64)}
	switch {
	case t.Kind == task.Tagging:
		o.k = len(t.Labels)
		o.head = nn.NewLinearHead(o.k, m.C, rows)
		for i := range o.head.W {
			o.head.W[i] = Real(r.Normal() * 0.02)
		}
		o.head.Repack()
	case t.LabelIDs != nil:
		o.k = len(t.LabelIDs)
		o.small = make([]Real, o.k)
		o.mlm = nn.NewMLMHead(m.Config, rows)
	default:
		o.k = m.V
		o.mlm = nn.NewMLMHead(m.Config, rows)
	}
	return o
}

// params are the trained numbers of the head, with the rate that every method uses.
func (o *objective) params() []optim.Param {
	if o.head == nil {
		return nil
	}
	return []optim.Param{{Name: "classifier.weight", X: o.head.W, G: o.head.DW, Rate: HeadRate}, {Name: "classifier.bias", X: o.head.B, G: o.head.DB, Rate: HeadRate}}
}

func (o *objective) repack() {
	if o.head != nil {
		o.head.Repack()
	}
}

// forward computes probabilities of the chunk's rows in place of the logits and adds their loss in nats to sum, row by
// row, so that the total does not depend on the size of chunks.
func (o *objective) forward(m *nn.Model, a *nn.Acts, c *chunk, sum float64) float64 {
	if o.head != nil {
		o.head.Forward(a, c.rows)
	} else {
		o.mlm.Forward(m, a, c.rows)
	}
	for i, g := range c.gold {
		sum += CrossEntropy(o.probs(m, i), o.class(g))
	}
	return sum
}

// probs is row i of logits or probabilities. With a verbalizer the rows are narrowed to its words first.
func (o *objective) probs(m *nn.Model, i int) []Real {
	if o.head != nil {
		return o.head.Logits[i*o.k:][:o.k]
	}
	row := o.mlm.Logits[i*m.V:][:m.V]
	if o.small == nil {
		return row
	}
	for j, id := range o.task.LabelIDs {
		o.small[j] = row[id]
	}
	copy(row, o.small)
	return row[:o.k]
}

// class is the index of a target among the classes.
func (o *objective) class(gold int32) int {
	if o.small == nil {
		return int(gold)
	}
	for j, id := range o.task.LabelIDs {
		if id == gold {
			return j
		}
	}
	panic("train: the answer is no verbalizer word")
}

// backward writes a.DOut from the probabilities that forward left.
func (o *objective) backward(m *nn.Model, a *nn.Acts, c *chunk, scale Real) {
	clear(a.DOut[:c.batch.Rows()*m.C])
	if o.head != nil {
		for i, g := range c.gold {
			p := o.head.Logits[i*o.k:][:o.k]
			CrossEntropyBackward(p, p, int(g), scale)
		}
		o.head.Backward(a, c.rows, o.head.Logits)
		return
	}
	for i, g := range c.gold {
		row := o.mlm.Logits[i*m.V:][:m.V]
		p := row[:o.k]
		CrossEntropyBackward(p, p, o.class(g), scale)
		if o.small != nil { // back to the words' places
			copy(o.small, p)
			clear(row)
			for j, id := range o.task.LabelIDs {
				row[id] = o.small[j]
			}
		}
	}
	o.mlm.Backward(m, a, c.rows, o.mlm.Logits)
}

// count scores the predictions of the probabilities that forward left.
func (o *objective) count(m *nn.Model, c *chunk, tally *task.Tally) {
	for s, sample := range c.samples {
		end := len(c.rows)
		if s+1 < len(c.first) {
			end = int(c.first[s+1])
		}
		o.pred = o.pred[:0]
		for i := int(c.first[s]); i < end; i++ {
			o.pred = append(o.pred, o.predicted(m, i))
		}
		o.task.Count(tally, sample.ex, o.pred)
	}
}

// predicted is the most likely class of row i, as a vocabulary id in a cloze.
func (o *objective) predicted(m *nn.Model, i int) int32 {
	p := o.row(m, i)
	best := 0
	for j, v := range p {
		if v > p[best] {
			best = j
		}
	}
	if o.small != nil {
		return o.task.LabelIDs[best]
	}
	return int32(best)
}

// row is row i of the probabilities that forward left.
func (o *objective) row(m *nn.Model, i int) []Real {
	if o.head != nil {
		return o.head.Logits[i*o.k:][:o.k]
	}
	return o.mlm.Logits[i*m.V:][:o.k]
}
