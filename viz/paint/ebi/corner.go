package ebi

import (
	"image"
	"math"

	"promptscope/viz/scene"
)

// A rounded rectangle as triangles has a hundred corners. Instead a small one is drawn once into the texture, with soft
// edges, and its four corners, sides and middle are put where they belong, sixteen points for all.

// cornerKey is a rounded rectangle of w × h device pixels: filled, or its edge alone, pen wide.
type cornerKey struct {
	w, h        int16
	radius, pen float32 // pen 0: filled
}

// corner returns the rounded rectangle's place; ok is false when the texture is full.
func (a *atlas) corner(k cornerKey) (slot, bool) {
	if s, ok := a.corners[k]; ok {
		return s, true
	}
	s, ok := a.room(k.mask())
	if ok {
		a.corners[k] = s
	}
	return s, ok
}

// mask is how much of each pixel is covered: by the distance of its middle from the edge.
func (k cornerKey) mask() *image.Alpha {
	out := image.NewAlpha(image.Rect(0, 0, int(k.w), int(k.h)))
	inset := k.pen / 2
	radius := max(k.radius-inset, 0)
	hw, hh := float32(k.w)/2, float32(k.h)/2
	for y := range int(k.h) {
		for x := range int(k.w) {
			qx := float32(math.Abs(float64(float32(x)+0.5-hw))) - (hw - inset - radius)
			qy := float32(math.Abs(float64(float32(y)+0.5-hh))) - (hh - inset - radius)
			d := length(max(qx, 0), max(qy, 0)) + min(max(qx, qy), 0) - radius // from the edge, or from the middle of the pen
			cover := 0.5 - d
			if k.pen > 0 {
				cover = k.pen/2 + 0.5 - float32(math.Abs(float64(d)))
			}
			out.Pix[y*out.Stride+x] = uint8(min(max(cover, 0), 1)*255 + 0.5)
		}
	}
	return out
}

// box draws a rounded rectangle: surface, then edge. Its sides lie on whole pixels.
func (p *Painter) box(k *scene.Mark, s float32) {
	x0, y0 := round(k.Rect.X*s), round(k.Rect.Y*s)
	x1, y1 := round(k.Rect.Right()*s), round(k.Rect.Bottom()*s)
	if x1 <= x0 || y1 <= y0 {
		x1, y1 = max(x1, x0+k.Rect.W*s), max(y1, y0+k.Rect.H*s)
	}
	radius := min(k.Radius*s, (x1-x0)/2, (y1-y0)/2)
	if k.Fill&0xff != 0 {
		p.mesh.color(k.Fill)
		if radius < 0.5 {
			p.mesh.rect(x0, y0, x1, y1)
		} else {
			p.rounded(x0, y0, x1, y1, radius, 0)
		}
	}
	if k.Stroke&0xff == 0 {
		return
	}
	p.mesh.color(k.Stroke)
	w := max(k.Width*s, 1)
	if k.Dash[0] > 0 {
		path := p.mesh.rounded(x0+w/2, y0+w/2, x1-w/2, y1-w/2, max(radius-w/2, 0.01))
		p.mesh.dashed(append(path, path[0]), w, k, s)
		return
	}
	p.rounded(x0, y0, x1, y1, radius, w)
}

// rounded draws a rounded rectangle, or its edge pen wide, in the present colour.
func (p *Painter) rounded(x0, y0, x1, y1, radius, pen float32) {
	w, h := x1-x0, y1-y0
	if w < 1 || h < 1 {
		return
	}
	side := float32(math.Ceil(float64(max(radius, pen+1))))
	k := cornerKey{int16(min(w, 2*side+1)), int16(min(h, 2*side+1)), radius, pen}
	g, ok := p.atlas.corner(k)
	if !ok {
		p.anew()
		g, _ = p.atlas.corner(k)
	}
	p.mesh.slices(x0, y0, x1, y1, side, g, pen > 0)
}

// slices puts a rectangle of the atlas there, its middle stretched; hollow leaves the middle out.
func (m *mesh) slices(x0, y0, x1, y1, side float32, g slot, hollow bool) {
	var xs, ys, us, vs [4]float32
	nx := slice(&xs, &us, x0, x1, side, float32(g.x), float32(g.w))
	ny := slice(&ys, &vs, y0, y1, side, float32(g.y), float32(g.h))
	first := uint32(len(m.vertices))
	for j := range ny {
		for i := range nx {
			m.texel(xs[i], ys[j], us[i], vs[j])
		}
	}
	for j := range ny - 1 {
		for i := range nx - 1 {
			if hollow && i == 1 && j == 1 && nx == 4 && ny == 4 {
				continue
			}
			a := first + uint32(j*nx+i)
			m.quad(a, a+1, a+1+uint32(nx), a+uint32(nx))
		}
	}
}

// slice divides one direction: in three where there is a middle to stretch. It returns how many places there are.
func slice(at, from *[4]float32, a, b, side, src, size float32) int {
	if b-a <= size {
		*at, *from = [4]float32{a, b}, [4]float32{src, src + size}
		return 2
	}
	*at, *from = [4]float32{a, a + side, b - side, b}, [4]float32{src, src + side, src + side + 1, src + size}
	return 4
}
