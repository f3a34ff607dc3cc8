package panel

import (
	"math"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// Levels 2 and 3 of the inspector: attention.

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
	heads := int(k.t.Heads)
	columns := min(heads, 4)
	w := (k.Width - 6*float32(columns-1)) / float32(columns)
	h := max(w*0.86, k.Touch())
	for i := range heads {
		r := scene.Rect{X: k.X + float32(i%columns)*(w+6), Y: k.Y + float32(i/columns)*(h+24), W: w, H: h}
		k.headMap(r, i)
		key := scene.Key{ID: "head", Arg: kit.Small(i)}
		edge, width := k.Page.T.Edge, float32(1)
		if hover, _ := k.Looks(key); hover || i == k.at.Head {
			edge, width = k.Page.T.Text, 1.4
		}
		k.Frame(r, 3, width, edge)
		a := len(k.Bytes)
		k.Bytes = strconv.AppendInt(k.Bytes, int64(i+1), 10)
		if k.n > 0 {
			k.Bytes = append(k.Bytes, " · λ "...)
			k.Number(float64(lambda(k.t, k.at.Layer, i)), 2)
		}
		k.PutBytes(a, r.CX(), r.Bottom()+14, k.Faint(11.5), scene.Center)
		k.Control(scene.Control{ID: key.ID, Arg: key.Arg, Kind: scene.Button, Rect: r, Label: k.S.LevelHead + " " + kit.Small(i+1)})
	}
	k.Y += float32((heads+columns-1)/columns) * (h + 24)
}

// headMap draws one head: a row for every position that looks, a column for every one that is looked at, the virtual
// tokens on the left behind an orange edge.
func (k *look) headMap(r scene.Rect, head int) {
	n, cols := len(k.t.Tokens), int(k.t.P)+len(k.t.Tokens)
	k.Fill(r, 2, k.Page.T.Raised)
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
		if j < int(k.t.P) || k.t.Tokens[j-int(k.t.P)].Role == run.Virtual {
			k.Fill(scene.Rect{X: r.X + w*float32(j), Y: r.Y - 3, W: max(w-0.5, 1), H: 2.5}, 0, k.Page.T.Virtual)
		}
	}
	row := float32(k.t.Row)
	k.Frame(scene.Rect{X: r.X - 1, Y: r.Y + r.H*row/float32(n) - 1, W: r.W + 2, H: r.H/float32(n) + 2}, 1, 1, k.Page.T.Text)
}

// masses are the bars of λ, a line for each layer, with the warning that belongs to them.
func (k *look) masses() {
	k.Title(k.S.Mass, "")
	for l := int(k.t.Layers) - 1; l >= 0; l-- {
		var mean float32
		heads := int(k.t.Heads)
		for h := range heads {
			mean += lambda(k.t, l, h) / float32(heads)
		}
		k.Y += 19
		st := k.Soft(12)
		if l == k.at.Layer {
			st = k.Bold(12)
		}
		k.Put("L"+kit.Small(l+1), k.X, k.Y, st, scene.Left)
		bar := scene.Rect{X: k.X + 28, Y: k.Y - 9, W: k.Width - 28 - 44, H: 9}
		k.Fill(bar, 3, k.Page.T.Raised)
		k.Fill(scene.Rect{X: bar.X, Y: bar.Y, W: bar.W * min(mean, 1), H: bar.H}, 3, k.Page.T.Virtual)
		for h := range heads { // a tick for each head
			x := bar.X + bar.W*min(lambda(k.t, l, h), 1)
			k.Line(x, bar.Y-1, x, bar.Bottom()+1, 1, k.Page.T.Text)
		}
		a := len(k.Bytes)
		k.Number(float64(mean), 2)
		k.PutBytes(a, k.Right(), k.Y, k.Body(12.5), scene.Right)
	}
	k.by(fromLambda)
	k.Note(k.S.MassNote, k.Page.T.Faint)
}

