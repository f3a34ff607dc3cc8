package interview

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"promptscope/internal/rule"
	"promptscope/sim/run"
	"promptscope/viz/doc"
	"promptscope/viz/fsrs"
	"promptscope/viz/i18n"
	"promptscope/viz/place/interview/card"
)

// Seconds to think: in a review, and in a mock interview.
const (
	think     = 30
	mockThink = 120
)

// asked is a card in front of a person: the question, and what its state shows of the answer.
func (p *painter) asked(t *card.Topic, c *card.Card) []doc.Block {
	q := part(partCard, p.tags(t, c), doc.Block{Kind: doc.Heading, Spans: doc.T(c.Question.In(p.lang)), Begins: true})
	q.Value = c.ID + "/" + strconv.FormatBool(p.at.revealed)
	if p.lang == "zh" {
		q.Blocks = append(q.Blocks, doc.Block{Kind: doc.Quiet, ID: "other", Spans: doc.T(c.Question.EN)})
	}
	if !p.at.revealed {
		q.Blocks = append(q.Blocks, p.thinking(c)...)
		return []doc.Block{q, p.thumbThinking()}
	}
	points := doc.Block{Kind: doc.Checks, ID: orderTick, Spans: doc.T(p.t.Tick)}
	for i, point := range c.Points {
		points.Options = append(points.Options, doc.Option{Order: orderTick, Arg: strconv.Itoa(i), Label: point.In(p.lang), Chosen: p.at.ticks[i]})
	}
	q.Blocks = append(q.Blocks, points)
	q.Blocks = append(q.Blocks, p.answer(c)...)
	proof := p.proofPart(c)
	if p.wide && !p.in.State.Embed {
		return []doc.Block{q, p.thumbGrades(c), proof}
	}
	q.Blocks = append(q.Blocks, proof)
	return []doc.Block{q, p.thumbGrades(c)}
}

// tags are the topic, how often the question is asked, and when it was seen last.
func (p *painter) tags(t *card.Topic, c *card.Card) doc.Block {
	seen := p.t.Unseen
	if k := p.deck.Card(c.ID); k.State != fsrs.New {
		grade := p.t.Grades[p.lastGrade(c.ID)-1]
		if days := int(p.now.Day() - k.Last.Day()); days > 0 {
			seen = i18n.Fill(p.t.SeenDays, "time", p.days(days), "grade", grade)
		} else {
			seen = i18n.Fill(p.t.SeenToday, "grade", grade)
		}
	}
	out := part(partTags, text(doc.Quiet, t.Name.In(p.lang)), text(doc.Quiet, p.t.Must[c.Must]), text(doc.Quiet, seen))
	if p.trying() && p.trial.asked[p.trial.at].Follow {
		out.Blocks = append(out.Blocks, text(doc.Quiet, p.t.FollowUp))
	}
	return out
}

func (p *painter) lastGrade(id string) fsrs.Grade {
	log := p.deck.Record().Log
	for i := len(log) - 1; i >= 0; i-- {
		if log[i].Card == id && !log[i].Extra {
			return log[i].Grade
		}
	}
	return fsrs.Again
}

// thinking is what stands below a question before its answer is shown: nothing of the answer but how many points it has, and
// how they begin for who asks for a hint.
func (p *painter) thinking(c *card.Card) []doc.Block {
	out := []doc.Block{text(doc.Text, i18n.Fill(p.t.Think, "n", strconv.Itoa(len(c.Points))))}
	if p.at.hinted {
		out = append(out, text(doc.Quiet, p.t.Hints))
		for _, point := range c.Points {
			out = append(out, text(doc.Item, beginning(point.In(p.lang))))
		}
	}
	seconds, of := think, p.t.Timer
	if p.trying() {
		seconds, of = mockThink, p.t.MockTimer
	}
	return append(out, doc.Block{Kind: doc.Timer, Name: i18n.Fill(of, "seconds", strconv.Itoa(seconds)), Count: seconds, Value: c.ID, More: doc.T(p.t.TimerNote)})
}

