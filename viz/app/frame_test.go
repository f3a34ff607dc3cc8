package app

import (
	"slices"
	"testing"
	"time"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// running is an App at 1440 × 900 all of whose lanes train.
func running() (*App, []*still) {
	c := fake.Catalog()
	lanes := make([]*still, state.Lanes)
	clients := make([]run.Client, state.Lanes)
	for i := range lanes {
		lanes[i] = &still{}
		clients[i] = lanes[i]
	}
	a := New(Options{Clients: clients, Catalog: c, Query: "backbone=4x64"})
	a.w, a.h = 1440, 900
	for i, l := range lanes {
		l.snap = *fake.Snapshot(c, run.Spec{Task: "srl", Backbone: "4x64", Method: a.state.Lanes[i].Method, Settings: run.Settings{N: 8}, Steps: 1000}, 800)
		l.snap.Run, l.snap.Status = 1, run.Running
	}
	turns(a, 1)
	return a, lanes
}

// frame is one turn with new numbers in every lane and the pointer moving over the picture, and a new scene.
func frame(a *App, lanes []*still, i int) {
	for _, l := range lanes {
		l.snap.Step++
		l.snap.Shown = l.snap.Step
	}
	a.turn(ui.Input{X: float32(i * 7 % 1440), Y: float32(i * 3 % 900), Inside: true})
	a.listen()
	a.clock.keepTime()
	a.lay(a.laidAt)
}

// BenchmarkFrame is Update, and Draw without its triangles (BenchmarkMesh of viz/paint/ebi), when every turn brings both
// new numbers and a moved pointer: median and 99th percentile.
func BenchmarkFrame(b *testing.B) {
	a, lanes := running()
	var took []time.Duration
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		frame(a, lanes, i)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
}

// A turn with new numbers allocates nothing; the barrier of the common clock, which is a message, is left out.
func TestFrameAllocatesNothing(t *testing.T) {
	a, lanes := running()
	a.state.OneClock = false
	frame(a, lanes, 0)
	if n := testing.AllocsPerRun(20, func() {
		for _, l := range lanes {
			l.snap.Step++
			l.snap.Shown = l.snap.Step
		}
		a.listen()
		a.lay(a.laidAt)
	}); n > 0 {
		t.Errorf("a turn costs %v allocations", n)
	}
}
