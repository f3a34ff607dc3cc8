package app

import (
	"slices"
	"strings"
	"testing"
	"time"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
)

// drawer is a Session that a test can look into.
type drawer struct{ text string }

func (d *drawer) Load() string      { return d.text }
func (d *drawer) Store(text string) { d.text = text }

// opened is a window with a session, and the orders of its lanes.
func opened(d *drawer, query string) (*App, [2]*fake.Client) {
	c := fake.Catalog()
	lanes := [2]*fake.Client{fake.NewClient(c), fake.NewClient(c)}
	return New(Options{Clients: []run.Client{lanes[0], lanes[1]}, Catalog: c, Query: query, Session: d}), lanes
}

// until turns a window until something holds.
func until(t *testing.T, what string, a *App, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !holds(); {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
		a.mu.Lock()
		a.listen()
		a.clock.keepTime()
		a.resume.mark(time.Now())
		a.mu.Unlock()
		time.Sleep(2 * time.Millisecond)
	}
}

func steps(a *App) (out [2]int32) {
	for i := range out {
		if a.snaps[i] != nil {
			out[i] = a.snaps[i].Step
		}
	}
	return out
}

func TestRunsAreTakenUpAfterAReload(t *testing.T) {
	d := &drawer{}
	a, _ := opened(d, "v=2&lang=en")
	until(t, "some steps are noted", a, func() bool { return steps(a)[0] > 20 && steps(a)[1] > 20 && d.text != "" })
	want := a.resume.saved

	b, lanes := opened(d, "v=2&lang=en")
	if got := lastNotice(b); !strings.Contains(got, "trained back to step") {
		t.Errorf("it says %q", got)
	}
	marked := b.resume.found.Steps
	if marked[0] == 0 || marked[1] == 0 || d.text != want {
		t.Fatalf("noted %v", marked)
	}
	until(t, "nothing is shown on the way", b, func() bool {
		for i, s := range steps(b) {
			if s != 0 && s < marked[i] {
				t.Fatalf("lane %d is shown at step %d of %d", i, s, marked[i])
			}
		}
		return steps(b)[0] >= marked[0] && steps(b)[1] >= marked[1]
	})
	until(t, "they go on", b, func() bool { return steps(b)[0] > marked[0]+10 })
	for i, l := range lanes {
		if !slices.ContainsFunc(l.Sent, func(c run.Command) bool { return c.Kind == run.Go && c.Steps == marked[i] }) {
			t.Errorf("lane %d was never told to go to step %d", i, marked[i])
		}
	}
}

func TestOtherRunsAreNotTakenUp(t *testing.T) {
	d := &drawer{}
	a, _ := opened(d, "v=2&lang=en")
	until(t, "some steps are noted", a, func() bool { return d.text != "" })
	noted := d.text
	for _, query := range []string{"seed=2", "b=full", "c=full", "place=about", "task=ner", "seen=3"} {
		d.text = noted
		if b, _ := opened(d, query); b.resume.busy() || len(b.view.Notices) > 0 && strings.Contains(lastNotice(b), "step") {
			t.Errorf("%s: it goes back to %v", query, b.resume.goal)
		}
	}
	for _, text := range []string{"", "{", "null", `{"version":1}`, strings.Replace(noted, `"version":1`, `"version":2`, 1), strings.Replace(noted, `"steps":[`, `"steps":[-5,`, 1),
		strings.Replace(noted, `"steps":[`, `"steps":[999999999,`, 1), strings.Replace(noted, `"deeds":[`, `"deeds":[],"x":[`, 1)} {
		d.text = text
		if b, _ := opened(d, "v=2&lang=en"); b.resume.busy() {
			t.Errorf("%s: it goes back to %v", text, b.resume.goal)
		}
	}
}

func TestARestartEndsTheWayBack(t *testing.T) {
	d := &drawer{}
	a, _ := opened(d, "v=2&lang=en&speed=20")
	until(t, "some steps are noted", a, func() bool { return steps(a)[0] > 10 && d.text != "" })
	b, _ := opened(d, "v=2&lang=en&speed=20")
	if !b.resume.busy() {
		t.Fatal("it does not go back")
	}
	if err := b.Do("seed", "5"); err != nil {
		t.Fatal(err)
	}
	if b.resume.busy() {
		t.Error("another seed is trained back to the step of the old one")
	}
}

func TestTheJournalKnowsWhatWasDone(t *testing.T) {
	c := &still{}
	j := &journal{Client: c}
	at := func(step, edits int32) { c.snap = run.Snapshot{Step: step, Edits: edits}; j.Latest() }
	edit := func(index int32) { j.Send(run.Command{Kind: run.Edit, Index: index, Factor: 0.5}) }
	edit(1)
	if at(10, 0); len(j.done()) != 0 {
		t.Error("a change counts before it was made")
	}
	at(10, 1)
	edit(2)
	edit(3)
	at(20, 3)
	j.Send(run.Command{Kind: run.Continue, Steps: 40, Factor: 0.5})
	if got := j.done(); len(got) != 4 || got[0].At != 10 || got[2].At != 20 || got[3].At != 40 || got[3].Edit {
		t.Errorf("%+v", got)
	}
	j.Send(run.Command{Kind: run.Undo})
	if got := j.done(); len(got) != 2 || got[1].Index != 2 {
		t.Errorf("after one step back %+v", got)
	}
	j.Send(run.Command{Kind: run.Continue, Steps: 15, Factor: 1})
	if got := j.done(); len(got) != 1 || got[0].Index != 1 {
		t.Errorf("after going back to step 15 %+v", got)
	}
	if j.Send(run.Command{Kind: run.Reset}); len(j.done()) != 0 {
		t.Error("a new run begins with old changes")
	}
}

// A person who does something on the way has the lanes where they are.
func TestAnOrderEndsTheWayBack(t *testing.T) {
	for _, order := range [][2]string{{"play", ""}, {"speed", "5"}, {"step", ""}, {"remove", "1"}, {"add", ""}} {
		d := &drawer{}
		a, _ := opened(d, "v=2&lang=en")
		until(t, "some steps are noted", a, func() bool { return steps(a)[0] > 20 && d.text != "" })
		b, lanes := opened(d, "v=2&lang=en")
		turns(b, 1)
		if !b.resume.busy() {
			t.Fatal("it does not go back")
		}
		if err := b.Do(order[0], order[1]); err != nil || b.resume.busy() {
			t.Errorf("%v: %v, still on the way to %v", order, err, b.resume.goal)
		}
		speed := -1.0
		for _, c := range lanes[0].Sent {
			if c.Kind == run.Speed {
				speed = c.Speed
			}
		}
		if speed != b.state.Speed {
			t.Errorf("%v: the lane runs at %g, want %g", order, speed, b.state.Speed)
		}
	}
}
