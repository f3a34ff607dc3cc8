package learn

import (
	"math"

	"promptscope/sim/run"
	"promptscope/viz/state"
)

// pace is how long training takes here: seconds a unit of state.Catalog.Cost, of the slowest lane that was last seen at it; 0 = none yet.
type pace float64

// leastSteps is how many steps a run must have done before its time of a step says something.
const leastSteps = 20

// see measures lanes that train.
func (p *pace) see(lanes []*run.Snapshot, c *state.Catalog) {
	slowest := pace(0)
	for _, s := range lanes {
		if s == nil || s.Step < leastSteps || s.StepTime <= 0 || c.Cost == nil {
			continue
		}
		if cost := c.Cost(s.Spec); cost > 0 {
			slowest = max(slowest, pace(float64(s.StepTime)/1000*float64(s.Spec.Steps)/cost))
		}
	}
	if slowest > 0 {
		*p = slowest
	}
}

// of is about how many seconds runs side by side take; 0 = not known. It is one of few values, so that a text does not flicker.
func (p pace) of(specs []run.Spec, c *state.Catalog) (seconds int) {
	longest := 0.0
	for _, s := range specs {
		if p == 0 || c.Cost == nil || c.Resolve == nil || c.Method(s.Method).Still {
			continue
		}
		if s, err := c.Resolve(s); err == nil { // a link leaves steps and batch to the task
			longest = max(longest, float64(p)*c.Cost(s))
		}
	}
	if longest == 0 {
		return 0
	}
	for _, n := range []int{1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90} {
		if longest <= 1.2*float64(n) {
			return n
		}
	}
	return 60 * int(math.Ceil(longest/60))
}
