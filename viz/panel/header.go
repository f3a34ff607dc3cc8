package panel

import (
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// header names the lane: line sample, method, condition; below it what is trained and how well it does.
func (p *page) header(f *frame) {
	x, y := f.card.X+16, f.card.Y+28
	p.Sample(x, y-6, 28, f.lane)
	x += 38
	end := p.condition(f, y)
	x += p.method(f, x, y, end-x) + 10
	if p.In.Catalog.Method(p.In.State.Lanes[f.lane].Method).Comparator && end-x > scene.Measure(p.S.ControlShort, p.Soft(13))+8 {
		x += p.Put(p.S.ControlShort, x, y, p.Soft(13), scene.Left) + 10
	}
	if where := p.where(f); end-x > scene.Measure(where, p.Soft(13))+8 {
		p.Put(where, x, y, p.Soft(13), scene.Left)
	}
	p.counts(f, y+24)
	if p.costly(f.card) && kit.Ready(f.snap) && f.snap.Status < run.Diverged && !f.parted() {
		a := len(p.Bytes)
		p.Cost(f.snap)
		p.PutBytes(a, f.card.X+16, y+24+costLine, p.Faint(12.5), scene.Left)
	}
}

// costLine is the height of the line that says what a step costs.
const costLine = 18

// costly tells whether a lane's card has room for that line; else it is in the compare tab.
func (p *page) costly(card scene.Rect) bool { return p.Shape != kit.Phone && card.H >= 400 }

// method is the lane's method, which opens the list of all; it returns its width.
func (p *page) method(f *frame, x, y, room float32) float32 {
	m := p.In.Catalog.Method(p.In.State.Lanes[f.lane].Method)
	id, name := kit.MethodIDs[f.lane], p.S.MethodName(m.ID, m.Name)
	if p.In.Count() > 2 {
		name = string(rune('A'+f.lane)) + " " + name
	}
	if p.Gone(id) || p.In.State.Embed || p.Shape != kit.Wide && p.isTab() {
		return p.Fit(name, x, y, room, p.Bold(17), scene.Left)
	}
	a := len(p.Bytes)
	w := p.Fit(name, x, y, room-22, p.Bold(17), scene.Left)
	b := len(p.Bytes)
	ink := p.T.Faint
	if hover, _ := p.Looks(scene.Key{ID: id}); hover || p.In.View.Open == id {
		ink = p.T.Text
	}
	kit.Chevron(p.Page, x+w+12, y-5, ink)
	r := scene.Rect{X: x - 6, Y: y - 20, W: w + 28, H: 30}
	p.Target(scene.Control{ID: id, Kind: scene.Choice, Rect: r, Label: p.S.Method, A: int32(a), B: int32(b), Chosen: p.In.View.Open == id})
	return w + 22
}

// laneButtons add a lane behind the last one and take this one away; they return where they begin.
func (p *page) laneButtons(f *frame, x, y float32) float32 {
	if p.In.State.Embed || p.Gone("lanes") {
		return x
	}
	button := func(id, arg, label string, icon kit.Icon) {
		x -= p.Touch() - 4
		r := scene.Rect{X: x, Y: y - 17, W: 24, H: 24}
		p.Plate(r, 7, scene.Key{ID: id, Arg: arg}, false)
		icon(p.Page, r.CX(), r.CY(), p.T.Soft)
		p.Target(scene.Control{ID: id, Arg: arg, Kind: scene.Button, Rect: r, Label: label})
	}
	n := p.In.Count()
	if n > 1 {
		button("remove", kit.Small(f.lane), i18n.Laned(p.S.RemoveLane, f.lane), kit.Cross)
	}
	if n < state.Lanes && f.lane == n-1 && !p.tabbed() {
		button("add", "", p.S.AddLane, kit.PlusSign)
	}
	return x - 4
}

// where says in two words what the method trains.
func (p *page) where(f *frame) string {
	m := p.In.Catalog.Method(p.In.State.Lanes[f.lane].Method)
	switch {
	case m.Still:
		return p.S.NothingTrains
	case m.ID == "bitfit":
		return p.S.Biases
	case m.ID == "search":
		return p.S.RealWords
	case f.low:
		return p.S.InLayers
	case !f.frozen:
		return p.S.Everything
	case f.deep:
		return p.S.EveryLayer
	case f.input:
		return p.S.InputOnly
	}
	return p.S.HeadOnly
}

// condition is the status word and the lock with the backbone's hash, from the right; it returns where it starts.
func (p *page) condition(f *frame, y float32) float32 {
	x := p.laneButtons(f, f.card.Right()-12, y)
	if sha := f.snap.BackboneSHA; len(sha) >= 8 && f.card.W > 430 {
		a := len(p.Bytes)
		p.Bytes = append(p.Bytes, sha[:4]...)
		p.Bytes = append(append(p.Bytes, "·"...), sha[4:8]...)
		x -= p.PutBytes(a, x, y, p.Faint(12.5), scene.Right) + 6
		word := p.S.Frozen
		if !f.frozen {
			word = p.S.Unlocked
		}
		x -= p.Put(word, x, y, p.Faint(12.5), scene.Right) + 10
		if !f.frozen {
			x -= 5 // an open lock is wider
		}
		kit.LockSign(p.Page, x, y-5, !f.frozen, p.T.Faint)
		x -= 18
	}
	return p.pill(f, x, y) - 8
}

// status is the lane's condition in a word that does not flicker: lanes that keep pace both train, although they wait
// for each other every few steps.
func (p *page) status(f *frame) run.Status {
	s := f.snap
	for i := range p.In.Count() {
		other := p.In.Snapshot(i)
		ahead := s.Step - other.Step
		if i != f.lane && s.Status == run.Waiting && kit.Ready(other) && ahead < max(60, int32(other.StepsPerSecond)) {
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
		p.Wrap(s.Message, x, y, f.card.W-32, 17, 4, kit.Ink(p.Body(13), p.T.Mask))
		return
	}
	if s.Status == run.Diverged {
		lines := 1
		if p.costly(f.card) {
			lines = 2
		}
		p.Wrap(p.divergence(s), x, y, f.card.W-32, costLine, lines, kit.Ink(p.Body(13), p.T.Mask))
		return
	}
	if s.Message != "" && s.Status != run.Loading {
		p.Fit(s.Message, x, y, f.card.W-32, kit.Ink(p.Body(13), p.T.Mask), scene.Left)
		return
	}
	if !kit.Ready(s) {
		return
	}
	if p.In.View.Looking(&p.In.State) && s.NoPast != run.Kept { // the other lane is in its past
		p.Fit(p.S.Pastless[s.NoPast-1], x, y, f.card.W-32, kit.Ink(p.Body(13), p.T.Context), scene.Left)
		return
	}
	if f.parted() {
		text, ink := p.partCaption(f)
		lines := 1
		if p.costly(f.card) {
			lines = 2
		}
		p.Wrap(text, x, y, f.card.W-32, costLine, lines, kit.Ink(p.Body(13.5), ink))
		return
	}
	room := p.results(f, y) - x - 12
	st := p.Soft(13)
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
	before, rest, _ := strings.Cut(p.S.DivergedText, "#")
	mid, after, _ := strings.Cut(rest, "#")
	p.Bytes = append(p.Bytes, before...)
	p.Grouped(int64(s.Step), 0)
	p.Bytes = append(p.Bytes, mid...)
	p.Figure(s.Spec.LR)
	p.Bytes = append(p.Bytes, after...)
	text := string(p.Bytes[from:])
	p.Bytes = p.Bytes[:from]
	return text
}

// numbers appends what is trained, what of it is kept, and its share of the backbone.
func (p *page) numbers(s *run.Snapshot, parts int) {
	p.Around(p.S.Trained, func() { p.Grouped(s.Trainable, 0) })
	if s.Stored < s.Trainable && parts > 1 { // an encoder is dropped after training
		p.Bytes = append(p.Bytes, " · "...)
		p.Around(p.S.Kept, func() { p.Grouped(s.Stored, 0) })
	}
	if s.Total > 0 && (parts > 2 || parts > 1 && s.Stored >= s.Trainable) {
		p.Bytes = append(p.Bytes, " · "...)
		p.Around(p.S.Share, func() { p.share(float64(s.Stored) / float64(s.Total)) })
	}
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
	big := p.Bold(14)
	if s.EvalStep >= 0 && len(s.Evals) > 0 {
		x = p.measures(f, x, y)
	}
	if len(s.Losses) > 0 {
		a := len(p.Bytes)
		p.Number(float64(s.Loss), 3)
		x -= p.PutBytes(a, x, y, big, scene.Right) + 6
		x -= p.Put(p.S.Loss, x, y, p.Soft(13), scene.Right)
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
		x -= p.PutBytes(a, x, y, p.Bold(14), scene.Right) + 6
		x -= p.Put(name, x, y, p.Soft(13), scene.Right)
	}
	parts := f.snap.Parts
	if len(parts) == 0 {
		figure(p.MeasureName(), f.snap.EvalAccuracy)
		return x - 14
	}
	for i := len(parts) - 1; i >= 0; i-- {
		figure(p.S.PartName(parts[i].Task), parts[i].Accuracy)
		x -= 10
	}
	if f.card.W > 460 { // else the chart's button names it
		x -= p.Put(p.MeasureName(), x, y, p.Soft(13), scene.Right) + 4
	}
	return x - 10
}

// laneTabs chooses the lane of a narrow screen; its drawn line is the sample. A sign at the end adds a lane.
func (p *page) laneTabs(r scene.Rect) {
	n := p.In.Count()
	if n < state.Lanes && !p.In.State.Embed && !p.Gone("lanes") {
		side := max(r.H, p.Touch())
		p.IconButton(scene.Rect{X: r.Right() - side + 2, Y: r.Y + 2, W: side - 4, H: r.H - 4}, "add", "", p.S.AddLane, kit.PlusSign)
		r.W -= side + 4
	}
	p.Fill(r, 8, p.T.Raised)
	w := r.W / float32(n)
	for i := range n {
		cell := scene.Rect{X: r.X + w*float32(i), Y: r.Y, W: w, H: r.H}
		st := p.Soft(14)
		chosen := p.In.State.Lane == i
		if chosen {
			m := p.Fill(cell.Inset(2), 6, p.T.Card)
			m.Stroke, m.Width = p.T.Track, 1
			st = p.Bold(14)
		}
		m := p.In.Catalog.Method(p.In.State.Lanes[i].Method)
		name := p.S.MethodName(m.ID, m.Name)
		shown := name
		if n > 2 && scene.Measure(name, p.Bold(14))+44 > w {
			shown = string(rune('A' + i))
		}
		room := min(scene.Measure(shown, st), w-40)
		x := cell.CX() - (room+32)/2
		p.Sample(x, cell.CY(), 24, i)
		p.Fit(shown, x+32, kit.Middle(cell.CY(), 14), room+1, st, scene.Left)
		p.Target(scene.Control{ID: "lane", Arg: kit.Small(i), Kind: scene.Tab, Rect: cell, Label: name, Chosen: chosen})
	}
}
