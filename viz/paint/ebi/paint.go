package ebi

import (
	"image"
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/viz/scene"
)

// Painter draws scenes. It keeps its texture and buffers from one picture to the next, and what is on the screen: where
// the next picture does not differ nothing is drawn.
type Painter struct {
	atlas  *atlas
	mesh   mesh
	shown  scene.Scene // what the screen holds
	scale  float32     // at so many device pixels a CSS pixel
	damage scene.Damage
	extent []scene.Rect // of the marks of the scene being drawn
	canvas canvas
}

// canvas is what is drawn on. Tests have one of their own, so that they can do without a graphics card.
type canvas interface {
	// part draws from now on inside r only, device pixels.
	part(r image.Rectangle)
	triangles(m *mesh, a *atlas)
}

// Paint draws the scene at s device pixels a CSS pixel. A screen that it was given before must still hold what was painted on it.
func (p *Painter) Paint(screen *ebiten.Image, sc *scene.Scene, s float32) {
	if p.atlas == nil {
		p.atlas, p.canvas = newAtlas(), &window{}
	}
	if w := p.canvas.(*window); w.screen != screen { // Ebitengine makes another when the window's size changes, even if it changes back
		w.screen = screen
		p.shown.Reset(0, 0)
	}
	p.paint(sc, s, screen.Bounds())
}

// paint brings the canvas from the scene it shows to another.
func (p *Painter) paint(sc *scene.Scene, s float32, screen image.Rectangle) {
	parts := p.damage.Between(&p.shown, sc)
	if s != p.scale || !p.worthParts(sc, parts) {
		p.pass(sc, s, screen, nil)
	} else {
		for _, r := range parts {
			p.pass(sc, s, pixels(r, s).Intersect(screen), &r)
		}
	}
	p.shown.Set(sc)
	p.scale = s
}

// muchWork is the share of a scene from which on all of it is drawn at once: parts are draw calls of their own, and what
// lies across several is drawn several times.
const muchWork = 0.6

// worthParts tells whether drawing the parts is less work than drawing everything, and prepares for it.
func (p *Painter) worthParts(sc *scene.Scene, parts []scene.Rect) bool {
	p.extent = p.extent[:0]
	all, some := 0, 0
	for i := range sc.Marks {
		m := &sc.Marks[i]
		e, work := sc.Extent(m).Inset(-scene.Margin), 8
		if m.Kind == scene.Text || m.Kind == scene.Cells {
			work += int(m.B - m.A)
		}
		p.extent = append(p.extent, e)
		all += work
		for _, r := range parts {
			if e.Meets(r) {
				some += work
			}
		}
	}
	return float64(some) < muchWork*float64(all)
}

// pass draws what of a scene meets r (nil: all) inside the given pixels.
func (p *Painter) pass(sc *scene.Scene, s float32, inside image.Rectangle, r *scene.Rect) {
	p.mesh.reset()
	p.canvas.part(inside)
	p.mesh.color(sc.Back | 0xff)
	p.mesh.rect(float32(inside.Min.X), float32(inside.Min.Y), float32(inside.Max.X), float32(inside.Max.Y))
	p.mesh.parts, p.mesh.part = r != nil, rect(inside)
	cut, clip := inside, scene.Rect{}
	for i := range sc.Marks {
		m := &sc.Marks[i]
		if m.Kind == scene.Clip {
			clip = m.Rect
			continue
		}
		now := clipped(inside, clip, s)
		if r != nil && !p.extent[i].Meets(*r) || now.Empty() {
			continue
		}
		if now != cut { // a draw call only where something is cut
			p.flush()
			p.canvas.part(now)
			cut = now
		}
		p.mark(sc, m, s)
	}
	p.flush()
}

// pixels are those that r touches.
func pixels(r scene.Rect, s float32) image.Rectangle {
	floor := func(v float32) int { return int(math.Floor(float64(v * s))) }
	return image.Rect(floor(r.X), floor(r.Y), -floor(-r.Right()), -floor(-r.Bottom()))
}

func rect(r image.Rectangle) scene.Rect {
	return scene.Rect{X: float32(r.Min.X), Y: float32(r.Min.Y), W: float32(r.Dx()), H: float32(r.Dy())}
}

// clipped is what a Clip mark leaves of the pixels.
func clipped(inside image.Rectangle, clip scene.Rect, s float32) image.Rectangle {
	if clip.W == 0 && clip.H == 0 {
		return inside
	}
	return inside.Intersect(image.Rect(int(clip.X*s), int(clip.Y*s), int(clip.Right()*s), int(clip.Bottom()*s)))
}

// window draws on Ebitengine's screen.
type window struct{ screen, dst *ebiten.Image }

func (w *window) part(r image.Rectangle) {
	w.dst = w.screen
	if r != w.screen.Bounds() {
		w.dst = w.screen.SubImage(r).(*ebiten.Image)
	}
}

func (w *window) triangles(m *mesh, a *atlas) {
	op := &ebiten.DrawTrianglesOptions{ColorScaleMode: ebiten.ColorScaleModePremultipliedAlpha}
	w.dst.DrawTriangles32(m.vertices, m.indices, a.image, op)
}

func (p *Painter) mark(sc *scene.Scene, m *scene.Mark, s float32) {
	switch m.Kind {
	case scene.Box:
		p.box(m, s)
	case scene.Line:
		p.mesh.path(sc.Points[m.A:m.B], m, s)
	case scene.Curve:
		p.mesh.curve(sc.Points[m.A:m.B], m, s)
	case scene.Area:
		p.area(sc.Points[m.A:m.B], m, s)
	case scene.Cells:
		p.mesh.cells(sc.Values[m.A:m.B], m, &sc.Poles, s)
	case scene.Text:
		p.text(sc, m, s)
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
func (p *Painter) text(sc *scene.Scene, m *scene.Mark, s float32) {
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
		if !ok {
			p.anew()
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

// anew empties a texture that is full, once what needs it is drawn. The present colour stays.
func (p *Painter) anew() {
	p.flush()
	p.atlas.clear()
}

// flush draws what has been collected.
func (p *Painter) flush() {
	if len(p.mesh.indices) > 0 {
		p.canvas.triangles(&p.mesh, p.atlas)
	}
	p.mesh.reset()
}
