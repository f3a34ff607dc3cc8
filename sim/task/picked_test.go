package task_test

import (
	"slices"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/internal/sweep"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/train"
	"promptscope/viz/state"
)

// A task that registers itself is in the menu, in links, messages and grids, and trains.
func TestTaskIsPickedUp(t *testing.T) {
	task.AddToy()
	c := catalog.New()
	if !slices.ContainsFunc(c.Tasks, func(x state.Choice) bool { return x.ID == "toy" }) {
		t.Fatalf("the menu has %+v", c.Tasks)
	}
	s, notices := state.Parse("task=toy&a=p-tuning-v2&b=&steps=40", c)
	if len(notices) > 0 || s.Task != "toy" {
		t.Fatalf("its link is read as %+v, %v", s, notices)
	}
	if again, _ := state.Parse(state.Query(s), c); again != s {
		t.Errorf("its link does not come back: %s", state.Query(s))
	}
	spec := state.Specs(s, c)[0]
	command := run.Command{Kind: run.Reset, Spec: spec}
	if back, err := run.DecodeCommand(run.AppendCommand(nil, &command)); err != nil || back.Spec != spec {
		t.Errorf("as a message it is %+v, %v", back.Spec, err)
	}
	if points, _, err := sweep.Points([]sweep.Axis{{ID: "task", Values: []string{"toy"}}}); err != nil || len(points) == 0 {
		t.Errorf("a grid with it has %d points, %v", len(points), err)
	}
	ck, err := pretrained.Open(spec.Backbone)
	if err != nil {
		t.Fatal(err)
	}
	x, err := train.New(spec, ck)
	if err != nil {
		t.Fatal(err)
	}
	for x.Step() {
	}
	var snap run.Snapshot
	if x.Fill(&snap); len(snap.Evals) < 2 || snap.EvalLoss >= snap.Evals[0].Loss {
		t.Errorf("its loss went from %g to %g", snap.Evals[0].Loss, snap.EvalLoss)
	}
}
