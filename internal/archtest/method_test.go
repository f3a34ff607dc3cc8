package archtest

import (
	"slices"
	"strings"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/internal/sweep"
	"promptscope/internal/toy"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/sim/tune"
	"promptscope/sim/tune/tunetest"
	"promptscope/viz/state"
)

// A method that is registered and nothing else is in the menu, in links, messages and grids, trains, keeps a past and
// passes the contract: nobody who handles methods knows one by name.
func TestMethodIsPickedUp(t *testing.T) {
	toy.Register()
	m, err := tune.Lookup(toy.ID)
	if err != nil {
		t.Fatal(err)
	}
	info := m.Info()
	t.Run("contract", func(t *testing.T) { tunetest.Run(t, info) })

	c := catalog.New()
	if !slices.ContainsFunc(c.Methods, func(m run.Method) bool { return m.ID == toy.ID }) {
		t.Error("the menu does not have it")
	}
	s, notices := state.Parse("a=toy&b=p-tuning-v2&alpha@a=16&task=srl&steps=20&labels=16", c)
	if len(notices) > 0 || s.Lanes[0].Method != toy.ID || s.Lanes[0].Alpha != 16 {
		t.Errorf("its link is read as %+v, %v", s.Lanes[0], notices)
	}
	if again, _ := state.Parse(state.Query(s), c); again != s {
		t.Errorf("its link does not come back: %s", state.Query(s))
	}
	spec := state.Specs(s, c)[0]
	command := run.Command{Kind: run.Reset, Spec: spec}
	if back, err := run.DecodeCommand(run.AppendCommand(nil, &command)); err != nil || back.Spec != spec {
		t.Errorf("as a message it is %+v, %v", back.Spec, err)
	}
	if points, _, err := sweep.Points([]sweep.Axis{{ID: "method", Values: []string{toy.ID}}, {ID: "alpha", Values: []string{"4", "8"}}}); err != nil || len(points) != 2 {
		t.Errorf("a grid over its knob has %d points, %v", len(points), err)
	}
	trains(t, spec)
}

// trains takes a few steps and looks at what is shown of them.
func trains(t *testing.T, spec run.Spec) {
	ck, err := pretrained.Open(spec.Backbone)
	if err != nil {
		t.Fatal(err)
	}
	x, err := train.New(spec, ck)
	if err != nil {
		t.Fatal(err)
	}
	var snap run.Snapshot
	for x.Step() {
	}
	x.Fill(&snap)
	if len(snap.Evals) < 2 || snap.Evals[len(snap.Evals)-1].Loss >= snap.Evals[0].Loss || !strings.HasPrefix(snap.BackboneSHA, x.Rehash()) {
		t.Errorf("after %d steps the held-out loss went from %g to %g", snap.Step, snap.Evals[0].Loss, snap.EvalLoss)
	}
	if snap.NoPast != run.Kept || x.Past.Show(3) != 3 || !x.Continue(5, 1) {
		t.Errorf("it keeps no past: %d", snap.NoPast)
	}
	if err := run.DecodeSnapshot(run.AppendSnapshot(nil, &snap), new(run.Snapshot)); err != nil {
		t.Error(err)
	}
}
