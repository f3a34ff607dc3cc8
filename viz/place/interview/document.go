package interview

import (
	"reflect"
	"strconv"
	"strings"
	"time"

	"promptscope/viz/doc"
	"promptscope/viz/fsrs"
	"promptscope/viz/i18n"
	"promptscope/viz/panel"
	"promptscope/viz/panel/kit"
	"promptscope/viz/place/interview/card"
	"promptscope/viz/place/interview/deck"
)

// painter makes one document.
type painter struct {
	*Room
	in   *panel.Input
	s    *i18n.Strings
	t    *i18n.Interview
	lang string
	wide bool // topics and proof stand beside the card
	now  fsrs.Moment
	plan deck.Plan
}

// The parts of the document, which the page's style sheet puts in their places.
const (
	partStrip  = "strip"
	partTopics = "topics"
	partCard   = "question"
	partProof  = "proof"
	partThumb  = "thumb"
	partRow    = "row"
	partTags   = "tags"
	partPaper  = "paper"
)

// Document is of place.Place. It is the same one for as long as it says the same.
func (r *Room) Document(in *panel.Input) *doc.Doc {
	r.settle(in.State.Card)
	s := i18n.For(in.View.Lang)
	p := &painter{Room: r, in: in, s: s, t: &s.Interview, lang: s.Lang, wide: kit.ShapeOf(in) == kit.Wide, now: r.now()}
	d := p.document()
	if !reflect.DeepEqual(d, r.shown) {
		r.shown = d
	}
	return r.shown
}

func (p *painter) phone() bool { return kit.ShapeOf(p.in) == kit.Phone }

func (p *painter) document() *doc.Doc {
	d := &doc.Doc{ID: ID, Lang: p.lang, Title: p.s.Place(ID), Keys: true, Look: "narrow"}
	if p.wide {
		d.Look = "wide"
	}
	if p.deck == nil {
		d.Blocks = []doc.Block{p.absent()}
		return d
	}
	p.plan = p.deck.Plan(p.now, p.topic)
	topic, c := p.card()
	switch {
	case p.print:
		d.Look = "print"
		d.Blocks = p.paper()
		return d
	case p.in.State.Embed && c != nil:
		d.Blocks = p.asked(topic, c)
		return d
	}
	d.Blocks = append(d.Blocks, p.strip())
	switch {
	case p.wide:
		d.Blocks = append(d.Blocks, p.topics())
	case p.menu:
		d.Blocks = append(d.Blocks, p.topics())
		return d
	}
	switch {
	case c != nil:
		d.Blocks = append(d.Blocks, p.asked(topic, c)...)
	case p.mode == bank:
		d.Blocks = append(d.Blocks, p.list())
	case p.mode == mock:
		d.Blocks = append(d.Blocks, p.mockDoor())
	default:
		d.Blocks = append(d.Blocks, p.end())
	}
	return d
}

func part(id string, blocks ...doc.Block) doc.Block {
	return doc.Block{Kind: doc.Part, ID: id, Blocks: blocks}
}

func text(kind doc.Kind, words string) doc.Block { return doc.Block{Kind: kind, Spans: doc.T(words)} }

func buttons(list ...doc.Option) doc.Block { return doc.Block{Kind: doc.Buttons, Buttons: list} }

// inline is buttons side by side.
func inline(list ...doc.Option) doc.Block {
	return doc.Block{Kind: doc.Buttons, Inline: true, Buttons: list}
}

// absent is shown until the cards have come.
func (p *painter) absent() doc.Block {
	if p.failed != "" {
		return part(partCard, text(doc.Text, i18n.Fill(p.t.Failed, "why", p.failed)), buttons(doc.Option{Order: orderRetry, Label: p.t.Retry, Main: true}))
	}
	return part(partCard, text(doc.Quiet, p.t.Loading))
}

