package learn

import (
	"testing"

	"promptscope/internal/catalog"
	"promptscope/sim/run"
	"promptscope/viz/state"
)

// The time that is said follows what was measured: not known before a lane has trained, that of the slowest lane after it, in steps
// that do not flicker, and nothing where nothing trains.
func TestPace(t *testing.T) {
	c := &state.Catalog{Methods: []run.Method{{ID: "still", Still: true}, {ID: "moves"}}, Cost: func(s run.Spec) float64 { return float64(s.Steps) },
		Resolve: func(s run.Spec) (run.Spec, error) {
			if s.Steps == 0 {
				s.Steps = 2000
			}
			return s, nil
		}}
	spec := func(method string, steps int) run.Spec { return run.Spec{Method: method, Steps: steps} }
	var p pace
	if p.see([]*run.Snapshot{nil, {Step: 3, StepTime: 9, Spec: spec("moves", 100)}}, c); p.of([]run.Spec{spec("moves", 1000)}, c) != 0 {
		t.Errorf("known after three steps: %v", p)
	}
	p.see([]*run.Snapshot{{Step: 50, StepTime: 2, Spec: spec("moves", 100)}, {Step: 50, StepTime: 5, Spec: spec("moves", 100)}}, c)
	for _, tt := range []struct {
		specs []run.Spec
		want  int
	}{
		{[]run.Spec{spec("moves", 1000)}, 5}, {[]run.Spec{spec("moves", 1100)}, 5}, {[]run.Spec{spec("moves", 0)}, 10}, {[]run.Spec{spec("moves", 100), spec("moves", 3000)}, 15},
		{[]run.Spec{spec("still", 9000)}, 0}, {[]run.Spec{spec("moves", 10)}, 1}, {[]run.Spec{spec("moves", 30000)}, 180}, {nil, 0},
	} {
		if got := p.of(tt.specs, c); got != tt.want {
			t.Errorf("%v: %d s, want %d", tt.specs, got, tt.want)
		}
	}
	if was := p; func() pace { p.see(nil, c); return p }() != was {
		t.Error("it is forgotten when nothing trains")
	}
}

// With the real catalogue: a link names neither steps nor batch, and the time of every lesson is some seconds.
func TestPaceOfTheLessons(t *testing.T) {
	c := catalog.New()
	p := pace(1e-4)
	s, _ := state.Parse("task=fact", c)
	if got := p.of(state.Specs(s, c), &c); got == 0 {
		t.Error("no time for a link that leaves everything to the task")
	}
}
