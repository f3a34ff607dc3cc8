package fsrs

import "time"

// Rollover is the local time at which a day of study begins: a session that runs past midnight stays on one day.
const Rollover = 4 * time.Hour

// Moment is one reading of a clock: an instant, and how far local time was from UTC there and then. Both are kept in the
// log, so a review keeps its day when the person, or the law on summer time, moves on.
type Moment struct {
	Unix   int64 // seconds since 1970-01-01 00:00 UTC
	Offset int32 // seconds east of UTC
}

// MomentOf reads the instant and its zone off t.
func MomentOf(t time.Time) Moment {
	_, offset := t.Zone()
	return Moment{Unix: t.Unix(), Offset: int32(offset)}
}

// Day counts local calendar days from 1970-01-01, which is 0. Each runs from Rollover to Rollover, so it has 23 or 25 hours
// where clocks are put forward or back.
type Day int

// Day is the day of study of a moment.
func (m Moment) Day() Day {
	const day = 24 * 60 * 60
	local := m.Unix + int64(m.Offset) - int64(Rollover/time.Second)
	if local < 0 {
		local -= day - 1 // Go's division rounds toward zero, days are rounded down
	}
	return Day(local / day)
}

// Date is the day of a date in the calendar.
func Date(year int, month time.Month, day int) Day {
	noon := time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
	return Moment{Unix: noon.Unix()}.Day()
}

// Date is the date of a day in the calendar.
func (d Day) Date() (year int, month time.Month, day int) {
	return time.Unix(int64(d)*24*60*60, 0).UTC().Date()
}