// strip is the line over the card: what is due and how far one is, what else can be done, the day of the interview.
func (p *painter) strip() doc.Block {
	now := part("now", p.progress()...)
	if p.wide {
		return part(partStrip, now, p.modes(), p.date())
	}
	more := doc.Option{Order: orderMenu, Label: p.t.Menu}
	if p.phone() {
		more.Label = p.t.More
	}
	if p.menu {
		more.Label = p.t.CloseMenu
	}
	if p.phone() { // which has them among the topics
		return part(partStrip, now, buttons(more))
	}
	return part(partStrip, now, p.modes(), buttons(more))
}

func (p *painter) modes() doc.Block {
	modes := doc.Block{Kind: doc.Choice, ID: "modes", Inline: true, Name: p.s.Place(ID)}
	for _, m := range []struct {
		id   mode
		name string
	}{{review, p.t.Review}, {bank, p.t.Bank}, {mock, p.t.Mock}} {
		modes.Options = append(modes.Options, doc.Option{Order: orderMode, Arg: string(m.id), Label: m.name, Chosen: p.mode == m.id})
	}
	return modes
}

// progress says how far one is.
func (p *painter) progress() (out []doc.Block) {
	undo := p.deck.CanUndo() && !p.trying()
	if p.said != nil && !(undo && p.phone()) { // where there is no room for both
		out = append(out, doc.Block{Kind: doc.Quiet, ID: "said", Spans: doc.T(p.Room.said(p))})
	}
	if undo {
		defer func() { out = append(out, buttons(doc.Option{Order: orderUndo, Label: p.t.Undo, Key: "U"})) }()
	}
	if x := &p.trial; p.mode == mock && len(x.asked) > 0 {
		words := p.t.MockQuestion
		if x.ending {
			words = p.t.AnswersText
		}
		return append(out, doc.Block{Kind: doc.Steps, Name: i18n.Fill(words, "n", strconv.Itoa(x.at+1), "all", strconv.Itoa(len(x.asked))), Count: x.at, Of: len(x.asked)})
	}
	if days := p.deck.Interview() - p.now.Day(); p.deck.Interview() != 0 {
		out = append(out, text(doc.Text, p.countdown(int(days))))
	}
	left := len(p.plan.Queue)
	if p.extra != nil || left+p.plan.Done == 0 {
		return out
	}
	return append(out, doc.Block{Kind: doc.Steps, Name: i18n.Fill(p.t.Left, "n", strconv.Itoa(left), "minutes", strconv.Itoa(p.plan.Minutes)), Count: p.plan.Done, Of: p.plan.Done + left})
}

func (p *painter) countdown(days int) string {
	switch {
	case days < 0:
		return p.t.After
	case days == 0:
		return p.t.Today
	case days == 1:
		return p.t.Tomorrow
	}
	return i18n.Fill(p.t.Ahead, "n", strconv.Itoa(days))
}

func (p *painter) date() doc.Block {
	b := doc.Block{Kind: doc.Field, Type: "date", ID: orderDate, Name: p.t.Date}
	if day := p.deck.Interview(); day != 0 {
		y, m, d := day.Date()
		b.Value = strconv.Itoa(10000*y + 100*int(m) + d)
		b.Value = b.Value[:len(b.Value)-4] + "-" + b.Value[len(b.Value)-4:len(b.Value)-2] + "-" + b.Value[len(b.Value)-2:]
	}
	return b
}

