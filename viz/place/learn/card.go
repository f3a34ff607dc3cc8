package learn

import (
	"math"
	"strconv"
	"strings"

	"promptscope/internal/rule"
	"promptscope/viz/doc"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/place/learn/lesson"
	"promptscope/viz/state"
)

// writer makes the document of the place.
type writer struct {
	s       *i18n.Strings
	place   *Place
	catalog *state.Catalog
	state   *state.State
	narrow  bool
	pick    bool
	points  string
	doc     doc.Doc
}

func (w *writer) add(b doc.Block) { w.doc.Blocks = append(w.doc.Blocks, b) }

func (w *writer) text(kind doc.Kind, text string) {
	if text != "" {
		w.add(doc.Block{Kind: kind, Spans: doc.T(text)})
	}
}

func (w *writer) buttons(list ...doc.Option) { w.add(doc.Block{Kind: doc.Buttons, Buttons: list}) }

func (w *writer) write() *doc.Doc {
	p, t := w.place, &w.s.Learn
	w.doc = doc.Doc{ID: "learn", Lang: w.s.Lang, Title: w.s.Place("learn")}
	switch {
	case p.failed != nil:
		w.text(doc.Text, i18n.Fill(t.NotThere, "why", p.failed.Error()))
		w.buttons(doc.Option{Order: retryOrder, Label: t.Retry})
	case p.pack == nil:
		w.text(doc.Quiet, t.Waiting)
	case p.now != nil && p.now.lesson.ID == w.state.Lesson:
		w.card()
	default:
		if w.state.Lesson != "" {
			w.text(doc.Text, i18n.Fill(t.Unknown, "lesson", w.state.Lesson))
		}
		w.contents()
	}
	return &w.doc
}

// contents is the list of the lessons under their parts.
func (w *writer) contents() {
	p, t := w.place, &w.s.Learn
	w.text(doc.Text, t.About)
	if won, all := p.progress.bets(); all > 0 {
		w.text(doc.Quiet, i18n.Fill(t.Right, "won", strconv.Itoa(won), "all", strconv.Itoa(all)))
	}
	for _, part := range p.pack.Course.Parts {
		w.text(doc.Heading, part.Name.In(w.s.Lang))
		var list []doc.Option
		for _, name := range part.Lessons {
			l, n := p.pack.Course.Find(name)
			if n < 0 {
				continue
			}
			list = append(list, doc.Option{Order: openOrder, Arg: name, Label: strconv.Itoa(n+1) + "  " + l.Title.In(w.s.Lang) + mark(p.progress.of(name))})
		}
		w.buttons(list...)
	}
	w.summary()
	list := []doc.Option{{Order: id.Export, Label: w.s.Keeping.Export}}
	if w.pick {
		list = append(list, doc.Option{Order: id.Import, Label: w.s.Keeping.Import})
	}
	if p.mine != "" {
		list = append(list, doc.Option{Order: mineOrder, Label: t.Mine})
	}
	w.buttons(list...)
	w.text(doc.Quiet, w.s.Keeping.Where)
}

// summary is what the course says of each method in short.
func (w *writer) summary() {
	t := w.place.pack.Course.Summary
	if t == nil {
		return
	}
	w.text(doc.Heading, t.Title.In(w.s.Lang))
	w.text(doc.Quiet, t.About.In(w.s.Lang))
	for i, id := range t.Methods { // one below the other: there is no room for five columns
		name := w.s.MethodName(id, w.catalog.Method(id).Name)
		table := doc.Block{Kind: doc.Table, Name: name, Head: []string{name, ""}}
		for _, r := range t.Row {
			c := r.Cell[i]
			table.Rows = append(table.Rows, doc.Row{doc.T(r.Name.In(w.s.Lang)), {{Text: c.Text.In(w.s.Lang), Link: "#v=2&lang=" + w.s.Lang + "&" + c.Link}}})
		}
		w.add(table)
	}
}

// mark says beside a title what has become of the lesson.
func mark(e entry) string {
	switch {
	case e.won():
		return "  ✓"
	case e.Done:
		return "  ·"
	}
	return ""
}

// card is the open lesson: read, do, bet, see; a narrow screen shows one of them at a time.
func (w *writer) card() {
	n := w.place.now
	l := n.lesson
	w.doc.Title = l.Title.In(w.s.Lang)
	w.doc.Sealed = n.sealed(w.catalog)
	w.doc.Curves = w.narrow && w.place.face == seeing
	w.head()
	if !w.narrow || w.place.face == reading {
		w.reading()
	}
	if !w.narrow || w.place.face == betting {
		w.betting()
	}
	if !w.narrow || w.place.face == seeing {
		w.seeing()
	}
	w.foot()
}

