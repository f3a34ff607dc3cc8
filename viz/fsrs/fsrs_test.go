package fsrs

import (
	_ "embed"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"
)

// histories was made with the Python package fsrs 6.3.2; internal/build/fsrs/vectors.py says what is in it.
//
//go:embed testdata/histories.txt
var histories string

func TestHistoriesEqualTheReference(t *testing.T) {
	lines := strings.Split(strings.TrimSpace(histories), "\n")
	if len(lines) != 1000 {
		t.Fatalf("%d histories, want 1000", len(lines))
	}
	reviews, worst := 0, 0.0
	for i, line := range lines {
		fields := strings.Split(line, "|")
		s, m, now, last := scheduler(t, fields[0]), Memory{}, 0, 0
		for _, f := range fields[1 : len(fields)-1] {
			want := strings.Fields(f)
			now += number[int](t, want[1])
			var wait Interval
			m, wait = s.Next(m, Grade(number[int](t, want[0])), wholeDays(now-last))
			last = now
			got := []string{strconv.Itoa(int(m.State)), step(m), strconv.Itoa(seconds(wait))}
			if !equal(got, want[2:5]) {
				t.Fatalf("history %d, review %q: state, step and seconds %v, the reference has %v", i+1, f, got, want[2:5])
			}
			worst = max(worst, apart(m.Stability, number[float64](t, want[5])), apart(m.Difficulty, number[float64](t, want[6])))
			reviews++
		}
		end := strings.Fields(fields[len(fields)-1])
		worst = max(worst, apart(Recall(m, number[int](t, end[0])), number[float64](t, end[1])))
	}
	if worst > 1e-10 { // the vectors have 11 digits
		t.Errorf("stability, difficulty or recall differ by up to %.1g of the value, want at most 1e-10", worst)
	}
	t.Logf("%d reviews, largest relative difference %.1g", reviews, worst)
}

func TestRecallIsNinetyPercentAfterTheStability(t *testing.T) {
	for _, days := range []int{1, 10, 365} {
		if r := Recall(Memory{State: Review, Stability: float64(days)}, days); apart(r, 0.9) > 1e-12 {
			t.Errorf("recall after a stability of %d days is %g, want 0.9", days, r)
		}
	}
	if r := Recall(Memory{}, 3); r != 0 {
		t.Errorf("recall of a new card is %g, want 0", r)
	}
	if r := Recall(Memory{State: Review, Stability: 2}, -1); r != 1 {
		t.Errorf("recall before the last review is %g, want 1: a clock went back", r)
	}
}

// A setting may have lost steps since a card was last graded. The card must leave them, not fall out of the slice.
func TestFewerStepsThanTheCardHasDone(t *testing.T) {
	m := Memory{State: Learning, Step: 3, Stability: 2, Difficulty: 5}
	for g := Hard; g <= Easy; g++ {
		if next, wait := Default().Next(m, g, 0); next.State != Review || wait.Days < 1 {
			t.Errorf("grade %d at a step that is gone: state %d, %+v, want a review in days", g, next.State, wait)
		}
	}
	if next, wait := Default().Next(m, Again, 0); next.State != Learning || wait.Step != time.Minute {
		t.Errorf("Again at a step that is gone: state %d, %+v, want the first step", next.State, wait)
	}
}

func TestNextDoesNotAllocate(t *testing.T) {
	s, m := Default(), Memory{}
	if n := testing.AllocsPerRun(100, func() { m, _ = s.Next(m, Good, 1) }); n != 0 {
		t.Errorf("Next allocates %g times, want 0", n)
	}
}

func BenchmarkNext(b *testing.B) {
	s, m := Default(), Memory{}
	for i := range b.N {
		m, _ = s.Next(m, Grade(i%4+1), i%9)
	}
}

// scheduler reads "0.9 1,10 10", the head of a history.
func scheduler(t *testing.T, head string) Scheduler {
	f := strings.Fields(head)
	return Scheduler{Retention: number[float64](t, f[0]), Learning: minutes(t, f[1]), Relearning: minutes(t, f[2])}
}

func minutes(t *testing.T, list string) (steps []time.Duration) {
	if list == "-" {
		return nil
	}
	for _, m := range strings.Split(list, ",") {
		steps = append(steps, time.Duration(number[int](t, m))*time.Minute)
	}
	return steps
}

func number[T int | float64](t *testing.T, s string) T {
	t.Helper()
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return T(x)
}

// wholeDays is how the reference counts: whole spans of 24 hours, rounded down.
func wholeDays(seconds int) int { return int(math.Floor(float64(seconds) / 86400)) }

func step(m Memory) string {
	if m.State == Review {
		return "-"
	}
	return strconv.Itoa(m.Step)
}

func seconds(i Interval) int { return i.Days*86400 + int(i.Step/time.Second) }

func equal(a, b []string) bool { return strings.Join(a, " ") == strings.Join(b, " ") }

func apart(got, want float64) float64 { return math.Abs(got-want) / want }
