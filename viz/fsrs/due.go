package fsrs

import "time"

// DueDay is the day of the next review, for a card whose interval is days; ok is false for a new card and for one in steps.
//
// interview is the day of an interview, 0 for none. Until it is over, a card is due at the latest on the day before it, so
// that each has its last review then; only a review on that day or later gets its full interval. When the interview is
// over, every card has the date that it would have had without.
func (c Card) DueDay(today, interview Day) (due Day, ok bool) {
	if c.State != Review {
		return 0, false
	}
	last := c.Last.Day()
	due = last + Day(c.Interval.Days)
	if eve := interview - 1; interview != 0 && today <= interview && last < eve {
		due = min(due, eve)
	}
	return due, true
}

// Due says whether a card should be shown now. A new one is never due: the session chooses when to begin it.
//
// A clock that was put back is believed. A card whose last review is then more than a day ahead was graded by a clock that
// ran fast, perhaps by years, and is due at once; one day ahead is what a flight over the date line makes of yesterday.
func (c Card) Due(now Moment, interview Day) bool {
	if c.State == New {
		return false
	}
	today := now.Day()
	if c.Last.Day() > today+1 {
		return true
	}
	if due, ok := c.DueDay(today, interview); ok {
		return due <= today
	}
	past := time.Duration(now.Unix-c.Last.Unix) * time.Second
	return past < 0 || past >= c.Interval.Step
}