// topics is the list beside the card, with what else can be done below it.
func (p *painter) topics() doc.Block {
	list := doc.Block{Kind: doc.Choice, ID: "topics", Name: p.t.Topics}
	for _, row := range p.deck.Topics(p.now) {
		name := row.Name.In(p.lang)
		if row.ID == "" {
			name = p.t.AllTopics
		}
		note := strconv.Itoa(row.Cards) + " · " + p.t.Mastery + " " + strconv.Itoa(int(100*row.Recall+0.5)) + " %"
		if row.Due > 0 {
			note += " · " + i18n.Fill(p.t.Due, "n", strconv.Itoa(row.Due))
		}
		list.Options = append(list.Options, doc.Option{Order: orderTopic, Arg: row.ID, Label: name, Note: note, Chosen: p.topic == row.ID})
	}
	out := part(partTopics)
	if p.phone() {
		out.Blocks = append(out.Blocks, p.modes())
	}
	if !p.wide {
		out.Blocks = append(out.Blocks, p.date())
	}
	out.Blocks = append(out.Blocks, list, text(doc.Quiet, p.t.MasteryNote))
	files := []doc.Option{{Order: orderAnki, Arg: "zh", Label: p.t.AnkiZH}, {Order: orderAnki, Arg: "en", Label: p.t.AnkiEN}, {Order: orderAnki, Arg: "both", Label: p.t.AnkiBoth}}
	if p.in.View.Apart { // the desktop program has neither a printer nor a way to ask for a file
		files = append(files, doc.Option{Order: orderPrint, Label: p.t.Print}, doc.Option{Order: "import", Label: p.s.Keeping.Import})
	}
	files = append(files, doc.Option{Order: "export", Label: p.s.Keeping.Export})
	out.Blocks = append(out.Blocks, doc.Block{Kind: doc.Buttons, ID: "files", Buttons: files}, text(doc.Quiet, p.t.AnkiNote), text(doc.Quiet, p.s.Keeping.Where))
	return out
}

// list is the bank: a search, and the questions of the topic that have what is looked for.
func (p *painter) list() doc.Block {
	out := part(partCard, doc.Block{Kind: doc.Field, Type: "search", ID: orderFind, Name: p.t.Search, Value: p.query, Begins: p.seek})
	questions := doc.Block{Kind: doc.Buttons, ID: "bank"}
	for _, id := range deck.Search(p.deck.Bank, p.query) {
		t, c := p.deck.Bank.Find(id)
		if p.topic == "" || t.ID == p.topic {
			questions.Buttons = append(questions.Buttons, doc.Option{Order: orderOpen, Arg: id, Label: c.Question.In(p.lang), Note: t.Name.In(p.lang) + " · " + p.t.Must[c.Must] + " · " + p.when(id)})
		}
	}
	if len(questions.Buttons) == 0 {
		out.Blocks = append(out.Blocks, text(doc.Text, p.t.Nothing))
		return out
	}
	out.Blocks = append(out.Blocks, text(doc.Quiet, i18n.Fill(p.t.Found, "n", strconv.Itoa(len(questions.Buttons)))), questions)
	return out
}

// when says when a card comes back.
func (p *painter) when(id string) string {
	c := p.deck.Card(id)
	due, days := c.DueDay(p.now.Day(), p.deck.Interview())
	switch {
	case c.State == fsrs.New:
		return p.t.New
	case c.Due(p.now, p.deck.Interview()):
		return p.t.DueNow
	case days:
		return i18n.Fill(p.t.DueIn, "time", p.days(int(due-p.now.Day())))
	}
	return i18n.Fill(p.t.DueIn, "time", p.wait(c.Interval.Step-time.Duration(p.now.Unix-c.Last.Unix)*time.Second))
}

// end is what is shown when the session is over, or nothing is due.
func (p *painter) end() doc.Block {
	title, out := p.t.Empty, part(partCard)
	if p.plan.Done > 0 {
		title = p.t.Done
	}
	out.Blocks = append(out.Blocks, doc.Block{Kind: doc.Heading, Spans: doc.T(title), Begins: true})
	if p.plan.Done > 0 {
		out.Blocks = append(out.Blocks, text(doc.Text, i18n.Fill(p.t.DoneText, "n", strconv.Itoa(p.plan.Done))))
	}
	if p.plan.Waiting > 0 {
		out.Blocks = append(out.Blocks, text(doc.Text, i18n.Fill(p.t.NextMinutes, "n", strconv.Itoa(p.plan.Waiting), "time", p.wait(p.plan.Wait))),
			doc.Block{Kind: doc.Timer, ID: orderWait, Count: max(int(p.plan.Wait/time.Second)+1, 1)})
	}
	if p.plan.Next != 0 {
		out.Blocks = append(out.Blocks, text(doc.Text, i18n.Fill(p.t.NextDay, "time", p.days(int(p.plan.Next-p.now.Day())))))
	}
	out.Blocks = append(out.Blocks, buttons(
		doc.Option{Order: orderExtra, Label: p.t.ExtraStudy}, doc.Option{Order: orderMode, Arg: string(mock), Label: p.t.Mock}, doc.Option{Order: orderMode, Arg: string(bank), Label: p.t.Bank}))
	return out
}

