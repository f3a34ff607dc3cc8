package train

import (
	"promptscope/sim/fmath"
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/task"
)

// objective is the head and the loss of a task: the MLM head over the whole vocabulary or over a verbalizer's words,
// or linear heads, one for each data set of the task.
type objective struct {
	task  *task.Task
	sets  []*task.Task     // the task's data sets: more than one in a joint task
	mlm   *nn.MLMHead      // words as answers
	heads []*nn.LinearHead // classes as answers: a head for each of sets, on each word or on [CLS]; else nil
	ids   []int32          // in a classification the word of each class; else nil
	words int              // words that the MLM head chooses from
	small []Real           // logits of the verbalizer's words
	pred  []int32          // predictions of one sample
}

// newObjective has room for as many rows at a time; r starts the linear heads. A classification is linear if told so.
// Labels are read through the pooler if the checkpoint has one, as transformers and PEFT read them.
//
// The linear head of a classification reads the state of [CLS] itself. BERT's pooler stands between in the papers, but
// nothing trains the pooler of a model that is pretrained by masked words alone: it would be a random squashing.
func newObjective(t *task.Task, linear, pooler bool, m *nn.Model, rows int, r *rng.Rand) *objective {
	o := &objective{task: t, sets: t.Sets(), ids: t.LabelIDs, pred: make([]int32, 0, 64)}
	switch {
	case t.Kind != task.Cloze || linear:
		for _, set := range o.sets {
			h := nn.NewLinearHead(len(set.Labels), m.C, rows)
			for i := range h.W {
				h.W[i] = Real(r.Normal() * 0.02)
			}
			h.Repack()
			if t.Kind == task.Labelling && pooler {
				h.Pool = m
			}
			o.heads = append(o.heads, h)
		}
		return o
	case t.LabelIDs != nil:
		o.words = len(t.LabelIDs)
		o.small = make([]Real, o.words)
	default:
		o.words = m.V
	}
	o.mlm = nn.NewMLMHead(m.Config, rows)
	return o
}

// copy is an objective with the same heads and working memory of its own for as many rows, to look without touching.
func (o *objective) copy(c nn.Config, rows int) *objective {
	out := *o
	out.pred, out.heads = nil, nil
	if o.mlm != nil {
		out.mlm = nn.NewMLMHead(c, rows)
	}
	if o.small != nil {
		out.small = make([]Real, len(o.small))
	}
	for _, h := range o.heads {
		out.heads = append(out.heads, h.Share(rows))
	}
	return &out
}

// own is an objective like o with weights of its own, too.
func (o *objective) own(c nn.Config, rows int) *objective {
	out := o.copy(c, rows)
	for i, h := range o.heads {
		out.heads[i] = nn.NewLinearHead(h.K, h.C, rows)
		out.heads[i].Pool = h.Pool
	}
	out.take(o)
	return out
}

// take copies the weights of another.
func (o *objective) take(from *objective) {
	for i, h := range from.heads {
		copy(o.heads[i].W, h.W)
		copy(o.heads[i].B, h.B)
	}
	o.repack()
}

// params are the trained numbers of the heads, with the rate that every method uses.
func (o *objective) params() (out []optim.Param) {
	for i, h := range o.heads {
		name := "classifier."
		if o.task.Parts != nil {
			name = "classifier." + o.sets[i].ID + "."
		}
		out = append(out, optim.Param{Name: name + "weight", X: h.W, G: h.DW, Rate: HeadRate}, optim.Param{Name: name + "bias", X: h.B, G: h.DB, Rate: HeadRate})
	}
	return out
}

func (o *objective) repack() {
	for _, h := range o.heads {
		h.Repack()
	}
}

// classes is how many answers there are in data set i.
func (o *objective) classes(i int) int {
	if o.heads != nil {
		return o.heads[i].K
	}
	return o.words
}