// oneHead is level 3: one head, and the formula with its numbers.
func (k *look) oneHead() {
	w, n, row := int(k.t.Width), len(k.t.Tokens), int(k.t.Row)
	if at := ((k.at.Layer+1)*n + row) * w; at+w <= len(k.t.Hidden) {
		a := len(k.Bytes)
		k.Around(k.S.HiddenState, func() { k.Bytes = append(k.Bytes, k.position()...) })
		k.Bytes = append(k.Bytes, kit.Small(k.at.Layer+1)...)
		name := string(k.Bytes[a:])
		k.Bytes = k.Bytes[:a]
		k.plain(name, k.t.Hidden[at:at+w])
	}
	k.Title(k.S.LevelHead+" "+kit.Small(k.at.Head+1), k.S.MapsRead)
	r := scene.Rect{X: k.X, Y: k.Y + 2, W: k.Width, H: min(k.Width*0.72, 210)}
	k.headMap(r, k.at.Head)
	k.Frame(r, 2, 1, k.Page.T.Edge)
	k.Y += r.H + 6
	k.formula()
}

// shownRows is how many components of the head's output are written out.
const shownRows = 4

// formula writes how the head's output at the traced position comes about, with the numbers of the present pass.
func (k *look) formula() {
	k.Title(k.S.Formula, k.position())
	if !k.live || len(k.d.Output) == 0 {
		k.Note("…", k.Page.T.Soft)
		return
	}
	d := k.d
	width := len(d.Output)
	lines := shownRows + 4
	box := scene.Rect{X: k.X, Y: k.Y, W: k.Width, H: float32(lines)*17 + 14}
	m := k.Fill(box, 7, k.Page.T.Back)
	m.Stroke, m.Width = k.Page.T.Edge, 1
	x, y := box.X+10, box.Y+20
	put := func(st scene.Style, f func()) {
		a := len(k.Bytes)
		f()
		k.Cut(a, box.W-18, st)
		k.PutBytes(a, x, y, st, scene.Left)
		y += 17
	}
	put(k.Body(12), func() {
		k.Bytes = append(k.Bytes, "out = softmax([P_K; K]·q / √"...)
		k.Bytes = strconv.AppendInt(k.Bytes, int64(width), 10)
		k.Bytes = append(k.Bytes, ")·[P_V; V]"...)
	})
	put(kit.Ink(k.Body(12), k.Page.T.VirtualInk), func() { k.Bytes = append(k.Bytes, "= (1−λ) · attn + λ · prompt"...) })
	put(k.Soft(12), func() {
		k.Bytes = append(k.Bytes, "λ = "...)
		k.Number(float64(d.Lambda), 4)
		k.Bytes = append(k.Bytes, "   1−λ = "...)
		k.Number(float64(1-d.Lambda), 4)
	})
	for i := range min(shownRows, width) {
		put(k.Soft(11.5), func() {
			k.Bytes = append(k.Bytes, "out["...)
			k.Bytes = strconv.AppendInt(k.Bytes, int64(i), 10)
			k.Bytes = append(k.Bytes, "] = "...)
			k.Number(float64(1-d.Lambda), 2)
			k.Bytes = append(k.Bytes, "·"...)
			k.bracket(float64(d.Context[i]))
			k.Bytes = append(k.Bytes, " + "...)
			k.Number(float64(d.Lambda), 2)
			k.Bytes = append(k.Bytes, "·"...)
			k.bracket(float64(d.Prompt[i]))
			k.Bytes = append(k.Bytes, " = "...)
			k.Number(float64(d.Output[i]), 3)
		})
	}
	put(k.Body(12), func() {
		k.Around(k.S.Checked, func() { k.Bytes = strconv.AppendInt(k.Bytes, int64(width), 10) })
		k.Bytes = append(k.Bytes, ' ')
		k.Bytes = strconv.AppendFloat(k.Bytes, float64(d.Off), 'e', 0, 32)
	})
	k.Y = box.Bottom() + 2
	k.by(fromHead)
	k.by(fromLambda)
	k.by(fromSplit)
	k.Note(k.S.FormulaNote, k.Page.T.Faint)
}

func (k *look) bracket(v float64) {
	if v < 0 {
		k.Bytes = append(k.Bytes, '(')
		k.Number(v, 3)
		k.Bytes = append(k.Bytes, ')')
		return
	}
	k.Number(v, 3)
}

// position names the traced token.
func (k *look) position() string {
	if r := int(k.t.Row); r >= 0 && r < len(k.t.Tokens) {
		return k.t.Tokens[r].Text
	}
	return ""
}