// mockDoor is shown before a mock interview, and after one.
func (p *painter) mockDoor() doc.Block {
	out := part(partCard)
	if x := &p.trial; x.points[1] > 0 {
		out.Blocks = append(out.Blocks, doc.Block{Kind: doc.Heading, Spans: doc.T(p.t.Over), Begins: true},
			text(doc.Text, i18n.Fill(p.t.Score, "said", strconv.Itoa(x.points[0]), "all", strconv.Itoa(x.points[1]))))
	}
	start := []doc.Option{{Order: orderMock, Label: p.t.Start, Main: true}}
	if p.topic != "" {
		start = append(start, doc.Option{Order: orderMock, Arg: "topic", Label: p.t.StartTopic})
	}
	out.Blocks = append(out.Blocks, doc.Block{Kind: doc.Heading, Spans: doc.T(p.t.Mock), Begins: len(out.Blocks) == 0}, text(doc.Text, p.t.MockText), buttons(start...))
	return out
}

// paper is every card of the topic with its answer, to be printed.
func (p *painter) paper() []doc.Block {
	out := []doc.Block{part(partRow, buttons(doc.Option{Order: orderPaper, Label: p.t.PrintNow, Main: true}, doc.Option{Order: orderPrint, Label: p.t.BackToList}))}
	for i := range p.deck.Bank.Topics {
		t := &p.deck.Bank.Topics[i]
		if p.topic != "" && t.ID != p.topic {
			continue
		}
		for k := range t.Cards {
			c := &t.Cards[k]
			sheet := part(partPaper, text(doc.Heading, c.Question.In(p.lang)))
			for _, point := range c.Points {
				sheet.Blocks = append(sheet.Blocks, text(doc.Item, point.In(p.lang)))
			}
			sheet.Blocks = append(sheet.Blocks, p.answer(c)...)
			out = append(out, sheet)
		}
	}
	return out
}

// interval is the time to the next review in words.
func (p *painter) interval(i fsrs.Interval) string {
	if i.Days == 0 {
		return p.wait(i.Step)
	}
	return p.days(i.Days)
}

func (p *painter) wait(d time.Duration) string {
	minutes := int((d + time.Minute - 1) / time.Minute)
	if minutes >= 120 {
		return i18n.Fill(p.t.Hours, "n", strconv.Itoa(minutes/60))
	}
	return i18n.Fill(p.t.Minutes, "n", strconv.Itoa(max(minutes, 1)))
}

func (p *painter) days(n int) string {
	tenths := func(unit float64) string { return strconv.FormatFloat(float64(n)/unit, 'f', 1, 64) }
	switch {
	case n == 1:
		return p.t.Day
	case n >= 730:
		return i18n.Fill(p.t.Years, "n", tenths(365.25))
	case n >= 90:
		return i18n.Fill(p.t.Months, "n", tenths(30.44))
	}
	return i18n.Fill(p.t.Days, "n", strconv.Itoa(n))
}

// cite is the place in a work, which is a link where there is an address.
func (p *painter) cite(s card.Source) doc.Span {
	w := p.deck.Bank.Work(s.Work)
	if w == nil {
		return doc.Span{Text: s.At}
	}
	name, _, _ := strings.Cut(w.Title, ":")
	span := doc.Span{Text: name + ", " + s.At}
	switch ref, found := strings.CutPrefix(w.Ref, "arXiv:"); {
	case found:
		span.Link = "https://arxiv.org/abs/" + ref
	case w.Kind == card.Code:
		repo, _, _ := strings.Cut(w.Ref, " ")
		span.Link = "https://github.com/" + repo
	}
	return span
}
