package app

import (
	"encoding/json"
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
)

func start(query string) (*App, []*fake.Client) {
	c := fake.Catalog()
	lanes := []*fake.Client{fake.NewClient(c), fake.NewClient(c)}
	a := New(Options{Clients: []run.Client{lanes[0], lanes[1]}, Catalog: c, Query: query, Version: "test"})
	return a, lanes
}

// turns runs some turns without a window: what Update does after reading the devices.
func turns(a *App, n int) {
	for range n {
		orders := a.queue
		a.queue = nil
		for _, order := range orders {
			order()
		}
		a.listen()
		a.clock.keepTime()
	}
	a.lay(a.laidAt)
}

func TestStartTrainsWithoutAClick(t *testing.T) {
	a, lanes := start("")
	turns(a, 2)
	for i, l := range lanes {
		if l.Sent[0].Kind != run.Reset || l.Sent[0].Run != 1 || l.Sent[4].Kind != run.Go {
			t.Errorf("lane %d was told %+v", i, l.Sent)
		}
	}
	if s := a.Status(); !s.Running || s.Lanes[1].Method != "p-tuning-v2" || s.State != "v=2" {
		t.Errorf("%+v", s)
	}
}

func TestDo(t *testing.T) {
	a, lanes := start("run=0")
	turns(a, 1)
	for _, c := range [][2]string{{"task", "fact"}, {"n", "+"}, {"play", ""}, {"token", "a1"}, {"metric", "accuracy"}, {"seed", "7"}, {"step", ""}} {
		if err := a.Do(c[0], c[1]); err != nil {
			t.Errorf("%v: %v", c, err)
		}
	}
	if s := a.state; s.Task != "fact" || s.Lanes[0].N != 9 || s.Running || s.Row != 1 || s.Metric != "accuracy" || s.Seed != 7 {
		t.Errorf("%+v", s)
	}
	last := lanes[0].Sent[len(lanes[0].Sent)-1]
	if last.Kind != run.Go || last.Steps != 1 {
		t.Errorf("step sent %+v", last)
	}
	for _, c := range [][2]string{{"n", "77"}, {"fly", ""}, {"task", "none"}} {
		if a.Do(c[0], c[1]) == nil {
			t.Errorf("%v was taken", c)
		}
	}
}

func TestSetQueryTellsOfBadParts(t *testing.T) {
	a, _ := start("")
	a.SetQuery("n=99&lang=zh")
	turns(a, 1)
	if s := a.Status(); len(s.Notices) != 1 || s.Lang != "zh" || a.state.Lanes[0].N != 32 {
		t.Errorf("%+v", s)
	}
	if _, err := json.Marshal(a.Status()); err != nil {
		t.Error(err)
	}
}

// still is a lane that stands where the test puts it.
type still struct {
	snap run.Snapshot
	sent []run.Command
}

func (s *still) Send(c run.Command)    { s.sent = append(s.sent, c) }
func (s *still) Latest() *run.Snapshot { return &s.snap }
func (s *still) Close() error          { return nil }

func TestOneClockHoldsTheFasterLane(t *testing.T) {
	lanes := [2]*still{{}, {}}
	a := New(Options{Clients: []run.Client{lanes[0], lanes[1]}, Catalog: fake.Catalog(), Query: "v=2"})
	for i := range lanes {
		lanes[i].snap = run.Snapshot{Run: 1, Status: run.Running, Step: int32(10 + 30*i), StepsPerSecond: 100}
	}
	turns(a, 1)
	for i, l := range lanes {
		last := l.sent[len(l.sent)-1]
		if last.Kind != run.Until || last.Steps != 40 {
			t.Errorf("lane %d: %+v, want Until 40", i, last)
		}
	}
	n := len(lanes[0].sent)
	turns(a, 5)
	if len(lanes[0].sent) != n {
		t.Error("the barrier is sent again without having moved")
	}
	lanes[0].snap.Status = run.Diverged
	lanes[1].snap.Status = run.Waiting
	turns(a, 1)
	if last := lanes[1].sent[len(lanes[1].sent)-1]; last.Steps < 70 {
		t.Errorf("a lane that stopped still holds the other: %+v", last)
	}
	if err := a.Do("clock", "0"); err != nil {
		t.Fatal(err)
	}
	turns(a, 1)
	if last := lanes[1].sent[len(lanes[1].sent)-1]; last.Kind != run.Until || last.Steps != 0 {
		t.Errorf("without the clock: %+v, want Until 0", last)
	}
}

func TestOldRunsAreNotShown(t *testing.T) {
	lanes := [2]*still{{}, {}}
	a := New(Options{Clients: []run.Client{lanes[0], lanes[1]}, Catalog: fake.Catalog()})
	for i := range lanes {
		lanes[i].snap = run.Snapshot{Run: 1, Status: run.Running, Step: 10}
	}
	turns(a, 1)
	if err := a.Do("reset", ""); err != nil {
		t.Fatal(err)
	}
	turns(a, 1)
	if a.snaps[0] != nil {
		t.Error("the snapshot of the run before is shown")
	}
	if c := a.Controls(); len(c) < 20 {
		t.Errorf("only %d controls", len(c))
	}
}
