package ebi

import (
	"math"

	"promptscope/viz/scene"
)

// round is math.Round for what is drawn; only this one is an instruction everywhere.
func round(v float32) float32 { return float32(math.Floor(float64(v) + 0.5)) }

// arcs are the corners of a rounded rectangle with n pieces each, from the top right one clockwise.
var arcs = func() (out [mostArc + 1][4][mostArc + 1]scene.Point) {
	for n := 1; n <= mostArc; n++ {
		for corner := range 4 {
			for i := range n + 1 {
				sin, cos := math.Sincos(math.Pi / 2 * (float64(corner) - 1 + float64(i)/float64(n)))
				out[n][corner][i] = scene.Point{X: float32(cos), Y: float32(sin)}
			}
		}
	}
	return out
}()

const mostArc = 12

// rounded is the outline of a rounded rectangle, clockwise.
func (m *mesh) rounded(x0, y0, x1, y1, radius float32) []scene.Point {
	m.outline = m.outline[:0]
	n := min(int(1.7*math.Sqrt(float64(radius)))+1, mostArc) // a tenth of a pixel off at most
	arc := &arcs[n]
	for corner, c := range [4]scene.Point{{X: x1 - radius, Y: y0 + radius}, {X: x1 - radius, Y: y1 - radius},
		{X: x0 + radius, Y: y1 - radius}, {X: x0 + radius, Y: y0 + radius}} {
		for i := range n + 1 {
			p := scene.Point{X: c.X + radius*arc[corner][i].X, Y: c.Y + radius*arc[corner][i].Y}
			if k := len(m.outline); k == 0 || !near(m.outline[k-1], p) {
				m.outline = append(m.outline, p)
			}
		}
	}
	if k := len(m.outline); k > 1 && near(m.outline[0], m.outline[k-1]) {
		m.outline = m.outline[:k-1]
	}
	return m.outline
}

func near(a, b scene.Point) bool {
	x, y := a.X-b.X, a.Y-b.Y
	return -0.02 < x && x < 0.02 && -0.02 < y && y < 0.02
}

// path draws a line or dashed line through points in CSS pixels.
func (m *mesh) path(points []scene.Point, k *scene.Mark, s float32) {
	if len(points) < 2 { // a curve between whose ends nothing was measured
		return
	}
	m.color(k.Stroke)
	w := k.Width * s
	if len(points) == 2 && (points[0].X == points[1].X || points[0].Y == points[1].Y) {
		points = m.snapped(points, w, s)
		if k.Dash[0] > 0 {
			w = max(round(w), 1)
		}
	} else {
		points = m.thinned(points, s)
	}
	if k.Dash[0] > 0 {
		m.dashed(points, w, k, s)
		return
	}
	m.line(points, w)
}

// thinned takes points to device pixels and leaves out those that would not be seen: equal ones, and on a long curve all
// that are not a pixel and a half from the last.
func (m *mesh) thinned(points []scene.Point, s float32) []scene.Point {
	apart := float32(0.02)
	if len(points) > 100 {
		apart = 1.5
	}
	m.outline = m.outline[:0]
	for i, p := range points {
		q := scene.Point{X: p.X * s, Y: p.Y * s}
		if n := len(m.outline); n > 0 && i < len(points)-1 {
			if x, y := q.X-m.outline[n-1].X, q.Y-m.outline[n-1].Y; x*x+y*y < apart*apart {
				continue
			}
		}
		m.outline = append(m.outline, q)
	}
	return m.outline
}

// snapped moves an upright or level line so that its edges lie on whole pixels.
func (m *mesh) snapped(points []scene.Point, w, s float32) []scene.Point {
	a := scene.Point{X: points[0].X * s, Y: points[0].Y * s}
	b := scene.Point{X: points[1].X * s, Y: points[1].Y * s}
	half := max(round(w), 1) / 2
	if a.X == b.X {
		x := round(a.X-half) + half
		a.X, b.X = x, x
	} else {
		y := round(a.Y-half) + half
		a.Y, b.Y = y, y
	}
	m.outline = append(m.outline[:0], a, b)
	return m.outline
}

