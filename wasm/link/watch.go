package link

import "time"

// How long a worker may be silent. A turn of a worker is some milliseconds, and building a large model some hundred; on a machine 60
// times slower that is half a minute. So a worker is held to the longest answer that it has ever needed, and while it has never
// answered, to a minute.
const (
	leastSilence = 15 * time.Second
	firstSilence = time.Minute
	timesLongest = 10
	mostTick     = 1500 * time.Millisecond // of one check: a page that stood still itself is no witness
)

// silence is the watchdog of one worker: it asks, and counts the time without a word. It blames nobody for time in which the page
// was hidden or did not run itself.
type silence struct {
	asked    bool
	waited   time.Duration // since the question, as far as the page was there to see it
	longest  time.Duration // that an answer took
	answered bool
	checked  time.Time
}

// heard takes any message of the worker; answer tells that it is the answer to the question.
func (s *silence) heard(answer bool) {
	if answer && s.asked {
		s.longest, s.answered, s.asked = max(s.longest, s.waited), true, false
	}
	s.waited = 0
}

// check is called once a second. busy tells that the worker has something to do; ask that a question should be sent now.
func (s *silence) check(now time.Time, busy, hidden bool) (ask bool) {
	past := min(now.Sub(s.checked), mostTick)
	first := s.checked.IsZero()
	s.checked = now
	switch {
	case hidden || first:
		return false
	case s.asked:
		s.waited += past
		return false
	case busy:
		s.asked, s.waited = true, 0
		return true
	}
	return false
}

// limit is how long the worker may be silent.
func (s *silence) limit() time.Duration {
	if !s.answered {
		return firstSilence
	}
	return max(leastSilence, timesLongest*s.longest)
}

// long tells that the worker has been silent for too long.
func (s *silence) long() bool { return s.asked && s.waited > s.limit() }
