// Package interview is the place where a person prepares for an interview: cards that come back when they are about to be
// forgotten, a bank to look through, a mock interview, and a run that proves an answer. What happens is in deck; this package
// is what is seen of it, and what can be done.
package interview

import (
	"encoding/json"
	"time"

	"promptscope/internal/rule"
	"promptscope/viz/doc"
	"promptscope/viz/facts"
	"promptscope/viz/fsrs"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/place/interview/card"
	"promptscope/viz/place/interview/deck"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// ID is the place's name in links.
const ID = "interview"

func init() { place.Register(30, New(time.Now)) }

// mode is what a person is doing.
type mode string

const (
	review mode = "review"
	bank   mode = "bank"
	mock   mode = "mock"
)

// Room is the place.
type Room struct {
	clock  func() time.Time
	deck   *deck.Deck // nil until the cards have come
	record deck.Record
	failed string // why they did not
	asked  bool   // they are on their way
	fresh  bool   // there is something to keep

	mode   mode
	topic  string
	query  string // of the search
	seek   bool   // the search was asked for by its key
	menu   bool   // what has no room beside the card is open
	print  bool
	linked string // the card of the link, as it was seen last
	said   func(p *painter) string

	at    asking
	extra []string // cards that extra study has had; nil: there is none
	trial trial
	proof proof

	shown *doc.Doc
}

// asking is the card in front of the person.
type asking struct {
	id                        string
	revealed, hinted, unknown bool
	ticks                     []bool
	since                     fsrs.Card // the card as it was when it was asked
}

// trial is a mock interview.
type trial struct {
	asked  []deck.Asked
	at     int
	ending bool // the questions are over, the answers are gone through
	points [2]int
}

// proof is the run that proves the answer, in the lanes.
type proof struct {
	card    string // "": none is trained
	waiting bool   // for the lanes to stand before their first step
	rule    *rule.Expr
	asks    []rule.Fact // what the rule is about,
	asked   rule.Fact   // and the ablation that was asked for last
	mine    string      // the link of the settings before the first one
	book    facts.Book
}

// New makes the place with its clock.
func New(clock func() time.Time) *Room { return &Room{clock: clock, mode: review} }

func (r *Room) now() fsrs.Moment { return fsrs.MomentOf(r.clock()) }

// ID is of place.Place.
func (*Room) ID() string { return ID }

// Layout is of place.Place.
func (r *Room) Layout(dst *scene.Scene, in *panel.Input) { panel.Whole(dst, in) }

// Feed is of place.Fed: the file of the cards, until they have come.
func (r *Room) Feed() string {
	if r.asked {
		return ""
	}
	r.asked = true
	return "cards.json"
}

// Take is of place.Fed.
func (r *Room) Take(data []byte, err error) {
	var b card.Bank
	if err == nil {
		err = json.Unmarshal(data, &b)
	}
	if err != nil {
		r.failed = err.Error()
		return
	}
	r.failed = ""
	r.deck = deck.New(&b)
	r.deck.SetRecord(r.record)
}

// Keeps is of place.Keeping.
func (*Room) Keeps() string { return ID }

// Restore is of place.Keeping. A card that another window has graded meanwhile is not asked again here.
func (r *Room) Restore(kept []byte) error {
	record, err := deck.Decode(kept)
	if err != nil {
		return err
	}
	r.record = record
	if r.deck == nil {
		return nil
	}
	r.deck.SetRecord(record)
	if r.mode == review && r.at.id != "" && r.deck.Card(r.at.id) != r.at.since {
		r.at = asking{}
		r.linked = ""
		r.say(func(p *painter) string { return p.t.Elsewhere })
	}
	return nil
}

// Changed is of place.Keeping.
func (r *Room) Changed() []byte {
	if !r.fresh || r.deck == nil {
		return nil
	}
	r.fresh = false
	return r.deck.Record().Encode()
}

// Merge is of place.Keeping.
func (*Room) Merge(kept, come []byte) ([]byte, error) { return deck.MergeKept(kept, come) }

// say puts a remark into the strip.
func (r *Room) say(text func(p *painter) string) { r.said = text }

// ask puts a card in front of the person; t may be nil where the link is left alone.
func (r *Room) ask(t *ui.Turn, id string) {
	r.at = asking{id: id}
	if _, c := r.deck.Bank.Find(id); c != nil {
		r.at.ticks, r.at.since = make([]bool, len(c.Points)), r.deck.Card(id)
	}
	if t != nil {
		t.State.Card, r.linked = id, id
		t.View.Scroll = 0
	}
}

// card is the one that is asked, or nil.
func (r *Room) card() (*card.Topic, *card.Card) {
	if r.deck == nil {
		return nil, nil
	}
	return r.deck.Bank.Find(r.at.id)
}

// settle follows the link to its card, and begins the session where the link names none.
func (r *Room) settle(linked string) {
	if r.deck == nil {
		return
	}
	if linked != r.linked {
		r.linked = linked
		if _, c := r.deck.Bank.Find(linked); linked != "" && c == nil {
			r.say(func(p *painter) string { return p.t.NoCard })
		} else if linked != "" && linked != r.at.id {
			r.ask(nil, linked)
			r.print, r.menu = false, false
			if r.mode != review || !r.due(linked) {
				r.mode = bank
			}
		}
	}
	if r.mode == review && r.at.id == "" && r.extra == nil {
		if q := r.deck.Plan(r.now(), r.topic).Queue; len(q) > 0 {
			r.ask(nil, q[0])
		}
	}
}

func (r *Room) due(id string) bool {
	for _, next := range r.deck.Plan(r.now(), r.topic).Queue {
		if next == id {
			return true
		}
	}
	return false
}
