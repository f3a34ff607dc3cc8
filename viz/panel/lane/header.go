package lane

import (
	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// header is the lane's name, what it is doing, what is trained and how well it does.
type header struct{ *frame }

// draw names the lane: line sample, method, condition; below it what is trained and how well it does.
func (f header) draw() {
	x, y := f.card.X+16, f.card.Y+28
	f.Sample(x, y-6, 28, f.lane)
	x += 38
	end := condition{f.frame}.draw(y)
	x += f.method(x, y, end-x) + 10
	if f.In.Catalog.Method(f.In.State.Lanes[f.lane].Method).Comparator && end-x > scene.Measure(f.S.ControlShort, f.Soft(13))+8 {
		x += f.Put(f.S.ControlShort, x, y, f.Soft(13), scene.Left) + 10
	}
	if where := f.where(); end-x > scene.Measure(where, f.Soft(13))+8 {
		f.Put(where, x, y, f.Soft(13), scene.Left)
	}
	f.counts(y + 24)
	if costly(f.Page, f.card) && kit.Ready(f.snap) && f.snap.Status < run.Diverged && !f.parted() {
		a := len(f.Bytes)
		f.Cost(f.snap)
		f.PutBytes(a, f.card.X+16, y+24+costLine, f.Faint(12.5), scene.Left)
	}
}

// costLine is the height of the line that says what a step costs.
const costLine = 18

// costly tells whether a lane's card has room for that line; else it is in the compare tab.
func costly(p *kit.Page, card scene.Rect) bool { return p.Shape != kit.Phone && card.H >= 400 }

// method is the lane's method, which opens the list of all; it returns its width.
func (f header) method(x, y, room float32) float32 {
	control, name := id.Methods[f.lane], f.LaneTitle(f.lane)
	if f.In.Count() > 2 {
		name = string(rune('A'+f.lane)) + " " + name
	}
	if f.Gone(control) || f.In.State.Embed || f.at.Covered {
		return f.Fit(name, x, y, room, f.Bold(17), scene.Left)
	}
	a := len(f.Bytes)
	w := f.Fit(name, x, y, room-22, f.Bold(17), scene.Left)
	b := len(f.Bytes)
	ink := f.T.Faint
	if hover, _ := f.Looks(scene.Key{ID: control}); hover || f.In.View.Open == control {
		ink = f.T.Text
	}
	kit.Chevron(f.Page, x+w+12, y-5, ink)
	r := scene.Rect{X: x - 6, Y: y - 20, W: w + 28, H: 30}
	f.Target(scene.Control{ID: control, Kind: scene.Choice, Rect: r, Label: f.S.Method, A: int32(a), B: int32(b), Chosen: f.In.View.Open == control})
	return w + 22
}

// buttons add a lane behind the last one and take this one away; they return where they begin.
func (f header) buttons(x, y float32) float32 {
	if f.In.State.Embed || f.Gone(id.Lanes) {
		return x
	}
	button := func(id, arg, label string, icon kit.Icon) {
		x -= f.Touch() - 4
		r := scene.Rect{X: x, Y: y - 17, W: 24, H: 24}
		f.Plate(r, 7, scene.Key{ID: id, Arg: arg}, false)
		icon(f.Page, r.CX(), r.CY(), f.T.Soft)
		f.Target(scene.Control{ID: id, Arg: arg, Kind: scene.Button, Rect: r, Label: label})
	}
	n := f.In.Count()
	if n > 1 {
		button(id.Remove, kit.Small(f.lane), i18n.Laned(f.S.RemoveLane, f.lane), kit.Cross)
	}
	if n < state.Lanes && f.lane == n-1 && !f.at.Tabbed {
		button(id.Add, "", f.S.AddLane, kit.PlusSign)
	}
	return x - 4
}

// where says in two words what the method trains.
func (f header) where() string {
	m := f.In.Catalog.Method(f.In.State.Lanes[f.lane].Method)
	switch {
	case m.Still:
		return f.S.NothingTrains
	case m.Where.Has(run.Biases):
		return f.S.Biases
	case m.Where.Has(run.RealWords):
		return f.S.RealWords
	case m.Where.Inside():
		return f.S.InLayers
	case !f.frozen:
		return f.S.Everything
	case f.deep:
		return f.S.EveryLayer
	case f.input:
		return f.S.InputOnly
	}
	return f.S.HeadOnly
}

// counts is the line of numbers: trained, share, and on the right the loss and the held-out measure.
func (f header) counts(y float32) {
	s := f.snap
	x := f.card.X + 16
	if s.Status == run.Failed { // the card is empty otherwise
		f.Wrap(s.Message, x, y, f.card.W-32, 17, 4, kit.Ink(f.Body(13), f.T.Mask))
		return
	}
	if s.Status == run.Diverged {
		lines := 1
		if costly(f.Page, f.card) {
			lines = 2
		}
		f.Wrap(f.divergence(s), x, y, f.card.W-32, costLine, lines, kit.Ink(f.Body(13), f.T.Mask))
		return
	}
	if s.Message != "" && s.Status != run.Loading {
		f.Fit(s.Message, x, y, f.card.W-32, kit.Ink(f.Body(13), f.T.Mask), scene.Left)
		return
	}
	if !kit.Ready(s) {
		return
	}
	if f.In.View.Looking(&f.In.State) && s.NoPast != run.Kept { // the other lane is in its past
		f.Fit(f.S.Pastless[s.NoPast-1], x, y, f.card.W-32, kit.Ink(f.Body(13), f.T.Context), scene.Left)
		return
	}
	if f.parted() {
		text, ink := parts{f.frame}.caption()
		lines := 1
		if costly(f.Page, f.card) {
			lines = 2
		}
		f.Wrap(text, x, y, f.card.W-32, costLine, lines, kit.Ink(f.Body(13.5), ink))
		return
	}
	room := f.results(y) - x - 12
	st := f.Soft(13)
	for parts := 3; parts > 0; parts-- { // as much as there is room for
		a := len(f.Bytes)
		f.numbers(s, parts)
		if parts == 1 || scene.Measure(f.Bytes[a:], st) <= room {
			f.Cut(a, room, st)
			f.PutBytes(a, x, y, st, scene.Left)
			return
		}
		f.Bytes = f.Bytes[:a]
	}
}

// divergence says where a lane came to its end, in the language of the picture.
func (f header) divergence(s *run.Snapshot) string {
	return i18n.Fill(f.S.DivergedText, "step", f.spelled(func() { f.Grouped(int64(s.Step), 0) }), "rate", f.spelled(func() { f.Figure(s.Spec.LR) }))
}

// spelled is what a function appends, as a text of its own.
func (f header) spelled(write func()) string {
	from := len(f.Bytes)
	write()
	text := string(f.Bytes[from:])
	f.Bytes = f.Bytes[:from]
	return text
}

// numbers appends what is trained, what of it is kept, and its share of the backbone.
func (f header) numbers(s *run.Snapshot, parts int) {
	f.Around(f.S.Trained, func() { f.Grouped(s.Trainable, 0) })
	if s.Stored < s.Trainable && parts > 1 { // an encoder is dropped after training
		f.Bytes = append(f.Bytes, " · "...)
		f.Around(f.S.Kept, func() { f.Grouped(s.Stored, 0) })
	}
	if s.Total > 0 && (parts > 2 || parts > 1 && s.Stored >= s.Trainable) {
		f.Bytes = append(f.Bytes, " · "...)
		f.Around(f.S.Share, func() { f.share(float64(s.Stored) / float64(s.Total)) })
	}
}

// share appends a fraction in percent with two meaningful digits.
func (f header) share(v float64) {
	v *= 100
	decimals := 2
	if v >= 10 {
		decimals = 0
	} else if v >= 1 {
		decimals = 1
	}
	f.Number(v, decimals)
	f.Bytes = append(f.Bytes, " %"...)
}

// results writes loss and held-out measure from the right edge; it returns where they start.
func (f header) results(y float32) float32 {
	s := f.snap
	x := f.card.Right() - 16
	big := f.Bold(14)
	if s.EvalStep >= 0 && len(s.Evals) > 0 {
		x = f.measures(x, y)
	}
	if len(s.Losses) > 0 {
		a := len(f.Bytes)
		f.Number(float64(s.Loss), 3)
		x -= f.PutBytes(a, x, y, big, scene.Right) + 6
		name := f.S.BatchLoss
		if f.card.W < 440 {
			name = f.S.Loss
		}
		x -= f.Put(name, x, y, f.Soft(13), scene.Right)
	}
	return x
}

// measures writes the held-out measure, or that of each data set of a joint task, up to x; it returns where the next thing
// may end.
func (f header) measures(x, y float32) float32 {
	if f.In.Sealed() {
		return x
	}
	figure := func(name string, v float32) {
		a := len(f.Bytes)
		f.Number(float64(v)*100, 1)
		f.Bytes = append(f.Bytes, " %"...)
		x -= f.PutBytes(a, x, y, f.Bold(14), scene.Right) + 6
		x -= f.Put(name, x, y, f.Soft(13), scene.Right)
	}
	parts := f.snap.Parts
	if len(parts) == 0 {
		figure(f.MeasureName(), f.snap.EvalAccuracy)
		return x - 14
	}
	for i := len(parts) - 1; i >= 0; i-- {
		figure(f.S.PartName(parts[i].Task), parts[i].Accuracy)
		x -= 10
	}
	if f.card.W > 460 { // else the chart's button names it
		x -= f.Put(f.MeasureName(), x, y, f.Soft(13), scene.Right) + 4
	}
	return x - 10
}
