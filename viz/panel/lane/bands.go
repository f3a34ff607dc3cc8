package lane

import (
	"math"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// bands are the layers of the backbone, 0 at the bottom. Each shows the residual stream behind that layer, one strip a
// token; deep virtual tokens stand in it as a pair of strips, key and value.
type bands struct{ *frame }

// draw draws all layers of a lane.
func (f bands) draw() {
	t := &f.snap.Trace
	for l := range int(t.Layers) {
		f.surface(l)
		z := f.zone(l)
		f.states(l, z)
		if t.P > 0 && l < len(t.Deep) && t.Deep[l] {
			f.prefix(l, z)
		}
		f.attention(l, z)
		inside{f.frame}.draw(l)
	}
}

// surface draws the layer itself: grey, with its name and its lock.
func (f bands) surface(l int) {
	b := f.band(l)
	m := f.Fill(b, 8, f.T.Raised)
	m.Stroke, m.Width = f.T.Edge, 1
	x := (f.card.X + b.X) / 2
	k := scene.Key{ID: id.Inspect, Arg: inspectArg(f.lane, l, -1)}
	target := scene.Rect{X: f.card.X, Y: b.Y, W: b.X - f.card.X, H: b.H}
	if hover, _ := f.Looks(k); hover {
		f.Fill(target.Inset(3), 6, f.T.Raised)
	}
	if at := f.In.State.Open; f.In.State.Panel == id.Inspector && at.Level > 1 && at.Lane == f.lane && at.Layer == l {
		f.Frame(b.Inset(-1), 8, 1.6, f.T.Soft)
	}
	if !f.In.State.Embed {
		f.Target(scene.Control{ID: k.ID, Arg: k.Arg, Kind: scene.Button, Rect: target, Label: f.S.InspectLayer[min(l, len(f.S.InspectLayer)-1)]})
	}
	f.Spot("band", b)
	f.Spot(id.Lock, scene.Rect{X: x - 9, Y: b.CY() - 19, W: 18, H: 22})
	kit.LockSign(f.Page, x, b.CY()-8, !f.frozen, f.T.Faint)
	a := len(f.Bytes)
	f.Bytes = append(append(f.Bytes, 'L'), kit.Small(l+1)...)
	f.PutBytes(a, x, b.CY()+16, f.Soft(12.5), scene.Center)
}

// zone is where the strips of a band stand: under the attention curves, above the gradient.
func (f bands) zone(l int) scene.Rect {
	b := f.band(l)
	above := min(max(b.H*0.3, 12), 40)
	below := min(max(b.H*0.12, 5), 14)
	return scene.Rect{X: b.X, Y: b.Y + above, W: b.W, H: b.H - above - below}
}

// states draws the residual stream behind layer l.
func (f bands) states(l int, z scene.Rect) {
	t := &f.snap.Trace
	n, width := len(t.Tokens), int(t.Width)
	data := t.Hidden[(l+1)*n*width : (l+2)*n*width]
	cells := cellsIn(z.H, width)
	scale := spread(data, width, cells)
	unit := 0
	f.grid.walk(t, func(i int, c column) {
		a := len(f.Values)
		f.pool(data[i*width:(i+1)*width], cells)
		if c.word >= 0 {
			w := f.grid.strip(c.word)
			r := scene.Rect{X: c.x - w/2, Y: z.Y, W: w, H: z.H}
			f.Column(r, a, scale)
			f.Spot("states", r)
			f.cell(l, c.word, r)
			return
		}
		r := scene.Rect{X: c.x - f.grid.slotW/2, Y: z.Y, W: f.grid.slotW, H: z.H}
		f.hollow(r, a, scale)
		f.Spot("comp", r)
		f.cell(l, state.FirstVirtual+unit, r)
		unit++
	})
}

// cell makes a strip open the inspector at its position in the layer: position is a word, or a virtual token behind
// state.FirstVirtual.
func (f bands) cell(l, position int, r scene.Rect) {
	if f.In.State.Embed || f.Gone(id.Inspect) || l >= argLayers || position >= len(cellArgs[0][0]) {
		return
	}
	k := scene.Key{ID: id.Cell, Arg: cellArgs[f.lane][l][position]}
	if hover, _ := f.Looks(k); hover {
		f.Frame(r.Inset(-2), 4, 1.2, f.T.Text)
	}
	f.Control(scene.Control{ID: k.ID, Arg: k.Arg, Kind: scene.Surface, Rect: r, Label: f.S.InspectCell})
}

// hollow draws what the layers make of an input virtual token: computed, so dashed and pale.
func (f bands) hollow(r scene.Rect, a int, scale float32) {
	pad := ringPad(r.W)
	f.Column(scene.Rect{X: r.X + pad + 1, Y: r.Y + 2, W: r.W - 2*pad - 2, H: r.H - 4}, a, scale*2.2)
	m := f.Frame(scene.Rect{X: r.X + pad - 1, Y: r.Y, W: r.W - 2*pad + 2, H: r.H}, 3, 1, f.T.Virtual.Alpha(0.75))
	m.Dash = [2]float32{2.5, 2.5}
}

// prefix draws layer l's own virtual tokens: a pair of strips each, in solid rings.
func (f bands) prefix(l int, z scene.Rect) {
	t := &f.snap.Trace
	n, width := int(t.P), int(t.Width)
	if len(t.Keys) < (l+1)*n*width || len(t.Values) < (l+1)*n*width {
		return
	}
	keys, values := t.Keys[l*n*width:(l+1)*n*width], t.Values[l*n*width:(l+1)*n*width]
	cells := cellsIn(z.H, width)
	kScale, vScale := spread(keys, width, cells), spread(values, width, cells)
	for i := range n {
		r := f.grid.slot(0, i)
		r.Y, r.H = z.Y, z.H
		f.Spot("kv", r)
		f.pair(r, keys[i*width:(i+1)*width], values[i*width:(i+1)*width], cells, kScale, vScale)
		f.inspectable(r, inspectArg(f.lane, l, i))
	}
	if f.grid.slotW >= 15 {
		r := f.grid.slot(0, 0)
		f.Put("K V", r.CX(), z.Y-3, kit.Ink(f.Faint(9), f.T.VirtualInk), scene.Center)
	}
}

func (f bands) pair(r scene.Rect, key, value []float32, cells int, kScale, vScale float32) {
	pad := ringPad(r.W)
	ring := scene.Rect{X: r.X + pad - 1, Y: r.Y - 1, W: r.W - 2*pad + 2, H: r.H + 2}
	f.Fill(ring, 3, f.T.VirtualWash)
	half := (ring.W - 5) / 2
	a := len(f.Values)
	f.pool(key, cells)
	f.Column(scene.Rect{X: ring.X + 2, Y: r.Y + 1, W: half, H: r.H - 2}, a, kScale)
	a = len(f.Values)
	f.pool(value, cells)
	f.Column(scene.Rect{X: ring.X + 3 + half, Y: r.Y + 1, W: half, H: r.H - 2}, a, vScale)
	f.Frame(ring, 3, 1.6, f.T.Virtual)
}

// attention draws from where the traced position takes its values in layer l: the mean over the heads.
func (f bands) attention(l int, z scene.Rect) {
	t := &f.snap.Trace
	n := int(t.P) + len(t.Tokens)
	if len(t.Attention) < (l+1)*int(t.Heads)*n {
		return
	}
	from, ok := f.placeOf(t, int(t.Row))
	if !ok {
		return
	}
	b := f.band(l)
	lift := z.Y - b.Y
	f.Spot("arcs", scene.Rect{X: b.X, Y: b.Y, W: b.W, H: lift})
	for i := range int(t.P) {
		f.reach(from, f.grid.slot(0, i).CX(), z.Y-1, lift, headMean(t, l, i, n), f.T.Virtual)
	}
	f.grid.walk(t, func(i int, c column) {
		ink := f.T.Context
		if c.word < 0 {
			ink = f.T.Virtual
		}
		if i != int(t.Row) {
			f.reach(from, c.x, z.Y-1, lift, headMean(t, l, int(t.P)+i, n), ink)
		}
	})
}

// placeOf is the middle of the column of token i.
func (f bands) placeOf(t *run.Trace, token int) (x float32, ok bool) {
	f.grid.walk(t, func(i int, c column) {
		if i == token {
			x, ok = c.x, true
		}
	})
	return x, ok
}

func headMean(t *run.Trace, l, at, n int) float32 {
	var sum float32
	for h := range int(t.Heads) {
		sum += t.Attention[(l*int(t.Heads)+h)*n+at]
	}
	return sum / float32(max(t.Heads, 1))
}

// reach draws one curve of attention; its width and depth of colour tell the weight.
func (f bands) reach(from, to, y, lift, weight float32, ink scene.Color) {
	if weight < 0.012 || weight != weight {
		return
	}
	strength := float32(math.Sqrt(float64(min(weight, 1))))
	top := y - lift*1.22
	f.Curve(0.6+3.4*strength, ink.Alpha(0.18+0.82*strength),
		scene.Point{X: from, Y: y}, scene.Point{X: from, Y: top}, scene.Point{X: to, Y: top}, scene.Point{X: to, Y: y})
}
