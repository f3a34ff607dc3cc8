// Package facts reads what rules ask of runs off the snapshots of lanes. A page shows the book each snapshot that it gets, and
// a test does the same with a run that it has trained, so that both answer alike.
package facts

import (
	"promptscope/internal/rule"
	"promptscope/sim/run"
	"promptscope/viz/state"
)

// Book holds what has been seen of the runs of a link's lanes. The zero Book has seen nothing.
type Book struct {
	// Stored gives a fact that no lane has: stored or best. nil: none is known.
	Stored func(rule.Fact) rule.Value
	// Earlier is the run before, for before(…); nil: there was none.
	Earlier rule.Facts
	// Live takes the last evaluation for h and loss while a run goes on: where the needle stands now, not where it ends.
	Live bool

	lanes [state.Lanes]lane
	count int
	clean map[string]string // hash of each backbone before the first step of a run
}

// lane is what is known of one run.
type lane struct {
	run     uint32
	seen    bool
	ended   bool
	strayed bool // it has left the path that its settings decide: its numbers are not theirs
	step    int32
	value   map[string]rule.Value
	counted rule.Value               // how many weights of the backbone differ, where somebody has counted
	more    map[rule.Fact]rule.Value // λ and ablations at the step, with Lane 0
	last    columns
}

// See takes in a snapshot of lane i. A new run of the lane forgets the one before it; a step of the past is not looked at.
func (b *Book) See(i int, s *run.Snapshot) {
	l := &b.lanes[i]
	if !l.seen || l.run != s.Run {
		*l = lane{run: s.Run, seen: true, value: map[string]rule.Value{}, more: map[rule.Fact]rule.Value{}}
	}
	b.count = max(b.count, i+1)
	if s.Shown != s.Step || s.Repeating {
		return
	}
	if l.step != s.Step {
		clear(l.more)
	}
	l.step, l.ended = s.Step, s.Status == run.Done
	l.strayed = s.Branched >= 0
	l.counts(s)
	l.measures(s)
	b.backbone(l, s)
	l.attention(&s.Trace, &s.Spec)
	l.cut(&s.Cut)
	l.columns(s)
}

// Lanes says how many lanes there are: what is asked of all of them together is known when it is known of each.
func (b *Book) Lanes(n int) { b.count = n }

// Before is the run before.
func (b *Book) Before() rule.Facts { return b.Earlier }

// Fact answers for the lanes.
func (b *Book) Fact(f rule.Fact) rule.Value {
	switch {
	case f.Name == "stored" || f.Name == "best":
		if b.Stored == nil {
			return rule.Value{}
		}
		return b.Stored(f)
	case f.Name == "total":
		return b.lanes[0].value["total"]
	case f.Lane < 0:
		return b.sum(f)
	}
	return b.lanes[f.Lane].fact(f, b.Live)
}

// sum is a fact of all lanes together.
func (b *Book) sum(f rule.Fact) rule.Value {
	if b.count == 0 {
		return rule.Value{}
	}
	total := rule.Exactly(0)
	for f.Lane = range b.count {
		total = rule.Sum(total, b.lanes[f.Lane].fact(f, b.Live))
	}
	return total
}

// Moved says how many of the backbone's weights differ from what they were, for who can count them: a snapshot has a hash only.
func (b *Book) Moved(i, weights int) { b.lanes[i].counted = rule.Exactly(float64(weights)) }

// fact is what the lane knows. h, loss, digest and hash are the settings' own: they need the end of a run that was not led
// astray.
func (l *lane) fact(f rule.Fact, live bool) rule.Value {
	if !l.seen {
		return rule.Value{}
	}
	settled := l.ended && !l.strayed
	switch f.Name {
	case "trained", "kept", "flop":
		return l.value[f.Name]
	case "h", "loss":
		if live || settled {
			return l.value[f.Name]
		}
	case "digest", "hash":
		if settled {
			return l.value[f.Name]
		}
	case "changed":
		if f.Of == "backbone" {
			return l.moved(settled)
		}
		return l.value[f.Of]
	case "lambda", "ablate":
		if f.Lane = 0; live || settled {
			return l.more[f]
		}
	}
	return rule.Value{}
}

// moved is how many weights differ. That none does is known at the end; that some do, as soon as the hash says so.
func (l *lane) moved(settled bool) rule.Value {
	v := l.value["backbone"]
	if l.counted.Known() {
		v = l.counted
	}
	if lo, _ := v.Bounds(); settled || lo > 0 {
		return v
	}
	return rule.Value{}
}
