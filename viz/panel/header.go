package panel

import (
	"strconv"
	"strings"

	"promptscope/sim/train"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// header names the lane: line sample, method, condition; below it what is trained and how well it does.
func (p *page) header(f *frame) {
	x, y := f.card.X+16, f.card.Y+28
	p.sample(x, y-6, 28, f.lane)
	x += 38
	m := p.in.Catalog.Method(p.in.State.Method[f.lane])
	end := p.condition(f, y)
	x += p.Fit(p.s.MethodName(m.ID, m.Name), x, y, end-x, p.bold(17), scene.Left) + 10
	if where := p.where(f); end-x > scene.Measure(where, p.soft(13))+8 {
		p.Put(where, x, y, p.soft(13), scene.Left)
	}
	p.counts(f, y+24)
}

// where says in two words what the method trains.
func (p *page) where(f *frame) string {
	switch {
	case !f.frozen:
		return p.s.Everything
	case f.deep:
		return p.s.EveryLayer
	case f.input:
		return p.s.InputOnly
	}
	return p.s.HeadOnly
}

// condition is the status word and the lock with the backbone's hash, from the right; it returns where it starts.
func (p *page) condition(f *frame, y float32) float32 {
	x := f.card.Right() - 16
	if sha := f.snap.BackboneSHA; len(sha) >= 8 && f.card.W > 400 {
		a := len(p.Bytes)
		p.Bytes = append(p.Bytes, sha[:4]...)
		p.Bytes = append(append(p.Bytes, "·"...), sha[4:8]...)
		x -= p.PutBytes(a, x, y, p.faint(12.5), scene.Right) + 6
		word := p.s.Frozen
		if !f.frozen {
			word = p.s.Unlocked
		}
		x -= p.Put(word, x, y, p.faint(12.5), scene.Right) + 10
		if !f.frozen {
			x -= 5 // an open lock is wider
		}
		lockSign(p, x, y-5, !f.frozen, p.t.Faint)
		x -= 18
	}
	st := p.soft(13)
	word := p.s.Status[p.status(f)]
	if travelling(f.snap) {
		st.Color = p.t.Context
		word = strings.Replace(p.s.AtStep, "#", strconv.Itoa(int(f.snap.Shown)), 1)
	}
	if f.snap.Status == train.Diverged || f.snap.Status == train.Failed {
		st.Color = p.t.Mask
	}
	w := scene.Measure(word, st) + 18
	p.Frame(scene.Rect{X: x - w, Y: y - 15, W: w, H: 21}, 10.5, 1, st.Color.Alpha(0.5))
	p.Put(word, x-w/2, y, st, scene.Center)
	return x - w - 8
}

// status is the lane's condition in a word that does not flicker: lanes that keep pace both train, although they wait
// for each other every few steps.
func (p *page) status(f *frame) train.Status {
	s, other := f.snap, p.snapshot(1-f.lane)
	ahead := s.Step - other.Step
	if s.Status == train.Waiting && ready(other) && ahead < max(60, int32(other.StepsPerSecond)) {
		return train.Running
	}
	return s.Status
}

// counts is the line of numbers: trained, share, and on the right the loss and the held-out measure.
func (p *page) counts(f *frame, y float32) {
	s := f.snap
	x := f.card.X + 16
	if s.Status == train.Failed { // the card is empty otherwise
		p.wrap(s.Message, x, y, f.card.W-32, 17, 4, in(p.body(13), p.t.Mask))
		return
	}
	if s.Message != "" && s.Status != train.Loading {
		p.Fit(s.Message, x, y, f.card.W-32, in(p.body(13), p.t.Mask), scene.Left)
		return
	}
	if !ready(s) {
		return
	}
	if p.in.View.Looking && s.NoPast != train.Kept { // the other lane is in its past
		p.Fit(p.s.Pastless[s.NoPast-1], x, y, f.card.W-32, in(p.body(13), p.t.Context), scene.Left)
		return
	}
	if f.parted() {
		text, ink := p.partCaption(f)
		p.Fit(text, x, y, f.card.W-32, in(p.body(13.5), ink), scene.Left)
		return
	}
	room := p.results(f, y) - x - 12
	st := p.soft(13)
	for parts := 3; parts > 0; parts-- { // as much as there is room for
		a := len(p.Bytes)
		p.count(s, parts)
		if parts == 1 || scene.Measure(p.Bytes[a:], st) <= room {
			p.Cut(a, room, st)
			p.PutBytes(a, x, y, st, scene.Left)
			return
		}
		p.Bytes = p.Bytes[:a]
	}
}

// count appends what is trained, what of it is kept, and its share of the backbone.
func (p *page) count(s *train.Snapshot, parts int) {
	p.around(p.s.Trained, func() { p.Grouped(s.Trainable, 0) })
	if s.Stored < s.Trainable && parts > 1 { // an encoder is dropped after training
		p.Bytes = append(p.Bytes, " · "...)
		p.around(p.s.Kept, func() { p.Grouped(s.Stored, 0) })
	}
	if s.Total > 0 && (parts > 2 || parts > 1 && s.Stored >= s.Trainable) {
		p.Bytes = append(p.Bytes, " · "...)
		p.around(p.s.Share, func() { p.share(float64(s.Stored) / float64(s.Total)) })
	}
}

// around appends a pattern with what f appends in the place of #.
func (p *page) around(pattern string, f func()) {
	before, after, _ := strings.Cut(pattern, "#")
	p.Bytes = append(p.Bytes, before...)
	f()
	p.Bytes = append(p.Bytes, after...)
}

// share appends a fraction in percent with two meaningful digits.
func (p *page) share(v float64) {
	v *= 100
	decimals := 2
	if v >= 10 {
		decimals = 0
	} else if v >= 1 {
		decimals = 1
	}
	p.Number(v, decimals)
	p.Bytes = append(p.Bytes, " %"...)
}

// results writes loss and held-out measure from the right edge; it returns where they start.
func (p *page) results(f *frame, y float32) float32 {
	s := f.snap
	x := f.card.Right() - 16
	big := p.bold(14)
	if s.EvalStep >= 0 && len(s.Evals) > 0 {
		a := len(p.Bytes)
		p.Number(float64(s.EvalAccuracy)*100, 1)
		p.Bytes = append(p.Bytes, " %"...)
		x -= p.PutBytes(a, x, y, big, scene.Right) + 6
		x -= p.Put(p.measure(), x, y, p.soft(13), scene.Right) + 14
	}
	if len(s.Losses) > 0 {
		a := len(p.Bytes)
		p.Number(float64(s.Loss), 3)
		x -= p.PutBytes(a, x, y, big, scene.Right) + 6
		x -= p.Put(p.s.Loss, x, y, p.soft(13), scene.Right)
	}
	return x
}

// measure is the name of the held-out measure of the present task.
func (p *page) measure() string {
	for i := range state.Lanes {
		if p.snapshot(i).Measure == "span F1" {
			return p.s.SpanF1
		}
	}
	return p.s.Accuracy
}

// laneTabs chooses the lane of a narrow screen; its drawn line is the sample.
func (p *page) laneTabs(r scene.Rect) {
	p.Fill(r, 8, p.t.Raised)
	w := r.W / state.Lanes
	for i := range state.Lanes {
		cell := scene.Rect{X: r.X + w*float32(i), Y: r.Y, W: w, H: r.H}
		st := p.soft(14)
		chosen := p.in.State.Lane == i
		if chosen {
			m := p.Fill(cell.Inset(2), 6, p.t.Card)
			m.Stroke, m.Width = p.t.Track, 1
			st = p.bold(14)
		}
		m := p.in.Catalog.Method(p.in.State.Method[i])
		name := p.s.MethodName(m.ID, m.Name)
		x := cell.CX() - (scene.Measure(name, st)+32)/2
		p.sample(x, cell.CY(), 24, i)
		p.Put(name, x+32, middle(cell.CY(), 14), st, scene.Left)
		p.control(scene.Control{ID: "lane", Arg: small(i), Kind: scene.Tab, Rect: cell, Label: name, Chosen: chosen})
	}
}