func (w *writer) head() {
	c, l, t := &w.place.pack.Course, w.place.now.lesson, &w.s.Learn
	_, n := c.Find(l.ID)
	if part := c.PartOf(l.ID); part >= 0 {
		w.text(doc.Quiet, i18n.Fill(t.PartOf, "part", c.Parts[part].Name.In(w.s.Lang), "n", strconv.Itoa(n+1), "all", strconv.Itoa(len(c.Lessons))))
	}
	if w.narrow {
		w.faces()
	}
}

// faces are the tabs of a narrow screen.
func (w *writer) faces() {
	t := &w.s.Learn
	var list []doc.Option
	for i, name := range []string{t.Read, t.Betting, t.Seeing} {
		list = append(list, doc.Option{Order: faceOrder, Arg: strconv.Itoa(i), Label: name, Chosen: int(w.place.face) == i})
	}
	w.add(doc.Block{Kind: doc.Buttons, Buttons: list, Inline: true})
}

func (w *writer) reading() {
	n, t := w.place.now, &w.s.Learn
	l := n.lesson
	w.text(doc.Quote, i18n.Fill(t.Lecture, "claim", l.Claim.In(w.s.Lang)))
	w.add(doc.Block{Kind: doc.Text, Spans: w.terms(l.Text.In(w.s.Lang))})
	w.delta()
	sign := "○ "
	if n.acted {
		sign = "✓ "
	}
	if o, ok := w.action(); ok {
		o.Label = sign + t.DoThis + w.s.Colon + o.Label
		w.buttons(o)
		return
	}
	w.add(doc.Block{Kind: doc.Text, Spans: []doc.Span{{Text: sign + t.DoThis + w.s.Colon, Strong: true}, {Text: l.Do.Text.In(w.s.Lang)}}})
}

// terms are the spans of a text, each term with its sentence from the glossary.
func (w *writer) terms(text string) []doc.Span {
	spans := lesson.Spans(text)
	for i := range spans {
		if s := &spans[i]; s.Term != "" {
			s.Marked = s.Term == w.points
			if e, ok := w.s.Term(lesson.Entry(s.Term)); ok {
				s.Tip = e.Term + w.s.Colon + e.Short
			}
		}
	}
	return spans
}

// action is the control that the lesson asks for, under the same ID. Some are only in the picture, such as a word.
func (w *writer) action() (doc.Option, bool) {
	d := &w.place.now.lesson.Do
	if d.Arg == "" && d.Control == "token" {
		return doc.Option{}, false
	}
	return doc.Option{Order: d.Control, Arg: d.Arg, Label: strings.TrimRight(d.Text.In(w.s.Lang), ".。")}, true
}

// delta says what the settings have in common with those of the lesson before.
func (w *writer) delta() {
	c, n, t := &w.place.pack.Course, w.place.now, &w.s.Learn
	_, i := c.Find(n.lesson.ID)
	if i == 0 {
		return
	}
	was, _ := state.Parse(c.Lessons[i-1].Decides(), *w.catalog)
	var parts []string
	for _, ch := range lesson.Changes(&was, &n.settings[opening]) {
		parts = append(parts, w.change(ch))
	}
	if len(parts) > 0 {
		w.text(doc.Quiet, i18n.Fill(t.Changed, "changes", strings.Join(parts, w.s.Semicolon)))
	}
	if holds, known := w.place.same(n); known {
		text := t.Same
		if !holds {
			text = t.NotSame
		}
		w.text(doc.Quiet, i18n.Fill(text, "facts", w.place.spelled(n)))
	}
}

// same tells whether what should be as in the lesson before is; known once both have been seen.
func (p *Place) same(n *sitting) (holds, known bool) {
	if n.rules.same == nil {
		return false, false
	}
	return n.rules.same.Eval(p.against(n)).Holds()
}

func (p *Place) spelled(n *sitting) string {
	return n.rules.same.Spell(p.against(n), func(x float64) string { return short(x) })
}

