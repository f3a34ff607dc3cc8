package lane

import (
	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// footer says what the orange is, and lets another held-out example be traced.
type footer struct{ *frame }

// draw says what the orange is, and lets another held-out example be traced.
func (f footer) draw() {
	text, ink := f.S.NoVirtual, f.T.Faint
	switch {
	case (f.input || f.deep) && f.Shape == kit.Phone:
		text, ink = f.S.Virtual, f.T.VirtualInk
	case f.input:
		text, ink = f.S.VirtualInput, f.T.VirtualInk
	case f.deep:
		text, ink = f.S.VirtualDeep, f.T.VirtualInk
	}
	x, room := f.card.X+16, f.card.W-32
	if f.Shape == kit.Phone {
		f.Fit(text, x, f.caption-38, room, kit.Ink(f.Soft(12.5), ink), scene.Left)
		f.wordArrows()
		f.examples()
		return
	}
	if f.lane == f.at.First {
		room -= f.examples() + 12
	} else {
		room -= f.legend() + 12
	}
	st := kit.Ink(f.Soft(12.5), ink)
	if (f.input || f.deep) && scene.Measure(text, st) > room {
		where := header{f.frame}.where()
		if text = f.S.Virtual + f.S.Colon + where; scene.Measure(text, st) > room {
			text = where
		}
	}
	used := f.Fit(text, x, f.caption, room, st, scene.Left)
	more := ""
	switch {
	case f.causal:
		more = f.S.Causal
	case f.input:
		more = f.S.Computed
	}
	if rest := room - used - 14; more != "" && rest > scene.Measure(more, f.Faint(12)) {
		f.Put(more, x+used+14, f.caption, f.Faint(12), scene.Left)
	}
}

// wordArrows is ‹ word ›: words in a row are narrower than a finger.
func (f footer) wordArrows() {
	t := &f.snap.Trace
	at := -1
	f.grid.walk(t, func(i int, c column) {
		if i == int(t.Row) {
			at = c.word
		}
	})
	if f.Gone(id.Token) || f.grid.words == 0 {
		return
	}
	const w = 150
	h := f.Touch()
	r := scene.Rect{X: f.card.X + 12, Y: f.caption - 4 - h/2, W: w, H: h}
	word := t.Tokens[t.Row].Text
	f.Fit(word, r.CX(), f.caption, w-2*h, f.Soft(12.5), scene.Center)
	for _, k := range [2]struct {
		next int
		x    float32
		icon kit.Icon
	}{{max(at, 0) - 1, r.X, kit.ChevronLeft}, {at + 1, r.Right() - h, kit.ChevronRight}} {
		off, ink := k.next < 0 || k.next >= f.grid.words, f.T.Text
		if off {
			ink = f.T.Track
		}
		box := scene.Rect{X: k.x, Y: r.Y, W: h, H: h}
		k.icon(f.Page, box.CX(), box.CY(), ink)
		arg := tokenArgs[f.lane][min(max(k.next, 0), maxWords-1)]
		f.Control(scene.Control{ID: id.Token, Arg: arg, Kind: scene.Button, Rect: box, Label: f.wordAt(t, k.next), Off: off})
	}
}

// wordAt is the text of a word, counted without virtual tokens.
func (f footer) wordAt(t *run.Trace, word int) (text string) {
	text = "–"
	f.grid.walk(t, func(i int, c column) {
		if c.word >= 0 && c.word == word {
			text = t.Tokens[i].Text
		}
	})
	return text
}

// examples is ‹ 3 / 400 ›, or ‹ 3 › while the size of the held-out set is not known; it returns its width.
func (f footer) examples() float32 {
	if f.Gone(id.Example) {
		return 0
	}
	index, count := f.snap.Trace.Index, f.snap.Trace.Count
	if count == 0 {
		index = int32(f.In.State.Example)
	}
	const w, side = 150, 26
	h := f.Touch()
	r := scene.Rect{X: f.card.Right() - 12 - w, Y: f.caption - 4 - h/2, W: w, H: h}
	a := len(f.Bytes)
	f.Bytes = append(append(f.Bytes, f.S.Example...), ' ')
	f.Grouped(int64(index)+1, 0)
	if count > 0 {
		f.Bytes = append(f.Bytes, " / "...)
		f.Grouped(int64(count), 0)
	} else {
		count = index + 2 // the next one may be asked for
	}
	f.Control(scene.Control{ID: id.Example, Kind: scene.Stepper, Rect: r, Label: f.S.Example, Value: float32(index),
		Max: float32(count - 1), Step: 1, A: int32(a), B: int32(len(f.Bytes))})
	f.PutBytes(a, r.CX(), f.caption, f.Soft(12.5), scene.Center)
	wide := max(side, f.Touch())
	f.arrow(scene.Rect{X: r.X, Y: r.Y, W: wide, H: h}, "-", f.S.PreviousExample, index <= 0, kit.ChevronLeft)
	f.arrow(scene.Rect{X: r.Right() - wide, Y: r.Y, W: wide, H: h}, "+", f.S.NextExample, index+1 >= count, kit.ChevronRight)
	return w
}

func (f footer) arrow(r scene.Rect, arg, label string, off bool, icon kit.Icon) {
	ink := f.T.Text
	if off {
		ink = f.T.Track
	}
	f.Plate(r.Inset(2), 6, scene.Key{ID: id.Example, Arg: arg}, false)
	icon(f.Page, r.CX(), r.CY(), ink)
	f.Control(scene.Control{ID: id.Example, Arg: arg, Kind: scene.Button, Rect: r, Label: label, Off: off})
}

// legend prints the scale of the strips once, with its ends; it returns its width.
func (f footer) legend() float32 {
	x, y := f.card.Right()-16, f.caption
	x -= f.Put(f.S.Positive, x, y, f.Faint(12), scene.Right) + 6
	const cells, w = 9, 7
	for i := range cells {
		v := float32(cells-1)/2 - float32(i)
		a := len(f.Values)
		f.Values = append(f.Values, v)
		x -= w
		f.Column(scene.Rect{X: x, Y: y - 9, W: w, H: 9}, a, float32(cells-1)/2)
	}
	x -= 6
	x -= f.Put(f.S.Negative, x, y, f.Faint(12), scene.Right)
	f.Spot("colours", scene.Rect{X: x, Y: y - 13, W: f.card.Right() - 16 - x, H: 18})
	return f.card.Right() - 16 - x
}
