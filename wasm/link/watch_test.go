package link

import (
	"testing"
	"time"
)

// clocked plays a worker that answers after some seconds, checked once a second, and tells whether it was ever called silent.
func clocked(s *silence, answerAfter, seconds int, hidden func(second int) bool) (silent bool) {
	now, asked := time.Unix(1000, 0), -1
	for i := range seconds {
		now = now.Add(time.Second)
		if s.check(now, true, hidden(i)) {
			asked = i
		}
		silent = silent || s.long()
		if asked >= 0 && i-asked == answerAfter {
			s.heard(true)
			asked = -1
		}
	}
	return silent
}

func never(int) bool { return false }

func TestSilence(t *testing.T) {
	const ever = 1 << 30
	for _, tt := range []struct {
		name   string
		answer int // seconds until an answer
		for_   int
		hidden func(int) bool
		want   bool
	}{
		{"answers at once", 0, 300, never, false},
		{"sixty times slower: 0.4 s become 24", 24, 600, never, false},
		{"never answers", ever, 65, never, true},
		{"not before a minute", ever, 58, never, false},
		{"never answers, in a hidden tab", ever, 600, func(int) bool { return true }, false},
		{"hidden for an hour, then seen for a moment", ever, 3630, func(s int) bool { return s < 3600 }, false},
	} {
		if got := clocked(new(silence), tt.answer, tt.for_, tt.hidden); got != tt.want {
			t.Errorf("%s: silent %v, want %v", tt.name, got, tt.want)
		}
	}
}

// A worker that has answered is held to ten times its longest answer, and to no less than 15 s.
func TestSilenceIsMeasuredByTheWorkerItself(t *testing.T) {
	for _, tt := range []struct{ longest, limit int }{{0, 15}, {1, 15}, {2, 20}, {30, 300}} {
		s := new(silence)
		if clocked(s, tt.longest, 5*(tt.longest+2), never) {
			t.Fatalf("answers after %d s are called silence", tt.longest)
		}
		if got := s.limit(); got != time.Duration(tt.limit)*time.Second {
			t.Errorf("answers after %d s: limit %v, want %d s", tt.longest, got, tt.limit)
		}
		now := s.checked
		for i := 0; !s.long(); i++ {
			if now = now.Add(time.Second); i > tt.limit+10 {
				t.Fatal("never called silent")
			}
			s.check(now, true, false)
		}
		if s.heard(false); s.long() {
			t.Error("a word does not end the silence")
		}
	}
}

// A page that stood still itself counts at most a tick and a half: a laptop that slept blames nobody.
func TestSilenceOfAPageThatSlept(t *testing.T) {
	s := new(silence)
	now := time.Unix(1000, 0)
	s.check(now, true, false)
	s.check(now.Add(time.Second), true, false)
	s.check(now.Add(10*time.Hour), true, false)
	if s.waited > mostTick || s.long() {
		t.Errorf("waited %v", s.waited)
	}
}
