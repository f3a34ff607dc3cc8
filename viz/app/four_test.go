package app

import (
	"slices"
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
	"promptscope/viz/state"
)

// leaver is a still that tells when its lane is gone.
type leaver struct {
	still
	closed bool
}

func (l *leaver) Close() error {
	l.closed = true
	return nil
}

func TestLanesComeAndGo(t *testing.T) {
	var made []*leaver
	more := func() run.Client {
		made = append(made, &leaver{})
		return made[len(made)-1]
	}
	a := New(Options{More: more, Catalog: fake.Catalog(), Query: "c=full"})
	turns(a, 1)
	if len(made) != 3 {
		t.Fatalf("%d trainers for three lanes", len(made))
	}
	do(t, a, [2]string{"add", ""})
	if a.state.Count() != 4 || len(made) != 4 || made[3].sent[0].Kind != run.Reset || a.state.Lanes[3].Method != "probe" {
		t.Fatalf("after adding: %v, %d trainers", a.state.Methods(), len(made))
	}
	for i, l := range made {
		l.snap = *fake.Snapshot(a.opt.Catalog, state.Specs(a.state, a.opt.Catalog)[i], 50)
		l.snap.Run = a.lanes[i].run
	}
	turns(a, 1)
	sent := len(made[2].sent)
	do(t, a, [2]string{"remove", "1"})
	if a.state.Count() != 3 || !slices.Equal(a.state.Methods(), []string{"p-tuning", "full", "probe"}) || !made[1].closed || made[2].closed {
		t.Fatalf("after removing: %v, closed %v", a.state.Methods(), made[1].closed)
	}
	for _, c := range made[2].sent[sent:] {
		if c.Kind == run.Reset {
			t.Error("a lane that stays starts again")
		}
	}
	if a.snaps[1] == nil || a.snaps[1].Spec.Method != "full" || a.query != "v=2&b=full&c=probe&lane=2" {
		t.Errorf("lane B has no snapshot of its own; link %q", a.query)
	}
	for range 5 {
		do(t, a, [2]string{"remove", "0"})
	}
	if a.state.Count() != 1 || made[3].closed {
		t.Errorf("the last lane was removed: %v", a.state.Methods())
	}
	a.SetQuery("b=full&d=p-tuning-v2")
	turns(a, 1)
	if !slices.Equal(a.state.Methods(), []string{"p-tuning", "full", "p-tuning-v2"}) {
		t.Errorf("a link with a gap gives %v", a.state.Methods())
	}
}
