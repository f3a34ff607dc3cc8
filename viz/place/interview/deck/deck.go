// Package deck is what happens in Interview, without a screen: which card comes next, what a grade does and how it is taken
// back, the day of the interview, a mock interview, a search. It reads no clock: the time is an argument.
package deck

import (
	"slices"

	"promptscope/viz/fsrs"
	"promptscope/viz/place/interview/card"
)

// Deck is the bank with the reviews of a person.
type Deck struct {
	Bank   *card.Bank
	record Record
	book   *fsrs.Book
	mine   []Key // reviews given here, in this visit: what Undo takes back
}

// New is the bank without a review.
func New(bank *card.Bank) *Deck {
	d := &Deck{Bank: bank}
	d.rebuild()
	return d
}

// Record is what is to be kept.
func (d *Deck) Record() *Record { return &d.record }

// SetRecord goes on from what is kept.
func (d *Deck) SetRecord(r Record) {
	d.record = r
	d.rebuild()
}

// rebuild computes all cards from the log. Decode has checked each entry, so none is refused.
func (d *Deck) rebuild() {
	book, err := fsrs.NewBook(fsrs.Default(), d.record.Log)
	if err != nil {
		panic(err)
	}
	d.book = book
}

// Card is what the log says of a card.
func (d *Deck) Card(id string) fsrs.Card { return d.book.Card(id) }

// Interview is the day that is set, 0 for none.
func (d *Deck) Interview() fsrs.Day { return d.record.Interview.Day }

// SetInterview sets the day, or takes it away with 0.
func (d *Deck) SetInterview(day fsrs.Day, now fsrs.Moment) {
	d.record.Interview = Date{Day: day, Set: max(now.Unix, d.record.Interview.Set+1)}
}

// Extra tells whether a grade would be extra study: the card has been seen and is not due.
func (d *Deck) Extra(id string, now fsrs.Moment) bool {
	c := d.book.Card(id)
	return c.State != fsrs.New && !c.Due(now, d.Interview())
}

// Preview is what stands on the four buttons. Extra study moves nothing, so it has no intervals.
func (d *Deck) Preview(id string, now fsrs.Moment) (by [4]fsrs.Interval, extra bool) {
	if d.Extra(id, now) {
		return by, true
	}
	return d.book.Preview(id, now, d.Interview()), false
}

// Grade enters a review.
func (d *Deck) Grade(id string, g fsrs.Grade, now fsrs.Moment) error {
	at := now
	for slices.Contains(d.record.Undone, Key{id, at.Unix}) || d.has(Key{id, at.Unix}) { // taken back within the second, and graded again
		at.Unix++
	}
	e, err := d.book.Review(id, g, at, d.Extra(id, now))
	if err != nil {
		return err
	}
	d.record.Log = append(d.record.Log, e)
	d.mine = append(d.mine, keyOf(e))
	return nil
}

func (d *Deck) has(k Key) bool {
	return slices.ContainsFunc(d.record.Log, func(e fsrs.Entry) bool { return keyOf(e) == k })
}

// CanUndo tells whether a review was given in this visit.
func (d *Deck) CanUndo() bool { return len(d.mine) > 0 }

// Undo takes back the last review of this visit, and gives its card.
func (d *Deck) Undo() (id string, ok bool) {
	if len(d.mine) == 0 {
		return "", false
	}
	k := d.mine[len(d.mine)-1]
	d.mine = d.mine[:len(d.mine)-1]
	d.record.Undone = append(slices.Clip(d.record.Undone), k)
	d.record.Log = slices.DeleteFunc(slices.Clone(d.record.Log), func(e fsrs.Entry) bool { return keyOf(e) == k })
	d.rebuild()
	return k.Card, true
}

// Propose is the grade that a share of the points suggests: all of them Good, half or more Hard, less Again.
func Propose(ticked, points int) fsrs.Grade {
	switch {
	case ticked >= points:
		return fsrs.Good
	case 2*ticked >= points && ticked > 0:
		return fsrs.Hard
	}
	return fsrs.Again
}

// Topic is a topic as the list beside the cards shows it.
type Topic struct {
	ID         string
	Name       card.Text
	Cards, Due int     // Due counts what is to be done today, new cards too
	Recall     float64 // chance to recall a card now, mean over all of them; 0 for new ones
}

// Topics are all topics, with one for the whole bank in front, which has no ID.
func (d *Deck) Topics(now fsrs.Moment) []Topic {
	out := []Topic{{}}
	for i := range d.Bank.Topics {
		out = append(out, Topic{ID: d.Bank.Topics[i].ID, Name: d.Bank.Topics[i].Name})
	}
	for i := range out {
		row := &out[i]
		row.Due = len(d.Plan(now, row.ID).Queue)
		for _, c := range d.in(row.ID) {
			row.Cards++
			row.Recall += d.book.Recall(c.ID, now.Day())
		}
		row.Recall /= float64(max(row.Cards, 1))
	}
	return out
}

// in lists the cards of a topic, or of all, in the order of the bank.
func (d *Deck) in(topic string) (out []*card.Card) {
	for i := range d.Bank.Topics {
		if t := &d.Bank.Topics[i]; topic == "" || t.ID == topic {
			for k := range t.Cards {
				out = append(out, &t.Cards[k])
			}
		}
	}
	return out
}