// dashed draws the parts of a line that are on.
func (m *mesh) dashed(points []scene.Point, w float32, k *scene.Mark, s float32) {
	dash, straight := k.Dash, k.Kind == scene.Box || len(points) == 2
	on, left := true, dash[0]*s
	if k.Shift > 0 { // moved by Shift: the line begins with the end of a dash or of a gap
		rest := float32(math.Mod(float64(k.Shift), float64(dash[0]+dash[1])))
		if on = rest > dash[1]; on {
			left = (rest - dash[1]) * s
		} else {
			left = rest * s
		}
	}
	m.dashes = append(m.dashes[:0], points[0])
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		whole := length(b.X-a.X, b.Y-a.Y)
		for done := float32(0); done < whole; {
			step := min(left, whole-done)
			done += step
			left -= step
			t := done / whole
			p := scene.Point{X: a.X + (b.X-a.X)*t, Y: a.Y + (b.Y-a.Y)*t}
			if on && !near(m.dashes[len(m.dashes)-1], p) {
				m.dashes = append(m.dashes, p)
			}
			if left > 0 {
				continue
			}
			if on {
				m.dash(w, straight)
			}
			on = !on
			left = dash[0] * s
			if !on {
				left = dash[1] * s
			}
			m.dashes = append(m.dashes[:0], p)
		}
	}
	if on {
		m.dash(w, straight)
	}
}

// dash draws one dash. Those of boxes and of level and upright lines lie on whole pixels and need no soft edges: there are
// thousands of them.
func (m *mesh) dash(w float32, straight bool) {
	if d := m.dashes; straight && len(d) == 2 && (d[0].X == d[1].X || d[0].Y == d[1].Y) {
		x0, y0, half := min(d[0].X, d[1].X), min(d[0].Y, d[1].Y), w/2
		if d[0].X == d[1].X {
			m.rect(x0-half, y0, x0+half, max(d[0].Y, d[1].Y))
		} else {
			m.rect(x0, y0-half, max(d[0].X, d[1].X), y0+half)
		}
		return
	}
	m.line(m.dashes, w)
}

// curve flattens a cubic Bézier and draws it.
func (m *mesh) curve(p []scene.Point, k *scene.Mark, s float32) {
	if len(p) < 4 {
		return
	}
	m.color(k.Stroke)
	span := math.Abs(float64(p[3].X-p[0].X)) + math.Abs(float64(p[1].Y-p[0].Y))
	n := min(max(int(math.Sqrt(span*float64(s))*1.1), 8), 40)
	m.outline = m.outline[:0]
	for i := range n + 1 {
		t := float32(i) / float32(n)
		u := 1 - t
		a, b, c, d := u*u*u, 3*u*u*t, 3*u*t*t, t*t*t
		m.outline = append(m.outline, scene.Point{
			X: (a*p[0].X + b*p[1].X + c*p[2].X + d*p[3].X) * s,
			Y: (a*p[0].Y + b*p[1].Y + c*p[2].Y + d*p[3].Y) * s})
	}
	m.line(m.outline, k.Width*s)
}

// cells draws a strip: one rectangle a value, the first at the bottom.
func (m *mesh) cells(values []float32, k *scene.Mark, poles *[3]scene.Color, s float32) {
	x0, x1 := round(k.Rect.X*s), round(k.Rect.Right()*s)
	if x1 <= x0 {
		x1 = x0 + 1
	}
	n := float32(len(values))
	for i, v := range values {
		y1 := round((k.Rect.Bottom() - k.Rect.H*float32(i)/n) * s)
		y0 := round((k.Rect.Bottom() - k.Rect.H*float32(i+1)/n) * s)
		m.color(scene.Shade(v, k.Scale, poles))
		m.rect(x0, y0, x1, y1)
	}
}
