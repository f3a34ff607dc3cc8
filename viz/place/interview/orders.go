package interview

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"promptscope/internal/rule"
	"promptscope/sim/run"
	"promptscope/viz/facts"
	"promptscope/viz/fsrs"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/place/interview/anki"
	"promptscope/viz/place/interview/card"
	"promptscope/viz/place/interview/deck"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// The orders of the place.
const (
	orderReveal  = "card-reveal"
	orderHint    = "card-hint"
	orderUnknown = "card-unknown"
	orderTick    = "card-tick"
	orderGrade   = "card-grade"
	orderUndo    = "card-undo"
	orderMode    = "card-mode"
	orderTopic   = "card-topic"
	orderOpen    = "card-open"
	orderList    = "card-list"
	orderFind    = "card-find"
	orderDate    = "card-date"
	orderMenu    = "card-menu"
	orderTrain   = "card-train"
	orderMine    = "card-mine"
	orderLab     = "card-lab"
	orderExtra   = "card-extra"
	orderMock    = "card-mock"
	orderNext    = "card-next"
	orderStop    = "card-stop"
	orderAnki    = "card-anki"
	orderPrint   = "card-print"
	orderPaper   = "card-paper"
	orderRetry   = "card-retry"
	orderWait    = "card-wait"
)

// Orders is of place.Ordered. All of them can be held by one name.
func (r *Room) Orders() []ui.Order {
	order := func(id string, do func(t *ui.Turn, arg string) ui.Effect) ui.Order {
		return ui.Order{ID: id, Name: ID, Look: true, Alone: true, Free: true, Do: func(t ui.Turn, arg string, _ int) ui.Effect {
			if r.deck == nil && id != orderRetry {
				return ui.Effect{}
			}
			return do(&t, arg)
		}}
	}
	quiet := func(id string, do func(t *ui.Turn, arg string)) ui.Order {
		return order(id, func(t *ui.Turn, arg string) ui.Effect { do(t, arg); return ui.Effect{} })
	}
	return []ui.Order{
		quiet(orderReveal, func(*ui.Turn, string) { r.reveal() }),
		quiet(orderHint, func(*ui.Turn, string) { r.at.hinted = true }),
		quiet(orderUnknown, func(*ui.Turn, string) { r.at.unknown = true; r.reveal() }),
		quiet(orderTick, func(_ *ui.Turn, arg string) { r.tick(arg) }),
		quiet(orderGrade, r.grade),
		quiet(orderUndo, func(t *ui.Turn, _ string) { r.undo(t) }),
		quiet(orderMode, r.turnTo),
		quiet(orderTopic, r.choose),
		quiet(orderOpen, r.open),
		quiet(orderList, func(t *ui.Turn, _ string) { r.leave(t) }),
		quiet(orderFind, func(t *ui.Turn, arg string) { r.find(t, arg) }),
		quiet(orderDate, func(_ *ui.Turn, arg string) { r.setDate(arg) }),
		quiet(orderMenu, func(t *ui.Turn, _ string) { r.menu, t.View.Scroll = !r.menu, 0 }),
		order(orderTrain, func(t *ui.Turn, _ string) ui.Effect { return r.train(t) }),
		quiet(orderMine, func(t *ui.Turn, _ string) { r.mine(t) }),
		quiet(orderLab, func(t *ui.Turn, _ string) { r.lab(t) }),
		quiet(orderExtra, func(t *ui.Turn, _ string) { r.extra = []string{}; r.advance(t) }),
		quiet(orderMock, r.begin),
		quiet(orderNext, func(t *ui.Turn, _ string) { r.next(t) }),
		quiet(orderStop, func(t *ui.Turn, _ string) { r.trial = trial{}; r.turnTo(t, string(review)) }),
		order(orderAnki, func(t *ui.Turn, arg string) ui.Effect {
			base, _, found := strings.Cut(t.View.Link, "#")
			if !found { // on the desktop a link has no address
				base = ""
			}
			return ui.Effect{Deed: ui.Deliver, File: ui.File{Name: "promptscope-anki-" + arg + ".txt", Mime: "text/plain;charset=utf-8",
				Data: anki.Text(r.deck.Bank, anki.Options{Lang: arg, Topic: r.topic, Base: base})}}
		}),
		quiet(orderPrint, func(t *ui.Turn, _ string) { r.print, r.menu, t.View.Scroll = !r.print, false, 0 }),
		order(orderPaper, func(*ui.Turn, string) ui.Effect { return ui.Effect{Deed: ui.Print} }),
		quiet(orderRetry, func(*ui.Turn, string) { r.asked, r.failed = false, "" }),
		quiet(orderWait, func(*ui.Turn, string) {}), // time has passed: the next picture shows it
		{ID: id.BackToCard, Name: ID, Look: true, Free: true, Do: func(t ui.Turn, _ string, _ int) ui.Effect {
			t.State.Place = ID
			return ui.Effect{}
		}},
	}
}

