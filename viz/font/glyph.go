package font

import (
	"image"
	"image/draw"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// Glyph is the coverage of one character. X, Y place its top left corner against the pen on the base line.
type Glyph struct {
	Mask *image.Alpha // nil for blanks
	X, Y int
}

// Raster draws one character at px pixels an em, moved right by shift pixels (0 ≤ shift < 1).
func Raster(w Weight, r rune, px, shift float32) Glyph {
	if base, ok := raised[r]; ok {
		g := Raster(w, base, px*raisedSize, shift)
		g.Y -= int(px*raisedBy + 0.5)
		return g
	}
	f := pick(w, r)
	index, err := f.font.GlyphIndex(&buffer, r)
	if err != nil {
		return Glyph{}
	}
	segments, err := f.font.LoadGlyph(&buffer, index, fixed.Int26_6(px*64+0.5), nil)
	if err != nil || len(segments) == 0 {
		return Glyph{}
	}
	if a, ok := narrow[r]; ok {
		shift += (a - f.fileAdvance(r)) / 2 * px
	}
	return fill(segments, shift)
}

// fill rasterises an outline shifted right by shift pixels.
func fill(segments sfnt.Segments, shift float32) Glyph {
	b := segments.Bounds()
	x0 := int(math.Floor(float64(unit(b.Min.X) + shift)))
	y0 := int(math.Floor(float64(unit(b.Min.Y))))
	x1 := int(math.Ceil(float64(unit(b.Max.X) + shift)))
	y1 := int(math.Ceil(float64(unit(b.Max.Y))))
	if x1 <= x0 || y1 <= y0 {
		return Glyph{}
	}
	ras := vector.NewRasterizer(x1-x0, y1-y0)
	at := func(p fixed.Point26_6) (x, y float32) {
		return unit(p.X) + shift - float32(x0), unit(p.Y) - float32(y0)
	}
	for _, s := range segments {
		trace(ras, s, at)
	}
	mask := image.NewAlpha(image.Rect(0, 0, x1-x0, y1-y0))
	ras.DrawOp = draw.Src
	ras.Draw(mask, mask.Bounds(), image.Opaque, image.Point{})
	return Glyph{Mask: mask, X: x0, Y: y0}
}

func trace(ras *vector.Rasterizer, s sfnt.Segment, at func(fixed.Point26_6) (x, y float32)) {
	ax, ay := at(s.Args[0])
	bx, by := at(s.Args[1])
	cx, cy := at(s.Args[2])
	switch s.Op {
	case sfnt.SegmentOpMoveTo:
		ras.ClosePath()
		ras.MoveTo(ax, ay)
	case sfnt.SegmentOpLineTo:
		ras.LineTo(ax, ay)
	case sfnt.SegmentOpQuadTo:
		ras.QuadTo(ax, ay, bx, by)
	case sfnt.SegmentOpCubeTo:
		ras.CubeTo(ax, ay, bx, by, cx, cy)
	}
}

func unit(v fixed.Int26_6) float32 { return float32(v) / 64 }
