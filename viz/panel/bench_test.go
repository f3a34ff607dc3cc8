package panel

import (
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// The picture with the inspector open, which is the most there is to lay out.
func BenchmarkLayoutWithInspector(b *testing.B) {
	c := fake.Catalog()
	st, _ := state.Parse("backbone=4x64&panel=inspector&open=2.1.1.0.0.0", c)
	in := Input{State: st, View: &ui.View{Lang: "zh", Dark: true}, Catalog: &c, W: 1440, H: 900}
	for i, spec := range state.Specs(st, c) {
		s := fake.Snapshot(c, spec, 1000)
		s.Status = run.Running
		fake.Detail(s, 1, 0, 0)
		in.Lanes[i] = s
	}
	var sc scene.Scene
	b.ReportAllocs()
	for b.Loop() {
		Layout(&sc, &in)
	}
}
