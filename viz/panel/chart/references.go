package chart

import (
	"math"
	"strconv"

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

// references are lines across the plot.
type references struct{ *plot }

// list appends the lines of the present task to list.
func (pl references) list(list []ref) []ref {
	if c := pl.chance(); c > 0 && !pl.accuracy {
		list = append(list, ref{kind: guessing, v: c})
	}
	for i := range pl.In.Count() {
		if b := pl.In.Snapshot(i).Bare; b.Known {
			list = append(list, ref{kind: bare, v: pl.of(float64(b.Loss), float64(b.Accuracy))})
			break // it is the same backbone in every lane
		}
	}
	for i := range pl.In.Past {
		r := &pl.In.Past[i]
		if !r.Pinned || r.Spec.Task != pl.In.State.Task || len(r.Losses) == 0 {
			continue
		}
		v := meanAt(r.Losses, len(r.Losses))
		if pl.accuracy && len(r.Evals) > 0 {
			v = float64(r.Evals[len(r.Evals)-1].Accuracy)
		}
		list = append(list, ref{kind: baseline, v: v, method: r.Spec.Method})
	}
	if !pl.asRecommended() {
		return list
	}
	for _, l := range measured.Lines(pl.In.State.Task, pl.In.State.Backbone) {
		kind := trained
		if l.Method == "hand" {
			kind = handWritten
		}
		list = append(list, ref{kind, pl.of(l.Loss, l.Accuracy), l.Method, l.Runs})
	}
	return list
}

// asRecommended tells whether the lanes see as much of the task as the runs that were measured beforehand.
func (pl references) asRecommended() bool {
	s, t := &pl.In.State, pl.In.Catalog.Task(pl.In.State.Task)
	return (s.Labels == 0 || s.Labels == t.Labels) && (s.Batch == 0 || s.Batch == max(t.Batch, 16))
}

// name appends what a line is called.
func (pl references) name(r *ref) {
	runs := func() { pl.Bytes = strconv.AppendInt(pl.Bytes, int64(r.runs), 10) }
	switch r.kind {
	case guessing:
		pl.Bytes = append(pl.Bytes, pl.S.Chance...)
		if k := math.Round(math.Exp(r.v)); math.Abs(math.Log(k)-r.v) < 1e-3 { // not the mean over the data sets of a joint task
			pl.Bytes = append(pl.Bytes, " ln "...)
			pl.Number(k, 0)
		}
		pl.Bytes = append(pl.Bytes, " = "...)
		pl.Number(r.v, 2)
		return
	case bare:
		pl.Bytes = append(pl.Bytes, pl.S.Bare...)
	case baseline:
		pl.Bytes = append(append(pl.Bytes, pl.S.Baseline...), ' ')
		pl.Bytes = append(pl.Bytes, pl.MethodName(r.method)...)
	case handWritten:
		pl.Around(pl.S.BestHand, runs)
	case trained:
		pl.Bytes = append(pl.Bytes, pl.MethodName(r.method)...)
	}
	if !pl.accuracy && r.kind != baseline { // the curves are of the training set
		pl.Bytes = append(append(pl.Bytes, ", "...), pl.S.HeldOut...)
	}
	pl.Bytes = append(pl.Bytes, ' ')
	pl.reading(r.v)
	if r.kind == trained {
		pl.Bytes = append(pl.Bytes, " · "...)
		pl.Around(pl.S.MeanOf, runs)
	}
}

// line draws a dotted line with its name where no other name stands.
func (pl references) line(r *ref) {
	if !pl.inY(r.v) || r.v != r.v {
		return
	}
	y := pl.y.at(r.v)
	from := len(pl.Bytes)
	pl.name(r)
	st := pl.Faint(12)
	pl.Cut(from, pl.area.W-12, st)
	box, crossed := pl.place(y, scene.Measure(pl.Bytes[from:], st))
	if box.W == 0 || crossed > 0 && r.kind >= handWritten {
		pl.Bytes = pl.Bytes[:from]
		if r.kind >= handWritten {
			return
		}
	}
	pl.dotted(y)
	if box.W > 0 {
		pl.names = append(pl.names, box)
		pl.PutBytes(from, box.X, box.Y+12, st, scene.Left)
	}
}

// dotted draws a line across the plot that leaves out names standing in its way.
func (pl references) dotted(y float32) {
	x := pl.area.X
	for x < pl.area.Right() {
		end, next := pl.area.Right(), pl.area.Right()
		for _, n := range pl.names {
			if n.Y < y && y < n.Bottom() && n.Right() > x && n.X < end {
				end, next = n.X, n.Right()
			}
		}
		if end > x {
			m := pl.Line(x, y, end, y, 1.2, pl.T.Faint)
			m.Dash = [2]float32{2, 4}
		}
		x = max(next, x+1)
	}
}

// place is the place for a name of width w over or under a line at y where the fewest curves cross it, and how many
// do; empty where other names leave no place.
func (pl references) place(y, w float32) (best scene.Rect, crossed int) {
	const places = 8
	left, right := pl.area.X+6, pl.area.Right()-6-w
	for i := range places { // from the right
		x := right - (right-left)*float32(i)/(places-1)
		for _, base := range [2]float32{y + 14, y - 5} {
			r := scene.Rect{X: x, Y: base - 12, W: w, H: 16}
			if r.Y < pl.area.Y-14 || r.Bottom() > pl.area.Bottom() || pl.named(r) {
				continue
			}
			if n := pl.crossings(r) + pl.linesIn(r); best.W == 0 || n < crossed {
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
func (pl references) linesIn(r scene.Rect) (n int) {
	for i := range pl.refs {
		if y := pl.y.at(pl.refs[i].v); pl.inY(pl.refs[i].v) && y > r.Y+2 && y < r.Bottom()-2 {
			n++
		}
	}
	return n
}

// crossings counts the pieces of curves that run through r.
func (pl references) crossings(r scene.Rect) (n int) {
	right, bottom := r.Right(), r.Bottom()
	for _, s := range pl.spans {
		for i := s.a + 1; i < s.b; i++ {
			a, b := pl.Points[i-1], pl.Points[i]
			if b.X < r.X || a.X > right || a.Y < r.Y && b.Y < r.Y || a.Y > bottom && b.Y > bottom {
				continue
			}
			n++
		}
	}
	return n
}

// References are the lines of the chart for reading: name and value of each.
func References(in *kit.Input) (out []string) {
	p := kit.Page{Scene: new(scene.Scene), Words: kit.WordsOf(in)}
	lines := references{&plot{Page: &p, accuracy: in.State.Metric == "accuracy"}}
	for _, r := range lines.list(nil) {
		from := len(p.Bytes)
		lines.name(&r)
		out = append(out, string(p.Bytes[from:]))
	}
	return out
}