// chance is the loss of the uniform guess: ln K, in a joint task the mean over the rows of set.
func (o *objective) chance(set []chunk) float32 {
	if len(o.sets) == 1 {
		return float32(fmath.Log(float64(o.classes(0))))
	}
	sum, rows := 0.0, 0
	for k := range o.sets {
		n := 0
		for i := range set {
			n += len(set[i].of(k))
		}
		sum, rows = sum+float64(n)*fmath.Log(float64(o.classes(k))), rows+n
	}
	return float32(sum / float64(rows))
}

// forward computes probabilities of the chunk's rows in place of the logits and adds their loss in nats to sum, row by
// row, so that the total does not depend on the size of chunks.
func (o *objective) forward(m *nn.Model, a *nn.Acts, c *chunk, sum float64) float64 {
	if o.mlm != nil {
		o.mlm.Forward(m, a, c.rows)
	}
	for i, h := range o.heads {
		if rows := c.of(i); len(rows) > 0 {
			h.Forward(a, rows)
		}
	}
	for i, g := range c.gold {
		sum += CrossEntropy(o.probs(m, c, i), o.class(g))
	}
	return sum
}

// probs is row i of logits or probabilities. With a verbalizer the rows are narrowed to its words first.
func (o *objective) probs(m *nn.Model, c *chunk, i int) []Real {
	if o.small == nil {
		return o.row(m, c, i)
	}
	row := o.mlm.Logits[i*m.V:][:m.V]
	for j, id := range o.ids {
		o.small[j] = row[id]
	}
	copy(row, o.small)
	return row[:o.words]
}

// class is the index of a target among the classes.
func (o *objective) class(gold int32) int {
	if o.ids == nil {
		return int(gold)
	}
	for j, id := range o.ids {
		if id == gold {
			return j
		}
	}
	panic("train: the answer is none of the classes")
}

// backward writes a.DOut from the probabilities that forward left.
func (o *objective) backward(m *nn.Model, a *nn.Acts, c *chunk, scale Real) {
	clear(a.DOut[:c.batch.Rows()*m.C])
	for i, g := range c.gold {
		p := o.row(m, c, i)
		CrossEntropyBackward(p, p, o.class(g), scale)
		if o.small != nil { // back to the words' places
			row := o.mlm.Logits[i*m.V:][:m.V]
			copy(o.small, p)
			clear(row)
			for j, id := range o.ids {
				row[id] = o.small[j]
			}
		}
	}
	if o.mlm != nil {
		o.mlm.Backward(m, a, c.rows, o.mlm.Logits)
	}
	for i, h := range o.heads {
		if rows := c.of(i); len(rows) > 0 {
			h.Backward(a, rows, h.Logits)
		}
	}
}

// count scores the predictions of the probabilities that forward left, each on the tally of its data set.
func (o *objective) count(m *nn.Model, c *chunk, tallies []task.Tally) {
	for s, sample := range c.samples {
		end := len(c.rows)
		if s+1 < len(c.first) {
			end = int(c.first[s+1])
		}
		o.pred = o.pred[:0]
		for i := int(c.first[s]); i < end; i++ {
			o.pred = append(o.pred, o.predicted(m, c, i))
		}
		set := sample.ex.Part
		o.sets[set].Count(&tallies[set], sample.ex, o.pred)
	}
}

// predicted is the most likely class of row i, as a vocabulary id in a cloze.
func (o *objective) predicted(m *nn.Model, c *chunk, i int) int32 {
	p := o.row(m, c, i)
	best := 0
	for j, v := range p {
		if v > p[best] {
			best = j
		}
	}
	return o.answer(best)
}

// answer is class k as Task.Count and the picture want it: as a vocabulary id in a cloze.
func (o *objective) answer(k int) int32 {
	if o.ids != nil {
		return o.ids[k]
	}
	return int32(k)
}

// row is row i of the probabilities that forward left.
func (o *objective) row(m *nn.Model, c *chunk, i int) []Real {
	if o.heads != nil {
		h, at := o.heads[c.place[i].set], int(c.place[i].at)
		return h.Logits[at*h.K:][:h.K]
	}
	return o.mlm.Logits[i*m.V:][:o.words]
}
