package deck

import (
	"slices"
	"time"

	"promptscope/viz/fsrs"
)

// NewADay is how many new cards a day begins where no interview asks for more.
const NewADay = 8

// Minutes that a card takes, with its thirty seconds of thought: one that comes back, and a new one, which is read whole.
const (
	againMinutes = 1.25
	newMinutes   = 2.5
)

// Plan is what is to be done now.
type Plan struct {
	Queue   []string      // cards to be asked now, in their order
	Done    int           // asked today, extra study left out
	Waiting int           // in steps of minutes: not yet due, but today
	Wait    time.Duration // until the first of those
	Next    fsrs.Day      // the day on which the next card is due, 0 if none ever is
	Minutes int           // that the queue takes, about
}

// Plan says what is to be done now, of one topic or of all: cards in their steps first, then those that are due, the longest
// overdue first, then new ones. Before an interview all that is new is spread over the days that are left, what is asked most
// often first.
func (d *Deck) Plan(now fsrs.Moment, topic string) (p Plan) {
	var steps, dates ranked
	for _, c := range d.in(topic) {
		k := d.book.Card(c.ID)
		switch day, days := k.DueDay(now.Day(), d.Interview()); {
		case k.State == fsrs.New:
		case k.Due(now, d.Interview()) && days:
			dates.add(c.ID, int64(day))
		case k.Due(now, d.Interview()):
			steps.add(c.ID, k.Last.Unix)
		case days:
			if p.Next == 0 || day < p.Next {
				p.Next = day
			}
		default:
			wait := k.Interval.Step - time.Duration(now.Unix-k.Last.Unix)*time.Second
			if p.Waiting == 0 || wait < p.Wait {
				p.Wait = wait
			}
			p.Waiting++
		}
	}
	p.Queue = append(steps.ids, dates.ids...)
	fresh := d.fresh(now, topic)
	minutes := againMinutes*float64(len(p.Queue)) + newMinutes*float64(len(fresh))
	p.Queue = append(p.Queue, fresh...)
	p.Minutes = int(minutes + 0.99)
	p.Done = d.done(now, topic)
	return p
}

// ranked is a list of cards by rank, the least first; equal ones stay in the order in which they came. (A bank has a hundred
// cards: the generic sorts would be 15 KB of every page that is loaded.)
type ranked struct {
	ids   []string
	ranks []int64
}

func (r *ranked) add(id string, rank int64) {
	at := len(r.ids)
	for at > 0 && r.ranks[at-1] > rank {
		at--
	}
	r.ids, r.ranks = slices.Insert(r.ids, at, id), slices.Insert(r.ranks, at, rank)
}

// fresh are the new cards of today.
func (d *Deck) fresh(now fsrs.Moment, topic string) (out []string) {
	left := d.Interview() - now.Day() // days of study with today
	var list ranked
	for _, c := range d.in(topic) {
		switch {
		case d.book.Card(c.ID).State != fsrs.New:
		case left > 0:
			list.add(c.ID, int64(-c.Must))
		default:
			list.add(c.ID, 0)
		}
	}
	unseen := 0
	for _, c := range d.in("") {
		if d.book.Card(c.ID).State == fsrs.New {
			unseen++
		}
	}
	begun := d.begun(now.Day())
	a := NewADay
	if left > 0 {
		a = max(a, (unseen+begun+int(left)-1)/int(left))
	}
	return list.ids[:min(len(list.ids), max(a-begun, 0))]
}

// begun is how many cards had their first review on a day.
func (d *Deck) begun(day fsrs.Day) (n int) {
	seen := map[string]bool{}
	for _, e := range d.record.Log {
		if !e.Extra && !seen[e.Card] {
			seen[e.Card] = true
			if e.At.Day() == day {
				n++
			}
		}
	}
	return n
}

// done is how many reviews of a topic the day has had, extra study left out.
func (d *Deck) done(now fsrs.Moment, topic string) (n int) {
	for _, e := range d.record.Log {
		if t, _ := d.Bank.Find(e.Card); !e.Extra && e.At.Day() == now.Day() && t != nil && (topic == "" || t.ID == topic) {
			n++
		}
	}
	return n
}

// Weakest is the card of a topic that is most likely forgotten, of those that have been seen: what extra study begins with.
// skip are those that it has had.
func (d *Deck) Weakest(now fsrs.Moment, topic string, skip []string) (id string, ok bool) {
	least := 2.0
	for _, c := range d.in(topic) {
		if k := d.book.Card(c.ID); k.State == fsrs.New || slices.Contains(skip, c.ID) {
			continue
		}
		if r := d.book.Recall(c.ID, now.Day()); r < least {
			id, least = c.ID, r
		}
	}
	return id, id != ""
}
