package scale

import (
	"math"
	"strconv"

	"promptscope/internal/study"
	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// painter draws the place on a page.
type painter struct {
	*kit.Page
	r    *Room
	plan *plan
	t    *i18n.Scale
	done tally
}

func (r *Room) paint(p *kit.Page) *painter {
	return &painter{p, r, &r.plan, &p.S.Scale, r.book.tally(&r.plan)}
}

// look is how a method is drawn: its hue says where it acts, dash and mark tell it from others of that hue.
type look struct {
	ink  scene.Color
	dash [2]float32
	mark mark
}

type mark uint8

const (
	disc mark = iota
	square
	diamond
	triangle
	cross
	numMarks
)

var dashes = [numMarks][2]float32{{}, {7, 4}, {2, 3.5}, {12, 4}, {2, 3.5}}

// hue is one for each place at which a method can act.
func (p *painter) hue(w run.Where) scene.Color {
	switch {
	case w.Has(run.InputRow):
		return p.T.Lane[0]
	case w.Has(run.KeysValues):
		return p.T.Lane[1]
	case w.Has(run.Weights):
		return p.T.Text
	case w.Has(run.TaskHead):
		return p.T.Soft
	}
	return p.T.Lane[2]
}

// look is that of a row: the first of a hue is a full line with discs, but each hue begins with another mark.
func (p *painter) look(row int) look {
	ink, nth := p.hue(p.plan.rows[row].Where), mark(0)
	for i := range row {
		if p.hue(p.plan.rows[i].Where) == ink {
			nth++
		}
	}
	first := disc
	switch {
	case p.plan.rows[row].group == study.Probe:
		first = cross
	case p.plan.rows[row].Where.Has(run.KeysValues):
		first = square
	case p.plan.rows[row].group == study.Other:
		first = triangle
	}
	m := (first + nth) % numMarks
	if p.plan.rows[row].group == study.Input && nth == 1 {
		m = diamond
	}
	return look{ink, dashes[m], m}
}

// put draws a mark; hollow ones are of stored runs.
func (p *painter) put(l look, x, y float32, hollow bool) {
	const r = 5
	fill, width := l.ink, float32(0)
	if hollow {
		fill, width = p.T.Card, 1.6
	}
	outline := func(points ...scene.Point) {
		p.Area(fill, points...)
		if hollow {
			p.Path(width, l.ink, append(points, points[0])...)
		}
	}
	switch l.mark {
	case square:
		m := p.Fill(scene.Rect{X: x - r + 0.5, Y: y - r + 0.5, W: 2*r - 1, H: 2*r - 1}, 1, fill)
		m.Stroke, m.Width = l.ink, width
	case diamond:
		outline(scene.Point{X: x, Y: y - r - 1}, scene.Point{X: x + r + 1, Y: y}, scene.Point{X: x, Y: y + r + 1}, scene.Point{X: x - r - 1, Y: y})
	case triangle:
		outline(scene.Point{X: x, Y: y - r}, scene.Point{X: x + r, Y: y + r - 1}, scene.Point{X: x - r, Y: y + r - 1})
	case cross:
		w := float32(2.4)
		if hollow {
			w = 1.4
		}
		p.Line(x-3.5, y-3.5, x+3.5, y+3.5, w, l.ink)
		p.Line(x-3.5, y+3.5, x+3.5, y-3.5, w, l.ink)
	default:
		m := p.Disc(x, y, r, fill)
		m.Stroke, m.Width = l.ink, width
	}
}

// sample is a short piece of a row's line with its mark.
func (p *painter) sample(row int, x, y float32) {
	l := p.look(row)
	p.Line(x, y, x+26, y, 2, l.ink).Dash = l.dash
	p.put(l, x+13, y, false)
}

// methodName is the name of a row.
func (w words) methodName(row int) string {
	m := &w.plan.rows[row]
	return w.s.MethodName(m.ID, m.Name)
}

// words names what the grid is made of.
type words struct {
	plan *plan
	s    *i18n.Strings
}

func (p *painter) words() words { return words{p.plan, p.S} }

// pointName is the name of a column: a backbone by its layers and width.
func (w words) pointName(col int) string {
	q := &w.plan.points[col]
	if w.plan.x.ID == study.Size {
		return backboneName(q.id)
	}
	return i18n.Fill(w.s.Scale.Point.Of(w.plan.x.ID), "n", q.id)
}

// backboneName is "4×64" of "4x64".
func backboneName(id string) string {
	for i := range id {
		if id[i] == 'x' {
			return id[:i] + "×" + id[i+1:]
		}
	}
	return id
}

// measure is the name of what is measured.
func (w words) measure() string {
	if w.plan.tagged {
		return w.s.SpanF1
	}
	return w.s.Accuracy
}

// count is a number of parameters as it is said: 22K, 2.0M.
func count(v float64) string {
	switch {
	case v >= 1e9:
		return strconv.FormatFloat(v/1e9, 'f', 0, 64) + "B"
	case v >= 1e6:
		return strconv.FormatFloat(v/1e6, 'f', 1, 64) + "M"
	case v >= 1e3:
		return strconv.FormatFloat(v/1e3, 'f', 0, 64) + "K"
	}
	return strconv.FormatFloat(v, 'f', 0, 64)
}

// one is a number with one digit; a dash for none.
func one(v float64) string {
	if math.IsNaN(v) {
		return "–"
	}
	if v = math.Round(v*10) / 10; v == 0 {
		v = 0 // no −0
	}
	text := strconv.FormatFloat(math.Abs(v), 'f', 1, 64)
	if v < 0 {
		return "−" + text
	}
	return text
}
