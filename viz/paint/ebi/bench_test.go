package ebi

import (
	"image"
	"slices"
	"testing"
	"time"

	"promptscope/sim/run"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// picture is the lab at 1440 × 900 with all lanes training.
func picture(t testing.TB) *scene.Scene {
	return lab(t, "backbone=4x64", 1440, 900, 800, run.Running, ui.View{Lang: "zh", Dark: true})
}

// triangles is Paint without a screen: everything but the draw calls.
func (p *Painter) triangles(sc *scene.Scene, s float32) {
	for i := range sc.Marks {
		if m := &sc.Marks[i]; m.Kind != scene.Clip {
			p.mark(sc, m, s)
		}
	}
	p.mesh.reset()
}

func newPainter() *Painter { return &Painter{atlas: newAtlas()} }

// BenchmarkMesh is what Draw does before the graphics library takes over.
func BenchmarkMesh(b *testing.B) {
	p, sc := newPainter(), picture(b)
	p.triangles(sc, 1)
	var took []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		start := time.Now()
		p.triangles(sc, 1)
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-median")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
}

func TestTrianglesAllocateNothing(t *testing.T) {
	p, sc := newPainter(), picture(t)
	p.triangles(sc, 1)
	if n := testing.AllocsPerRun(5, func() { p.triangles(sc, 1) }); n > 0 {
		t.Errorf("a picture costs %v allocations", n)
	}
}

// nothing is a canvas that draws nothing.
type nothing struct{}

func (nothing) part(image.Rectangle)    {}
func (nothing) triangles(*mesh, *atlas) {}

// BenchmarkPaint is Paint before the graphics library takes over, between two pictures that differ as named.
func BenchmarkPaint(b *testing.B) {
	view := ui.View{Lang: "en", Dark: true}
	hover := view
	hover.Hover, hover.X, hover.Y = scene.Key{ID: "chart"}, 500, 750
	const four = "backbone=4x64&c=full&d=probe"
	base := shot(b, four, 1440, 900, 800, view)
	for _, c := range []struct {
		name string
		to   *scene.Scene
	}{{"nothing", base}, {"pointer over the chart", shot(b, four, 1440, 900, 800, hover)}, {"a step", shot(b, four, 1440, 900, 801, view)},
		{"another language", shot(b, four, 1440, 900, 800, ui.View{Lang: "zh", Dark: true})}} {
		b.Run(c.name, func(b *testing.B) {
			p := newPainter()
			p.canvas = nothing{}
			for b.Loop() {
				p.paint(base, 1, image.Rect(0, 0, 1440, 900))
				p.paint(c.to, 1, image.Rect(0, 0, 1440, 900))
			}
		})
	}
}
