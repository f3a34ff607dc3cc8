package ebi

import (
	"math"
	"testing"

	"promptscope/viz/scene"
)

// within fails if a vertex is no number or lies outside the rectangle.
func within(t *testing.T, m *mesh, x0, y0, x1, y1 float32) {
	t.Helper()
	for _, v := range m.vertices {
		if v.DstX != v.DstX || v.DstX < x0 || v.DstX > x1 || v.DstY < y0 || v.DstY > y1 || v.DstY != v.DstY {
			t.Fatalf("vertex at %v, %v", v.DstX, v.DstY)
		}
	}
	for _, i := range m.indices {
		if int(i) >= len(m.vertices) {
			t.Fatalf("index %d of %d vertices", i, len(m.vertices))
		}
	}
}

func TestShapesStayInPlace(t *testing.T) {
	for _, s := range []float32{1, 1.25, 2} {
		p := newPainter()
		p.box(&scene.Mark{Rect: scene.Rect{X: 10, Y: 10, W: 40, H: 20}, Radius: 6, Fill: 0xffffffff, Stroke: 0xff, Width: 1}, s)
		p.box(&scene.Mark{Rect: scene.Rect{X: 10, Y: 10, W: 4, H: 20}, Radius: 2, Fill: 0xffffffff, Stroke: 0xff, Width: 1.2}, s)
		p.box(&scene.Mark{Rect: scene.Rect{X: 10, Y: 10, W: 40, H: 20}, Radius: 90, Stroke: 0xff, Width: 2, Dash: [2]float32{3, 3}}, s)
		within(t, &p.mesh, 10*s-2, 10*s-2, 50*s+2, 30*s+2)
	}
}

func TestLinesSurviveEqualPointsAndSharpTurns(t *testing.T) {
	var m mesh
	points := []scene.Point{{X: 10, Y: 10}, {X: 10, Y: 10}, {X: 20, Y: 30}, {X: 20.001, Y: 10}, {X: 20.002, Y: 30}, {X: 10, Y: 10}}
	m.path(points, &scene.Mark{Stroke: 0xffffffff, Width: 2}, 1)
	m.path(points, &scene.Mark{Stroke: 0xffffffff, Width: 2, Dash: [2]float32{4, 4}}, 2)
	m.path(points[:1], &scene.Mark{Stroke: 0xffffffff, Width: 2}, 1)
	within(t, &m, 0, 0, 60, 70)
}

func TestDashesCoverTheirShare(t *testing.T) {
	var m mesh
	m.path([]scene.Point{{X: 0, Y: 5}, {X: 100, Y: 5}}, &scene.Mark{Kind: scene.Line, Stroke: 0xffffffff, Width: 1, Dash: [2]float32{6, 4}}, 1)
	if dashes := len(m.vertices) / 4; dashes != 10 {
		t.Errorf("%d dashes on 100 pixels at 6 on, 4 off", dashes)
	}
}

func TestShade(t *testing.T) {
	poles := [3]scene.Color{0x000000ff, 0x808080ff, 0xffffffff}
	for v, want := range map[float32]scene.Color{0: 0x808080ff, 5: 0xffffffff, -5: 0x000000ff, float32(math.NaN()): 0x808080ff} {
		if got := scene.Shade(v, 2, &poles); got != want {
			t.Errorf("shade(%v) = %08x, want %08x", v, got, want)
		}
	}
}

// Moved dashes cover the same length, from another place on.
func TestDashesMove(t *testing.T) {
	var sc scene.Scene
	at := func(shift float32) (left float32) {
		sc.Reset(100, 100)
		m := sc.Line(0, 10, 85, 10, 2, 0xffffffff)
		m.Dash, m.Shift = [2]float32{5, 3.5}, shift
		var k mesh
		k.reset()
		k.path(sc.Points[m.A:m.B], m, 1)
		left = 1e9
		for _, v := range k.vertices {
			left = min(left, v.DstX)
		}
		return left
	}
	if at(0) > 1 || at(8.5) > 1 || at(3) < 2 || at(3) > 4 {
		t.Errorf("dashes begin at %v, %v and %v", at(0), at(8.5), at(3))
	}
}

// What a round corner covers is its area, whatever its size and pen.
func TestCornersCoverTheirShare(t *testing.T) {
	for _, k := range []cornerKey{{13, 13, 6, 0}, {9, 20, 4.5, 0}, {17, 17, 8, 1}, {21, 15, 6, 2}, {31, 31, 10.5, 1.5}, {12, 12, 0, 1}} {
		r, w, h := float64(k.radius), float64(k.w), float64(k.h)
		want := w*h - (4-math.Pi)*r*r
		if pen := float64(k.pen); pen > 0 {
			in := max(r-pen, 0)
			want -= (w-2*pen)*(h-2*pen) - (4-math.Pi)*in*in
		}
		got, mask := 0.0, k.mask()
		for _, v := range mask.Pix {
			got += float64(v) / 255
		}
		if math.Abs(got-want) > 0.03*want+0.5 {
			t.Errorf("%+v covers %.1f pixels, want %.1f", k, got, want)
		}
		for i, v := range mask.Pix {
			if v != mask.Pix[len(mask.Pix)-1-i] {
				t.Fatalf("%+v is not the same turned round", k)
			}
		}
	}
}

// A mark may have fewer points than its kind needs: a curve of which nothing is on show. It paints nothing, and ends nothing.
func TestMarksWithoutPoints(t *testing.T) {
	for n := range 4 {
		points := make([]scene.Point, n)
		for i := range points {
			points[i] = scene.Point{X: float32(i), Y: float32(i * i)}
		}
		for _, dash := range [][2]float32{{}, {5, 3}} {
			for _, shift := range []float32{0, 3} {
				var p Painter
				m := scene.Mark{Width: 2, Stroke: 0xff, Fill: 0xff, Dash: dash, Shift: shift}
				p.mesh.path(points, &m, 1.5)
				p.mesh.curve(points, &m, 1.5)
				p.area(points, &m, 1.5)
				p.mesh.cells(nil, &m, &[3]scene.Color{}, 1.5)
			}
		}
	}
}
