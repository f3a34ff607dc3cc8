// Package scene is a picture as data: a flat list of marks to paint and of controls to operate. Lengths are CSS
// pixels. A Scene keeps its buffers from one picture to the next, so a steady picture costs no allocation.
package scene

import "promptscope/viz/font"

// Rect is a rectangle; X, Y is its top left corner.
type Rect struct{ X, Y, W, H float32 }

// Right and Bottom are the far edges.
func (r Rect) Right() float32  { return r.X + r.W }
func (r Rect) Bottom() float32 { return r.Y + r.H }

// CX and CY are the middle.
func (r Rect) CX() float32 { return r.X + r.W/2 }
func (r Rect) CY() float32 { return r.Y + r.H/2 }

// Inset returns r made smaller by d on every side.
func (r Rect) Inset(d float32) Rect { return Rect{r.X + d, r.Y + d, r.W - 2*d, r.H - 2*d} }

// Without is r without the holes, in rectangles that do not overlap.
func (r Rect) Without(holes []Rect) []Rect {
	parts := []Rect{r}
	for _, h := range holes {
		var left []Rect
		for _, p := range parts {
			left = p.around(h, left)
		}
		parts = left
	}
	return parts
}

// around appends r without h: what is above, below, and on both sides.
func (r Rect) around(h Rect, to []Rect) []Rect {
	if !r.Meets(h) {
		return append(to, r)
	}
	top, bottom := max(r.Y, h.Y), min(r.Bottom(), h.Bottom())
	left, right := max(r.X, h.X), min(r.Right(), h.Right())
	for _, p := range []Rect{{r.X, r.Y, r.W, top - r.Y}, {r.X, bottom, r.W, r.Bottom() - bottom}, {r.X, top, left - r.X, bottom - top}, {right, top, r.Right() - right, bottom - top}} {
		if p.W > 0 && p.H > 0 {
			to = append(to, p)
		}
	}
	return to
}

// Has tells whether the point lies in r.
func (r Rect) Has(x, y float32) bool {
	return x >= r.X && x < r.Right() && y >= r.Y && y < r.Bottom()
}

// Grow returns r with at least w × h around the same middle.
func (r Rect) Grow(w, h float32) Rect {
	if r.W < w {
		r.X, r.W = r.X-(w-r.W)/2, w
	}
	if r.H < h {
		r.Y, r.H = r.Y-(h-r.H)/2, h
	}
	return r
}

// Color is 0xRRGGBBAA, not premultiplied.
type Color uint32

// Alpha returns c with its opacity scaled by a (0…1).
func (c Color) Alpha(a float32) Color {
	return c&^0xff | Color(float32(c&0xff)*min(max(a, 0), 1)+0.5)
}

// Mix is the colour at t between c and d.
func (c Color) Mix(d Color, t float32) Color {
	var out Color
	for shift := 0; shift < 32; shift += 8 {
		a, b := float32(c>>shift&0xff), float32(d>>shift&0xff)
		out |= Color(a+(b-a)*t+0.5) << shift
	}
	return out
}

// Kind says what a Mark draws.
type Kind uint8

// The marks.
const (
	Box   Kind = iota // rounded rectangle: Fill inside, Stroke around
	Line              // polyline through Points[A:B]
	Curve             // cubic Bézier of the four Points[A:B]
	Area              // convex polygon of Points[A:B]
	Text              // Bytes[A:B], pen at Rect.X, base line at Rect.Y
	Cells             // Values[A:B] as a column of coloured cells from the bottom up
	Clip              // what follows is cut to Rect; an empty Rect ends it
	numKinds
)

// Mark is one thing to paint. Kind says which fields count.
type Mark struct {
	Kind   Kind
	Layer  uint8 // 0 is the page; lists, sheets and tips lie above
	Turned bool  // Text: reads upwards
	Weight font.Weight
	Rect   Rect
	Fill   Color
	Stroke Color
	Width  float32 // Line, Curve, Box: pen width
	Radius float32
	Dash   [2]float32 // on, off; 0 = solid
	Shift  float32    // how far the dashes have moved along the line
	Size   float32    // Text: em
	A, B   int32
	Scale  float32 // Cells: the value that gets the full colour
}

// Point is a place.
type Point struct{ X, Y float32 }
