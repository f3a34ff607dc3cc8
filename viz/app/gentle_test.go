package app

import (
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
	"promptscope/viz/state"
)

// A page opened without a link begins slowly and says what it is; every other link begins at its speed.
func TestOnlyAPageWithoutALinkBeginsSlowly(t *testing.T) {
	for query, slow := range map[string]bool{"": true, "#": true, "lang=zh": true, "theme=light&lang=en": true, "v=1": false, "v=2": false, "seed=2": false, "v=1&lang=zh": false, "run=0": false, "embed=1": false} {
		c := fake.Catalog()
		lanes := [2]*fake.Client{fake.NewClient(c), fake.NewClient(c)}
		a := New(Options{Clients: []run.Client{lanes[0], lanes[1]}, Catalog: c, Query: query})
		speed := -1.0
		for _, cmd := range lanes[1].Sent {
			if cmd.Kind == run.Speed {
				speed = cmd.Speed
			}
		}
		if want, _ := state.SlowStart(0); slow != (speed == want) || slow != a.view.Gentle || slow != a.view.Intro {
			t.Errorf("%q: speed %g, gentle %v, intro %v", query, speed, a.view.Gentle, a.view.Intro)
		}
	}
}

func TestASlowStartGathersSpeed(t *testing.T) {
	a, lanes := start("")
	last := func() (speed float64) {
		for _, c := range lanes[0].Sent {
			if c.Kind == run.Speed {
				speed = c.Speed
			}
		}
		return speed
	}
	at := func(step int32) float64 {
		a.snaps[0], a.snaps[1] = &run.Snapshot{Step: step, Status: run.Running}, &run.Snapshot{Step: step + 3, Status: run.Running}
		a.gentle.follow()
		return last()
	}
	was := at(0)
	for _, step := range []int32{4, 10} {
		if now := at(step); now <= was {
			t.Errorf("step %d: %g steps a second, after %g", step, now, was)
		} else {
			was = now
		}
	}
	if at(30) != 0 || a.view.Gentle || a.gentle.on {
		t.Errorf("at step 30 the speed is %g", last())
	}
	b, lanes := start("")
	if do(t, b, [2]string{"speed", "5"}); last() != 5 {
		t.Error("a speed that a person sets does not hold")
	}
	if b.gentle.follow(); b.gentle.on || last() != 5 {
		t.Error("the slow start goes on over a speed that was set")
	}
}

func TestTheFirstSentenceGoesWithTheFirstChange(t *testing.T) {
	for _, order := range [][2]string{{"intro", ""}, {"b", "full"}, {"reset", ""}, {"seed", "3"}} {
		a, _ := start("")
		turns(a, 1)
		a.lay(started)
		if !a.view.Intro {
			t.Fatal("it is not there")
		}
		if do(t, a, order); a.view.Intro {
			t.Errorf("after %v it is still there", order)
		}
	}
}
