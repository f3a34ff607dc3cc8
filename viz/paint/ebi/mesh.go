package ebi

import (
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/viz/scene"
)

// mesh collects triangles. Coordinates are device pixels.
type mesh struct {
	vertices []ebiten.Vertex
	indices  []uint32
	r, g, b  float32 // present colour, premultiplied
	a        float32
	outline  []scene.Point // scratch
	dashes   []scene.Point // scratch
	ways     []scene.Point // scratch: the direction from each point to the next
	parts    bool          // long lines are drawn only where they meet part
	part     scene.Rect
}

func (m *mesh) reset() { m.vertices, m.indices = m.vertices[:0], m.indices[:0] }

func (m *mesh) color(c scene.Color) {
	m.a = float32(c&0xff) / 255
	m.r = float32(c>>24) / 255 * m.a
	m.g = float32(c>>16&0xff) / 255 * m.a
	m.b = float32(c>>8&0xff) / 255 * m.a
}

// whiteAt is the middle of the atlas's white corner.
const whiteAt = 2

// vertex adds a corner of a shape with the present colour times cover.
func (m *mesh) vertex(x, y, cover float32) uint32 {
	m.vertices = append(m.vertices, ebiten.Vertex{DstX: x, DstY: y, SrcX: whiteAt, SrcY: whiteAt,
		ColorR: m.r * cover, ColorG: m.g * cover, ColorB: m.b * cover, ColorA: m.a * cover})
	return uint32(len(m.vertices) - 1)
}

func (m *mesh) triangle(a, b, c uint32) { m.indices = append(m.indices, a, b, c) }

func (m *mesh) quad(a, b, c, d uint32) { m.indices = append(m.indices, a, b, c, a, c, d) }

// rect fills whole pixels.
func (m *mesh) rect(x0, y0, x1, y1 float32) {
	m.quad(m.vertex(x0, y0, 1), m.vertex(x1, y0, 1), m.vertex(x1, y1, 1), m.vertex(x0, y1, 1))
}

// texel adds a corner that shows a place of the atlas in the present colour.
func (m *mesh) texel(x, y, sx, sy float32) {
	m.vertices = append(m.vertices, ebiten.Vertex{DstX: x, DstY: y, SrcX: sx, SrcY: sy, ColorR: m.r, ColorG: m.g, ColorB: m.b, ColorA: m.a})
}

// glyph draws a rectangle of the atlas.
func (m *mesh) glyph(x, y, sx, sy, w, h float32) {
	n := uint32(len(m.vertices))
	for _, k := range [4][2]float32{{0, 0}, {w, 0}, {w, h}, {0, h}} {
		m.texel(x+k[0], y+k[1], sx+k[0], sy+k[1])
	}
	m.quad(n, n+1, n+2, n+3)
}

// turned draws a character of the atlas a quarter turn to the left; x, y is where its top left corner comes to lie.
func (m *mesh) turned(x, y float32, g slot) {
	n := uint32(len(m.vertices))
	w, h := float32(g.w), float32(g.h)
	for _, k := range [4][2]float32{{0, 0}, {w, 0}, {w, h}, {0, h}} {
		m.texel(x+k[1], y-k[0], float32(g.x)+k[0], float32(g.y)+k[1])
	}
	m.quad(n, n+1, n+2, n+3)
}

// convex fills a convex polygon with a soft edge of one pixel.
func (m *mesh) convex(points []scene.Point) {
	n := len(points)
	if n < 3 {
		return
	}
	side := float32(0.5)
	if area(points) < 0 {
		side = -0.5
	}
	first, ways := uint32(len(m.vertices)), m.directions(points, true)
	for i, p := range points {
		nx, ny := miter(ways[(i+n-1)%n], ways[i])
		m.vertex(p.X-nx*side, p.Y-ny*side, 1)
		m.vertex(p.X+nx*side, p.Y+ny*side, 0)
	}
	for i := range uint32(n) {
		j := (i + 1) % uint32(n)
		if i > 0 && j > 0 {
			m.triangle(first, first+2*i, first+2*j)
		}
		m.quad(first+2*i, first+2*i+1, first+2*j+1, first+2*j)
	}
}

func area(points []scene.Point) float32 {
	var sum float32
	for i, p := range points {
		q := points[(i+1)%len(points)]
		sum += p.X*q.Y - q.X*p.Y
	}
	return sum
}