// against is the run beside that of the lesson before.
func (p *Place) against(n *sitting) compared {
	_, i := p.pack.Course.Find(n.lesson.ID)
	before := p.pack.Course.Lessons[max(i-1, 0)].ID
	e := earlier{evidence: p.pack.Evidence[before], seed: n.seed}
	if s := p.past[before]; s != nil && s.seed == n.seed {
		e.seen = &s.books[deciding]
	}
	return compared{&n.books[deciding], e}
}

func (w *writer) betting() {
	n, t := w.place.now, &w.s.Learn
	l, e := n.lesson, w.place.progress.of(n.lesson.ID)
	decided := n.zone() >= 0
	b := doc.Block{Kind: doc.Choice, ID: betOrder, Spans: []doc.Span{{Text: t.Bet + w.s.Colon, Strong: true}, {Text: l.Bet.Question.In(w.s.Lang)}}}
	for i, z := range l.Bet.Zones {
		b.Options = append(b.Options, doc.Option{Order: betOrder, Arg: strconv.Itoa(i), Label: z.Label.In(w.s.Lang), Chosen: e.Bet == i, Off: decided})
	}
	w.add(b)
	if decided {
		return
	}
	label := t.TrainAndSee
	if e.Bet < 0 {
		label = t.WithoutBet
	}
	takes := ""
	if w.place.takes > 0 {
		takes = i18n.Fill(t.Takes, "n", strconv.Itoa(w.place.takes))
	}
	w.buttons(doc.Option{Order: trainOrder, Label: label, Note: takes, Main: true})
}

// seeing is what the run says: nothing before it does, whatever earlier runs have said.
func (w *writer) seeing() {
	n, t := w.place.now, &w.s.Learn
	switch {
	case n.match < 0 || n.match == opening && n.zone() < 0 && n.acted:
		w.text(doc.Text, t.Differ)
		w.buttons(doc.Option{Order: backOrder, Label: t.PutBack})
	case n.diverged():
		w.text(doc.Text, t.Diverged)
	case n.training() && n.zone() < 0:
		w.text(doc.Quiet, t.Training)
		w.line(n.value(true), false)
	case n.zone() < 0:
		if w.narrow {
			w.text(doc.Quiet, t.Undecided)
		}
	}
	if n.zone() >= 0 {
		w.result()
	}
}

func (w *writer) result() {
	n, t := w.place.now, &w.s.Learn
	l, e, zone := n.lesson, w.place.progress.of(n.lesson.ID), n.zone()
	if n.seeds == lesson.Seed {
		w.text(doc.Quiet, i18n.Fill(t.OtherSeed, "seed", strconv.FormatUint(n.seed, 10)))
	}
	label := l.Bet.Zones[zone].Label.In(w.s.Lang)
	switch {
	case e.Bet < 0:
		w.add(doc.Block{Kind: doc.Text, Spans: []doc.Span{{Text: label, Strong: true}}})
	case e.Bet == zone:
		w.add(doc.Block{Kind: doc.Text, Spans: []doc.Span{{Text: t.Won, Strong: true}}})
	default:
		w.add(doc.Block{Kind: doc.Text, Spans: []doc.Span{{Text: i18n.Fill(t.Lost, "answer", label), Strong: true}}})
	}
	w.line(n.value(false), true)
	if x, ok := n.value(false).Number(); ok {
		if len(n.evidence.Seeds) > 0 {
			w.text(doc.Quiet, t.Ticks)
		}
		if sum := n.rules.measure.Spell(&n.books[deciding], short); sum != short(x) {
			w.text(doc.Quiet, i18n.Fill(t.Sum, "sum", sum, "value", short(x)+unit(l.Bet.Unit.In(w.s.Lang))))
		}
	} else {
		w.text(doc.Quiet, n.rules.measure.Spell(&n.books[deciding], short))
	}
	if v := n.verdict(); v >= 0 {
		w.text(doc.Text, t.Verdict[v])
	}
	w.again()
	w.add(doc.Block{Kind: doc.Text, Spans: []doc.Span{{Text: t.AskNext + w.s.Colon, Strong: true}, {Text: l.Ask.In(w.s.Lang)}}})
	w.buttons(doc.Option{Order: againOrder, Label: t.BetAgain})
}

func unit(u string) string {
	if u == "" {
		return ""
	}
	return " " + u
}

