// Package svg writes a scene, or a part of it, as an SVG file: vectors, text that can be selected, no script and no
// links to anything outside.
package svg

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"promptscope/viz/font"
	"promptscope/viz/scene"
)

// family is the font the widths were measured with, and what comes near it.
const family = "Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"

// Write writes what of the scene lies in r.
func Write(w io.Writer, sc *scene.Scene, r scene.Rect) error {
	p := &printer{w: bufio.NewWriter(w), sc: sc, view: r}
	p.f(`<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="%s %s %s %s" font-family="%s">`,
		n(r.W), n(r.H), n(r.X), n(r.Y), n(r.W), n(r.H), family)
	p.f("\n<rect%s%s/>\n", box(r), ink("fill", sc.Back))
	for i := range sc.Marks {
		p.mark(&sc.Marks[i])
	}
	p.endClip()
	p.f("</svg>\n")
	return p.w.Flush()
}

type printer struct {
	w     *bufio.Writer
	sc    *scene.Scene
	view  scene.Rect
	clips int
	open  bool // inside a clipped group
}

func (p *printer) f(format string, args ...any) { fmt.Fprintf(p.w, format, args...) }

func (p *printer) endClip() {
	if p.open {
		p.f("</g>\n")
		p.open = false
	}
}

func (p *printer) mark(m *scene.Mark) {
	if m.Kind == scene.Clip {
		p.clip(m.Rect)
		return
	}
	if !p.sc.Extent(m).Meets(p.view) {
		return
	}
	switch m.Kind {
	case scene.Box:
		p.box(m)
	case scene.Line:
		p.line(m)
	case scene.Curve:
		q := p.sc.Points[m.A:m.B]
		p.f(`<path d="M%s C%s %s %s" fill="none"%s/>`+"\n", xy(q[0]), xy(q[1]), xy(q[2]), xy(q[3]), pen(m))
	case scene.Area:
		p.f(`<polygon points="%s"%s/>`+"\n", points(p.sc.Points[m.A:m.B]), ink("fill", m.Fill))
	case scene.Cells:
		p.cells(m)
	case scene.Text:
		p.text(m)
	}
}

func (p *printer) clip(r scene.Rect) {
	p.endClip()
	if r.W == 0 && r.H == 0 {
		return
	}
	p.clips++
	p.f(`<clipPath id="c%d"><rect%s/></clipPath>`+"\n"+`<g clip-path="url(#c%d)">`+"\n", p.clips, box(r), p.clips)
	p.open = true
}

// box draws the stroke inside the rectangle, as the screen does.
func (p *printer) box(m *scene.Mark) {
	radius := min(m.Radius, m.Rect.W/2, m.Rect.H/2)
	if m.Fill&0xff != 0 {
		p.f("<rect%s%s%s/>\n", box(m.Rect), round(radius), ink("fill", m.Fill))
	}
	if m.Stroke&0xff != 0 {
		half := max(m.Width, 1) / 2
		p.f(`<rect%s%s fill="none"%s/>`+"\n", box(m.Rect.Inset(half)), round(max(radius-half, 0)), pen(m))
	}
}

// line drops points that are no numbers.
func (p *printer) line(m *scene.Mark) {
	q := p.sc.Points[m.A:m.B]
	if len(q) == 2 {
		p.f(`<path d="M%s L%s"%s/>`+"\n", xy(q[0]), xy(q[1]), pen(m))
		return
	}
	p.f(`<polyline points="%s" fill="none" stroke-linejoin="round"%s/>`+"\n", points(q), pen(m))
}

func (p *printer) cells(m *scene.Mark) {
	values := p.sc.Values[m.A:m.B]
	h := m.Rect.H / float32(len(values))
	for i, v := range values {
		r := scene.Rect{X: m.Rect.X, Y: m.Rect.Bottom() - h*float32(i+1), W: m.Rect.W, H: h}
		p.f("<rect%s%s/>\n", box(r), ink("fill", scene.Shade(v, m.Scale, &p.sc.Poles)))
	}
}

// text keeps the measured width, so that another font cannot break the picture.
func (p *printer) text(m *scene.Mark) {
	text := p.sc.String(m)
	if strings.TrimSpace(text) == "" {
		return
	}
	p.f(`<text x="%s" y="%s" font-size="%s" textLength="%s" lengthAdjust="spacingAndGlyphs"%s`,
		n(m.Rect.X), n(m.Rect.Y), n(m.Size), n(m.Rect.W), ink("fill", m.Fill))
	if m.Weight == font.Bold {
		p.f(` font-weight="700"`)
	}
	if m.Turned {
		p.f(` transform="rotate(-90 %s %s)"`, n(m.Rect.X), n(m.Rect.Y))
	}
	p.f(">")
	_ = xml.EscapeText(p.w, []byte(text)) // the writer keeps its error until Flush
	p.f("</text>\n")
}

// n writes a length to the hundredth.
func n(v float32) string {
	if v != v || v > 1e7 || v < -1e7 {
		return "0"
	}
	return strconv.FormatFloat(math.Round(float64(v)*100)/100, 'f', -1, 64)
}

func xy(p scene.Point) string { return n(p.X) + " " + n(p.Y) }

func points(list []scene.Point) string {
	var b strings.Builder
	for _, p := range list {
		if p.X == p.X && p.Y == p.Y {
			b.WriteString(n(p.X) + "," + n(p.Y) + " ")
		}
	}
	return strings.TrimSpace(b.String())
}

func box(r scene.Rect) string {
	return fmt.Sprintf(` x="%s" y="%s" width="%s" height="%s"`, n(r.X), n(r.Y), n(max(r.W, 0)), n(max(r.H, 0)))
}

func round(radius float32) string {
	if radius <= 0 {
		return ""
	}
	return ` rx="` + n(radius) + `"`
}

// ink is a colour as an attribute, with its opacity where it has some.
func ink(attribute string, c scene.Color) string {
	out := fmt.Sprintf(` %s="#%06x"`, attribute, uint32(c>>8))
	if a := c & 0xff; a != 0xff {
		out += fmt.Sprintf(` %s-opacity="%s"`, attribute, n(float32(a)/255))
	}
	return out
}

// pen is the attributes of a stroke.
func pen(m *scene.Mark) string {
	out := ink("stroke", m.Stroke) + ` stroke-width="` + n(max(m.Width, 0.5)) + `"`
	if m.Dash[0] > 0 {
		out += ` stroke-dasharray="` + n(m.Dash[0]) + " " + n(m.Dash[1]) + `"`
	}
	return out
}
