package inspector

import (
	"math"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// Level 2 is attention in a layer, level 3 (formula.go) one of its heads.

// lambda is the attention mass of the traced position on virtual tokens, in one head.
func lambda(t *run.Trace, l, h int) (sum float32) {
	n := int(t.P) + len(t.Tokens)
	at := (l*int(t.Heads) + h) * n
	if at+n > len(t.Attention) {
		return 0
	}
	for j, v := range t.Attention[at : at+n] {
		if j < int(t.P) || t.Tokens[j-int(t.P)].Role == run.Virtual {
			sum += v
		}
	}
	return sum
}

// layer is level 2: all heads of a layer, and the mass on virtual tokens in every layer.
func (k *look) layer() {
	k.thumbnails()
	if k.n > 0 {
		k.masses()
		k.ablate()
	}
}

// thumbnails are the attention maps of all heads, each a button.
func (k *look) thumbnails() {
	k.Title(k.S.HeadsOf, k.S.MapsRead)
	heads := int(k.trace.Heads)
	columns := min(heads, 4)
	w := (k.Width - 6*float32(columns-1)) / float32(columns)
	h := max(w*0.86, k.Touch())
	for i := range heads {
		r := scene.Rect{X: k.X + float32(i%columns)*(w+6), Y: k.Y + float32(i/columns)*(h+24), W: w, H: h}
		k.headMap(r, i)
		key := scene.Key{ID: id.Head, Arg: kit.Small(i)}
		edge, width := k.T.Edge, float32(1)
		if hover, _ := k.Looks(key); hover || i == k.at.Head {
			edge, width = k.T.Text, 1.4
		}
		k.Frame(r, 3, width, edge)
		a := len(k.Bytes)
		k.Bytes = strconv.AppendInt(k.Bytes, int64(i+1), 10)
		if k.n > 0 {
			k.Bytes = append(k.Bytes, " · λ "...)
			k.Number(float64(lambda(k.trace, k.at.Layer, i)), 2)
		}
		k.PutBytes(a, r.CX(), r.Bottom()+14, k.Faint(11.5), scene.Center)
		k.Control(scene.Control{ID: key.ID, Arg: key.Arg, Kind: scene.Button, Rect: r, Label: k.S.LevelHead + " " + kit.Small(i+1)})
	}
	k.Y += float32((heads+columns-1)/columns) * (h + 24)
}

// headMap draws one head: a row for every position that looks, a column for every one that is looked at, the virtual
// tokens on the left behind an orange edge.
func (k *look) headMap(r scene.Rect, head int) {
	n, cols := len(k.trace.Tokens), int(k.trace.P)+len(k.trace.Tokens)
	k.Fill(r, 2, k.T.Raised)
	if !k.live && !(k.d.On && int(k.d.Layer) == k.at.Layer) || len(k.d.Maps) < (head+1)*n*cols {
		return
	}
	m := k.d.Maps[head*n*cols:]
	w := r.W / float32(cols)
	for j := range cols {
		a := len(k.Values)
		for i := n - 1; i >= 0; i-- {
			k.Values = append(k.Values, float32(math.Sqrt(float64(max(m[i*cols+j], 0)))))
		}
		k.Column(scene.Rect{X: r.X + w*float32(j), Y: r.Y, W: w, H: r.H}, a, 0.85)
	}
	for j := range cols {
		if j < int(k.trace.P) || k.trace.Tokens[j-int(k.trace.P)].Role == run.Virtual {
			k.Fill(scene.Rect{X: r.X + w*float32(j), Y: r.Y - 3, W: max(w-0.5, 1), H: 2.5}, 0, k.T.Virtual)
		}
	}
	row := float32(k.trace.Row)
	k.Frame(scene.Rect{X: r.X - 1, Y: r.Y + r.H*row/float32(n) - 1, W: r.W + 2, H: r.H/float32(n) + 2}, 1, 1, k.T.Text)
}

// masses are the bars of λ, a line for each layer, with the warning that belongs to them.
func (k *look) masses() {
	k.Title(k.S.Mass, "")
	for l := int(k.trace.Layers) - 1; l >= 0; l-- {
		var mean float32
		heads := int(k.trace.Heads)
		for h := range heads {
			mean += lambda(k.trace, l, h) / float32(heads)
		}
		k.Y += 19
		st := k.Soft(12)
		if l == k.at.Layer {
			st = k.Bold(12)
		}
		k.Put("L"+kit.Small(l+1), k.X, k.Y, st, scene.Left)
		bar := scene.Rect{X: k.X + 28, Y: k.Y - 9, W: k.Width - 28 - 44, H: 9}
		k.Fill(bar, 3, k.T.Raised)
		k.Fill(scene.Rect{X: bar.X, Y: bar.Y, W: bar.W * min(mean, 1), H: bar.H}, 3, k.T.Virtual)
		for h := range heads { // a tick for each head
			x := bar.X + bar.W*min(lambda(k.trace, l, h), 1)
			k.Line(x, bar.Y-1, x, bar.Bottom()+1, 1, k.T.Text)
		}
		a := len(k.Bytes)
		k.Number(float64(mean), 2)
		k.PutBytes(a, k.Right(), k.Y, k.Body(12.5), scene.Right)
	}
	k.by(fromLambda)
	k.Note(k.S.MassNote, k.T.Faint)
}
