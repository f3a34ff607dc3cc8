package panel

import (
	"math"
	"strconv"

	"promptscope/viz/i18n"
	"promptscope/viz/measured"
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
	for i := range p.count() {
		if b := p.snapshot(i).Bare; b.Known {
			list = append(list, ref{kind: bare, v: pl.of(float64(b.Loss), float64(b.Accuracy))})
			break // it is the same backbone in every lane
		}
	}
	for i := range p.in.Past {
		r := &p.in.Past[i]
		if !r.Pinned || r.Spec.Task != p.in.State.Task || len(r.Losses) == 0 {
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
	for _, l := range measured.Lines(p.in.State.Task, p.in.State.Backbone) {
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
	s, t := &p.in.State, p.in.Catalog.Task(p.in.State.Task)
	return (s.Labels == 0 || s.Labels == t.Labels) && (s.Batch == 0 || s.Batch == max(t.Batch, 16))
}

// refName appends what a line is called.
func (p *page) refName(pl *plot, r *ref) {
	runs := func() { p.Bytes = strconv.AppendInt(p.Bytes, int64(r.runs), 10) }
	switch r.kind {
	case guessing:
		p.Bytes = append(p.Bytes, p.s.Chance...)
		if k := math.Round(math.Exp(r.v)); math.Abs(math.Log(k)-r.v) < 1e-3 { // not the mean over the data sets of a joint task
			p.Bytes = append(p.Bytes, " ln "...)
			p.Number(k, 0)
		}
		p.Bytes = append(p.Bytes, " = "...)
		p.Number(r.v, 2)
		return
	case bare:
		p.Bytes = append(p.Bytes, p.s.Bare...)
	case baseline:
		p.Bytes = append(append(p.Bytes, p.s.Baseline...), ' ')
		p.Bytes = append(p.Bytes, p.methodName(r.method)...)
	case handWritten:
		p.around(p.s.BestHand, runs)
	case trained:
		p.Bytes = append(p.Bytes, p.methodName(r.method)...)
	}
	if !pl.accuracy && r.kind != baseline { // the curves are of the training set
		p.Bytes = append(append(p.Bytes, ", "...), p.s.HeldOut...)
	}
	p.Bytes = append(p.Bytes, ' ')
	p.reading(pl, r.v)
	if r.kind == trained {
		p.Bytes = append(p.Bytes, " · "...)
		p.around(p.s.MeanOf, runs)
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
	st := p.faint(12)
	p.Cut(from, pl.area.W-12, st)
	box, named := p.besideLine(pl, y, scene.Measure(p.Bytes[from:], st))
	if !named && r.kind >= handWritten {
		p.Bytes = p.Bytes[:from]
		return
	}
	m := p.Line(pl.area.X, y, pl.area.Right(), y, 1.2, p.t.Faint)
	m.Dash = [2]float32{2, 4}
	if named {
		pl.names = append(pl.names, box)
		p.Fill(scene.Rect{X: box.X - 3, Y: box.Y + 1, W: box.W + 6, H: box.H - 2}, 3, p.t.Card.Alpha(0.78)) // curves run behind it
		p.PutBytes(from, box.X, box.Y+12, st, scene.Left)
	}
}

// besideLine is a free place for a name of width w over or under a line at y.
func (p *page) besideLine(pl *plot, y, w float32) (scene.Rect, bool) {
	left, right := pl.area.X+6, pl.area.Right()-6-w
	mid := (left + right) / 2
	for _, at := range [6]scene.Point{{X: right, Y: y + 14}, {X: right, Y: y - 5}, {X: left, Y: y - 5}, {X: left, Y: y + 14}, {X: mid, Y: y - 5}, {X: mid, Y: y + 14}} {
		r := scene.Rect{X: at.X, Y: at.Y - 12, W: w, H: 16}
		if r.Y >= pl.area.Y-14 && r.Bottom() <= pl.area.Bottom() && !pl.named(r) {
			return r, true
		}
	}
	return scene.Rect{}, false
}

// References are the lines of the chart for reading: name and value of each.
func References(in *Input) (out []string) {
	p := page{Scene: new(scene.Scene), in: in, s: i18n.For(in.View.Lang)}
	pl := plot{accuracy: in.State.Metric == "accuracy"}
	for _, r := range p.references(&pl, nil) {
		from := len(p.Bytes)
		p.refName(&pl, &r)
		out = append(out, string(p.Bytes[from:]))
	}
	return out
}
