package panel

import (
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// header names the lane: line sample, method, condition; below it what is trained and how well it does.
func (p *page) header(f *frame) {
	x, y := f.card.X+16, f.card.Y+28
	p.sample(x, y-6, 28, f.lane)
	x += 38
	end := p.condition(f, y)
	x += p.method(f, x, y, end-x) + 10
	if p.in.Catalog.Method(p.in.State.Lanes[f.lane].Method).Comparator && end-x > scene.Measure(p.s.ControlShort, p.soft(13))+8 {
		x += p.Put(p.s.ControlShort, x, y, p.soft(13), scene.Left) + 10
	}
	if where := p.where(f); end-x > scene.Measure(where, p.soft(13))+8 {
		p.Put(where, x, y, p.soft(13), scene.Left)
	}
	p.counts(f, y+24)
	if p.costly(f.card) && ready(f.snap) && f.snap.Status < run.Diverged && !f.parted() {
		a := len(p.Bytes)
		p.cost(f.snap)
		p.PutBytes(a, f.card.X+16, y+24+costLine, p.faint(12.5), scene.Left)
	}
}

// costLine is the height of the line that says what a step costs.
const costLine = 18

// costly tells whether a lane's card has room for that line; else it is in the compare tab.
func (p *page) costly(card scene.Rect) bool { return p.shape != phone && card.H >= 400 }

// cost appends what a step of the run costs: milliseconds of work, and arithmetic.
func (p *page) cost(s *run.Snapshot) {
	if s.StepTime <= 0 && s.FLOP <= 0 {
		return
	}
	p.around(p.s.StepCost, func() {
		if s.StepTime > 0 {
			p.digits3(float64(s.StepTime))
			p.Bytes = append(p.Bytes, " ms"...)
		}
		if s.StepTime > 0 && s.FLOP > 0 {
			p.Bytes = append(p.Bytes, " · "...)
		}
		if s.FLOP > 0 {
			p.digits3(float64(s.FLOP) / 1e6)
			p.Bytes = append(p.Bytes, " MFLOP"...)
		}
	})
}

// digits3 appends a positive number with about three digits.
func (p *page) digits3(v float64) {
	switch {
	case v < 10:
		p.Number(v, 2)
	case v < 100:
		p.Number(v, 1)
	default:
		p.Grouped(int64(v+0.5), 0)
	}
}

// method is the lane's method, which opens the list of all; it returns its width.
func (p *page) method(f *frame, x, y, room float32) float32 {
	m := p.in.Catalog.Method(p.in.State.Lanes[f.lane].Method)
	id, name := methodIDs[f.lane], p.s.MethodName(m.ID, m.Name)
	if p.count() > 2 {
		name = string(rune('A'+f.lane)) + " " + name
	}
	if p.gone(id) || p.in.State.Embed || p.shape != wide && p.isTab() {
		return p.Fit(name, x, y, room, p.bold(17), scene.Left)
	}
	a := len(p.Bytes)
	w := p.Fit(name, x, y, room-22, p.bold(17), scene.Left)
	b := len(p.Bytes)
	ink := p.t.Faint
	if hover, _ := p.looks(scene.Key{ID: id}); hover || p.in.View.Open == id {
		ink = p.t.Text
	}
	chevron(p, x+w+12, y-5, ink)
	r := scene.Rect{X: x - 6, Y: y - 20, W: w + 28, H: 30}
	p.control(scene.Control{ID: id, Kind: scene.Choice, Rect: r, Label: p.s.Method, A: int32(a), B: int32(b), Chosen: p.in.View.Open == id})
	return w + 22
}

// laneButtons add a lane behind the last one and take this one away; they return where they begin.
func (p *page) laneButtons(f *frame, x, y float32) float32 {
	if p.in.State.Embed || p.gone("lanes") {
		return x
	}
	button := func(id, arg, label string, icon func(*page, float32, float32, scene.Color)) {
		x -= p.touch() - 4
		r := scene.Rect{X: x, Y: y - 17, W: 24, H: 24}
		p.plate(r, 7, scene.Key{ID: id, Arg: arg}, false)
		icon(p, r.CX(), r.CY(), p.t.Soft)
		p.control(scene.Control{ID: id, Arg: arg, Kind: scene.Button, Rect: r, Label: label})
	}
	n := p.count()
	if n > 1 {
		button("remove", small(f.lane), i18n.Laned(p.s.RemoveLane, f.lane), cross)
	}
	if n < state.Lanes && f.lane == n-1 && !p.tabbed() {
		button("add", "", p.s.AddLane, plusSign)
	}
	return x - 4
}

// where says in two words what the method trains.
func (p *page) where(f *frame) string {
	m := p.in.Catalog.Method(p.in.State.Lanes[f.lane].Method)
	switch {
	case m.Still:
		return p.s.NothingTrains
	case m.ID == "bitfit":
		return p.s.Biases
	case m.ID == "search":
		return p.s.RealWords
	case f.low:
		return p.s.InLayers
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
	x := p.laneButtons(f, f.card.Right()-12, y)
	if sha := f.snap.BackboneSHA; len(sha) >= 8 && f.card.W > 430 {
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
	return p.pill(f, x, y) - 8
}

// status is the lane's condition in a word that does not flicker: lanes that keep pace both train, although they wait
// for each other every few steps.
func (p *page) status(f *frame) run.Status {
	s := f.snap
	for i := range p.count() {
		other := p.snapshot(i)
		ahead := s.Step - other.Step
		if i != f.lane && s.Status == run.Waiting && ready(other) && ahead < max(60, int32(other.StepsPerSecond)) {
			return run.Running
		}
	}
	return s.Status
}

// counts is the line of numbers: trained, share, and on the right the loss and the held-out measure.
func (p *page) counts(f *frame, y float32) {
	s := f.snap
	x := f.card.X + 16
	if s.Status == run.Failed { // the card is empty otherwise
		p.wrap(s.Message, x, y, f.card.W-32, 17, 4, in(p.body(13), p.t.Mask))
		return
	}
	if s.Status == run.Diverged {
		lines := 1
		if p.costly(f.card) {
			lines = 2
		}
		p.wrap(p.divergence(s), x, y, f.card.W-32, costLine, lines, in(p.body(13), p.t.Mask))
		return
	}
	if s.Message != "" && s.Status != run.Loading {
		p.Fit(s.Message, x, y, f.card.W-32, in(p.body(13), p.t.Mask), scene.Left)
		return
	}
	if !ready(s) {
		return
	}
	if p.in.View.Looking(&p.in.State) && s.NoPast != run.Kept { // the other lane is in its past
		p.Fit(p.s.Pastless[s.NoPast-1], x, y, f.card.W-32, in(p.body(13), p.t.Context), scene.Left)
		return
	}
	if f.parted() {
		text, ink := p.partCaption(f)
		lines := 1
		if p.costly(f.card) {
			lines = 2
		}
		p.wrap(text, x, y, f.card.W-32, costLine, lines, in(p.body(13.5), ink))
		return
	}
	room := p.results(f, y) - x - 12
	st := p.soft(13)
	for parts := 3; parts > 0; parts-- { // as much as there is room for
		a := len(p.Bytes)
		p.numbers(s, parts)
		if parts == 1 || scene.Measure(p.Bytes[a:], st) <= room {
			p.Cut(a, room, st)
			p.PutBytes(a, x, y, st, scene.Left)
			return
		}
		p.Bytes = p.Bytes[:a]
	}
}

// divergence says where a lane came to its end, in the language of the picture.
func (p *page) divergence(s *run.Snapshot) string {
	from := len(p.Bytes)
	before, rest, _ := strings.Cut(p.s.DivergedText, "#")
	mid, after, _ := strings.Cut(rest, "#")
	p.Bytes = append(p.Bytes, before...)
	p.Grouped(int64(s.Step), 0)
	p.Bytes = append(p.Bytes, mid...)
	p.figure(s.Spec.LR)
	p.Bytes = append(p.Bytes, after...)
	text := string(p.Bytes[from:])
	p.Bytes = p.Bytes[:from]
	return text
}

// numbers appends what is trained, what of it is kept, and its share of the backbone.
func (p *page) numbers(s *run.Snapshot, parts int) {
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
		x = p.measures(f, x, y)
	}
	if len(s.Losses) > 0 {
		a := len(p.Bytes)
		p.Number(float64(s.Loss), 3)
		x -= p.PutBytes(a, x, y, big, scene.Right) + 6
		x -= p.Put(p.s.Loss, x, y, p.soft(13), scene.Right)
	}
	return x
}

// measures writes the held-out measure, or that of each data set of a joint task, up to x; it returns where the next thing
// may end.
func (p *page) measures(f *frame, x, y float32) float32 {
	figure := func(name string, v float32) {
		a := len(p.Bytes)
		p.Number(float64(v)*100, 1)
		p.Bytes = append(p.Bytes, " %"...)
		x -= p.PutBytes(a, x, y, p.bold(14), scene.Right) + 6
		x -= p.Put(name, x, y, p.soft(13), scene.Right)
	}
	parts := f.snap.Parts
	if len(parts) == 0 {
		figure(p.measure(), f.snap.EvalAccuracy)
		return x - 14
	}
	for i := len(parts) - 1; i >= 0; i-- {
		figure(p.s.PartName(parts[i].Task), parts[i].Accuracy)
		x -= 10
	}
	if f.card.W > 460 { // else the chart's button names it
		x -= p.Put(p.measure(), x, y, p.soft(13), scene.Right) + 4
	}
	return x - 10
}

// measure is the name of the held-out measure of the present task.
func (p *page) measure() string {
	for i := range p.count() {
		if p.snapshot(i).Measure == "span F1" {
			return p.s.SpanF1
		}
	}
	return p.s.Accuracy
}

// laneTabs chooses the lane of a narrow screen; its drawn line is the sample. A sign at the end adds a lane.
func (p *page) laneTabs(r scene.Rect) {
	n := p.count()
	if n < state.Lanes && !p.in.State.Embed && !p.gone("lanes") {
		side := max(r.H, p.touch())
		p.iconButton(scene.Rect{X: r.Right() - side + 2, Y: r.Y + 2, W: side - 4, H: r.H - 4}, "add", "", p.s.AddLane, plusSign)
		r.W -= side + 4
	}
	p.Fill(r, 8, p.t.Raised)
	w := r.W / float32(n)
	for i := range n {
		cell := scene.Rect{X: r.X + w*float32(i), Y: r.Y, W: w, H: r.H}
		st := p.soft(14)
		chosen := p.in.State.Lane == i
		if chosen {
			m := p.Fill(cell.Inset(2), 6, p.t.Card)
			m.Stroke, m.Width = p.t.Track, 1
			st = p.bold(14)
		}
		m := p.in.Catalog.Method(p.in.State.Lanes[i].Method)
		name := p.s.MethodName(m.ID, m.Name)
		shown := name
		if n > 2 && scene.Measure(name, p.bold(14))+44 > w {
			shown = string(rune('A' + i))
		}
		room := min(scene.Measure(shown, st), w-40)
		x := cell.CX() - (room+32)/2
		p.sample(x, cell.CY(), 24, i)
		p.Fit(shown, x+32, middle(cell.CY(), 14), room+1, st, scene.Left)
		p.control(scene.Control{ID: "lane", Arg: small(i), Kind: scene.Tab, Rect: cell, Label: name, Chosen: chosen})
	}
}
