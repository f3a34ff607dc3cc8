package inspector

import (
	"strconv"

	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// oneHead is level 3: one head, and the formula with its numbers.
func (k *look) oneHead() {
	w, n, row := int(k.trace.Width), len(k.trace.Tokens), int(k.trace.Row)
	if at := ((k.at.Layer+1)*n + row) * w; at+w <= len(k.trace.Hidden) {
		a := len(k.Bytes)
		k.Around(k.S.HiddenState, func() { k.Bytes = append(k.Bytes, k.position()...) })
		k.Bytes = append(k.Bytes, kit.Small(k.at.Layer+1)...)
		name := string(k.Bytes[a:])
		k.Bytes = k.Bytes[:a]
		k.plain(name, k.trace.Hidden[at:at+w])
	}
	k.Title(k.S.LevelHead+" "+kit.Small(k.at.Head+1), k.S.MapsRead)
	r := scene.Rect{X: k.X, Y: k.Y + 2, W: k.Width, H: min(k.Width*0.72, 210)}
	k.headMap(r, k.at.Head)
	k.Frame(r, 2, 1, k.T.Edge)
	k.Y += r.H + 6
	k.formula()
}

// shownRows is how many components of the head's output are written out.
const shownRows = 4

// formula writes how the head's output at the traced position comes about, with the numbers of the present pass.
func (k *look) formula() {
	k.Title(k.S.Formula, k.position())
	if !k.live || len(k.d.Output) == 0 {
		k.Note("…", k.T.Soft)
		return
	}
	d := k.d
	width := len(d.Output)
	lines := shownRows + 4
	box := scene.Rect{X: k.X, Y: k.Y, W: k.Width, H: float32(lines)*17 + 14}
	m := k.Fill(box, 7, k.T.Back)
	m.Stroke, m.Width = k.T.Edge, 1
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
	put(kit.Ink(k.Body(12), k.T.VirtualInk), func() { k.Bytes = append(k.Bytes, "= (1−λ) · attn + λ · prompt"...) })
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
	k.Note(k.S.FormulaNote, k.T.Faint)
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
	if r := int(k.trace.Row); r >= 0 && r < len(k.trace.Tokens) {
		return k.trace.Tokens[r].Text
	}
	return ""
}
