package ebi

import (
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
	"promptscope/viz/panel"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// raster is a canvas without a graphics card. A triangle has one colour, made of its corners' colours and places in the
// texture: what is compared is drawn the same way.
type raster struct {
	w, h  int
	pix   [][4]float32
	r     image.Rectangle
	drawn int // pixels written
}

func newRaster(w, h int) *raster { return &raster{w: w, h: h, pix: make([][4]float32, w*h)} }

func (c *raster) part(r image.Rectangle) { c.r = r.Intersect(image.Rect(0, 0, c.w, c.h)) }

func (c *raster) triangles(m *mesh, _ *atlas) {
	for i := 0; i < len(m.indices); i += 3 {
		c.triangle(&m.vertices[m.indices[i]], &m.vertices[m.indices[i+1]], &m.vertices[m.indices[i+2]])
	}
}

func (c *raster) triangle(a, b, d *ebiten.Vertex) {
	col := [4]float32{a.ColorR + b.ColorR + d.ColorR + a.SrcX/4096, a.ColorG + b.ColorG + d.ColorG + a.SrcY/4096, a.ColorB + b.ColorB + d.ColorB + d.SrcX/4096, (a.ColorA + b.ColorA + d.ColorA) / 3}
	lo := func(x, y, z float32) int { return int(math.Floor(float64(min(x, y, z)))) }
	hi := func(x, y, z float32) int { return int(math.Ceil(float64(max(x, y, z)))) }
	box := image.Rect(lo(a.DstX, b.DstX, d.DstX), lo(a.DstY, b.DstY, d.DstY), hi(a.DstX, b.DstX, d.DstX), hi(a.DstY, b.DstY, d.DstY)).Intersect(c.r)
	side := func(p, q *ebiten.Vertex, x, y float32) float32 {
		return (q.DstX-p.DstX)*(y-p.DstY) - (q.DstY-p.DstY)*(x-p.DstX)
	}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			fx, fy := float32(x)+0.5, float32(y)+0.5
			u, v, w := side(a, b, fx, fy), side(b, d, fx, fy), side(d, a, fx, fy)
			if (u < 0 || v < 0 || w < 0) && (u > 0 || v > 0 || w > 0) {
				continue
			}
			p := &c.pix[y*c.w+x]
			for k := range p {
				p[k] = col[k] + p[k]*(1-col[3])
			}
			c.drawn++
		}
	}
}

// shot is one picture of the lab in some state, paused.
func shot(t testing.TB, query string, w, h float32, step int, view ui.View) *scene.Scene {
	t.Helper()
	return lab(t, query, w, h, step, run.Paused, view)
}

// lab is one picture of the lab with all lanes doing the same.
func lab(t testing.TB, query string, w, h float32, step int, status run.Status, view ui.View) *scene.Scene {
	t.Helper()
	c := fake.Catalog()
	st, notices := state.Parse(query, c)
	if len(notices) > 0 {
		t.Fatalf("%s: %v", query, notices)
	}
	in := panel.Input{State: st, View: &view, Catalog: &c, W: w, H: h}
	for i, spec := range state.Specs(st, c)[:st.Count()] {
		in.Lanes[i] = fake.Snapshot(c, spec, step)
		in.Lanes[i].Status = status
	}
	sc := &scene.Scene{}
	panel.Layout(sc, &in)
	return sc
}

func shots(t *testing.T) (out []*scene.Scene) {
	base := shot(t, "", 1440, 900, 800, ui.View{Lang: "en", Dark: true})
	for i := 0; i < len(base.Controls); i += 9 { // the pointer over many things
		c := &base.Controls[i]
		view := ui.View{Lang: "en", Dark: true, Hover: c.Key()}
		view.X, view.Y = c.Rect.CX(), c.Rect.CY()
		out = append(out, shot(t, "", 1440, 900, 800, view))
	}
	for _, query := range []string{"", "row=3", "c=probe&d=full", "panel=settings", "panel=share", "panel=inspector", "metric=accuracy", "n=3&task=fact", "example=2", "panel=help"} {
		for _, step := range []int{0, 5, 800, 801} {
			out = append(out, shot(t, query, 1440, 900, step, ui.View{Lang: "en", Dark: true}))
		}
	}
	return append(out, shot(t, "", 1440, 900, 800, ui.View{Lang: "zh"}), shot(t, "", 1024, 768, 800, ui.View{Lang: "en", Dark: true}))
}

// What is painted over the picture before looks as if painted on an empty screen, whatever came before.
func TestPaintingOverIsPaintingAnew(t *testing.T) {
	list := shots(t)
	draw := rand.New(rand.NewPCG(1, 2))
	over := newPainter()
	canvas := newRaster(1440, 900)
	over.canvas = canvas
	part, all := 0, 0
	for n := range 50 {
		sc := list[n%len(list)]
		if n >= len(list) {
			sc = list[draw.IntN(len(list))]
		}
		if draw.IntN(4) == 0 { // as Layout does: into memory used before
			again := &scene.Scene{}
			again.Set(list[draw.IntN(len(list))])
			again.Set(sc)
			sc = again
		}
		canvas.drawn = 0
		over.paint(sc, 1, image.Rect(0, 0, int(sc.W), int(sc.H)))
		anew := newPainter()
		fresh := newRaster(1440, 900)
		anew.canvas, anew.atlas = fresh, over.atlas
		anew.paint(sc, 1, image.Rect(0, 0, int(sc.W), int(sc.H)))
		for y := range int(sc.H) {
			if a, b := canvas.pix[y*1440:][:int(sc.W)], fresh.pix[y*1440:][:int(sc.W)]; !slices.Equal(a, b) {
				x := 0
				for a[x] == b[x] {
					x++
				}
				t.Fatalf("picture %d differs at %d, %d", n, x, y)
			}
		}
		part, all = part+canvas.drawn, all+fresh.drawn
	}
	t.Logf("%.1f %% of all pixels drawn", 100*float64(part)/float64(all))
}

// Every corner of every mark lies where Extent says, so that what is outside a damaged part may be left alone.
func TestExtentsHoldTheirMarks(t *testing.T) {
	p := newPainter()
	for n, sc := range shots(t) {
		for _, s := range []float32{1, 1.25, 2} {
			for i := range sc.Marks {
				m := &sc.Marks[i]
				if m.Kind == scene.Clip {
					continue
				}
				p.mesh.reset()
				p.mark(sc, m, s)
				e := sc.Extent(m).Inset(-scene.Margin)
				for _, v := range p.mesh.vertices {
					if v.DstX < e.X*s || v.DstX > e.Right()*s || v.DstY < e.Y*s || v.DstY > e.Bottom()*s {
						t.Fatalf("picture %d at %v: %+v has a corner at %v, %v, outside %v", n, s, *m, v.DstX/s, v.DstY/s, e)
					}
				}
			}
		}
	}
}