// directions are unit vectors from each point to the next, zero between equal points.
func (m *mesh) directions(points []scene.Point, closed bool) []scene.Point {
	m.ways = m.ways[:0]
	for i, p := range points[1:] {
		m.ways = append(m.ways, unit(p.X-points[i].X, p.Y-points[i].Y))
	}
	if n := len(points) - 1; closed {
		m.ways = append(m.ways, unit(points[0].X-points[n].X, points[0].Y-points[n].Y))
	}
	return m.ways
}

// miter is the direction in which a corner moves when its edges, which run along u and v, move outwards by one; it never
// exceeds 2.
func miter(u, v scene.Point) (x, y float32) {
	if u == (scene.Point{}) {
		u = v
	}
	if v == (scene.Point{}) {
		v = u
	}
	d := 1 + u.X*v.X + u.Y*v.Y // (n₁+n₂)/|…|² gives the miter
	if d < 0.5 {
		d = 0.5
	}
	return (u.Y + v.Y) / d, (-u.X - v.X) / d
}

// unit is a vector's direction. math.Hypot guards against overflow, which costs a quarter of a picture here.
func unit(x, y float32) scene.Point {
	l := length(x, y)
	if l < 1e-6 {
		return scene.Point{}
	}
	return scene.Point{X: x / l, Y: y / l}
}

func length(x, y float32) float32 { return float32(math.Sqrt(float64(x*x + y*y))) }

// line draws through points. Lines thinner than a pixel are paler instead.
func (m *mesh) line(points []scene.Point, width float32) {
	cover := min(width, 1)
	half := max(width, 1) / 2
	if len(points) < 2 {
		return
	}
	ways := m.directions(points, false)
	for len(points) > 1 {
		n := smoothRun(ways)
		m.ribbon(points[:n], ways[:n-1], half, cover)
		points, ways = points[n-1:], ways[n-1:]
	}
}

// smoothRun is how many points to draw in one ribbon: up to the next sharp corner.
func smoothRun(ways []scene.Point) int {
	for i := 1; i < len(ways); i++ {
		if u, v := ways[i-1], ways[i]; u.X*v.X+u.Y*v.Y < -0.3 {
			return i + 1
		}
	}
	return len(ways) + 1
}

// ribbon draws one strip of four vertices a point: soft, full, full, soft. A line of one pixel has no inside, so three
// are enough. Points none of whose pieces meet the part that is drawn are left out.
func (m *mesh) ribbon(points, ways []scene.Point, half, cover float32) {
	across := uint32(4)
	if half <= 0.5 {
		across = 3
	}
	before, last := ways[0], uint32(0) // the way to a point, and the corners of the point before
	was := false                       // the piece before is drawn
	for i, p := range points {
		after, on := before, false
		if i < len(ways) {
			after, on = ways[i], m.near(p, points[i+1], half)
		}
		if on || was {
			at := m.across(p, before, after, half, cover)
			if was {
				m.strip(last, at, across)
			}
			last = at
		}
		before, was = after, on
	}
}

// near tells whether a piece of a line may meet the part that is drawn.
func (m *mesh) near(a, b scene.Point, half float32) bool {
	if !m.parts {
		return true
	}
	reach := 2*half + 2 // a miter is twice as long at most
	x0, y0, x1, y1 := m.part.X-reach, m.part.Y-reach, m.part.Right()+reach, m.part.Bottom()+reach
	return !(a.X < x0 && b.X < x0 || a.X > x1 && b.X > x1 || a.Y < y0 && b.Y < y0 || a.Y > y1 && b.Y > y1)
}

// across adds the corners of a line at one of its points, and returns the first.
func (m *mesh) across(p, before, after scene.Point, half, cover float32) uint32 {
	nx, ny := miter(before, after)
	at := m.vertex(p.X-nx*(half+0.5), p.Y-ny*(half+0.5), 0)
	if half <= 0.5 {
		m.vertex(p.X, p.Y, cover)
	} else {
		m.vertex(p.X-nx*(half-0.5), p.Y-ny*(half-0.5), cover)
		m.vertex(p.X+nx*(half-0.5), p.Y+ny*(half-0.5), cover)
	}
	m.vertex(p.X+nx*(half+0.5), p.Y+ny*(half+0.5), 0)
	return at
}

// strip joins the corners of two points.
func (m *mesh) strip(a, b, across uint32) {
	for end := a + across - 1; a < end; a, b = a+1, b+1 {
		m.quad(a, a+1, b+1, b)
	}
}
