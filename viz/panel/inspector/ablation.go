package inspector

import (
	"math"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// ablate is the table of what can be taken away, each with what that does to the held-out loss, once it was measured.
func (k *look) ablate() {
	p := k.Page
	if p.In.Catalog.Method(k.snap.Spec.Method).Where.Moves() || k.n == 0 {
		return
	}
	k.Title(p.S.Ablation, p.S.AblationOn)
	names := []string{p.S.ZeroIt, p.S.ShuffleIt, p.S.RemoveIt}
	k.cutHeads(names)
	token := "v" + kit.Small(k.at.Unit+1)
	if k.deep {
		token += " · " + p.S.AllLayers
	}
	k.cutRow(token, -1, k.at.Unit, names)
	if k.deep {
		k.cutRow(p.S.LayerPrompt+" L"+kit.Small(k.at.Layer+1), k.at.Layer, -1, names)
	}
	k.cutRow(p.S.WholePrompt, -1, -1, names)
	k.outcome()
	k.Note(p.S.AblationZero, p.T.Faint)
}

// cutLabel is the share of the width that a row's name takes.
const cutLabel = 0.4

func (k *look) cutHeads(names []string) {
	k.Y += 16
	x, w := k.cutCell(0)
	for i, name := range names {
		k.Fit(name, x+w*float32(i)+w/2, k.Y, w-4, k.Faint(11.5), scene.Center)
	}
	k.Y += 4
}

// cutCell is where the cell of a row begins, and how wide it is with its gap.
func (k *look) cutCell(i int) (x, w float32) {
	w = k.Width * (1 - cutLabel) / 3
	return k.X + k.Width*cutLabel + w*float32(i), w
}

// cutRow is a part of the prompt, and what each operation on it does.
func (k *look) cutRow(label string, layer, unit int, names []string) {
	h := max(float32(28), k.Touch())
	k.Fit(label, k.X, kit.Middle(k.Y+h/2, 12), k.Width*cutLabel-8, k.Soft(12), scene.Left)
	for i, name := range names {
		x, w := k.cutCell(i)
		r := scene.Rect{X: x + 2, Y: k.Y, W: w - 4, H: h}
		cut := run.Cut{Surgery: run.Surgery(i + 1), Layer: int32(layer), Unit: int32(unit)}
		arg := strconv.Itoa(i+1) + ":" + strconv.Itoa(layer) + ":" + strconv.Itoa(unit)
		k.Outlined(r, scene.Key{ID: id.Cut, Arg: arg})
		last := k.snap.Cut.Cut == cut && k.snap.Cut.Total > 0
		if last {
			k.Frame(r, 7, 1.6, k.T.Text)
		}
		a := len(k.Bytes)
		k.cutChange(cut, last)
		st := k.Body(12)
		if len(k.Bytes) == a {
			k.Bytes, st.Color = append(k.Bytes, "?"...), k.T.Faint
		}
		b := len(k.Bytes)
		k.PutBytes(a, r.CX(), kit.Middle(r.CY(), 12), st, scene.Center)
		k.Control(scene.Control{ID: id.Cut, Arg: arg, Kind: scene.Button, Rect: r, Label: label + ": " + name, A: int32(a), B: int32(b), Chosen: last})
	}
	k.Y += h + 4
}

// cutChange appends how the loss changed, or how much of that is measured; nothing for what nobody asked for.
func (k *look) cutChange(cut run.Cut, last bool) {
	if c := &k.snap.Cut; last && c.Done < c.Total {
		k.Number(100*float64(c.Done)/float64(c.Total), 0)
		k.Bytes = append(k.Bytes, " %"...)
		return
	}
	for _, c := range k.In.Cuts[k.at.Lane] {
		if c.Cut == cut {
			d := float64(c.LossCut - c.Loss)
			if d >= 0 {
				k.Bytes = append(k.Bytes, '+')
			}
			decimals := 2
			if math.Abs(d) < 0.1 {
				decimals = 3
			}
			k.Number(d, decimals)
			return
		}
	}
}

// outcome is the last ablation in full: the held-out loss and the measure, before and after.
func (k *look) outcome() {
	c := &k.snap.Cut
	if c.Total == 0 || c.Done < c.Total {
		k.Y += 12 + 17 + 4 // its place is kept
		return
	}
	k.Y += 12
	a := len(k.Bytes)
	k.Bytes = append(append(append(append(k.Bytes, k.S.Loss...), " ("...), k.S.HeldOut...), ") "...)
	k.Number(float64(c.Loss), 3)
	k.Bytes = append(k.Bytes, " → "...)
	k.Number(float64(c.LossCut), 3)
	d := float64(c.LossCut - c.Loss)
	k.Bytes = append(k.Bytes, " ("...)
	if d >= 0 {
		k.Bytes = append(k.Bytes, '+')
	}
	k.Number(d, 3)
	k.Bytes = append(k.Bytes, ')')
	k.PutBytes(a, k.X, k.Y, k.Bold(13.5), scene.Left)
	k.Y += 17
	a = len(k.Bytes)
	k.Bytes = append(append(k.Bytes, k.MeasureName()...), ' ')
	k.Number(float64(c.Accuracy)*100, 1)
	k.Bytes = append(k.Bytes, " % → "...)
	k.Number(float64(c.AccuracyC)*100, 1)
	k.Bytes = append(k.Bytes, " %"...)
	k.PutBytes(a, k.X, k.Y, k.Soft(12.5), scene.Left)
	a = len(k.Bytes)
	k.Around(k.S.AtStep, func() { k.Grouped(int64(c.Step), 0) })
	k.PutBytes(a, k.Right(), k.Y, k.Faint(12), scene.Right)
	k.by(fromCut)
}
