package ebi

import (
	"image"
	"image/color"
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/viz/scene"
)

// Painter draws scenes. It keeps its texture and buffers from one picture to the next.
type Painter struct {
	atlas *atlas
	mesh  mesh
}

// Paint draws the scene at s device pixels a CSS pixel.
func (p *Painter) Paint(screen *ebiten.Image, sc *scene.Scene, s float32) {
	if p.atlas == nil {
		p.atlas = newAtlas()
	}
	screen.Fill(rgba(sc.Back))
	p.mesh.reset()
	dst := screen
	for i := range sc.Marks {
		m := &sc.Marks[i]
		if m.Kind == scene.Clip {
			p.flush(dst)
			dst = cut(screen, m.Rect, s)
			continue
		}
		p.mark(dst, sc, m, s)
	}
	p.flush(dst)
}

func rgba(c scene.Color) color.RGBA {
	return color.RGBA{uint8(c >> 24), uint8(c >> 16), uint8(c >> 8), uint8(c)}
}

// cut is the part of the screen a Clip mark leaves.
func cut(screen *ebiten.Image, r scene.Rect, s float32) *ebiten.Image {
	if r.W == 0 && r.H == 0 {
		return screen
	}
	return screen.SubImage(image.Rect(int(r.X*s), int(r.Y*s), int(r.Right()*s), int(r.Bottom()*s))).(*ebiten.Image)
}

func (p *Painter) mark(dst *ebiten.Image, sc *scene.Scene, m *scene.Mark, s float32) {
	switch m.Kind {
	case scene.Box:
		p.mesh.box(m, s)
	case scene.Line:
		p.mesh.path(sc.Points[m.A:m.B], m, s)
	case scene.Curve:
		p.mesh.curve(sc.Points[m.A:m.B], m, s)
	case scene.Area:
		p.area(sc.Points[m.A:m.B], m, s)
	case scene.Cells:
		p.mesh.cells(sc.Values[m.A:m.B], m, &sc.Poles, s)
	case scene.Text:
		p.text(dst, sc, m, s)
	}
}

func (p *Painter) area(points []scene.Point, m *scene.Mark, s float32) {
	p.mesh.color(m.Fill)
	p.mesh.outline = p.mesh.outline[:0]
	for _, q := range points {
		p.mesh.outline = append(p.mesh.outline, scene.Point{X: q.X * s, Y: q.Y * s})
	}
	p.mesh.convex(p.mesh.outline)
}

// text places every character on whole pixels, drawn for the quarter of a pixel it is off by.
func (p *Painter) text(dst *ebiten.Image, sc *scene.Scene, m *scene.Mark, s float32) {
	p.mesh.color(m.Fill)
	px := m.Size * s
	x0, y := round(m.Rect.X*s), round(m.Rect.Y*s)
	origin := x0
	if m.Turned {
		origin = -y // along the base line, which goes up
	}
	sc.Runes(m, func(r rune, em float32) {
		x := origin + em*px
		whole := float32(math.Floor(float64(x)))
		key := glyphKey{r: r, px: px, weight: m.Weight, shift: uint8((x - whole) * 4)}
		g, ok := p.atlas.get(key)
		if !ok { // full: draw what there is, then start anew
			p.flush(dst)
			p.atlas.clear()
			p.mesh.color(m.Fill)
			g, _ = p.atlas.get(key)
		}
		switch {
		case g.w == 0:
		case m.Turned:
			p.mesh.turned(x0+float32(g.top), -whole-float32(g.left), g)
		default:
			p.mesh.glyph(whole+float32(g.left), y+float32(g.top), float32(g.x), float32(g.y), float32(g.w), float32(g.h))
		}
	})
}

// flush draws what has been collected.
func (p *Painter) flush(dst *ebiten.Image) {
	if len(p.mesh.indices) > 0 {
		op := &ebiten.DrawTrianglesOptions{ColorScaleMode: ebiten.ColorScaleModePremultipliedAlpha}
		dst.DrawTriangles32(p.mesh.vertices, p.mesh.indices, p.atlas.image, op)
	}
	p.mesh.reset()
}