// beginning is a quarter of a point, whole words where there are some.
func beginning(point string) string {
	want := max(utf8.RuneCountInString(point)/4, 3)
	at := 0
	for i := range point {
		if want == 0 {
			at = i
			break
		}
		want--
	}
	if at == 0 {
		return "…"
	}
	if space := strings.LastIndexByte(point[:at], ' '); space > 0 && point[at] < utf8.RuneSelf {
		at = space
	}
	return strings.TrimRight(point[:at], " ，,：:；;（(") + " …"
}

func (p *painter) thumbThinking() doc.Block {
	if p.trying() {
		next := p.t.Next
		if p.trial.at == len(p.trial.asked)-1 {
			next = p.t.Finish
		}
		return part(partThumb, inline(doc.Option{Order: orderStop, Label: p.t.Stop}), inline(doc.Option{Order: orderNext, Label: next, Key: p.t.Space, Main: true}))
	}
	return part(partThumb, inline(doc.Option{Order: orderHint, Label: p.t.Hint, Key: "H", Off: p.at.hinted}, doc.Option{Order: orderUnknown, Label: p.t.Unknown}),
		inline(doc.Option{Order: orderReveal, Label: p.t.Reveal, Key: p.t.Space, Main: true}))
}

// answer is the answer of half a minute and of two, what is wrong, and where it is from.
func (p *painter) answer(c *card.Card) (out []doc.Block) {
	out = append(out, text(doc.Heading, p.t.Short), text(doc.Text, c.Short.In(p.lang)), text(doc.Heading, p.t.Long))
	for _, l := range c.Long {
		out = append(out, doc.Block{Kind: doc.Text, Spans: []doc.Span{{Text: l.Lead.In(p.lang), Strong: true}, {Text: "  " + l.Text.In(p.lang)}}})
	}
	for _, w := range c.Wrong {
		name := "✗ " + p.t.Wrong
		if w.Wild > 0 {
			name += " (" + p.t.Wild + ")"
		}
		out = append(out, doc.Block{Kind: doc.Wrong, Name: name, Spans: doc.T(w.Say.In(p.lang)), More: []doc.Span{{Text: w.Why.In(p.lang) + " "}, p.cite(w.Source)}})
	}
	sources := []doc.Span{{Text: p.t.Sources + "  "}}
	for i, s := range c.Sources {
		if i > 0 {
			sources = append(sources, doc.Span{Text: " · "})
		}
		sources = append(sources, p.cite(s))
	}
	return append(out, doc.Block{Kind: doc.Quiet, Spans: sources})
}

// thumbGrades are the four grades with the intervals that they give.
func (p *painter) thumbGrades(c *card.Card) doc.Block {
	by, extra := p.deck.Preview(c.ID, p.now)
	proposed := p.proposed()
	row := doc.Block{Kind: doc.Buttons, ID: "grades", Inline: true}
	for i, name := range p.t.Grades {
		o := doc.Option{Order: orderGrade, Arg: strconv.Itoa(i + 1), Key: strconv.Itoa(i + 1), Label: name, Note: p.t.ExtraDay}
		if !extra {
			o.Note = p.interval(by[i])
		}
		if fsrs.Grade(i+1) == proposed {
			o.Chosen = true
			if !p.at.unknown {
				o.Note += " · " + i18n.Fill(p.t.Proposed, "ticked", strconv.Itoa(p.ticked()), "all", strconv.Itoa(len(p.at.ticks)))
			}
		}
		row.Buttons = append(row.Buttons, o)
	}
	out := part(partThumb)
	if extra {
		out.Blocks = append(out.Blocks, text(doc.Quiet, p.t.Extra))
	}
	out.Blocks = append(out.Blocks, row)
	return out
}

