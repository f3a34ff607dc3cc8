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

// glyph draws a rectangle of the atlas.
func (m *mesh) glyph(x, y, sx, sy, w, h float32) {
	n := uint32(len(m.vertices))
	for _, k := range [4][2]float32{{0, 0}, {w, 0}, {w, h}, {0, h}} {
		m.vertices = append(m.vertices, ebiten.Vertex{DstX: x + k[0], DstY: y + k[1], SrcX: sx + k[0], SrcY: sy + k[1],
			ColorR: m.r, ColorG: m.g, ColorB: m.b, ColorA: m.a})
	}
	m.quad(n, n+1, n+2, n+3)
}

// turned draws a character of the atlas a quarter turn to the left; x, y is where its top left corner comes to lie.
func (m *mesh) turned(x, y float32, g slot) {
	n := uint32(len(m.vertices))
	w, h := float32(g.w), float32(g.h)
	for _, k := range [4][2]float32{{0, 0}, {w, 0}, {w, h}, {0, h}} {
		m.vertices = append(m.vertices, ebiten.Vertex{DstX: x + k[1], DstY: y - k[0], SrcX: float32(g.x) + k[0], SrcY: float32(g.y) + k[1],
			ColorR: m.r, ColorG: m.g, ColorB: m.b, ColorA: m.a})
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
	first := uint32(len(m.vertices))
	for i, p := range points {
		nx, ny := miter(points[(i+n-1)%n], p, points[(i+1)%n])
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

// miter is the direction in which the corner b moves when its edges move outwards by one; it never exceeds 2.
func miter(a, b, c scene.Point) (x, y float32) {
	ux, uy := unit(b.X-a.X, b.Y-a.Y)
	vx, vy := unit(c.X-b.X, c.Y-b.Y)
	if ux == 0 && uy == 0 {
		ux, uy = vx, vy
	}
	if vx == 0 && vy == 0 {
		vx, vy = ux, uy
	}
	nx, ny := uy+vy, -ux-vx
	d := 1 + ux*vx + uy*vy // (n₁+n₂)/|…|² gives the miter
	if d < 0.5 {
		d = 0.5
	}
	return nx / d, ny / d
}

func unit(x, y float32) (float32, float32) {
	l := float32(math.Hypot(float64(x), float64(y)))
	if l < 1e-6 {
		return 0, 0
	}
	return x / l, y / l
}

// line draws through points. Lines thinner than a pixel are paler instead.
func (m *mesh) line(points []scene.Point, width float32, closed bool) {
	cover := min(width, 1)
	half := max(width, 1) / 2
	for len(points) > 1 {
		n := m.smoothRun(points, closed)
		m.ribbon(points[:n], half, cover, closed)
		points = points[n-1:]
		if closed {
			return
		}
	}
}

// smoothRun is how many points to draw in one ribbon: up to the next sharp corner.
func (m *mesh) smoothRun(points []scene.Point, closed bool) int {
	if closed {
		return len(points)
	}
	for i := 1; i < len(points)-1; i++ {
		ux, uy := unit(points[i].X-points[i-1].X, points[i].Y-points[i-1].Y)
		vx, vy := unit(points[i+1].X-points[i].X, points[i+1].Y-points[i].Y)
		if ux*vx+uy*vy < -0.3 {
			return i + 1
		}
	}
	return len(points)
}

// ribbon draws one strip of four vertices a point: soft, full, full, soft.
func (m *mesh) ribbon(points []scene.Point, half, cover float32, closed bool) {
	n := len(points)
	first := uint32(len(m.vertices))
	for i, p := range points {
		before, after := points[max(i-1, 0)], points[min(i+1, n-1)]
		if closed {
			before, after = points[(i+n-1)%n], points[(i+1)%n]
		}
		nx, ny := miter(before, p, after)
		for _, k := range [4][2]float32{{-half - 0.5, 0}, {-half + 0.5, cover}, {half - 0.5, cover}, {half + 0.5, 0}} {
			m.vertex(p.X+nx*k[0], p.Y+ny*k[0], k[1])
		}
	}
	last := n - 1
	if closed {
		last = n
	}
	for i := range uint32(last) {
		a, b := first+4*i, first+4*((i+1)%uint32(n))
		for k := range uint32(3) {
			m.quad(a+k, a+k+1, b+k+1, b+k)
		}
	}
}
