package panel

import (
	"math"
	"strconv"

	"promptscope/viz/i18n"
	"promptscope/viz/measured"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// A ref is a line that was measured: guessing, the frozen backbone without a prompt, the pinned baseline, and what was
// trained beforehand.
type ref struct {
	kind   refKind
	v      float64
	method string
	runs   int
}

type refKind uint8

const (
	guessing refKind = iota
	bare
	baseline
	handWritten // from here on a line goes where its name finds no room
	trained
)

// references appends the lines of the present task to list.
func (p *page) references(pl *plot, list []ref) []ref {
	if c := p.chance(); c > 0 && !pl.accuracy {
		list = append(list, ref{kind: guessing, v: c})
	}
	for i := range p.In.Count() {
		if b := p.In.Snapshot(i).Bare; b.Known {
			list = append(list, ref{kind: bare, v: pl.of(float64(b.Loss), float64(b.Accuracy))})
			break // it is the same backbone in every lane
		}
	}
	for i := range p.In.Past {
		r := &p.In.Past[i]
		if !r.Pinned || r.Spec.Task != p.In.State.Task || len(r.Losses) == 0 {
			continue
		}
		v := meanAt(r.Losses, len(r.Losses))
		if pl.accuracy && len(r.Evals) > 0 {
			v = float64(r.Evals[len(r.Evals)-1].Accuracy)
		}
		list = append(list, ref{kind: baseline, v: v, method: r.Spec.Method})
	}
	if !p.asRecommended() {
		return list
	}
	for _, l := range measured.Lines(p.In.State.Task, p.In.State.Backbone) {
		kind := trained
		if l.Method == "hand" {
			kind = handWritten
		}
		list = append(list, ref{kind, pl.of(l.Loss, l.Accuracy), l.Method, l.Runs})
	}
	return list
}

// of chooses what the chart shows.
func (pl *plot) of(loss, accuracy float64) float64 {
	if pl.accuracy {
		return accuracy
	}
	return loss
}

// asRecommended tells whether the lanes see as much of the task as the runs that were measured beforehand.
func (p *page) asRecommended() bool {
	s, t := &p.In.State, p.In.Catalog.Task(p.In.State.Task)
	return (s.Labels == 0 || s.Labels == t.Labels) && (s.Batch == 0 || s.Batch == max(t.Batch, 16))
}

// refName appends what a line is called.
func (p *page) refName(pl *plot, r *ref) {
	runs := func() { p.Bytes = strconv.AppendInt(p.Bytes, int64(r.runs), 10) }
	switch r.kind {
	case guessing:
		p.Bytes = append(p.Bytes, p.S.Chance...)
		if k := math.Round(math.Exp(r.v)); math.Abs(math.Log(k)-r.v) < 1e-3 { // not the mean over the data sets of a joint task
			p.Bytes = append(p.Bytes, " ln "...)
			p.Number(k, 0)
		}
		p.Bytes = append(p.Bytes, " = "...)
		p.Number(r.v, 2)
		return
	case bare:
		p.Bytes = append(p.Bytes, p.S.Bare...)
	case baseline:
		p.Bytes = append(append(p.Bytes, p.S.Baseline...), ' ')
		p.Bytes = append(p.Bytes, p.MethodName(r.method)...)
	case handWritten:
		p.Around(p.S.BestHand, runs)
	case trained:
		p.Bytes = append(p.Bytes, p.MethodName(r.method)...)
	}
	if !pl.accuracy && r.kind != baseline { // the curves are of the training set
		p.Bytes = append(append(p.Bytes, ", "...), p.S.HeldOut...)
	}
	p.Bytes = append(p.Bytes, ' ')
	p.reading(pl, r.v)
	if r.kind == trained {
		p.Bytes = append(p.Bytes, " · "...)
		p.Around(p.S.MeanOf, runs)
	}
}

// reference draws a dotted line with its name where no other name stands.
func (p *page) reference(pl *plot, r *ref) {
	if !pl.inY(r.v) || r.v != r.v {
		return
	}
	y := pl.y.at(r.v)
	from := len(p.Bytes)
	p.refName(pl, r)
	st := p.Faint(12)
	p.Cut(from, pl.area.W-12, st)
	box, crossed := p.besideLine(pl, y, scene.Measure(p.Bytes[from:], st))
	if box.W == 0 || crossed > 0 && r.kind >= handWritten {
		p.Bytes = p.Bytes[:from]
		if r.kind >= handWritten {
			return
		}
	}
	p.dotted(pl, y)
	if box.W > 0 {
		pl.names = append(pl.names, box)
		p.PutBytes(from, box.X, box.Y+12, st, scene.Left)
	}
}

// dotted draws a line across the plot that leaves out names standing in its way.
func (p *page) dotted(pl *plot, y float32) {
	x := pl.area.X
	for x < pl.area.Right() {
		end, next := pl.area.Right(), pl.area.Right()
		for _, n := range pl.names {
			if n.Y < y && y < n.Bottom() && n.Right() > x && n.X < end {
				end, next = n.X, n.Right()
			}
		}
		if end > x {
			m := p.Line(x, y, end, y, 1.2, p.T.Faint)
			m.Dash = [2]float32{2, 4}
		}
		x = max(next, x+1)
	}
}

// besideLine is the place for a name of width w over or under a line at y where the fewest curves cross it, and how many
// do; empty where other names leave no place.
func (p *page) besideLine(pl *plot, y, w float32) (best scene.Rect, crossed int) {
	const places = 8
	left, right := pl.area.X+6, pl.area.Right()-6-w
	for i := range places { // from the right
		x := right - (right-left)*float32(i)/(places-1)
		for _, base := range [2]float32{y + 14, y - 5} {
			r := scene.Rect{X: x, Y: base - 12, W: w, H: 16}
			if r.Y < pl.area.Y-14 || r.Bottom() > pl.area.Bottom() || pl.named(r) {
				continue
			}
			if n := p.crossings(r) + p.linesIn(pl, r); best.W == 0 || n < crossed {
				best, crossed = r, n
			}
			if crossed == 0 {
				return best, 0
			}
		}
	}
	return best, crossed
}

// linesIn counts the other lines that run through r.
func (p *page) linesIn(pl *plot, r scene.Rect) (n int) {
	for i := range p.refs {
		if y := pl.y.at(p.refs[i].v); pl.inY(p.refs[i].v) && y > r.Y+2 && y < r.Bottom()-2 {
			n++
		}
	}
	return n
}

// A span is the points of one curve.
type span struct{ a, b int32 }

// track remembers the curve that was drawn last, so that names keep out of its way.
func (p *page) track(m *scene.Mark) *scene.Mark {
	p.spans = append(p.spans, span{m.A, m.B})
	return m
}

// crossings counts the pieces of curves that run through r.
func (p *page) crossings(r scene.Rect) (n int) {
	right, bottom := r.Right(), r.Bottom()
	for _, s := range p.spans {
		for i := s.a + 1; i < s.b; i++ {
			a, b := p.Points[i-1], p.Points[i]
			if b.X < r.X || a.X > right || a.Y < r.Y && b.Y < r.Y || a.Y > bottom && b.Y > bottom {
				continue
			}
			n++
		}
	}
	return n
}

// References are the lines of the chart for reading: name and value of each.
func References(in *Input) (out []string) {
	p := page{Page: &kit.Page{Scene: new(scene.Scene), In: in, S: i18n.For(in.View.Lang)}}
	pl := plot{accuracy: in.State.Metric == "accuracy"}
	for _, r := range p.references(&pl, nil) {
		from := len(p.Bytes)
		p.refName(&pl, &r)
		out = append(out, string(p.Bytes[from:]))
	}
	return out
}
