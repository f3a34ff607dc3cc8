package lesson

import (
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/state"
)

// Done is how an action is known to have been done. Whoever did it, by mouse, key, twin or touch, the state or the run shows it.
type Done struct {
	Is    string // one of Deeds
	Lane  string // a, b, …: where it counts
	Layer int    // from 1; 0 = any
}

// Deeds are the ways to see that something has been done.
var Deeds = []string{
	"set",      // the settings of Do.Sets hold
	"trained",  // every lane has trained a step
	"example",  // another held-out example is traced
	"word",     // another word's attention is traced
	"open",     // the inspector shows a virtual token or a layer of the lane
	"backward", // a step stands in its way back, in the lane
	"broken",   // the traced example is answered wrongly by the lane, once it is trained, and rightly by lane A
}

// Seen is what an action is looked for in.
type Seen struct {
	Opening  *state.State // as the lesson opened
	Deciding *state.State // with the settings that decide the bet
	Now      *state.State
	Lanes    []*run.Snapshot
}

// DoneIn tells whether the action is done now; what has been done once stays done.
func (d *Do) DoneIn(s Seen) bool {
	switch d.Done.Is {
	case "set":
		for part := range strings.SplitSeq(d.Sets, "&") {
			key, _, _ := strings.Cut(part, "=")
			if state.Get(*s.Now, key) != state.Get(*s.Deciding, key) {
				return false
			}
		}
		return true
	case "trained":
		for _, l := range s.Lanes {
			if l == nil || l.Step == 0 {
				return false
			}
		}
		return len(s.Lanes) > 0
	case "example":
		return s.Now.Example != s.Opening.Example
	case "word":
		return s.Now.Row >= 0 && s.Now.Row != s.Opening.Row
	case "open":
		at := s.Now.Open
		return s.Now.Panel == "inspector" && at.Level > 0 && at.Lane == d.Done.lane() && (d.Done.Layer == 0 || at.Layer == d.Done.Layer-1)
	case "backward":
		l := s.lane(d.Done.lane())
		return l != nil && l.Part.Stage == run.Backward
	case "broken":
		first, other := s.lane(0), s.lane(d.Done.lane())
		return right(first) == yes && right(other) == no
	}
	return false
}

func (d Done) lane() int {
	if d.Lane == "" {
		return 0
	}
	return int(d.Lane[0] - 'a')
}

func (s *Seen) lane(i int) *run.Snapshot {
	if i < 0 || i >= len(s.Lanes) {
		return nil
	}
	return s.Lanes[i]
}

type answered uint8

const (
	notYet answered = iota
	yes
	no
)

// right tells whether a lane that is done answers the cloze of its traced example.
func right(l *run.Snapshot) answered {
	switch {
	case l == nil || l.Status != run.Done || l.Trace.Answer == "" || len(l.Trace.Top) == 0:
		return notYet
	case l.Trace.Top[0].Text == l.Trace.Answer:
		return yes
	}
	return no
}
