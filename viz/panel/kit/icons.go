package kit

import (
	"math"

	"promptscope/viz/scene"
)

// The signs are drawn, not set in type: they stay crisp and need no font. All are centred on x, y.

// An Icon is a sign that is drawn around a point.
type Icon func(p *Page, x, y float32, c scene.Color)

func minus(p *Page, x, y float32, c scene.Color) { p.Line(x-4.5, y, x+4.5, y, 1.6, c) }

func plus(p *Page, x, y float32, c scene.Color) {
	minus(p, x, y, c)
	p.Line(x, y-4.5, x, y+4.5, 1.6, c)
}

func Chevron(p *Page, x, y float32, c scene.Color) {
	p.Path(1.6, c, scene.Point{X: x - 4, Y: y - 2}, scene.Point{X: x, Y: y + 2.2}, scene.Point{X: x + 4, Y: y - 2})
}

func ChevronLeft(p *Page, x, y float32, c scene.Color) {
	p.Path(1.7, c, scene.Point{X: x + 2, Y: y - 4.5}, scene.Point{X: x - 2.5, Y: y}, scene.Point{X: x + 2, Y: y + 4.5})
}

func ChevronRight(p *Page, x, y float32, c scene.Color) {
	p.Path(1.7, c, scene.Point{X: x - 2, Y: y - 4.5}, scene.Point{X: x + 2.5, Y: y}, scene.Point{X: x - 2, Y: y + 4.5})
}

func Cross(p *Page, x, y float32, c scene.Color) {
	p.Line(x-4.5, y-4.5, x+4.5, y+4.5, 1.7, c)
	p.Line(x-4.5, y+4.5, x+4.5, y-4.5, 1.7, c)
}

// Tick and miss are the signs of a right and a wrong answer.
func Tick(p *Page, x, y float32, c scene.Color) {
	p.Path(1.6, c, scene.Point{X: x - 3.6, Y: y + 0.2}, scene.Point{X: x - 1.1, Y: y + 2.8}, scene.Point{X: x + 3.8, Y: y - 3})
}

func Miss(p *Page, x, y float32, c scene.Color) {
	p.Line(x-2.8, y-2.8, x+2.8, y+2.8, 1.5, c)
	p.Line(x-2.8, y+2.8, x+2.8, y-2.8, 1.5, c)
}

func PlaySign(p *Page, x, y float32, c scene.Color) {
	p.Area(c, scene.Point{X: x - 5.5, Y: y - 8.5}, scene.Point{X: x + 9, Y: y}, scene.Point{X: x - 5.5, Y: y + 8.5})
}

func PauseSign(p *Page, x, y float32, c scene.Color) {
	p.Fill(scene.Rect{X: x - 6.5, Y: y - 8, W: 4.5, H: 16}, 1.2, c)
	p.Fill(scene.Rect{X: x + 2, Y: y - 8, W: 4.5, H: 16}, 1.2, c)
}

// ReplaySign is a turn back with a small play sign in it.
func ReplaySign(p *Page, x, y float32, c scene.Color) {
	Arc(p, x, y, 11, -0.66, 0.2, 2.2, c)
	p.Area(c, scene.Point{X: x - 12.6, Y: y - 12}, scene.Point{X: x - 2.6, Y: y - 9.4}, scene.Point{X: x - 10.4, Y: y - 2.2})
	p.Area(c, scene.Point{X: x - 3, Y: y - 5.2}, scene.Point{X: x + 5.6, Y: y}, scene.Point{X: x - 3, Y: y + 5.2})
}

func StepSign(p *Page, x, y float32, c scene.Color) {
	p.Area(c, scene.Point{X: x - 5.5, Y: y - 6}, scene.Point{X: x + 3, Y: y}, scene.Point{X: x - 5.5, Y: y + 6})
	p.Fill(scene.Rect{X: x + 4, Y: y - 6, W: 2.4, H: 12}, 1, c)
}

// PhaseSign is a clock face with one quarter filled: a part of a step.
func PhaseSign(p *Page, x, y float32, c scene.Color) {
	Arc(p, x, y, 7.5, 0, 1, 1.6, c)
	from := [6]scene.Point{{X: x, Y: y}, {X: x, Y: y - 5.4}, {X: x + 2.1, Y: y - 5}, {X: x + 3.8, Y: y - 3.8}, {X: x + 5, Y: y - 2.1}, {X: x + 5.4, Y: y}}
	p.Area(c, from[:]...)
}

// Arc adds part of a circle, from angle a0 to a1 in turns, clockwise from the right.
func Arc(p *Page, x, y, r, a0, a1, width float32, c scene.Color) {
	from := len(p.Points)
	const n = 20
	for i := range n + 1 {
		sin, cos := math.Sincos(2 * math.Pi * float64(a0+(a1-a0)*float32(i)/n))
		p.Points = append(p.Points, scene.Point{X: x + r*float32(cos), Y: y + r*float32(sin)})
	}
	p.Stroke(from, width, c)
}

