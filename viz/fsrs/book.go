package fsrs

import (
	"errors"
	"slices"
	"strconv"
)

// Entry is one review in the log. The log is the truth and is all that must be kept: cards are computed from it, so a
// later version of the algorithm can compute them anew.
type Entry struct {
	Card      string // the id of the card
	At        Moment
	Grade     Grade
	Extra     bool   // study beyond the schedule: on record, but it moves nothing
	Algorithm string // Algorithm, as it was when the interval was shown
}

// Check says what is wrong with an entry that comes from a file.
func (e Entry) Check() error {
	const year, hour = 31556952, 3600 // a year of the calendar; milliseconds taken for seconds are beyond 8000
	switch {
	case e.Card == "":
		return errors.New("no card, want its id")
	case e.Grade < Again || e.Grade > Easy:
		return errors.New("grade " + strconv.Itoa(int(e.Grade)) + ", want 1 to 4")
	case e.At.Unix < 0 || e.At.Unix > 8000*year:
		return errors.New("time " + strconv.FormatInt(e.At.Unix, 10) + ", want seconds since 1970, up to the year 9970")
	case e.At.Offset < -24*hour || e.At.Offset > 24*hour:
		return errors.New("time zone " + strconv.Itoa(int(e.At.Offset)) + ", want seconds east of UTC, within 24 hours")
	}
	return nil
}

// Card is a card as its reviews left it. The zero value is a new one.
type Card struct {
	Memory
	Interval Interval // after the last review, before an interview shortens it
	Last     Moment   // of the last review
	Reviews  int
	Lapses   int // Again on a card in the review state
}

// Book holds a log and the cards computed from it. It takes the time as an argument and never asks for it.
type Book struct {
	scheduler Scheduler
	log       []Entry
	cards     map[string]Card
}

// NewBook computes all cards from a log, which it copies. Its order is that of the entries, not of their times: a clock may
// have gone back between two of them. The error names a wrong retention, or the first entry that Check refuses, counted from 1.
func NewBook(s Scheduler, log []Entry) (*Book, error) {
	if !(s.Retention > 0 && s.Retention < 1) {
		return nil, errors.New("retention " + strconv.FormatFloat(s.Retention, 'g', -1, 64) + ", want above 0 and below 1")
	}
	b := &Book{scheduler: s, cards: make(map[string]Card)}
	for i, e := range log {
		if err := e.Check(); err != nil {
			return nil, errors.New("review " + strconv.Itoa(i+1) + ": " + err.Error())
		}
		b.add(e)
	}
	return b, nil
}

func (b *Book) add(e Entry) {
	b.log = append(b.log, e)
	if !e.Extra {
		b.cards[e.Card] = b.cards[e.Card].after(b.scheduler, e)
	}
}

// Log is a copy of the log.
func (b *Book) Log() []Entry { return slices.Clone(b.log) }

// Card is a card as it is now; one without reviews is new.
func (b *Book) Card(id string) Card { return b.cards[id] }

// Review enters a grade and returns the entry to keep. An extra one leaves the card as it is.
func (b *Book) Review(id string, g Grade, now Moment, extra bool) (Entry, error) {
	e := Entry{Card: id, At: now, Grade: g, Extra: extra, Algorithm: Algorithm}
	if err := e.Check(); err != nil {
		return Entry{}, err
	}
	b.add(e)
	return e, nil
}

// Undo takes the last entry off the log and computes its card again from what is left.
func (b *Book) Undo() (undone Entry, ok bool) {
	if len(b.log) == 0 {
		return Entry{}, false
	}
	undone = b.log[len(b.log)-1]
	b.log = b.log[:len(b.log)-1]
	delete(b.cards, undone.Card)
	var c Card
	for _, e := range b.log {
		if e.Card == undone.Card && !e.Extra {
			c = c.after(b.scheduler, e)
		}
	}
	if c.Reviews > 0 {
		b.cards[undone.Card] = c
	}
	return undone, true
}

// Preview is the interval that each grade from Again to Easy would give, as it is to stand on the four buttons.
func (b *Book) Preview(id string, now Moment, interview Day) (by [4]Interval) {
	for i := range by {
		c := b.cards[id].after(b.scheduler, Entry{Grade: Grade(i + 1), At: now})
		by[i] = c.Interval
		if due, days := c.DueDay(now.Day(), interview); days {
			by[i].Days = int(due - now.Day())
		}
	}
	return by
}

// Recall predicts the recall of a card on a day: 0 for a new one.
func (b *Book) Recall(id string, on Day) float64 {
	c := b.cards[id]
	return Recall(c.Memory, int(on-c.Last.Day()))
}

// after is the card after one more review. A review on an earlier day than the last counts as one on the same day, and
// the next date is counted from it: the newest reading of the clock is the one to believe.
func (c Card) after(s Scheduler, e Entry) Card {
	lapse := c.State == Review && e.Grade == Again
	c.Memory, c.Interval = s.Next(c.Memory, e.Grade, int(e.At.Day()-c.Last.Day()))
	c.Last = e.At
	c.Reviews++
	if lapse {
		c.Lapses++
	}
	return c
}
