package panel

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
)

// Past is a run that is over: what of it stays on the screen.
type Past struct {
	ID       int
	Lane     int
	Spec     run.Spec
	Losses   []float32
	Evals    []run.Eval
	Step     int32
	Chance   float32
	Measure  string
	Digest   string
	Branched int32
	Pinned   bool // the baseline
	Times    Times
}

// NewPast copies what stays of a snapshot.
func NewPast(id, lane int, s *run.Snapshot, times *Times) Past {
	p := Past{ID: id, Lane: lane, Spec: s.Spec, Step: s.Step, Chance: s.Chance, Measure: s.Measure, Digest: s.Digest, Branched: s.Branched, Times: times.Clone()}
	p.Losses, p.Evals = append(p.Losses, s.Losses...), append(p.Evals, s.Evals...)
	return p
}

// Diff says in one line how the settings of a differ from those of b; empty if they do not.
func Diff(a, b run.Spec, s *i18n.Strings, method func(id string) string) string {
	out := ""
	add := func(name, x, y string) {
		if x == y {
			return
		}
		if out != "" {
			out += " · "
		}
		if name != "" {
			name += " "
		}
		out += name + x
	}
	whole := func(n int) string { return strconv.Itoa(n) }
	add("", method(a.Method), method(b.Method))
	add(s.Task, a.Task, b.Task)
	add(s.Backbone, a.Backbone, b.Backbone)
	for i := range run.Knobs() {
		k := &run.Knobs()[i]
		name := s.Knob(k.ID)
		if k.ID == "n" {
			name = k.ID // as in the formulas
		}
		add(name, s.Choice(k.ID, k.Get(&a.Settings)), s.Choice(k.ID, k.Get(&b.Settings)))
	}
	add(s.LRShort, short(a.LR), short(b.LR))
	add(s.Steps, whole(a.Steps), whole(b.Steps))
	add(s.Labels, whole(a.Labels), whole(b.Labels))
	add(s.Batch, whole(a.Batch), whole(b.Batch))
	add(s.Seed, strconv.FormatUint(a.Seed, 10), strconv.FormatUint(b.Seed, 10))
	return out
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }
