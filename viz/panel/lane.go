package panel

import (
	"slices"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// frame is how a lane's card is divided, from top to bottom.
type frame struct {
	lane     int
	card     scene.Rect
	snap     *run.Snapshot
	inner    scene.Rect // bands: between the left gutter and the gradient's
	answers  scene.Rect
	bands    scene.Rect
	row      scene.Rect // tokens
	caption  float32    // base line
	shaft    float32    // x of the gradient
	channel  float32    // y of the gradient under the tokens
	deep     bool
	input    bool
	frozen   bool
	headOnly bool
	causal   bool
	low      bool // updates in the layers, beside frozen weights
	still    bool // nothing trains
	slow     bool // slow motion
}

// lane draws one run: header, answers, bands, tokens, and the gradient along them.
func (p *page) lane(r scene.Rect, lane int) {
	p.Card(r)
	p.Part(laneParts[lane], r)
	f := p.divide(r, lane)
	p.header(&f)
	if !kit.Traced(f.snap) {
		p.skeleton(&f)
		return
	}
	p.answers(&f)
	p.bands(&f)
	p.spot(&f)
	p.tokens(&f)
	p.dim(&f)
	p.gradient(&f)
	p.footer(&f)
	p.rescue(&f)
}

// rescue offers a way on for a lane that has diverged.
func (p *page) rescue(f *frame) {
	if f.snap.Status != run.Diverged {
		return
	}
	st := p.Body(13.5)
	w, h := scene.Measure(p.S.Halve, st)+36, max(float32(36), p.Touch())
	r := scene.Rect{X: f.bands.CX() - w/2, Y: f.bands.CY() - h/2, W: w, H: h}
	p.Fill(r, 8, p.T.Card)
	p.TextButton(r, "halve", kit.Small(f.lane), p.S.Halve)
}

func (p *page) divide(r scene.Rect, lane int) frame {
	s := p.In.Snapshot(lane)
	m := p.In.Catalog.Method(p.In.State.Lanes[lane].Method)
	f := frame{lane: lane, card: r, snap: s, deep: m.Deep, input: m.Input, frozen: m.Frozen}
	f.slow = p.In.State.Speed > 0 && p.In.State.Speed <= kit.SlowMotion
	f.low, f.still = slices.Contains(m.Knobs, "rank"), m.Still
	f.headOnly = m.Frozen && !m.Deep && !m.Input && !f.low
	f.causal = p.In.Catalog.Backbone(p.In.State.Backbone).Causal
	left, right, head := float32(34), float32(36), float32(66)
	if p.Shape == kit.Phone {
		left, right, head = 28, 34, 60
	}
	if p.costly(r) {
		head += costLine
	}
	f.inner = scene.Rect{X: r.X + left, W: r.W - left - right}
	answers := float32(62)
	if len(s.Trace.Labels) == 0 {
		answers = min(max(r.H*0.2, 66), 92)
	}
	p.layGrid(lane, f.inner.X+6, f.inner.Right()-18)
	row, foot := float32(32), p.foot()
	if p.grid.upright {
		row = 62
	}
	f.answers = scene.Rect{X: f.inner.X, Y: r.Y + head, W: f.inner.W, H: answers}
	f.row = scene.Rect{X: f.inner.X, Y: r.Bottom() - foot - row, W: f.inner.W, H: row}
	f.channel = f.row.Bottom() + 8
	if f.input && p.encoder(&f) != "" {
		f.channel = f.row.Bottom() + 6 + encoderH/2
	}
	f.caption = r.Bottom() - 11
	f.bands = scene.Rect{X: f.inner.X, Y: f.answers.Bottom() + 4, W: f.inner.W, H: f.row.Y - f.answers.Bottom() - 14}
	f.shaft = f.inner.Right() - 8
	return f
}

// foot is the height under the row of tokens.
func (p *page) foot() float32 {
	foot := float32(38)
	if p.Shape == kit.Phone {
		foot = 72
	}
	if p.anyEncoder() { // in all lanes, so that their bands stay level
		foot += encoderH
	}
	return foot
}

// band is the rectangle of layer l, 0 at the bottom.
func (p *page) band(f *frame, l int) scene.Rect {
	n := p.layersOf(f.lane)
	const between = 6
	h := (f.bands.H - between*float32(n-1)) / float32(n)
	return scene.Rect{X: f.bands.X, Y: f.bands.Y + float32(n-1-l)*(h+between), W: f.bands.W, H: h}
}

// skeleton stands where numbers will be: the bands and the word for what is going on. The example can be changed all the
// while, so that who walks through the examples by key does not lose the place when the lanes start again.
func (p *page) skeleton(f *frame) {
	for l := range p.layersOf(f.lane) {
		p.bandSurface(f, l)
	}
	if f.lane == p.first || p.Shape == kit.Phone {
		p.examples(f)
	}
	if f.snap.Status == run.Failed { // a backbone that did not arrive is asked for again
		w := scene.Measure(p.S.TryAgain, p.Body(13)) + 40
		p.TextButton(scene.Rect{X: f.bands.CX() - w/2, Y: f.bands.CY() - 18, W: w, H: 36}, "reset", laneParts[f.lane], p.S.TryAgain)
		return
	}
	p.Put(p.S.Status[f.snap.Status], f.bands.CX(), f.bands.CY()+5, p.Soft(15), scene.Center)
	if f.snap.Status == run.Loading {
		p.Put(f.snap.Message, f.bands.CX(), f.bands.CY()+27, p.Faint(13), scene.Center)
	}
}

// spot marks the column whose attention is traced, from its token up to its answer.
func (p *page) spot(f *frame) {
	t := &f.snap.Trace
	p.grid.walk(t, func(i int, c column) {
		if i != int(t.Row) {
			return
		}
		w := p.grid.slotW + 4 // a causal model may answer at a virtual token
		if c.word >= 0 {
			w = p.grid.wordW[c.word] + 4
		}
		top := f.bands.Y - 3
		r := scene.Rect{X: c.x - w/2, Y: top, W: w, H: f.row.Bottom() + 4 - top}
		m := p.Fill(r, 6, p.T.Text.Alpha(0.05))
		m.Stroke, m.Width = p.T.Soft.Alpha(0.7), 1
	})
}

// footer says what the orange is, and lets another held-out example be traced.
func (p *page) footer(f *frame) {
	text, ink := p.S.NoVirtual, p.T.Faint
	switch {
	case (f.input || f.deep) && p.Shape == kit.Phone:
		text, ink = p.S.Virtual, p.T.VirtualInk
	case f.input:
		text, ink = p.S.VirtualInput, p.T.VirtualInk
	case f.deep:
		text, ink = p.S.VirtualDeep, p.T.VirtualInk
	}
	x, room := f.card.X+16, f.card.W-32
	if p.Shape == kit.Phone {
		p.Fit(text, x, f.caption-44, room, kit.Ink(p.Soft(12.5), ink), scene.Left)
		p.wordArrows(f)
		p.examples(f)
		return
	}
	if f.lane == p.first {
		room -= p.examples(f) + 12
	} else {
		room -= p.legend(f) + 12
	}
	st := kit.Ink(p.Soft(12.5), ink)
	if (f.input || f.deep) && scene.Measure(text, st) > room {
		text = p.S.Virtual
	}
	used := p.Fit(text, x, f.caption, room, st, scene.Left)
	more := ""
	switch {
	case f.causal:
		more = p.S.Causal
	case f.input:
		more = p.S.Computed
	}
	if rest := room - used - 14; more != "" && rest > scene.Measure(more, p.Faint(12)) {
		p.Put(more, x+used+14, f.caption, p.Faint(12), scene.Left)
	}
}

// wordArrows is ‹ word ›: words in a row are narrower than a finger.
func (p *page) wordArrows(f *frame) {
	t := &f.snap.Trace
	at := -1
	p.grid.walk(t, func(i int, c column) {
		if i == int(t.Row) {
			at = c.word
		}
	})
	if p.Gone("token") || p.grid.words == 0 {
		return
	}
	const w = 150
	h := p.Touch()
	r := scene.Rect{X: f.card.X + 12, Y: f.caption - 4 - h/2, W: w, H: h}
	word := t.Tokens[t.Row].Text
	p.Fit(word, r.CX(), f.caption, w-2*h, p.Soft(12.5), scene.Center)
	for _, k := range [2]struct {
		next int
		x    float32
		icon kit.Icon
	}{{max(at, 0) - 1, r.X, kit.ChevronLeft}, {at + 1, r.Right() - h, kit.ChevronRight}} {
		off, ink := k.next < 0 || k.next >= p.grid.words, p.T.Text
		if off {
			ink = p.T.Track
		}
		box := scene.Rect{X: k.x, Y: r.Y, W: h, H: h}
		k.icon(p.Page, box.CX(), box.CY(), ink)
		arg := tokenArgs[f.lane][min(max(k.next, 0), maxWords-1)]
		p.Control(scene.Control{ID: "token", Arg: arg, Kind: scene.Button, Rect: box, Label: p.wordAt(t, k.next), Off: off})
	}
}

// wordAt is the text of a word, counted without virtual tokens.
func (p *page) wordAt(t *run.Trace, word int) (text string) {
	text = "–"
	p.grid.walk(t, func(i int, c column) {
		if c.word >= 0 && c.word == word {
			text = t.Tokens[i].Text
		}
	})
	return text
}

// examples is ‹ 3 / 400 ›, or ‹ 3 › while the size of the held-out set is not known; it returns its width.
func (p *page) examples(f *frame) float32 {
	if p.Gone("example") {
		return 0
	}
	index, count := f.snap.Trace.Index, f.snap.Trace.Count
	if count == 0 {
		index = int32(p.In.State.Example)
	}
	const w, side = 150, 26
	h := p.Touch()
	r := scene.Rect{X: f.card.Right() - 12 - w, Y: f.caption - 4 - h/2, W: w, H: h}
	a := len(p.Bytes)
	p.Bytes = append(append(p.Bytes, p.S.Example...), ' ')
	p.Grouped(int64(index)+1, 0)
	if count > 0 {
		p.Bytes = append(p.Bytes, " / "...)
		p.Grouped(int64(count), 0)
	} else {
		count = index + 2 // the next one may be asked for
	}
	p.Control(scene.Control{ID: "example", Kind: scene.Stepper, Rect: r, Label: p.S.Example, Value: float32(index),
		Max: float32(count - 1), Step: 1, A: int32(a), B: int32(len(p.Bytes))})
	p.PutBytes(a, r.CX(), f.caption, p.Soft(12.5), scene.Center)
	wide := max(side, p.Touch())
	p.arrow(scene.Rect{X: r.X, Y: r.Y, W: wide, H: h}, "-", p.S.PreviousExample, index <= 0, kit.ChevronLeft)
	p.arrow(scene.Rect{X: r.Right() - wide, Y: r.Y, W: wide, H: h}, "+", p.S.NextExample, index+1 >= count, kit.ChevronRight)
	return w
}

func (p *page) arrow(r scene.Rect, arg, label string, off bool, icon kit.Icon) {
	ink := p.T.Text
	if off {
		ink = p.T.Track
	}
	p.Plate(r.Inset(2), 6, scene.Key{ID: "example", Arg: arg}, false)
	icon(p.Page, r.CX(), r.CY(), ink)
	p.Control(scene.Control{ID: "example", Arg: arg, Kind: scene.Button, Rect: r, Label: label, Off: off})
}

// legend prints the scale of the strips once, with its ends; it returns its width.
func (p *page) legend(f *frame) float32 {
	x, y := f.card.Right()-16, f.caption
	x -= p.Put(p.S.Positive, x, y, p.Faint(12), scene.Right) + 6
	const cells, w = 9, 7
	for i := range cells {
		v := float32(cells-1)/2 - float32(i)
		a := len(p.Values)
		p.Values = append(p.Values, v)
		x -= w
		p.Column(scene.Rect{X: x, Y: y - 9, W: w, H: 9}, a, float32(cells-1)/2)
	}
	x -= 6
	x -= p.Put(p.S.Negative, x, y, p.Faint(12), scene.Right)
	return f.card.Right() - 16 - x
}
