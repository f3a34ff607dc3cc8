package lane

import (
	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// frame is how a lane's card is divided, from top to bottom.
type frame struct {
	*kit.Page
	grid     grid
	at       Stand
	lane     int
	card     scene.Rect
	snap     *run.Snapshot
	inner    scene.Rect // bands: between the left gutter and the gradient's
	answers  scene.Rect
	bands    scene.Rect
	row      scene.Rect // tokens
	table    scene.Rect // of prompts of real words; empty where there is none
	caption  float32    // base line
	shaft    float32    // x of the gradient
	channel  float32    // y of the gradient under the tokens
	deep     bool
	input    bool
	frozen   bool
	headOnly bool
	causal   bool
	still    bool // nothing trains
	slow     bool // slow motion
}

// divide divides the card r of a lane.
func divide(p *kit.Page, r scene.Rect, lane int, at Stand) frame {
	s := p.In.Snapshot(lane)
	m := p.In.Catalog.Method(p.In.State.Lanes[lane].Method)
	f := frame{Page: p, at: at, lane: lane, card: r, snap: s, deep: m.Where.Has(run.KeysValues), input: m.Where.Has(run.InputRow), frozen: !m.Where.Moves(), still: m.Still}
	f.slow = p.In.State.Speed > 0 && p.In.State.Speed <= kit.SlowMotion
	f.headOnly = f.frozen && !m.Where.Tokens() && !m.Where.Inside()
	f.causal = p.In.Catalog.Backbone(p.In.State.Backbone).Causal
	left, right, head := float32(34), float32(36), float32(66)
	if p.Shape == kit.Phone {
		left, right, head = 28, 34, 60
	}
	if costly(p, r) {
		head += costLine
	}
	f.inner = scene.Rect{X: r.X + left, W: r.W - left - right}
	answers := float32(62)
	if len(s.Trace.Labels) == 0 {
		answers = min(max(r.H*0.2, 66), 92)
	} else if rights(p, r) {
		answers += rightLine
	}
	table := hasTries(p, lane)
	beside, under := float32(0), float32(0)
	if table {
		if beside = triesBeside(p, r); beside == 0 {
			const bandLeast = 46
			room := r.H - head - answers - 62 - foot(p) - 14 - bandLeast*float32(layersOf(p, lane))
			if under = min(triesUnder(p, lane), room); under < 24+2*tryHeight(p) {
				under = 0
			}
		}
		f.inner.W -= beside
	}
	f.layGrid(f.inner.X+6, f.inner.Right()-18)
	row, foot := float32(32), foot(p)
	if f.grid.upright {
		row = 62
	}
	f.answers = scene.Rect{X: f.inner.X, Y: r.Y + head, W: f.inner.W, H: answers}
	f.row = scene.Rect{X: f.inner.X, Y: r.Bottom() - foot - row - under, W: f.inner.W, H: row}
	switch {
	case beside > 0:
		f.table = scene.Rect{X: f.inner.Right() + right, Y: f.answers.Y, W: beside - 14, H: r.Bottom() - foot - f.answers.Y}
	case under > 0:
		f.table = scene.Rect{X: r.X + 14, Y: f.row.Bottom() + 6, W: r.W - 28, H: under - 6}
	}
	f.channel = f.row.Bottom() + 8
	if f.input && f.encoder() != "" {
		f.channel = f.row.Bottom() + 6 + encoderH/2
	}
	f.caption = r.Bottom() - 11
	f.bands = scene.Rect{X: f.inner.X, Y: f.answers.Bottom() + 4, W: f.inner.W, H: f.row.Y - f.answers.Bottom() - 14}
	f.shaft = f.inner.Right() - 8
	return f
}

// encoder is the sign of the lane's prompt encoder; empty without one.
func (f *frame) encoder() string {
	switch f.snap.Spec.Encoder {
	case "lstm":
		return "LSTM"
	case "mlp":
		return "MLP"
	}
	return ""
}

// rescue offers a way on for a lane that has diverged.
func (f *frame) rescue() {
	if f.snap.Status != run.Diverged {
		return
	}
	st := f.Body(13.5)
	w, h := scene.Measure(f.S.Halve, st)+36, max(float32(36), f.Touch())
	r := scene.Rect{X: f.bands.CX() - w/2, Y: f.bands.CY() - h/2, W: w, H: h}
	f.Fill(r, 8, f.T.Card)
	f.TextButton(r, id.Halve, kit.Small(f.lane), f.S.Halve)
}

// foot is the height under the row of tokens.
func foot(p *kit.Page) float32 {
	foot := float32(38)
	if p.Shape == kit.Phone {
		foot = 72
	}
	if anyEncoder(p) { // in all lanes, so that their bands stay level
		foot += encoderH
	}
	return foot
}

// band is the rectangle of layer l, 0 at the bottom.
func (f *frame) band(l int) scene.Rect {
	n := layersOf(f.Page, f.lane)
	const between = 6
	h := (f.bands.H - between*float32(n-1)) / float32(n)
	return scene.Rect{X: f.bands.X, Y: f.bands.Y + float32(n-1-l)*(h+between), W: f.bands.W, H: h}
}

// skeleton stands where numbers will be: the bands and the word for what is going on. The example can be changed all the
// while, so that who walks through the examples by key does not lose the place when the lanes start again.
func (f *frame) skeleton() {
	for l := range layersOf(f.Page, f.lane) {
		bands{f}.surface(l)
	}
	if f.lane == f.at.First || f.Shape == kit.Phone {
		footer{f}.examples()
	}
	if f.snap.Status == run.Failed { // a backbone that did not arrive is asked for again
		w := scene.Measure(f.S.TryAgain, f.Body(13)) + 40
		f.TextButton(scene.Rect{X: f.bands.CX() - w/2, Y: f.bands.CY() - 18, W: w, H: 36}, id.Reset, Parts[f.lane], f.S.TryAgain)
		return
	}
	f.Put(f.S.Status[f.snap.Status], f.bands.CX(), f.bands.CY()+5, f.Soft(15), scene.Center)
	if f.snap.Status == run.Loading {
		f.Put(f.snap.Message, f.bands.CX(), f.bands.CY()+27, f.Faint(13), scene.Center)
	}
}

// spot marks the column whose attention is traced, from its token up to its answer.
func (f *frame) spot() {
	t := &f.snap.Trace
	f.grid.walk(t, func(i int, c column) {
		if i != int(t.Row) {
			return
		}
		w := f.grid.slotW + 4 // a causal model may answer at a virtual token
		if c.word >= 0 {
			w = f.grid.wordW[c.word] + 4
		}
		top := f.bands.Y - 3
		r := scene.Rect{X: c.x - w/2, Y: top, W: w, H: f.row.Bottom() + 4 - top}
		f.Spot("traced", r)
		m := f.Fill(r, 6, f.T.Text.Alpha(0.05))
		m.Stroke, m.Width = f.T.Soft.Alpha(0.7), 1
	})
}

// inspectable makes a rectangle open the inspector; the virtual token that is inspected gets a second ring.
func (f *frame) inspectable(r scene.Rect, arg string) {
	if f.In.State.Embed { // there is no panel to show it in
		return
	}
	k := scene.Key{ID: id.Inspect, Arg: arg}
	if hover, _ := f.Looks(k); hover {
		f.Frame(r.Inset(-2), 5, 1.2, f.T.Text)
	}
	if at := f.In.State.Open; f.In.State.Panel == id.Inspector && at.Level == 1 && (arg == inspectArg(at.Lane, at.Layer, at.Unit) || arg == inspectArg(at.Lane, -1, at.Unit)) {
		f.Frame(r.Inset(-2), 5, 1.8, f.T.Text)
	}
	f.Control(scene.Control{ID: k.ID, Arg: arg, Kind: scene.Surface, Rect: r, Label: f.S.InspectToken})
}
