package ui

import (
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/state"
)

// Choosing a task that a lane's method cannot do moves the lane, with a notice.
func TestTaskMovesLanesWithANotice(t *testing.T) {
	c := state.Catalog{
		Methods: []run.Method{{ID: "p-tuning"}, {ID: "p-tuning-v2"}, {ID: "probe", Name: "Probe", Needs: run.Head}},
		Tasks:   []state.Choice{{ID: "srl", Head: true}, {ID: "fact", Gap: true}},
	}
	s, v := state.Default(), View{}
	Do(&s, &v, "a", "probe", &c)
	if s.Lanes[0].Method != "probe" || len(v.Notices) != 0 {
		t.Fatalf("%v %+v", s.Lanes, v.Notices)
	}
	Do(&s, &v, "task", "fact", &c)
	if s.Task != "fact" || s.Lanes[0].Method != "p-tuning" || len(v.Notices) != 1 || v.Notices[0].Value != "probe" {
		t.Errorf("%v %+v", s.Lanes, v.Notices)
	}
	Do(&s, &v, "b", "probe", &c)
	if s.Lanes[1].Method != "p-tuning-v2" || len(v.Notices) != 1 {
		t.Errorf("a method that cannot do the task was taken: %v %+v", s.Methods(), v.Notices)
	}
	Do(&s, &v, "dismiss", "0", &c)
	Do(&s, &v, "task", "srl", &c)
	if len(v.Notices) != 0 {
		t.Errorf("%+v", v.Notices)
	}
}