// Press is of place.Keyed.
func (r *Room) Press(t ui.Turn, key ui.KeyPress) (ui.Effect, bool) {
	if t.State.Panel != "" || ui.Fixed(t.State, orderReveal, "") {
		return ui.Effect{}, false
	}
	if r.deck == nil { // a Space that comes too early does not train
		return ui.Effect{}, key == ui.Space && !t.View.FocusShown
	}
	thinking := r.at.id != "" && !r.at.revealed && !r.print
	switch {
	case key == ui.Space && t.View.FocusShown: // it is the focused control's
		return ui.Effect{}, false
	case key == ui.Space:
		switch {
		case r.trying():
			r.next(&t)
		case thinking:
			r.reveal()
		}
	case key >= ui.Digit1 && key <= ui.Digit4:
		r.grade(&t, strconv.Itoa(int(key-ui.Digit1)+1))
	case key == ui.KeyH && thinking && !r.trying():
		r.at.hinted = true
	case key == ui.KeyO && r.at.revealed:
		r.lab(&t)
	case key == ui.KeyU:
		r.undo(&t)
	case key == ui.Slash:
		r.turnTo(&t, string(bank))
		r.seek = true
	case key == ui.Escape && (r.print || r.menu):
		r.print, r.menu = false, false
	case key == ui.Escape && r.mode == bank && r.at.id != "":
		r.leave(&t)
	default:
		return ui.Effect{}, false
	}
	return ui.Effect{}, true
}

// reveal shows the answer; not in a mock interview, before its end.
func (r *Room) reveal() {
	if r.at.id != "" && !r.trying() {
		r.at.revealed = true
	}
}

func (r *Room) tick(arg string) {
	if i, err := strconv.Atoi(arg); err == nil && r.at.revealed && i >= 0 && i < len(r.at.ticks) {
		r.at.ticks[i] = !r.at.ticks[i]
	}
}

// ticked is how many points were said.
func (r *Room) ticked() (n int) {
	for _, said := range r.at.ticks {
		if said {
			n++
		}
	}
	return n
}

// proposed is the grade that the ticks suggest, 0 before anything is ticked.
func (r *Room) proposed() fsrs.Grade {
	switch n := r.ticked(); {
	case r.at.unknown:
		return fsrs.Again
	case n > 0:
		return deck.Propose(n, len(r.at.ticks))
	}
	return 0
}

// grade takes "1" to "4" for a card whose answer is shown, and goes on.
func (r *Room) grade(t *ui.Turn, arg string) {
	n, err := strconv.Atoi(arg)
	if err != nil || n < 1 || n > 4 || !r.at.revealed || r.print {
		return
	}
	now, id := r.now(), r.at.id
	by, extra := r.deck.Preview(id, now)
	if r.deck.Grade(id, fsrs.Grade(n), now) != nil {
		return
	}
	r.fresh = true
	r.say(func(p *painter) string {
		if extra {
			return p.t.Grades[n-1]
		}
		return i18n.Fill(p.t.Graded, "grade", p.t.Grades[n-1], "time", p.interval(by[n-1]))
	})
	if r.extra != nil {
		r.extra = append(r.extra, id)
	}
	if r.mode == mock {
		r.trial.points[0] += r.ticked()
		r.trial.points[1] += len(r.at.ticks)
		r.next(t)
		return
	}
	if r.mode == bank {
		r.leave(t)
		return
	}
	r.advance(t)
}

