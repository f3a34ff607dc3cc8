package scene

import (
	"strconv"
	"unicode/utf8"

	"promptscope/viz/font"
)

// Scene is one picture. The zero value is ready; Reset empties it and keeps the memory.
type Scene struct {
	W, H      float32
	Back      Color    // background
	Poles     [3]Color // colours of Cells at -Scale, 0 and +Scale
	Marks     []Mark
	Points    []Point
	Values    []float32
	Bytes     []byte
	Controls  []Control
	ScrollMax float32 // how far the sheet on top, or the panel beside the lanes, can be scrolled
	ScrollIn  Rect    // where wheel and drag scroll it
	Parts     []Part  // what can be saved alone
	Caption   string  // what stands under a figure that is saved; empty: what the lanes run
	Pointed   string  // the part of the picture at which the pointer rests, as a text names it
	Doc       Rect    // where a document stands; empty = there is none
	layer     uint8
	floor     uint8 // lowest layer that can be operated, raised by a modal sheet
}

// Reset empties the scene for a picture of w × h.
func (s *Scene) Reset(w, h float32) {
	s.W, s.H = w, h
	s.Marks, s.Points, s.Values = s.Marks[:0], s.Points[:0], s.Values[:0]
	s.Bytes, s.Controls, s.Parts = s.Bytes[:0], s.Controls[:0], s.Parts[:0]
	s.layer, s.floor, s.ScrollMax, s.ScrollIn, s.Doc = 0, 0, 0, Rect{}, Rect{}
	s.Pointed, s.Caption = "", ""
}

// Set makes s look as o does, with memory of its own. Controls and parts are left out.
func (s *Scene) Set(o *Scene) {
	s.Reset(o.W, o.H)
	s.Back, s.Poles = o.Back, o.Poles
	s.Marks, s.Points = append(s.Marks, o.Marks...), append(s.Points, o.Points...)
	s.Values, s.Bytes = append(s.Values, o.Values...), append(s.Bytes, o.Bytes...)
}

// Raise puts everything added from now on above what is there, and returns the new layer.
func (s *Scene) Raise() uint8 { s.layer++; return s.layer }

// Modal lets only controls of the present layer and above be operated.
func (s *Scene) Modal() { s.floor = s.layer }

// Layer is the layer marks are added to.
func (s *Scene) Layer() uint8 { return s.layer }

// Add appends a mark of the present layer and returns it for finishing touches.
func (s *Scene) Add(m Mark) *Mark {
	m.Layer = s.layer
	s.Marks = append(s.Marks, m)
	return &s.Marks[len(s.Marks)-1]
}

// Fill adds a filled rounded rectangle.
func (s *Scene) Fill(r Rect, radius float32, c Color) *Mark {
	return s.Add(Mark{Kind: Box, Rect: r, Radius: radius, Fill: c})
}

// Frame adds the outline of a rounded rectangle.
func (s *Scene) Frame(r Rect, radius, width float32, c Color) *Mark {
	return s.Add(Mark{Kind: Box, Rect: r, Radius: radius, Stroke: c, Width: width})
}

// Disc adds a filled circle.
func (s *Scene) Disc(x, y, radius float32, c Color) *Mark {
	return s.Fill(Rect{x - radius, y - radius, 2 * radius, 2 * radius}, radius, c)
}

// Line adds a straight line.
func (s *Scene) Line(x0, y0, x1, y1, width float32, c Color) *Mark {
	return s.Path(width, c, Point{x0, y0}, Point{x1, y1})
}

// Path adds a line through points.
func (s *Scene) Path(width float32, c Color, points ...Point) *Mark {
	a := len(s.Points)
	s.Points = append(s.Points, points...)
	return s.Stroke(a, width, c)
}

// Stroke adds a line through the points appended to s.Points since index a.
func (s *Scene) Stroke(a int, width float32, c Color) *Mark {
	return s.Add(Mark{Kind: Line, A: int32(a), B: int32(len(s.Points)), Width: width, Stroke: c})
}

// Curve adds a cubic Bézier.
func (s *Scene) Curve(width float32, c Color, p0, p1, p2, p3 Point) *Mark {
	m := s.Path(width, c, p0, p1, p2, p3)
	m.Kind = Curve
	return m
}

// Area adds a filled convex polygon.
func (s *Scene) Area(c Color, points ...Point) *Mark {
	m := s.Path(0, 0, points...)
	m.Kind, m.Fill = Area, c
	return m
}

