// Package fsrs decides when a card should come back. It has the memory model FSRS-6 (fsrs.go), instants and local days of
// study (day.go), a log of reviews from which cards are computed (book.go), and what is due, with an interview ahead or
// without (due.go).
//
// Nothing here reads a clock or draws a random number, so the same log gives the same dates on every machine. The
// reference can add random "fuzz" to its intervals, which spreads cards that were learned together; that is left out.
package fsrs

import (
	"math"
	"time"
)

// Algorithm is written into every log entry: the memory model and the version of the weights below.
const Algorithm = "fsrs-6/1"

// weights are the 21 defaults of FSRS-6. Source of weights and equations: the Python package fsrs 6.3.2 (MIT),
// fsrs/scheduler.py.
var weights = [21]float64{
	0.212, 1.2931, 2.3065, 8.2956, // stability after a first grade, in days
	6.4133, 0.8334, // difficulty after a first grade
	3.0194, 0.001, // difficulty: step by grade, pull back to that of an easy card
	1.8722, 0.1666, 0.796, // growth after a pass: scale, less with stability, more with forgetting
	1.4835, 0.0614, 0.2629, 1.6483, // stability after a lapse
	0.6014, 1.8729, // growth: factor for Hard, for Easy
	0.5425, 0.0912, 0.0658, // reviews on the same day
	0.1542, // decay of the forgetting curve
}

const (
	minStability = 0.001
	maxInterval  = 36500 // days
)

// Grade is what a person says of a recall. Again is the only failure: Hard is a pass.
type Grade uint8

const (
	Again Grade = 1 + iota
	Hard
	Good
	Easy
)

// State is where a card is in its life. The reference has no New; there it is Learning without a stability.
type State uint8

const (
	New        State = iota // never graded
	Learning                // in its first steps of minutes
	Review                  // in intervals of days
	Relearning              // in steps of minutes after a lapse
)

// Memory is what the model believes of one card. Its zero value is a new card.
type Memory struct {
	State      State
	Step       int     // index into the steps, while learning or relearning
	Stability  float64 // days after which recall has fallen to 90 %
	Difficulty float64 // 1 to 10
}

// Interval is the time to the next review: whole days, or a step within the day. The other one is 0.
type Interval struct {
	Days int
	Step time.Duration
}

// Scheduler has what a person may set. Without steps every grade gives an interval of at least a day.
type Scheduler struct {
	Retention            float64 // wanted recall at the next review, above 0 and below 1
	Learning, Relearning []time.Duration
}

// Default is the reference's setting: recall 0.9, steps of 1 and 10 minutes for new cards, 10 minutes after a lapse.
func Default() Scheduler {
	return Scheduler{
		Retention:  0.9,
		Learning:   []time.Duration{time.Minute, 10 * time.Minute},
		Relearning: []time.Duration{10 * time.Minute},
	}
}

// Recall is the probability that a card is remembered a number of days after its last review: 0 for a new card.
func Recall(m Memory, days int) float64 {
	if m.State == New {
		return 0
	}
	return math.Pow(1+forgetting()*float64(max(days, 0))/m.Stability, -weights[20])
}

// forgetting scales the curve so that Recall is 0.9 when days = stability.
func forgetting() float64 { return math.Pow(0.9, -1/weights[20]) - 1 }

// Next returns the memory after a grade (Again to Easy, else it panics) that comes days after the last review, and the
// interval to the next one. Less than 1 day means the same day; for a new card, days are ignored.
func (s Scheduler) Next(m Memory, g Grade, days int) (Memory, Interval) {
	next := remember(m, g, days)
	steps, at := s.Learning, m.Step
	switch m.State {
	case Review:
		steps, at = s.Relearning, 0
		if g != Again {
			steps = nil
		}
	case Relearning:
		steps = s.Relearning
	}
	step, wait := follow(steps, at, g)
	if wait == 0 {
		next.State = Review
		return next, Interval{Days: s.interval(next.Stability)}
	}
	next.State, next.Step = Learning, step
	if m.State == Review || m.State == Relearning {
		next.State = Relearning
	}
	return next, Interval{Step: wait}
}

// follow returns the step after a grade at a step, and its wait: 0 if the steps are done.
func follow(steps []time.Duration, at int, g Grade) (step int, wait time.Duration) {
	switch {
	case len(steps) == 0, at >= len(steps) && g != Again, g == Easy, g == Good && at+1 == len(steps):
		return 0, 0
	case g == Again:
		return 0, steps[0]
	case g == Good:
		return at + 1, steps[at+1]
	case at == 0 && len(steps) == 1: // Hard repeats the step; from the first one it waits a little longer
		return 0, steps[0] * 3 / 2
	case at == 0:
		return 0, (steps[0] + steps[1]) / 2
	}
	return at, steps[at]
}

// interval is the number of days until recall has fallen to s.Retention.
func (s Scheduler) interval(stability float64) int {
	days := stability / forgetting() * (math.Pow(s.Retention, -1/weights[20]) - 1)
	return int(min(max(math.RoundToEven(days), 1), maxInterval))
}

// remember returns stability and difficulty after a grade; state and step are left to Next.
func remember(m Memory, g Grade, days int) Memory {
	if m.State == New {
		return Memory{Stability: weights[g-1], Difficulty: clampDifficulty(firstDifficulty(g))}
	}
	var s float64
	switch {
	case days < 1:
		s = sameDay(m.Stability, g)
	case g == Again:
		s = afterLapse(m, Recall(m, days))
	default:
		s = afterPass(m, g, Recall(m, days))
	}
	return Memory{Stability: max(s, minStability), Difficulty: nextDifficulty(m.Difficulty, g)}
}

func sameDay(stability float64, g Grade) float64 {
	growth := math.Exp(weights[17]*(float64(g)-3+weights[18])) * math.Pow(stability, -weights[19])
	if g != Again {
		growth = max(growth, 1)
	}
	return stability * growth
}

func afterLapse(m Memory, recall float64) float64 {
	long := weights[11] * math.Pow(m.Difficulty, -weights[12]) *
		(math.Pow(m.Stability+1, weights[13]) - 1) * math.Exp((1-recall)*weights[14])
	return min(long, m.Stability/math.Exp(weights[17]*weights[18]))
}

func afterPass(m Memory, g Grade, recall float64) float64 {
	growth := math.Exp(weights[8]) * (11 - m.Difficulty) * math.Pow(m.Stability, -weights[9]) *
		(math.Exp((1-recall)*weights[10]) - 1)
	switch g {
	case Hard:
		growth *= weights[15]
	case Easy:
		growth *= weights[16]
	}
	return m.Stability * (1 + growth)
}

func firstDifficulty(g Grade) float64 { return weights[4] - math.Exp(weights[5]*float64(g-1)) + 1 }

func nextDifficulty(d float64, g Grade) float64 {
	moved := d + (10-d)*-weights[6]*(float64(g)-3)/9
	return clampDifficulty(weights[7]*firstDifficulty(Easy) + (1-weights[7])*moved)
}

func clampDifficulty(d float64) float64 { return min(max(d, 1), 10) }