// advance asks the next card of the session, or none.
func (r *Room) advance(t *ui.Turn) {
	now := r.now()
	if q := r.deck.Plan(now, r.topic).Queue; len(q) > 0 {
		r.extra = nil
		r.ask(t, q[0])
		return
	}
	if r.extra != nil {
		if id, ok := r.deck.Weakest(now, r.topic, r.extra); ok {
			r.ask(t, id)
			return
		}
		r.extra = nil
		r.say(func(p *painter) string { return p.t.NoExtra })
	}
	r.ask(t, "")
}

// undo takes the last grade of this visit back and shows its card again, with the answer.
func (r *Room) undo(t *ui.Turn) {
	id, ok := r.deck.Undo()
	if !ok {
		return
	}
	r.fresh = true
	if r.mode == mock { // its points were counted
		r.trial = trial{}
	}
	r.mode, r.print, r.menu = review, false, false
	r.ask(t, id)
	r.at.revealed = true
	r.say(func(p *painter) string { return p.t.Undone })
}

// turnTo changes between reviewing, the bank and a mock interview.
func (r *Room) turnTo(t *ui.Turn, arg string) {
	m := mode(arg)
	if m != review && m != bank && m != mock {
		return
	}
	r.mode, r.menu, r.print, r.extra, r.seek = m, false, false, nil, false
	r.ask(t, "")
	if m == mock && len(r.trial.asked) > 0 {
		r.ask(t, r.trial.asked[r.trial.at].Card)
		r.at.revealed = r.trial.ending
	}
}

// choose restricts everything to a topic, or to none.
func (r *Room) choose(t *ui.Turn, topic string) {
	if topic != "" && !slices.ContainsFunc(r.deck.Topics(r.now()), func(row deck.Topic) bool { return row.ID == topic }) {
		return
	}
	r.topic, r.menu, r.extra = topic, false, nil
	if r.mode != mock || len(r.trial.asked) == 0 {
		r.ask(t, "")
	}
}

// open shows a card of the bank.
func (r *Room) open(t *ui.Turn, id string) {
	if _, c := r.deck.Bank.Find(id); c == nil {
		return
	}
	if r.mode == mock {
		r.trial = trial{}
	}
	r.mode, r.menu, r.print = bank, false, false
	r.ask(t, id)
}

// leave goes back to the list of the bank.
func (r *Room) leave(t *ui.Turn) { r.ask(t, "") }

func (r *Room) find(t *ui.Turn, text string) {
	r.query = text
	if r.mode != bank || r.at.id != "" {
		r.turnTo(t, string(bank))
	}
}

// setDate reads the day of the interview as the calendar field gives it; nothing takes it away.
func (r *Room) setDate(text string) {
	day := fsrs.Day(0)
	if text != "" {
		var part [3]int
		for i, digits := range strings.SplitN(text, "-", len(part)) {
			n, err := strconv.Atoi(digits)
			if err != nil {
				return
			}
			part[i] = n
		}
		if day = fsrs.Date(part[0], time.Month(part[1]), part[2]); part[0] < 1970 || part[0] > 9999 {
			return
		}
	}
	if day != r.deck.Interview() {
		r.deck.SetInterview(day, r.now())
		r.fresh = true
	}
}

// trying tells whether a question of a mock interview is open.
func (r *Room) trying() bool { return r.mode == mock && len(r.trial.asked) > 0 && !r.trial.ending }

// begin starts a mock interview, of all topics or of the one that is chosen.
func (r *Room) begin(t *ui.Turn, arg string) {
	topic := ""
	if arg == "topic" {
		topic = r.topic
	}
	r.mode, r.menu, r.print = mock, false, false
	r.trial = trial{asked: r.deck.Mock(topic, rand.Uint64())}
	if len(r.trial.asked) > 0 {
		r.ask(t, r.trial.asked[0].Card)
	}
}

