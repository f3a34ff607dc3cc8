package compare

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/scene"
)

// models is the table of published models: numbers and shares of a prompt of the present length.
func (f *list) models() {
	n := f.In.State.Lanes[0].N
	f.Title(f.S.RealModels, "n = "+strconv.Itoa(n))
	right, mid := f.Right(), f.Right()-96
	f.Y += 14
	f.Put(f.S.InputShare, mid, f.Y, f.Faint(11.5), scene.Right)
	f.Put(f.S.DeepShare, right, f.Y, f.Faint(11.5), scene.Right)
	for _, m := range run.Published() {
		if !m.Shown {
			continue
		}
		f.Y += 20
		f.Fit(m.Name, f.X, f.Y, 96, f.Body(12.5), scene.Left)
		f.cell(mid, int64(m.InputPrompt(n)), int64(m.Total()))
		if m.Family != run.T5 { // the papers define no deep prompts for an encoder and a decoder
			f.cell(right, int64(m.DeepPrefix(n)), int64(m.Total()))
		} else {
			f.Put("–", right, f.Y, f.Faint(12), scene.Right)
		}
		f.Y += 15
		a := len(f.Bytes)
		f.Grouped(int64(m.Total()), 0)
		f.PutBytes(a, f.X, f.Y, f.Faint(11), scene.Left)
	}
	f.Y += 4
	f.Note(f.S.ModelsNote, f.T.Faint)
}

// cell is a share over its count.
func (f *list) cell(x float32, count, of int64) {
	share := float64(count) / float64(of) * 100
	decimals := 2
	for limit := 1.0; share < limit && decimals < 5; limit /= 10 {
		decimals++
	}
	a := len(f.Bytes)
	f.Number(share, decimals)
	f.Bytes = append(f.Bytes, " %"...)
	f.PutBytes(a, x, f.Y, f.Body(12.5), scene.Right)
	a = len(f.Bytes)
	f.Grouped(count, 0)
	f.PutBytes(a, x, f.Y+15, f.Faint(11), scene.Right)
}
