package fsrs

import (
	"testing"
	"time"
	_ "time/tzdata" // the zones of the tests, on machines without a zone database
)

// Zones with whole hours, half hours and 45 minutes, with summer time that begins at midnight, at 2 or at 3, with half an
// hour of it (Lord Howe), far east and far west of the date line.
var zones = []string{"UTC", "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Shanghai",
	"Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Pago_Pago"}

func TestADayRunsFromFourToFourInEveryZone(t *testing.T) {
	for _, name := range zones {
		zone := in(t, name)
		for at := time.Date(2026, 1, 1, 0, 0, 0, 0, zone); at.Year() == 2026; at = at.Add(15 * time.Minute) {
			year, month, date := at.Date()
			want := Date(year, month, date)
			if at.Hour() < 4 {
				want--
			}
			if got := MomentOf(at).Day(); got != want {
				t.Fatalf("%v is day %d, want %d", at, got, want)
			}
		}
	}
}

func TestDaysAndDates(t *testing.T) {
	for _, c := range []struct {
		day         Day
		year, month int
		date        int
	}{{0, 1970, 1, 1}, {-1, 1969, 12, 31}, {20512, 2026, 2, 28}, {20513, 2026, 3, 1}, {19782, 2024, 2, 29}} {
		if got := Date(c.year, time.Month(c.month), c.date); got != c.day {
			t.Errorf("%d-%d-%d is day %d, want %d", c.year, c.month, c.date, got, c.day)
		}
		if y, m, d := c.day.Date(); y != c.year || int(m) != c.month || d != c.date {
			t.Errorf("day %d is %d-%d-%d, want %d-%d-%d", c.day, y, m, d, c.year, c.month, c.date)
		}
	}
}

func in(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
