package fsrs

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// clock gives the moments of a test: local wall time in a zone.
type clock struct {
	t    *testing.T
	zone string
}

func (c clock) at(month time.Month, day, hour, minute int) Moment {
	return MomentOf(time.Date(2026, month, day, hour, minute, 0, 0, in(c.t, c.zone)))
}

// longTerm has no steps: every grade gives days.
func longTerm() Scheduler { return Scheduler{Retention: 0.9} }

func book(t *testing.T, s Scheduler, log ...Entry) *Book {
	t.Helper()
	b, err := NewBook(s, log)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func review(t *testing.T, b *Book, g Grade, at Moment) Card {
	t.Helper()
	if _, err := b.Review("a", g, at, false); err != nil {
		t.Fatal(err)
	}
	return b.Card("a")
}

// days is what the model is told to have passed between two reviews: read off the stability that it answers with.
func days(t *testing.T, first, second Moment) int {
	t.Helper()
	b := book(t, longTerm())
	before := review(t, b, Good, first).Memory
	after := review(t, b, Good, second).Memory
	for n := range 10 {
		if m, _ := longTerm().Next(before, Good, n); m == after {
			return n
		}
	}
	t.Fatalf("no number of days under 10 explains %+v after %+v", after, before)
	return 0
}

func TestDaysBetweenReviews(t *testing.T) {
	berlin, tokyo, hawaii := clock{t, "Europe/Berlin"}, clock{t, "Asia/Tokyo"}, clock{t, "Pacific/Honolulu"}
	for _, c := range []struct {
		name          string
		first, second Moment
		want          int
	}{
		{"a session over midnight stays on its day", berlin.at(5, 1, 23, 50), berlin.at(5, 2, 0, 10), 0},
		{"late in the night belongs to the evening", berlin.at(5, 1, 9, 0), berlin.at(5, 2, 3, 59), 0},
		{"ten minutes over the rollover are a day", berlin.at(5, 2, 3, 55), berlin.at(5, 2, 4, 5), 1},
		{"evening to next morning is a day, though under 24 hours", berlin.at(5, 1, 22, 0), berlin.at(5, 2, 8, 0), 1},
		{"morning to the evening of the next day is one day", berlin.at(5, 1, 8, 0), berlin.at(5, 2, 23, 0), 1},
		{"the day of 23 hours is a day", berlin.at(3, 28, 4, 0), berlin.at(3, 29, 4, 0), 1},
		{"the end of the day of 23 hours", berlin.at(3, 28, 4, 0), berlin.at(3, 29, 3, 59), 0},
		{"the day of 25 hours is one day, at its end too", berlin.at(10, 24, 4, 0), berlin.at(10, 25, 3, 59), 0},
		{"after the day of 25 hours", berlin.at(10, 24, 23, 0), berlin.at(10, 25, 4, 0), 1},
		{"west over the date line, the same instant", tokyo.at(5, 2, 9, 0), hawaii.at(5, 1, 14, 0), 0},
		{"west, and a night", tokyo.at(5, 2, 9, 0), hawaii.at(5, 2, 9, 0), 0},
		{"east over the date line, the same instant", hawaii.at(5, 1, 14, 0), tokyo.at(5, 2, 9, 0), 1},
		{"a clock put back a minute", berlin.at(5, 1, 9, 0), berlin.at(5, 1, 8, 59), 0},
		{"a clock put back a year", berlin.at(5, 1, 9, 0), Moment{Unix: berlin.at(5, 1, 9, 0).Unix - 365*86400}, 0},
	} {
		if got := days(t, c.first, c.second); got != c.want {
			t.Errorf("%s: %d days, want %d", c.name, got, c.want)
		}
	}
}

// A first Good without steps is due after two days (a stability of 2.3).
func TestDueByDays(t *testing.T) {
	berlin, tokyo, hawaii := clock{t, "Europe/Berlin"}, clock{t, "Asia/Tokyo"}, clock{t, "Pacific/Honolulu"}
	for _, c := range []struct {
		name     string
		last     Moment
		now      Moment
		want     bool
		interval int
	}{
		{"before the rollover of its day", berlin.at(5, 1, 23, 0), berlin.at(5, 3, 3, 59), false, 2},
		{"from the rollover on, though not 48 hours have passed", berlin.at(5, 1, 23, 0), berlin.at(5, 3, 4, 0), true, 2},
		{"by local days after a flight", tokyo.at(5, 1, 9, 0), hawaii.at(5, 2, 23, 0), false, 2},
		{"by local days after a flight, a day on", tokyo.at(5, 1, 9, 0), hawaii.at(5, 3, 4, 0), true, 2},
		{"a clock put back an hour", berlin.at(5, 1, 9, 0), berlin.at(5, 1, 8, 0), false, 2},
		{"yesterday again, by the date line", tokyo.at(5, 2, 9, 0), hawaii.at(5, 1, 14, 0), false, 2},
		{"graded by a clock that ran years ahead", Moment{Unix: berlin.at(5, 1, 9, 0).Unix + 1000*86400}, berlin.at(5, 1, 9, 0), true, 2},
	} {
		card := review(t, book(t, longTerm()), Good, c.last)
		if card.Interval.Days != c.interval {
			t.Fatalf("%s: interval %+v, want %d days", c.name, card.Interval, c.interval)
		}
		if got := card.Due(c.now, 0); got != c.want {
			t.Errorf("%s: due %t, want %t", c.name, got, c.want)
		}
	}
	if (Card{}).Due(berlin.at(5, 1, 9, 0), 0) {
		t.Error("a new card is due; want it to wait for the session to begin it")
	}
}

func TestDueBySteps(t *testing.T) {
	c := clock{t, "Europe/Berlin"}
	card := review(t, book(t, Default()), Good, c.at(5, 1, 23, 55)) // waits ten minutes
	for _, k := range []struct {
		name string
		now  Moment
		want bool
	}{
		{"too early", c.at(5, 2, 0, 4), false},
		{"over midnight", c.at(5, 2, 0, 5), true},
		{"the next day", c.at(5, 2, 9, 0), true},
		{"a clock put back: nobody knows how long it has been", c.at(5, 1, 22, 0), true},
	} {
		if got := card.Due(k.now, 0); got != k.want {
			t.Errorf("%s: due %t, want %t", k.name, got, k.want)
		}
	}
}

// A card that a fast clock graded comes back to a date near the true one with its next review.
func TestAFastClockIsHealedByOneReview(t *testing.T) {
	c := clock{t, "Europe/Berlin"}
	b := book(t, longTerm())
	review(t, b, Good, Moment{Unix: c.at(5, 1, 9, 0).Unix + 1000*86400})
	card := review(t, b, Good, c.at(5, 1, 9, 0))
	if due, ok := card.DueDay(c.at(5, 1, 9, 0).Day(), 0); !ok || due != Date(2026, 5, 3) {
		t.Errorf("due on day %d, want %d", due, Date(2026, 5, 3))
	}
}

func TestAnInterviewBringsTheLastReviewToItsEve(t *testing.T) {
	c := clock{t, "Asia/Shanghai"}
	interview := Date(2026, 5, 12)
	for _, k := range []struct {
		name  string
		last  Moment
		today Day
		want  Day // of an interval that would be 8 days
	}{
		{"an interval that ends before is left alone", c.at(5, 2, 9, 0), Date(2026, 5, 2), Date(2026, 5, 10)},
		{"one that ends on the eve too", c.at(5, 3, 9, 0), Date(2026, 5, 3), Date(2026, 5, 11)},
		{"one over the interview ends on the eve", c.at(5, 8, 9, 0), Date(2026, 5, 8), Date(2026, 5, 11)},
		{"a review on the eve was the last", c.at(5, 11, 9, 0), Date(2026, 5, 11), Date(2026, 5, 19)},
		{"so was one on the morning itself", c.at(5, 12, 9, 0), Date(2026, 5, 12), Date(2026, 5, 20)},
		{"missed on the eve, it waits on the morning", c.at(5, 8, 9, 0), Date(2026, 5, 12), Date(2026, 5, 11)},
		{"afterwards it has its own date again", c.at(5, 8, 9, 0), Date(2026, 5, 13), Date(2026, 5, 16)},
	} {
		card := review(t, book(t, longTerm()), Easy, k.last)
		if due, _ := card.DueDay(k.today, interview); due != k.want {
			t.Errorf("%s: due on day %d, want %d", k.name, due, k.want)
		}
	}
}

func TestPreviewIsWhatTheGradeThenGives(t *testing.T) {
	c := clock{t, "Asia/Shanghai"}
	for _, s := range []Scheduler{Default(), longTerm()} {
		for _, interview := range []Day{0, Date(2026, 5, 12), Date(2026, 5, 3)} {
			for i := range 4 {
				b, now := book(t, s), c.at(5, 1, 9, 0)
				review(t, b, Good, now)
				now = c.at(5, 2, 9, 0)
				shown := b.Preview("a", now, interview)[i]
				card := review(t, b, Grade(i+1), now)
				got := Interval{Step: card.Interval.Step}
				if due, ok := card.DueDay(now.Day(), interview); ok {
					got.Days = int(due - now.Day())
				}
				if got != shown {
					t.Errorf("interview %d, grade %d: %+v, the button said %+v", interview, i+1, got, shown)
				}
			}
		}
	}
}

func TestALapseIsAgainInTheReviewState(t *testing.T) {
	c := clock{t, "Europe/Berlin"}
	b := book(t, Default())
	for day, g := range []Grade{Again, Good, Good, Again, Again, Hard, Good, Good} { // learning, review, relearning, review
		review(t, b, g, c.at(5, 1+day, 9, 0))
	}
	if card := b.Card("a"); card.Lapses != 1 || card.Reviews != 8 || card.State != Review {
		t.Errorf("%d lapses in %d reviews, state %d; want 1 in 8, state 2", card.Lapses, card.Reviews, card.State)
	}
}

func TestRecallOnADay(t *testing.T) {
	c := clock{t, "Europe/Berlin"}
	b := book(t, longTerm())
	card := review(t, b, Good, c.at(5, 1, 23, 0))
	if got, want := b.Recall("a", Date(2026, 5, 12)), Recall(card.Memory, 11); got != want {
		t.Errorf("recall %g, want that of 11 days, %g", got, want)
	}
	if got := b.Recall("never graded", Date(2026, 5, 12)); got != 0 {
		t.Errorf("recall of a new card is %g, want 0", got)
	}
}

// script is a log of three cards with lapses and extra study.
func script(t *testing.T) (log []Entry) {
	c := clock{t, "Europe/Berlin"}
	for i, id := range strings.Fields("a b a c a b b a c c a b a a b c") {
		at := c.at(time.Month(1+i/3), 1+i, 9+i%9, 0)
		log = append(log, Entry{Card: id, At: at, Grade: Grade(1 + (i*7+i/3)%4), Extra: i%5 == 4, Algorithm: Algorithm})
	}
	return log
}

func TestUndoIsTheLogWithoutItsLastReviews(t *testing.T) {
	log := script(t)
	b := book(t, Default(), log...)
	for n := len(log) - 1; n >= 0; n-- {
		undone, ok := b.Undo()
		if !ok || undone != log[n] {
			t.Fatalf("undid %+v, want %+v", undone, log[n])
		}
		want := book(t, Default(), log[:n]...)
		for _, id := range []string{"a", "b", "c"} {
			if b.Card(id) != want.Card(id) {
				t.Errorf("after undoing review %d, card %s is %+v, want %+v", n+1, id, b.Card(id), want.Card(id))
			}
		}
		if !slices.Equal(b.Log(), log[:n]) {
			t.Errorf("after undoing review %d the log has %d entries that are not the first %d", n+1, len(b.Log()), n)
		}
	}
	if _, ok := b.Undo(); ok {
		t.Error("an empty log was undone")
	}
}

func TestExtraStudyMovesNothing(t *testing.T) {
	c := clock{t, "Europe/Berlin"}
	b := book(t, Default())
	before := review(t, b, Good, c.at(5, 1, 9, 0))
	for _, id := range []string{"a", "never graded"} {
		if e, err := b.Review(id, Again, c.at(5, 2, 9, 0), true); err != nil || !e.Extra {
			t.Fatalf("extra study: %+v, %v", e, err)
		}
	}
	if b.Card("a") != before || b.Card("never graded") != (Card{}) {
		t.Errorf("cards moved to %+v and %+v", b.Card("a"), b.Card("never graded"))
	}
	if len(b.Log()) != 3 {
		t.Errorf("the log has %d entries, want all 3", len(b.Log()))
	}
}

func TestALogOfAnOlderAlgorithmIsComputedAnew(t *testing.T) {
	log := script(t)
	for i := range log {
		log[i].Algorithm = "fsrs-5/1"
	}
	got, want := book(t, Default(), log...), book(t, Default(), script(t)...)
	if got.Card("a") != want.Card("a") || got.Log()[0].Algorithm != "fsrs-5/1" {
		t.Error("want the cards of today's algorithm, and the log as it was written")
	}
}

func TestLogsThatAreRefused(t *testing.T) {
	good := Entry{Card: "a", At: Moment{Unix: 1}, Grade: Good}
	for want, spoil := range map[string]func(*Entry){
		"want its id":                  func(e *Entry) { e.Card = "" },
		"grade 0, want 1 to 4":         func(e *Entry) { e.Grade = 0 },
		"grade 5, want 1 to 4":         func(e *Entry) { e.Grade = 5 },
		"want seconds since 1970":      func(e *Entry) { e.At.Unix = 1_770_000_000_000 },
		"time -1, want":                func(e *Entry) { e.At.Unix = -1 },
		"time zone 90000, want":        func(e *Entry) { e.At.Offset = 25 * 3600 },
		"time zone -2147483648, want ": func(e *Entry) { e.At.Offset = -1 << 31 },
	} {
		bad := good
		spoil(&bad)
		_, err := NewBook(Default(), []Entry{good, bad})
		if err == nil || !strings.Contains(err.Error(), "review 2: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v, want review 2: … %s", err, want)
		}
		if _, err := book(t, Default()).Review(bad.Card, bad.Grade, bad.At, false); err == nil {
			t.Errorf("Review took what a log may not hold: %s", want)
		}
	}
	for _, r := range []float64{0, 1, -1, 90} {
		if _, err := NewBook(Scheduler{Retention: r}, nil); err == nil || !strings.Contains(err.Error(), "below 1") {
			t.Errorf("retention %g: error %v", r, err)
		}
	}
}