// again is the run behind the bet, and what holds of it once it has ended.
func (w *writer) again() {
	n, t := w.place.now, &w.s.Learn
	if n.lesson.Again == nil {
		return
	}
	w.add(doc.Block{Kind: doc.Text, Spans: []doc.Span{{Text: t.Again + w.s.Colon, Strong: true}, {Text: n.lesson.Again.Text.In(w.s.Lang)}}})
	holds, known := n.after()
	if !known {
		w.buttons(doc.Option{Order: moreOrder, Label: t.TrainAndSee})
		return
	}
	sign := "✓ "
	if !holds {
		sign = "✗ "
	}
	w.text(doc.Text, sign+n.lesson.Again.Says.In(w.s.Lang)+" ("+n.rules.again.Spell(&n.books[again], short)+")")
}

// line is the number line: the zones, the run, and the stored seeds once it is decided.
func (w *writer) line(v rule.Value, stored bool) {
	n, t := w.place.now, &w.s.Learn
	borders := n.rules.zones.Borders()
	x, ok := v.Number()
	if len(borders) == 0 || !ok && !stored {
		return
	}
	line := &doc.Line{Bet: w.place.progress.of(n.lesson.ID).Bet, Unit: n.lesson.Bet.Unit.In(w.s.Lang)}
	for _, b := range borders {
		line.Borders = append(line.Borders, b.At)
	}
	for _, z := range n.lesson.Bet.Zones {
		line.Zones = append(line.Zones, z.Label.In(w.s.Lang))
	}
	if stored {
		for _, o := range n.evidence.Seeds {
			line.Marks = append(line.Marks, doc.Mark{At: o.Value, Label: i18n.Fill(t.Stored, "seed", strconv.FormatUint(o.Seed, 10)) + ": " + short(o.Value)})
		}
	}
	if ok {
		line.Marks = append(line.Marks, doc.Mark{At: x, Label: t.ThisRun + ": " + short(x), Now: true})
	}
	line.Lo, line.Hi = reach(line)
	w.add(doc.Block{Kind: doc.Number, Name: n.lesson.Bet.Unit.In(w.s.Lang), Line: line})
}

// reach is from where to where a number line goes: all borders and marks, with room at both ends.
func reach(l *doc.Line) (lo, hi float64) {
	lo, hi = l.Borders[0], l.Borders[len(l.Borders)-1]
	span := hi - lo
	for _, m := range l.Marks {
		lo, hi = min(lo, m.At), max(hi, m.At)
	}
	room := max((hi-lo)*0.15, span*0.5, math.Abs(lo)*0.1, 1)
	return lo - room, hi + room
}

// short is a number as a card writes it.
func short(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e9 {
		return strings.Replace(strconv.FormatFloat(x, 'f', 0, 64), "-", "−", 1)
	}
	return strings.Replace(strconv.FormatFloat(x, 'f', 1, 64), "-", "−", 1)
}

func (w *writer) foot() {
	c, l, t := &w.place.pack.Course, w.place.now.lesson, &w.s.Learn
	_, n := c.Find(l.ID)
	var list []doc.Option
	if n > 0 {
		list = append(list, doc.Option{Order: openOrder, Arg: c.Lessons[n-1].ID, Label: "‹ " + t.Previous})
	}
	list = append(list, doc.Option{Order: listOrder, Label: t.Contents})
	if n+1 < len(c.Lessons) {
		list = append(list, doc.Option{Order: openOrder, Arg: c.Lessons[n+1].ID, Label: t.Next + " ›"})
	}
	w.add(doc.Block{Kind: doc.Buttons, Buttons: list, Inline: true})
	if w.place.mine != "" {
		w.buttons(doc.Option{Order: mineOrder, Label: t.Mine})
	}
}

// change says a change of a setting in words: "Task: Named entities → Capital of a country".
func (w *writer) change(c lesson.Change) string {
	key, lane := state.CutLane(c.Key)
	name := w.s.Setting(key)
	if lane >= 0 {
		name += " " + string(rune('A'+lane))
	}
	return i18n.Fill(w.s.Learn.From, "setting", name, "was", w.value(key, c.Was), "now", w.value(key, c.Is))
}

func (w *writer) value(key, value string) string {
	switch {
	case value == "":
		return "–"
	case value == "0":
		return w.s.Recommended
	case len(key) == 1 && key[0] >= 'a' && key[0] < 'a'+state.Lanes:
		return w.s.MethodName(value, w.catalog.Method(value).Name)
	case key == "task":
		return w.s.TaskText(value).Title
	case key == "backbone":
		return w.s.BackboneName(value, w.catalog.Backbone(value).Name)
	}
	return w.s.Choice(key, value)
}
