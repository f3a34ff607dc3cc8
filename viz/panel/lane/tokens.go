package lane

import (
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// tokens is the input row.
type tokens struct{ *frame }

// draw draws the input row: words in outlines by their role, virtual tokens in orange rings at their true place,
// and dotted slots where this lane has none but the other does.
func (f tokens) draw() {
	t := &f.snap.Trace
	width := int(t.Width)
	cells := cellsIn(f.row.H, width)
	scale := f.scale(t, cells)
	var used [maxGaps]int
	unit := 0
	f.grid.walk(t, func(i int, c column) {
		if c.word >= 0 {
			f.word(&t.Tokens[i], c)
			return
		}
		used[c.gap]++
		r := f.grid.slot(c.gap, c.at)
		r.Y, r.H = f.row.Y, f.row.H
		f.virtual(r, t.Hidden[i*width:(i+1)*width], cells, scale)
		f.inspectable(r, inspectArg(f.lane, -1, unit))
		unit++
	})
	for g := range f.grid.words + 1 {
		for i := used[g]; i < f.grid.slots[g]; i++ {
			f.vacant(f.grid.slot(g, i), f.row)
		}
	}
}

// scale is the colour scale of the input row.
func (f tokens) scale(t *run.Trace, cells int) float32 {
	n := len(t.Tokens) * int(t.Width)
	return spread(t.Hidden[:n], int(t.Width), cells)
}

// word draws one word of the input.
func (f tokens) word(tok *run.Token, c column) {
	w := f.grid.wordW[c.word]
	r := scene.Rect{X: c.x - w/2, Y: f.row.Y, W: w, H: f.row.H}
	f.Spot(id.Row, r)
	edge := f.T.Context
	switch tok.Role {
	case run.Mask:
		edge = f.T.Mask
	case run.Special:
		edge = f.T.Faint
	}
	k := scene.Key{ID: id.Token, Arg: tokenArgs[f.lane][c.word]}
	hover, _ := f.Looks(k)
	m := f.Fill(r, 5, f.T.Card)
	m.Stroke, m.Width = edge, 1.3
	if tok.Role == run.Mask {
		m.Width = 2
	}
	if hover {
		f.Fill(r, 5, edge.Alpha(0.18))
	}
	st := f.Body(f.grid.textSize)
	text := tok.Text
	if f.grid.upright {
		f.Up(text, r.CX(), r.CY(), r.H-6, st)
		f.Control(scene.Control{ID: id.Token, Arg: k.Arg, Kind: scene.Button, Rect: r, Label: text})
		return
	}
	if scene.Measure(text, st) > w-3 {
		text = strings.Trim(text, "[]")
	}
	f.Fit(text, r.CX(), kit.Middle(r.CY(), st.Size), w-3, st, scene.Center)
	f.Control(scene.Control{ID: id.Token, Arg: k.Arg, Kind: scene.Button, Rect: r.Grow(0, f.Touch()), Label: tok.Text})
}

// virtual draws one trained virtual token of the input row.
func (f tokens) virtual(r scene.Rect, values []float32, cells int, scale float32) {
	pad := ringPad(r.W)
	ring := scene.Rect{X: r.X + pad - 1, Y: r.Y, W: r.W - 2*pad + 2, H: r.H}
	f.Spot("input", ring)
	f.Fill(ring, 4, f.T.VirtualWash)
	a := len(f.Values)
	f.pool(values, cells)
	f.Column(ring.Inset(min(3, ring.W*0.2)), a, scale)
	f.Frame(ring, 4, 2, f.T.Virtual)
}

// vacant is a slot that is empty here and filled in the other lane.
func (f tokens) vacant(r, row scene.Rect) {
	pad := ringPad(r.W)
	place := scene.Rect{X: r.X + pad, Y: row.Y + 2, W: r.W - 2*pad, H: row.H - 4}
	f.Spot("vacant", place)
	m := f.Frame(place, 4, 1, f.T.Track)
	m.Dash = [2]float32{1.5, 3}
}