// Column adds a vertical strip of cells whose values were appended to s.Values since index a.
func (s *Scene) Column(r Rect, a int, scale float32) *Mark {
	return s.Add(Mark{Kind: Cells, Rect: r, A: int32(a), B: int32(len(s.Values)), Scale: scale})
}

// ClipTo cuts what follows to r; an empty r ends that.
func (s *Scene) ClipTo(r Rect) { s.Add(Mark{Kind: Clip, Rect: r}) }

// Style is how a text looks.
type Style struct {
	Size   float32
	Weight font.Weight
	Color  Color
}

// Align is where a text stands against its x.
type Align uint8

// The alignments.
const (
	Left Align = iota
	Center
	Right
)

// Put adds a text whose base line is at y, and returns its width.
func (s *Scene) Put(text string, x, y float32, st Style, align Align) float32 {
	a := len(s.Bytes)
	s.Bytes = append(s.Bytes, text...)
	return s.PutBytes(a, x, y, st, align)
}

// PutBytes adds the text appended to s.Bytes since index a.
func (s *Scene) PutBytes(a int, x, y float32, st Style, align Align) float32 {
	text := s.Bytes[a:]
	width := Measure(text, st)
	switch align {
	case Center:
		x -= width / 2
	case Right:
		x -= width
	}
	s.Add(Mark{Kind: Text, Rect: Rect{x, y, width, st.Size}, Fill: st.Color, Size: st.Size, Weight: st.Weight,
		A: int32(a), B: int32(len(s.Bytes))})
	return width
}

// Up adds a text that reads upwards; its middle is at x, y.
func (s *Scene) Up(text string, x, y, limit float32, st Style) {
	a := len(s.Bytes)
	s.Bytes = append(s.Bytes, text...)
	s.Cut(a, limit, st)
	long := Measure(s.Bytes[a:], st)
	s.PutBytes(a, x+st.Size*0.36, y+long/2, st, Left)
	m := &s.Marks[len(s.Marks)-1]
	m.Turned = true
}

// Fit adds a text that is cut with an ellipsis where it is wider than limit.
func (s *Scene) Fit(text string, x, y, limit float32, st Style, align Align) float32 {
	a := len(s.Bytes)
	s.Bytes = append(s.Bytes, text...)
	s.Cut(a, limit, st)
	return s.PutBytes(a, x, y, st, align)
}

// Cut shortens the text appended since index a to limit.
func (s *Scene) Cut(a int, limit float32, st Style) {
	if Measure(s.Bytes[a:], st) <= limit {
		return
	}
	const dots = ".." // Noto sets … in the middle of the line
	n := font.Fit(st.Weight, st.Size, s.Bytes[a:], limit-font.Width(st.Weight, st.Size, dots))
	s.Bytes = append(s.Bytes[:a+n], dots...)
}

// Measure is the width of a text in a style.
func Measure[S string | []byte](text S, st Style) float32 {
	return font.Width(st.Weight, st.Size, text)
}

// Number appends v with a fixed number of decimals; NaN and infinities become a dash, never letters.
func (s *Scene) Number(v float64, decimals int) {
	if v != v || v > 1e30 || v < -1e30 {
		s.Bytes = append(s.Bytes, "–"...)
		return
	}
	if v < 0 {
		s.Bytes = append(s.Bytes, "−"...)
		v = -v
	}
	s.Bytes = strconv.AppendFloat(s.Bytes, v, 'f', decimals, 64)
}

// Grouped appends an integer with thousands separated, padded with zeros to pad digits.
func (s *Scene) Grouped(v int64, pad int) {
	var b [24]byte
	digits := strconv.AppendInt(b[:0], v, 10)
	n := max(len(digits), pad)
	for i := range n {
		if i > 0 && (n-i)%3 == 0 {
			s.Bytes = append(s.Bytes, ',')
		}
		if k := i - (n - len(digits)); k >= 0 {
			s.Bytes = append(s.Bytes, digits[k])
		} else {
			s.Bytes = append(s.Bytes, '0')
		}
	}
}

// String is the text of a Text mark.
func (s *Scene) String(m *Mark) string { return string(s.Bytes[m.A:m.B]) }

// Runes calls f for every character of a Text mark with its place from the pen, in em.
func (s *Scene) Runes(m *Mark, f func(r rune, em float32)) {
	var em float32
	for text := s.Bytes[m.A:m.B]; len(text) > 0; {
		r, n := utf8.DecodeRune(text)
		f(r, em)
		em += font.Advance(m.Weight, r)
		text = text[n:]
	}
}
