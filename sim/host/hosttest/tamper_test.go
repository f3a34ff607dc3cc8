package hosttest_test

import (
	"strings"
	"testing"
	"time"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/host"
	"promptscope/sim/host/hosttest"
	"promptscope/sim/run"
)

// liar is a host that works, but for what it tells the picture.
type liar struct {
	*host.Inline
	lie func(s *run.Snapshot)
	s   run.Snapshot
}

func (l *liar) Latest() *run.Snapshot {
	l.s = *l.Inline.Latest()
	l.s.Losses = append([]float32(nil), l.s.Losses...)
	l.lie(&l.s)
	return &l.s
}

// The suite finds what a host does wrong: one that only looks right passes no script.
func TestSuiteFindsLiars(t *testing.T) {
	if testing.Short() {
		t.Skip("plays scripts of the suite, which the hosts of this platform play too")
	}
	for _, tt := range []struct {
		name, want string
		lie        func(s *run.Snapshot)
	}{
		{"loses a loss of the curve", "with 39 losses", func(s *run.Snapshot) {
			if s.Status == run.Done {
				s.Losses = s.Losses[1:]
			}
		}},
		{"learns nothing", "the loss went from", func(s *run.Snapshot) {
			for i := range s.Losses {
				s.Losses[i] = 2
			}
		}},
		{"forgets the example", "incomplete snapshot", func(s *run.Snapshot) { s.Trace.Tokens = nil }},
		{"does not hash the backbone", "incomplete snapshot", func(s *run.Snapshot) { s.BackboneSHA = "" }},
		{"ends a step early", "done at step 39", func(s *run.Snapshot) {
			if s.Status == run.Done {
				s.Step = 39
			}
		}},
		{"remembers pauses in its digest", "with a pause", func(s *run.Snapshot) {
			if s.Status == run.Paused && s.Step == 13 {
				paused = true
			}
			if paused {
				s.Digest = strings.Repeat("0", 16)
			}
		}},
	} {
		paused = false
		var lanes []*liar
		err := hosttest.Run(hosttest.T{
			New: func() run.Client {
				lanes = append(lanes, &liar{Inline: host.NewInline(pretrained.Open), lie: tt.lie})
				return lanes[len(lanes)-1]
			},
			Wait: func() { lanes[len(lanes)-1].Pump(20 * time.Millisecond) },
			Logf: func(string, ...any) {},
		})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("a host that %s: %v, want an error with %q", tt.name, err, tt.want)
		}
	}
}

// paused is set when the liar of digests has seen a pause.
var paused bool
