package kit

import (
	"promptscope/sim/run"
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
