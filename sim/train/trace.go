package train

import (
	"fmt"
	"sort"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
	"promptscope/sim/task"
)

// topGuesses is how many candidate words a cloze shows.
const topGuesses = 5

// tracer runs one held-out example through the model as it is, with working memory of its own, so that looking
// never touches a run.
type tracer struct {
	index  int
	row    int32 // position whose attention is shown; -1 = the answer
	acts   *nn.Acts
	goal   *objective
	chunk  chunk
	order  []int
	tokens []run.Token
}

func (tr *tracer) prepare(t *Trainer) {
	longest := 0
	for i := range t.held {
		longest = max(longest, len(t.held[i].ids))
	}
	tr.row = -1
	tr.acts = nn.NewActs(t.model.Config, longest, longest, &t.tuner.Inject)
	tr.goal = t.goal.copy(t.model.Config, longest)
}

// Example chooses the held-out example to trace, and the row whose attention is shown (-1 = the answer position). Values
// out of range wrap or fall back.
func (t *Trainer) Example(index, row int) {
	n := len(t.held)
	t.trace.index = ((index % n) + n) % n
	t.trace.row = int32(row)
}

// fillTrace writes what the model makes of the traced example.
func (t *Trainer) fillTrace(dst *run.Trace) {
	tr, m := &t.trace, t.model
	in, goal, gradInput, gradDeep := t.seen()
	s := &t.held[tr.index]
	tr.chunk.reset()
	tr.chunk.add(s, t.tuner.First)
	m.Forward(tr.acts, &tr.chunk.batch, in)
	goal.forward(m, tr.acts, &tr.chunk, 0)

	n := len(s.ids)
	dst.Index, dst.Count = int32(tr.index), int32(len(t.held))
	dst.Layers, dst.Width, dst.Heads, dst.P = int32(m.L), int32(m.C), int32(m.NH), int32(in.P)
	dst.Tokens = t.fillTokens(dst.Tokens[:0], s)
	dst.Row = t.answerRow(s)
	if tr.row >= 0 && int(tr.row) < n {
		dst.Row = tr.row
	}
	dst.Hidden = dst.Hidden[:0]
	for l := range m.L + 1 {
		dst.Hidden = appendReals(dst.Hidden, tr.acts.X[l][:n*m.C])
	}
	t.fillDeep(dst, in)
	dst.Attention = dst.Attention[:0]
	for l := range m.L {
		// A layer without deep tokens has a shorter row; its prompt columns are zero.
		p := in.At(l)
		att := tr.acts.Attention(l, 0)
		for h := range m.NH {
			for range in.P - p {
				dst.Attention = append(dst.Attention, 0)
			}
			dst.Attention = appendReals(dst.Attention, att[(h*n+int(dst.Row))*(p+n):][:p+n])
		}
	}
	dst.GradInput = append(dst.GradInput[:0], gradInput...)
	dst.GradDeep = append(dst.GradDeep[:0], gradDeep...)
	t.fillAnswer(dst, s, goal)
}

// fillTokens names the positions of the row.
func (t *Trainer) fillTokens(dst []run.Token, s *sample) []run.Token {
	for i, id := range s.ids {
		k := run.Token{Gold: -1}
		switch {
		case id < 0:
			k.Role, k.Text = run.Virtual, virtualNames[min(int(-1-id), len(virtualNames)-1)]
			if t.tuner.Words != nil {
				k.Text = t.vocab.Word(int(t.tuner.Words[-1-id]))
			}
		case int(id) == t.vocab.Mask:
			k.Role, k.Text = run.Mask, t.vocab.Word(int(id))
		case int(id) == t.vocab.CLS || int(id) == t.vocab.SEP:
			k.Role, k.Text = run.Special, t.vocab.Word(int(id))
		default:
			k.Role, k.Text = run.Context, t.vocab.Word(int(id))
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

// answerRow is the [MASK] or [CLS], or the first tagged word in tagging.
func (t *Trainer) answerRow(s *sample) int32 {
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

// fillDeep copies the deep virtual tokens out of the table.
func (t *Trainer) fillDeep(dst *run.Trace, in *nn.Inject) {
	m := t.model
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
func (t *Trainer) fillAnswer(dst *run.Trace, s *sample, goal *objective) {
	tr := &t.trace
	dst.Answer, dst.Top, dst.Labels, dst.Tags = "", dst.Top[:0], dst.Labels[:0], dst.Tags[:0]
	if t.task.Kind == task.Tagging {
		k := goal.classes(s.ex.Part)
		dst.Labels = append(dst.Labels, goal.sets[s.ex.Part].Labels...)
		for range len(s.ids) * k {
			dst.Tags = append(dst.Tags, 0)
		}
		for i, r := range tr.chunk.rows {
			for j, p := range goal.row(t.model, &tr.chunk, i) {
				dst.Tags[int(r)*k+j] = float32(p)
			}
		}
		return
	}
	dst.Answer = t.vocab.Word(int(s.ex.Answer))
	p := goal.row(t.model, &tr.chunk, 0)
	tr.order = tr.order[:0]
	for i := range p {
		tr.order = append(tr.order, i)
	}
	sort.Slice(tr.order, func(a, b int) bool {
		if p[tr.order[a]] != p[tr.order[b]] {
			return p[tr.order[a]] > p[tr.order[b]]
		}
		return tr.order[a] < tr.order[b]
	})
	for _, i := range tr.order[:min(topGuesses, len(p))] {
		dst.Top = append(dst.Top, run.Guess{Text: t.vocab.Word(int(goal.answer(i))), Prob: float32(p[i])})
	}
}

func appendReals(dst []float32, src []Real) []float32 {
	for _, v := range src {
		dst = append(dst, float32(v))
	}
	return dst
}
