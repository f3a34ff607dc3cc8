package train

import (
	"slices"

	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// Contest shows prompts of real words beside the one that the run has. Of a hand-written prompt it measures all templates on
// the held-out set, in small pieces beside the run and in memory of its own; of a search it shows what the last step tried.
type Contest struct {
	view
	tries []run.Try
	entry []entry
	acts  *nn.Acts
	goal  *objective

	at, chunk, layer int
	score            score
}

// entry is a template with the held-out set laid out for it.
type entry struct {
	set   []chunk
	place int // in tries
}

// newContest lists the templates where the method's prompt is one. A typed template that is not in the list comes first. What
// a template cannot be here (a word that the vocabulary lacks, a gap that a causal model does not see) is left out.
func newContest(v view) *Contest {
	g := v.stands()
	c := &Contest{view: v, layer: -1, score: newScore(len(v.aim().sets))}
	if !g.info.Has(run.KnobTemplate) || v.aim().mlm == nil {
		return c
	}
	texts := run.Templates()
	if own := g.spec.Template; !slices.Contains(texts, own) {
		texts = append([]string{own}, texts...)
	}
	for _, text := range texts {
		s := g.spec.Settings
		s.Template = text
		held, err := place(g.vocab, g.task, g.task.Heldout, s, 0, false, g.model.Causal())
		if err != nil {
			continue
		}
		c.entry = append(c.entry, entry{set: g.chunked(held), place: len(c.tries)})
		c.tries = append(c.tries, run.Try{Text: text, Taken: text == g.spec.Template})
	}
	return c
}

// chunked cuts rows into chunks that a Tick can take.
func (g *ground) chunked(rows []sample) []chunk {
	longest := 0
	all := make([]*sample, len(rows))
	for i := range rows {
		all[i] = &rows[i]
		longest = max(longest, len(rows[i].ids))
	}
	return chunks(nil, all, max(g.maxRows, longest), g.tuner.First)
}

// Busy reports whether templates are left to measure.
func (c *Contest) Busy() bool { return c.at < len(c.entry) }

// Tick does one small piece and reports whether a template is measured now.
func (c *Contest) Tick() bool {
	if !c.Busy() {
		return false
	}
	m, e := c.stands().model, &c.entry[c.at]
	if c.acts == nil {
		c.reserve()
	}
	in, k := &c.stands().tuner.Inject, &e.set[c.chunk]
	if c.layer < 0 {
		m.Embed(c.acts, &k.batch, in)
		c.layer++
		return false
	}
	m.ForwardLayer(c.acts, &k.batch, in, c.layer)
	if c.layer++; c.layer < m.L {
		return false
	}
	m.Finish(c.acts, &k.batch)
	c.score.add(c.goal, m, c.acts, k)
	c.layer = -1
	if c.chunk++; c.chunk < len(e.set) {
		return false
	}
	t := &c.tries[e.place]
	t.Loss, t.Accuracy = c.score.mean(c.stands().task)
	t.Known = true
	c.score.reset()
	c.at, c.chunk = c.at+1, 0
	return true
}

// reserve takes working memory for the longest chunk of all entries.
func (c *Contest) reserve() {
	rows, longest := 0, 0
	for _, e := range c.entry {
		for i := range e.set {
			b := &e.set[i].batch
			rows = max(rows, b.Rows())
			for s := range b.Seqs() {
				longest = max(longest, int(b.Off[s+1]-b.Off[s]))
			}
		}
	}
	g := c.stands()
	c.acts, c.goal = nn.NewActs(g.model.Config, rows, longest, &g.tuner.Inject), c.aim().own(g.model.Config, rows)
}

// fill writes the table.
func (c *Contest) fill(dst []run.Try) []run.Try {
	dst = append(dst[:0], c.tries...)
	if s := c.stands().tuner.Search; s != nil {
		for k, loss := range c.tried().losses {
			dst = append(dst, run.Try{Text: c.spell(s.Candidate(k)), Loss: float32(loss), Known: true, Taken: k == c.tried().taken})
		}
	}
	return dst
}

// spell writes words with spaces between them.
func (c *Contest) spell(ids []int32) string {
	text := ""
	for i, id := range ids {
		if i > 0 {
			text += " "
		}
		text += c.stands().vocab.Word(int(id))
	}
	return text
}
