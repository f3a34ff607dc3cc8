package train

import (
	"fmt"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
	"promptscope/sim/task"
)

// topGuesses is how many candidate words a cloze shows.
const topGuesses = 5

// Tracer runs one held-out example through the model as it is, with working memory of its own, so that looking
// never touches a run.
type Tracer struct {
	view
	index int
	row   int32 // position whose attention is shown; -1 = the answer
	acts  *nn.Acts
	goal  *objective // with the run's weights
	chunk chunk
	order []int
}

func newTracer(v view) *Tracer {
	g := v.stands()
	longest := 0
	for i := range g.held {
		longest = max(longest, len(g.held[i].ids))
	}
	return &Tracer{view: v, row: -1, acts: nn.NewActs(g.model.Config, longest, longest, &g.tuner.Inject), goal: v.aim().copy(g.model.Config, longest)}
}

// Example chooses the held-out example to trace, and the row whose attention is shown (-1 = the answer position). Values
// out of range wrap or fall back.
func (t *Tracer) Example(index, row int) {
	n := len(t.stands().held)
	t.index, t.row = ((index%n)+n)%n, int32(row)
}

// fill writes what the model makes of the traced example.
func (t *Tracer) fill(dst *run.Trace, look *sight) {
	g, in := t.stands(), look.in
	m, s := g.model, &g.held[t.index]
	t.chunk.reset()
	t.chunk.add(s, g.tuner.First)
	m.Forward(t.acts, &t.chunk.batch, in)
	look.goal.forward(m, t.acts, &t.chunk, 0)

	n := len(s.ids)
	dst.Index, dst.Count = int32(t.index), int32(len(g.held))
	dst.Layers, dst.Width, dst.Heads, dst.P = int32(m.L), int32(m.C), int32(m.NH), int32(in.P)
	dst.Tokens = t.fillTokens(dst.Tokens[:0], s)
	dst.Row = s.answerRow()
	if t.row >= 0 && int(t.row) < n {
		dst.Row = t.row
	}
	dst.Hidden = dst.Hidden[:0]
	for l := range m.L + 1 {
		dst.Hidden = appendReals(dst.Hidden, t.acts.X[l][:n*m.C])
	}
	t.fillDeep(dst, in)
	t.fillAttention(dst, in, n)
	dst.GradInput = append(dst.GradInput[:0], look.grad.input...)
	dst.GradDeep = append(dst.GradDeep[:0], look.grad.deep...)
	t.fillAnswer(dst, s, look.goal)
}

// fillAttention copies the weights of the traced row. A layer without deep tokens has a shorter row; its prompt columns are
// zero.
func (t *Tracer) fillAttention(dst *run.Trace, in *nn.Inject, n int) {
	dst.Attention = dst.Attention[:0]
	for l := range int(dst.Layers) {
		p := in.At(l)
		att := t.acts.Attention(l, 0)
		for h := range int(dst.Heads) {
			for range in.P - p {
				dst.Attention = append(dst.Attention, 0)
			}
			dst.Attention = appendReals(dst.Attention, att[(h*n+int(dst.Row))*(p+n):][:p+n])
		}
	}
}

// fillTokens names the positions of the row.
func (t *Tracer) fillTokens(dst []run.Token, s *sample) []run.Token {
	g := t.stands()
	for i, id := range s.ids {
		k := run.Token{Gold: -1}
		switch {
		case id < 0:
			k.Role, k.Text = run.Virtual, virtualNames[min(int(-1-id), len(virtualNames)-1)]
			if g.tuner.Words != nil {
				k.Text = g.vocab.Word(int(g.tuner.Words[-1-id]))
			}
		case int(id) == g.vocab.Mask:
			k.Role, k.Text = run.Mask, g.vocab.Word(int(id))
		case int(id) == g.vocab.CLS || int(id) == g.vocab.SEP:
			k.Role, k.Text = run.Special, g.vocab.Word(int(id))
		default:
			k.Role, k.Text = run.Context, g.vocab.Word(int(id))
		}
		if s.read < 0 {
			for w, r := range s.rows {
				if int(r) == i {
					k.Gold = int16(s.ex.Tags[w])
				}
			}
		}
		dst = append(dst, k)
	}
	return dst
}

var virtualNames = func() (names [run.MaxN]string) {
	for i := range names {
		names[i] = fmt.Sprintf("v%d", i+1)
	}
	return
}()

// fillDeep copies the deep virtual tokens out of the table.
func (t *Tracer) fillDeep(dst *run.Trace, in *nn.Inject) {
	m := t.stands().model
	dst.Deep, dst.Keys, dst.Values = dst.Deep[:0], dst.Keys[:0], dst.Values[:0]
	for l := range m.L {
		dst.Deep = append(dst.Deep, in.At(l) > 0)
		for i := range in.P {
			at := (i*m.L + l) * 2 * m.C
			dst.Keys = appendReals(dst.Keys, in.Prefix[at:][:m.C])
			dst.Values = appendReals(dst.Values, in.Prefix[at+m.C:][:m.C])
		}
	}
}

// fillAnswer writes tags or the best words.
func (t *Tracer) fillAnswer(dst *run.Trace, s *sample, goal *objective) {
	g := t.stands()
	dst.Answer, dst.Top, dst.Labels, dst.Tags = "", dst.Top[:0], dst.Labels[:0], dst.Tags[:0]
	if g.task.Kind == task.Tagging {
		k := goal.classes(s.ex.Part)
		dst.Labels = append(dst.Labels, goal.sets[s.ex.Part].Labels...)
		for range len(s.ids) * k {
			dst.Tags = append(dst.Tags, 0)
		}
		for i, r := range t.chunk.rows {
			for j, p := range goal.row(g.model, &t.chunk, i) {
				dst.Tags[int(r)*k+j] = float32(p)
			}
		}
		return
	}
	word := func(i int32) string { return g.vocab.Word(int(i)) }
	if g.task.Kind == task.Labelling {
		word = func(i int32) string { return g.task.Labels[i] }
	}
	dst.Answer = word(s.ex.Answer)
	p := goal.row(g.model, &t.chunk, 0)
	t.order = best(t.order, len(p), topGuesses, func(a, b int) bool { return p[a] > p[b] })
	for _, i := range t.order {
		dst.Top = append(dst.Top, run.Guess{Text: word(goal.answer(i)), Prob: float32(p[i])})
	}
}

// best lists the first k of n indices in an order; of equal ones the lower index is first.
func best(dst []int, n, k int, before func(a, b int) bool) []int {
	dst = dst[:0]
	for i := range n {
		at := len(dst)
		for ; at > 0 && before(i, dst[at-1]); at-- {
		}
		switch {
		case len(dst) < k:
			dst = append(dst, i)
		case at == k:
			continue
		}
		copy(dst[at+1:], dst[at:])
		dst[at] = i
	}
	return dst
}

func appendReals(dst []float32, src []Real) []float32 {
	for _, v := range src {
		dst = append(dst, float32(v))
	}
	return dst
}
