package inspector

import (
	"strconv"

	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// ablate offers the surgeries and says what the last one did.
func (k *look) ablate() {
	p := k.Page
	if p.In.Catalog.Method(k.snap.Spec.Method).Where.Moves() || k.n == 0 {
		return
	}
	k.Title(p.S.Ablation, p.S.AblationOn)
	k.outcome()
	names := []string{p.S.ZeroIt, p.S.ShuffleIt, p.S.RemoveIt}
	layer, unit := -1, k.at.Unit
	label := "v" + kit.Small(unit+1)
	if k.deep {
		label += " · " + p.S.AllLayers
	}
	k.surgeries(label, layer, unit, names)
	label = p.S.WholePrompt
	if k.deep {
		layer, label = k.at.Layer, p.S.LayerPrompt+" L"+kit.Small(k.at.Layer+1)
	}
	k.surgeries(label, layer, -1, names)
}

func (k *look) surgeries(label string, layer, unit int, names []string) {
	k.Y += 15
	k.Put(label, k.X, k.Y, k.Soft(12), scene.Left)
	k.Y += 5
	var args [3]string
	chosen := -1
	for i := range args {
		args[i] = strconv.Itoa(i+1) + ":" + strconv.Itoa(layer) + ":" + strconv.Itoa(unit)
		if c := k.snap.Cut; int(c.Surgery) == i+1 && int(c.Layer) == layer && int(c.Unit) == unit && c.Total > 0 {
			chosen = i
		}
	}
	k.Buttons(label, id.Cut, args[:], names, chosen)
}

// outcome is the change of the held-out loss, or how far its measurement is.
func (k *look) outcome() {
	c := &k.snap.Cut
	switch {
	case c.Total == 0:
		return
	case c.Done < c.Total:
		k.Y += 8
		r := scene.Rect{X: k.X, Y: k.Y, W: k.Width, H: 6}
		k.Fill(r, 3, k.T.Raised)
		k.Fill(scene.Rect{X: r.X, Y: r.Y, W: r.W * float32(c.Done) / float32(c.Total), H: 6}, 3, k.T.Soft)
		k.Y += 12
		return
	}
	k.Y += 12
	a := len(k.Bytes)
	k.Bytes = append(append(k.Bytes, k.S.Loss...), ' ')
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
