package panel

import (
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// tokens draws the input row: words in outlines by their role, virtual tokens in orange rings at their true place,
// and dotted slots where this lane has none but the other does.
func (p *page) tokens(f *frame) {
	t := &f.snap.Trace
	width := int(t.Width)
	cells := cellsIn(f.row.H, width)
	scale := p.promptScale(t, cells)
	var used [maxGaps]int
	unit := 0
	p.grid.walk(t, func(i int, c column) {
		if c.word >= 0 {
			p.word(f, &t.Tokens[i], c)
			return
		}
		used[c.gap]++
		r := p.grid.slot(c.gap, c.at)
		r.Y, r.H = f.row.Y, f.row.H
		p.virtual(r, t.Hidden[i*width:(i+1)*width], cells, scale)
		p.inspectable(r, inspectArg(f.lane, -1, unit))
		unit++
	})
	for g := range p.grid.words + 1 {
		for i := used[g]; i < p.grid.slots[g]; i++ {
			p.vacant(p.grid.slot(g, i), f.row)
		}
	}
}

// promptScale is the colour scale of the input row.
func (p *page) promptScale(t *run.Trace, cells int) float32 {
	n := len(t.Tokens) * int(t.Width)
	return spread(t.Hidden[:n], int(t.Width), cells)
}

// word draws one word of the input.
func (p *page) word(f *frame, tok *run.Token, c column) {
	w := p.grid.wordW[c.word]
	r := scene.Rect{X: c.x - w/2, Y: f.row.Y, W: w, H: f.row.H}
	edge := p.T.Context
	switch tok.Role {
	case run.Mask:
		edge = p.T.Mask
	case run.Special:
		edge = p.T.Faint
	}
	k := scene.Key{ID: "token", Arg: tokenArgs[f.lane][c.word]}
	hover, _ := p.Looks(k)
	m := p.Fill(r, 5, p.T.Card)
	m.Stroke, m.Width = edge, 1.3
	if tok.Role == run.Mask {
		m.Width = 2
	}
	if hover {
		p.Fill(r, 5, edge.Alpha(0.18))
	}
	st := p.Body(p.grid.textSize)
	text := tok.Text
	if p.grid.upright {
		p.Up(text, r.CX(), r.CY(), r.H-6, st)
		p.Control(scene.Control{ID: "token", Arg: k.Arg, Kind: scene.Button, Rect: r, Label: text})
		return
	}
	if scene.Measure(text, st) > w-3 {
		text = strings.Trim(text, "[]")
	}
	p.Fit(text, r.CX(), kit.Middle(r.CY(), st.Size), w-3, st, scene.Center)
	p.Control(scene.Control{ID: "token", Arg: k.Arg, Kind: scene.Button, Rect: r.Grow(0, p.Touch()), Label: tok.Text})
}

// virtual draws one trained virtual token of the input row.
func (p *page) virtual(r scene.Rect, values []float32, cells int, scale float32) {
	pad := ringPad(r.W)
	ring := scene.Rect{X: r.X + pad - 1, Y: r.Y, W: r.W - 2*pad + 2, H: r.H}
	p.Fill(ring, 4, p.T.VirtualWash)
	a := len(p.Values)
	p.pool(values, cells)
	p.Column(ring.Inset(min(3, ring.W*0.2)), a, scale)
	p.Frame(ring, 4, 2, p.T.Virtual)
}

// inspectable makes a rectangle open the inspector; the virtual token that is inspected gets a second ring.
func (p *page) inspectable(r scene.Rect, arg string) {
	if p.In.State.Embed { // there is no panel to show it in
		return
	}
	k := scene.Key{ID: "inspect", Arg: arg}
	if hover, _ := p.Looks(k); hover {
		p.Frame(r.Inset(-2), 5, 1.2, p.T.Text)
	}
	if at := p.In.State.Open; p.In.State.Panel == "inspector" && at.Level == 1 && (arg == inspectArg(at.Lane, at.Layer, at.Unit) || arg == inspectArg(at.Lane, -1, at.Unit)) {
		p.Frame(r.Inset(-2), 5, 1.8, p.T.Text)
	}
	p.Control(scene.Control{ID: k.ID, Arg: arg, Kind: scene.Surface, Rect: r, Label: p.S.InspectToken})
}

// vacant is a slot that is empty here and filled in the other lane.
func (p *page) vacant(r, row scene.Rect) {
	pad := ringPad(r.W)
	m := p.Frame(scene.Rect{X: r.X + pad, Y: row.Y + 2, W: r.W - 2*pad, H: row.H - 4}, 4, 1, p.T.Track)
	m.Dash = [2]float32{1.5, 3}
}
