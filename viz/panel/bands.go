package panel

import (
	"math"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// A band is one layer of the backbone. It shows the residual stream behind that layer, one strip a token; deep
// virtual tokens stand in it as a pair of strips, key and value.

// bands draws all layers of a lane.
func (p *page) bands(f *frame) {
	t := &f.snap.Trace
	for l := range int(t.Layers) {
		p.bandSurface(f, l)
		z := p.zone(f, l)
		p.states(f, l, z)
		if t.P > 0 && l < len(t.Deep) && t.Deep[l] {
			p.prefix(f, l, z)
		}
		p.attention(f, l, z)
	}
}

// bandSurface draws the layer itself: grey, with its name and its lock.
func (p *page) bandSurface(f *frame, l int) {
	b := p.band(f, l)
	m := p.Fill(b, 8, p.T.Raised)
	m.Stroke, m.Width = p.T.Edge, 1
	x := (f.card.X + b.X) / 2
	k := scene.Key{ID: "inspect", Arg: inspectArg(f.lane, l, -1)}
	target := scene.Rect{X: f.card.X, Y: b.Y, W: b.X - f.card.X, H: b.H}
	if hover, _ := p.Looks(k); hover {
		p.Fill(target.Inset(3), 6, p.T.Raised)
	}
	if at := p.In.State.Open; p.In.State.Panel == "inspector" && at.Level > 1 && at.Lane == f.lane && at.Layer == l {
		p.Frame(b.Inset(-1), 8, 1.6, p.T.Soft)
	}
	if !p.In.State.Embed {
		p.Target(scene.Control{ID: k.ID, Arg: k.Arg, Kind: scene.Button, Rect: target, Label: p.S.InspectLayer[min(l, len(p.S.InspectLayer)-1)]})
	}
	kit.LockSign(p.Page, x, b.CY()-8, !f.frozen, p.T.Faint)
	a := len(p.Bytes)
	p.Bytes = append(append(p.Bytes, 'L'), kit.Small(l+1)...)
	p.PutBytes(a, x, b.CY()+16, p.Soft(12.5), scene.Center)
}

// zone is where the strips of a band stand: under the attention curves, above the gradient.
func (p *page) zone(f *frame, l int) scene.Rect {
	b := p.band(f, l)
	above := min(max(b.H*0.3, 12), 40)
	below := min(max(b.H*0.12, 5), 14)
	return scene.Rect{X: b.X, Y: b.Y + above, W: b.W, H: b.H - above - below}
}

// cellsIn is how many cells a strip of this height holds, at most one for each of width numbers.
func cellsIn(h float32, width int) int {
	n := 16
	for n > 4 && h/float32(n) < 3.2 {
		n /= 2
	}
	return min(n, width)
}

// pool appends the means of equal groups of row to the scene's values.
func (p *page) pool(row []float32, cells int) {
	for c := range cells {
		lo, hi := c*len(row)/cells, (c+1)*len(row)/cells
		var sum float32
		for _, v := range row[lo:hi] {
			sum += v
		}
		p.Values = append(p.Values, sum/float32(hi-lo))
	}
}

// spread is twice the root mean square of pooled rows, rounded to half powers of two so that colours do not flicker.
func spread(data []float32, width, cells int) float32 {
	group := max(width/max(cells, 1), 1)
	var sum float64
	n := 0
	for i := 0; i+group <= len(data); i += group {
		var m float64
		for _, v := range data[i : i+group] {
			m += float64(v)
		}
		m /= float64(group)
		sum += m * m
		n++
	}
	if sum == 0 || sum != sum {
		return 1
	}
	rms := math.Sqrt(sum / float64(n))
	return float32(2 * math.Exp2(math.Round(2*math.Log2(rms))/2))
}

// states draws the residual stream behind layer l.
func (p *page) states(f *frame, l int, z scene.Rect) {
	t := &f.snap.Trace
	n, width := len(t.Tokens), int(t.Width)
	data := t.Hidden[(l+1)*n*width : (l+2)*n*width]
	cells := cellsIn(z.H, width)
	scale := spread(data, width, cells)
	unit := 0
	p.grid.walk(t, func(i int, c column) {
		a := len(p.Values)
		p.pool(data[i*width:(i+1)*width], cells)
		if c.word >= 0 {
			w := p.grid.strip(c.word)
			r := scene.Rect{X: c.x - w/2, Y: z.Y, W: w, H: z.H}
			p.Column(r, a, scale)
			p.cell(f, l, c.word, r)
			return
		}
		r := scene.Rect{X: c.x - p.grid.slotW/2, Y: z.Y, W: p.grid.slotW, H: z.H}
		p.hollow(r, a, scale)
		p.cell(f, l, state.FirstVirtual+unit, r)
		unit++
	})
}

// cell makes a strip open the inspector at its position in the layer: position is a word, or a virtual token behind
// state.FirstVirtual.
func (p *page) cell(f *frame, l, position int, r scene.Rect) {
	if p.In.State.Embed || p.Gone("inspect") || l >= argLayers || position >= len(cellArgs[0][0]) {
		return
	}
	k := scene.Key{ID: "cell", Arg: cellArgs[f.lane][l][position]}
	if hover, _ := p.Looks(k); hover {
		p.Frame(r.Inset(-2), 4, 1.2, p.T.Text)
	}
	p.Control(scene.Control{ID: k.ID, Arg: k.Arg, Kind: scene.Surface, Rect: r, Label: p.S.InspectCell})
}

// hollow draws what the layers make of an input virtual token: computed, so dashed and pale.
func (p *page) hollow(r scene.Rect, a int, scale float32) {
	pad := ringPad(r.W)
	p.Column(scene.Rect{X: r.X + pad + 1, Y: r.Y + 2, W: r.W - 2*pad - 2, H: r.H - 4}, a, scale*2.2)
	m := p.Frame(scene.Rect{X: r.X + pad - 1, Y: r.Y, W: r.W - 2*pad + 2, H: r.H}, 3, 1, p.T.Virtual.Alpha(0.75))
	m.Dash = [2]float32{2.5, 2.5}
}

// ringPad is the space between the rings of neighbouring slots.
func ringPad(w float32) float32 { return min(max(w*0.12, 0.5), 2.5) }

// prefix draws layer l's own virtual tokens: a pair of strips each, in solid rings.
func (p *page) prefix(f *frame, l int, z scene.Rect) {
	t := &f.snap.Trace
	n, width := int(t.P), int(t.Width)
	if len(t.Keys) < (l+1)*n*width || len(t.Values) < (l+1)*n*width {
		return
	}
	keys, values := t.Keys[l*n*width:(l+1)*n*width], t.Values[l*n*width:(l+1)*n*width]
	cells := cellsIn(z.H, width)
	kScale, vScale := spread(keys, width, cells), spread(values, width, cells)
	for i := range n {
		r := p.grid.slot(0, i)
		r.Y, r.H = z.Y, z.H
		p.pair(r, keys[i*width:(i+1)*width], values[i*width:(i+1)*width], cells, kScale, vScale)
		p.inspectable(r, inspectArg(f.lane, l, i))
	}
	if p.grid.slotW >= 15 {
		r := p.grid.slot(0, 0)
		p.Put("K V", r.CX(), z.Y-3, kit.Ink(p.Faint(9), p.T.VirtualInk), scene.Center)
	}
}

func (p *page) pair(r scene.Rect, key, value []float32, cells int, kScale, vScale float32) {
	pad := ringPad(r.W)
	ring := scene.Rect{X: r.X + pad - 1, Y: r.Y - 1, W: r.W - 2*pad + 2, H: r.H + 2}
	p.Fill(ring, 3, p.T.VirtualWash)
	half := (ring.W - 5) / 2
	a := len(p.Values)
	p.pool(key, cells)
	p.Column(scene.Rect{X: ring.X + 2, Y: r.Y + 1, W: half, H: r.H - 2}, a, kScale)
	a = len(p.Values)
	p.pool(value, cells)
	p.Column(scene.Rect{X: ring.X + 3 + half, Y: r.Y + 1, W: half, H: r.H - 2}, a, vScale)
	p.Frame(ring, 3, 1.6, p.T.Virtual)
}

// attention draws from where the traced position takes its values in layer l: the mean over the heads.
func (p *page) attention(f *frame, l int, z scene.Rect) {
	t := &f.snap.Trace
	n := int(t.P) + len(t.Tokens)
	if len(t.Attention) < (l+1)*int(t.Heads)*n {
		return
	}
	from, ok := p.placeOf(t, int(t.Row))
	if !ok {
		return
	}
	b := p.band(f, l)
	lift := z.Y - b.Y
	for i := range int(t.P) {
		p.reach(from, p.grid.slot(0, i).CX(), z.Y-1, lift, headMean(t, l, i, n), p.T.Virtual)
	}
	p.grid.walk(t, func(i int, c column) {
		ink := p.T.Context
		if c.word < 0 {
			ink = p.T.Virtual
		}
		if i != int(t.Row) {
			p.reach(from, c.x, z.Y-1, lift, headMean(t, l, int(t.P)+i, n), ink)
		}
	})
}

// placeOf is the middle of the column of token i.
func (p *page) placeOf(t *run.Trace, token int) (x float32, ok bool) {
	p.grid.walk(t, func(i int, c column) {
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
func (p *page) reach(from, to, y, lift, weight float32, ink scene.Color) {
	if weight < 0.012 || weight != weight {
		return
	}
	strength := float32(math.Sqrt(float64(min(weight, 1))))
	top := y - lift*1.22
	p.Curve(0.6+3.4*strength, ink.Alpha(0.18+0.82*strength),
		scene.Point{X: from, Y: y}, scene.Point{X: from, Y: top}, scene.Point{X: to, Y: top}, scene.Point{X: to, Y: y})
}