// proofPart is what a run shows of the answer, and what to go on with.
func (p *painter) proofPart(c *card.Card) doc.Block {
	out := part(partProof)
	add := func(b ...doc.Block) { out.Blocks = append(out.Blocks, b...) }
	if c.Proof == nil {
		add(text(doc.Heading, p.t.Unproved), text(doc.Text, c.Unproved.In(p.lang)))
	} else {
		add(text(doc.Heading, p.t.Proof), text(doc.Text, c.Proof.Says.In(p.lang)), doc.Block{Kind: doc.Quiet, ID: "link", Spans: doc.T(c.Proof.Link)})
		train := p.t.Train
		if p.proof.card == c.ID {
			add(p.trained(c)...)
			train = p.t.Again
		}
		row := []doc.Option{{Order: orderTrain, Label: train}, {Order: orderLab, Label: p.t.OpenLab, Key: "O", Main: true}}
		if p.proof.mine != "" {
			row = append(row, doc.Option{Order: orderMine, Label: p.t.MyLab})
		}
		add(buttons(row...), text(doc.Quiet, p.t.OpenedNote))
	}
	if len(c.Follow) > 0 {
		list := doc.Block{Kind: doc.Buttons, ID: "follow"}
		for _, id := range c.Follow {
			_, next := p.deck.Bank.Find(id)
			list.Buttons = append(list.Buttons, doc.Option{Order: orderOpen, Arg: id, Label: next.Question.In(p.lang)})
		}
		add(text(doc.Heading, p.t.Follow), list)
	}
	if c.Lesson != "" && p.hasPlace("learn") {
		add(doc.Block{Kind: doc.Quiet, Spans: []doc.Span{{Text: p.t.Lesson, Link: "#v=1&place=learn&lesson=" + c.Lesson + "&lang=" + p.lang}}})
	}
	return out
}

func (p *painter) hasPlace(id string) bool {
	for _, have := range p.in.Catalog.Places {
		if have == id {
			return true
		}
	}
	return false
}

// trained is what the lanes say of the proof: their numbers, and whether the rule holds.
func (p *painter) trained(c *card.Card) (out []doc.Block) {
	if p.proof.waiting {
		return []doc.Block{text(doc.Quiet, p.t.Starting)}
	}
	table := doc.Block{Kind: doc.Table, Name: p.t.Proof, Head: []string{p.t.Lane, p.t.Numbers, p.t.Held, p.t.Digest}}
	least, steps := int32(-1), int32(0)
	for i := range p.in.State.Count() {
		snap := p.in.Snapshot(i)
		m := p.in.Catalog.Method(p.in.State.Lanes[i].Method)
		held, digest := "–", "–"
		if len(snap.Evals) > 0 {
			held = strconv.FormatFloat(float64(snap.EvalAccuracy)*100, 'f', 1, 64) + " %"
		}
		if snap.Status == run.Done {
			digest = snap.Digest
		}
		table.Rows = append(table.Rows, doc.Row{doc.T(string(rune('A'+i)) + "  " + p.s.MethodName(m.ID, m.Name)), doc.T(strconv.Itoa(int(snap.Trainable))), doc.T(held), doc.T(digest)})
		if least < 0 || snap.Step < least {
			least, steps = snap.Step, int32(snap.Spec.Steps)
		}
	}
	out = append(out, table)
	if p.proof.rule == nil {
		return out
	}
	switch holds, known := p.proof.rule.Eval(&p.proof.book).Holds(); {
	case !known && least >= steps && p.proof.asked != (rule.Fact{}):
		out = append(out, text(doc.Quiet, p.t.Measuring))
	case !known:
		out = append(out, doc.Block{Kind: doc.Steps, Name: i18n.Fill(p.t.Waiting, "step", strconv.Itoa(int(least)), "all", strconv.Itoa(int(steps))), Count: int(least), Of: int(steps)})
	case holds:
		out = append(out, doc.Block{Kind: doc.Text, ID: "verdict", Spans: []doc.Span{{Text: "✓ " + p.t.Holds, Strong: true}}})
	default:
		out = append(out, doc.Block{Kind: doc.Text, ID: "verdict", Spans: []doc.Span{{Text: "✗ " + p.t.Fails, Strong: true}}})
	}
	return out
}
