package results

import (
	"fmt"
	"math"

	"promptscope/internal/sweep"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

// Data is the runs of the page, grouped over seeds.
type Data struct {
	groups []sweep.Group
	at     map[run.Spec]int // by Spec with Seed 0
}

// NewData groups runs.
func NewData(lines []sweep.Line) *Data {
	d := &Data{groups: sweep.Groups(lines), at: map[run.Spec]int{}}
	for i, g := range d.groups {
		d.at[g.Spec] = i
	}
	return d
}

// group is the runs of a resolved Spec over all seeds; nil if there are none that ended well.
func (d *Data) group(s run.Spec) *sweep.Group {
	s.Seed = 0
	i, ok := d.at[s]
	if !ok || len(d.groups[i].Lines) == 0 {
		return nil
	}
	return &d.groups[i]
}

// resolved fills in a Spec of this package, so an error is a mistake in its code.
func resolved(s run.Spec) run.Spec {
	r, err := train.Resolve(s)
	if err != nil {
		panic(fmt.Sprintf("results: %v", err))
	}
	return r
}

// mean is the mean of a Spec, which may be unresolved; NaN if it has not been run.
func (d *Data) mean(s run.Spec) float64 {
	if g := d.group(resolved(s)); g != nil {
		return g.Mean()
	}
	return math.NaN()
}