// next goes on in a mock interview: through the questions, then through the answers.
func (r *Room) next(t *ui.Turn) {
	x := &r.trial
	if r.mode != mock || len(x.asked) == 0 {
		return
	}
	x.at++
	if x.at == len(x.asked) && x.ending {
		r.ask(t, "")
		x.asked = nil
		return
	}
	if x.at == len(x.asked) {
		x.at, x.ending = 0, true
	}
	r.ask(t, x.asked[x.at].Card)
	r.at.revealed = x.ending
}

// settings is the state of a card's proof, in the language and look of the present one.
func settings(t *ui.Turn, link, card, place string) state.State {
	next := t.State.Try(link, *t.Catalog)
	next.Card, next.Place = card, place
	return next
}

// train gives the lanes the settings of the proof, before the first step: Follow begins once it has seen that.
func (r *Room) train(t *ui.Turn) ui.Effect {
	c := r.proved(t)
	if c == nil {
		return ui.Effect{}
	}
	r.proof = proof{card: c.ID, mine: r.proof.mine, waiting: true}
	if e, err := rule.Rule(c.Proof.Rule); err == nil {
		r.proof.rule = e
		r.proof.asks, _ = e.Asks()
	}
	*t.State = settings(t, c.Proof.Link, c.ID, ID)
	t.State.Running = false
	return ui.Effect{Deed: ui.Reset}
}

// proved is the card in front of the person if it has a proof and shows it. What the lanes had before the first one is remembered.
func (r *Room) proved(t *ui.Turn) *card.Card {
	_, c := r.card()
	if c == nil || c.Proof == nil || !r.at.revealed {
		return nil
	}
	if r.proof.mine == "" {
		own := *t.State
		own.Card = ""
		r.proof.mine = state.Query(own)
	}
	return c
}

// lab opens the proof in the Lab; a run that is there already goes on.
func (r *Room) lab(t *ui.Turn) {
	c := r.proved(t)
	if c == nil {
		return
	}
	if r.proof.card != c.ID || r.proof.waiting {
		r.proof = proof{mine: r.proof.mine}
		*t.State = settings(t, c.Proof.Link, c.ID, state.Lab)
	}
	t.State.Place, t.State.Metric = state.Lab, "accuracy"
}

// Follow is of place.Following: it looks at the runs of a proof.
func (r *Room) Follow(t ui.Turn, lanes []*run.Snapshot) (e ui.Effect, changed bool) {
	x := &r.proof
	if x.card == "" {
		return e, false
	}
	x.book.Lanes(len(lanes))
	fresh := true
	for i, s := range lanes {
		ready := s != nil && s.Spec.Method == t.State.Lanes[i].Method && s.Step == 0 && s.BackboneSHA != ""
		fresh = fresh && ready
		if ready || !x.waiting && s != nil {
			x.book.See(i, s)
		}
	}
	if x.waiting && fresh {
		x.waiting, t.State.Running, changed = false, true, true
	}
	if !x.waiting {
		e = x.measure(lanes)
	}
	return e, changed
}

// measure asks for the ablations that the rule is about, one after the other, once the runs are over.
func (x *proof) measure(lanes []*run.Snapshot) ui.Effect {
	for _, s := range lanes {
		if s == nil || s.Status != run.Done {
			return ui.Effect{}
		}
	}
	for _, f := range x.asks {
		cut, ok := facts.Cut(f)
		if !ok || x.book.Fact(f).Known() {
			continue
		}
		if x.asked == f { // it is on its way
			return ui.Effect{}
		}
		x.asked = f
		return ui.Effect{Deed: ui.Send, Lane: f.Lane, Command: run.Command{Kind: run.Ablate, Cut: cut}}
	}
	return ui.Effect{}
}

// mine gives the lanes back what they had before the first proof.
func (r *Room) mine(t *ui.Turn) {
	if r.proof.mine == "" {
		return
	}
	*t.State = settings(t, r.proof.mine, t.State.Card, ID)
	r.proof = proof{}
}