func ResetSign(p *Page, x, y float32, c scene.Color) {
	Arc(p, x, y, 6.5, -0.62, 0.13, 1.8, c)
	p.Area(c, scene.Point{X: x - 8.6, Y: y - 7.4}, scene.Point{X: x - 1.6, Y: y - 4.2}, scene.Point{X: x - 7.6, Y: y + 0.6})
}

func DieSign(p *Page, x, y float32, c scene.Color) {
	p.Frame(scene.Rect{X: x - 7, Y: y - 7, W: 14, H: 14}, 3, 1.5, c)
	for _, d := range [5][2]float32{{-3, -3}, {3, -3}, {0, 0}, {-3, 3}, {3, 3}} {
		p.Disc(x+d[0], y+d[1], 1.2, c)
	}
}

func SunSign(p *Page, x, y float32, c scene.Color) {
	p.Disc(x, y, 3.6, c)
	for i := range 8 {
		sin, cos := math.Sincos(math.Pi / 4 * float64(i))
		sx, cx := float32(sin), float32(cos)
		p.Line(x+cx*5.6, y+sx*5.6, x+cx*8, y+sx*8, 1.5, c)
	}
}

func MoonSign(p *Page, x, y float32, c scene.Color) {
	from := len(p.Points)
	const n = 14
	for i := range n + 1 { // outer edge, then the bite back
		sin, cos := math.Sincos(2 * math.Pi * (0.03 + 0.69*float64(i)/n))
		p.Points = append(p.Points, scene.Point{X: x + 7*float32(cos), Y: y + 7*float32(sin)})
	}
	a, b := p.Points[len(p.Points)-1], p.Points[from]
	p.Stroke(from, 1.6, c)
	p.Curve(1.6, c, a, scene.Point{X: x - 2.5, Y: y - 1}, scene.Point{X: x + 1, Y: y + 4.5}, b)
}

func SlidersSign(p *Page, x, y float32, c scene.Color) {
	for i, k := range [3]float32{3, -3, 1.5} {
		yy := y - 5 + 5*float32(i)
		p.Line(x-7, yy, x+7, yy, 1.4, c)
		p.Disc(x+k, yy, 2.4, c)
	}
}

// LockSign is a closed lock, or an open one.
func LockSign(p *Page, x, y float32, open bool, c scene.Color) {
	p.Fill(scene.Rect{X: x - 4.5, Y: y - 1, W: 9, H: 7}, 1.6, c)
	shift, foot := float32(0), y+1 // inside the body, which is drawn on whole pixels
	if open {
		shift, foot = 5.2, y-2.5
	}
	l, r := x-2.9+shift, x+2.9+shift
	p.Path(1.5, c, scene.Point{X: l, Y: y + 1}, scene.Point{X: l, Y: y - 3.4})
	p.Path(1.5, c, scene.Point{X: r, Y: foot}, scene.Point{X: r, Y: y - 3.4})
	Arc(p, x+shift, y-3.4, 2.9, 0.5, 1, 1.5, c)
}

func PlusSign(p *Page, x, y float32, c scene.Color) {
	p.Line(x-5, y, x+5, y, 1.7, c)
	p.Line(x, y-5, x, y+5, 1.7, c)
}

// ContrastSign is a disc half filled.
func ContrastSign(p *Page, x, y float32, c scene.Color) {
	Arc(p, x, y, 7, 0, 1, 1.6, c)
	const n = 12
	var half [n + 1]scene.Point
	for i := range half {
		sin, cos := math.Sincos(math.Pi * (float64(i)/n - 0.5))
		half[i] = scene.Point{X: x + 6*float32(cos), Y: y + 6*float32(sin)}
	}
	p.Area(c, half[:]...)
}

// ShareSign is three dots joined: from one to two.
func ShareSign(p *Page, x, y float32, c scene.Color) {
	p.Line(x-5, y, x+5, y-5, 1.5, c)
	p.Line(x-5, y, x+5, y+5, 1.5, c)
	p.Disc(x-5, y, 2.8, c)
	p.Disc(x+5, y-5, 2.8, c)
	p.Disc(x+5, y+5, 2.8, c)
}

// HelpSign is a question mark in a circle.
func HelpSign(p *Page, x, y float32, c scene.Color) {
	Arc(p, x, y, 8, 0, 1, 1.5, c)
	Arc(p, x, y-1.6, 2.7, 0.5, 1.14, 1.7, c)
	p.Path(1.7, c, scene.Point{X: x + 1.7, Y: y + 0.5}, scene.Point{X: x, Y: y + 2.4})
	p.Disc(x, y+4.8, 1.1, c)
}
