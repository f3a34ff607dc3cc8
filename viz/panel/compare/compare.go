// Package compare is the tab that says what is the same in all lanes, what the same prompt would be in published models,
// and which runs there were, with their digests.
package compare

import (
	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// list is the tab from top to bottom.
type list struct{ kit.Flow }

// Draw draws the tab from the top of r on; it returns how tall it is.
func Draw(p *kit.Page, r scene.Rect) float32 {
	f := list{kit.Flow{Page: p, X: r.X + 16, Width: r.W - 32, Y: r.Y + 2}}
	f.fair()
	f.runs()
	f.models()
	return f.Y - r.Y + 14
}

var fairArgs = [...]string{"length", "numbers"}

// fair is the switch with the formula of both lanes.
func (f *list) fair() {
	f.Title(f.S.Fair, "")
	h := max(float32(30), f.Touch())
	f.Tabs(scene.Rect{X: f.X, Y: f.Y, W: f.Width, H: h}, id.Fair, f.In.State.Fair, fairArgs[:], []string{f.S.SameLength, f.S.SameNumbers})
	f.Y += h + 4
	for i := range f.In.Count() {
		f.product(i)
	}
	f.Y += 4
	f.Note(f.S.FairNote, f.T.Faint)
}

// product writes how many numbers a lane's prompt has, as a product.
func (f *list) product(lane int) {
	s := f.In.Snapshot(lane)
	m := f.In.Catalog.Method(f.In.State.Lanes[lane].Method)
	n := int64(state.FairLength(f.In.State, *f.In.Catalog, lane))
	d := int64(s.Trace.Width)
	if d == 0 {
		d = 64
	}
	f.Y += 19
	f.Sample(f.X, f.Y-4, 20, lane)
	a := len(f.Bytes)
	number := func(v int64) { f.Grouped(v, 0) }
	switch {
	case m.Where.Has(run.KeysValues):
		l := int64(state.DeepLayers(f.In.State, *f.In.Catalog, lane))
		f.Bytes = append(f.Bytes, "2·L·n·d = 2·"...)
		number(l)
		f.Bytes = append(f.Bytes, "·"...)
		number(n)
		f.Bytes = append(f.Bytes, "·"...)
		number(d)
		f.Bytes = append(f.Bytes, " = "...)
		number(2 * l * n * d)
	case m.Where.Has(run.InputRow):
		f.Bytes = append(f.Bytes, "n·d = "...)
		number(n)
		f.Bytes = append(f.Bytes, "·"...)
		number(d)
		f.Bytes = append(f.Bytes, " = "...)
		number(n * d)
	default:
		number(s.Trainable)
	}
	f.PutBytes(a, f.X+28, f.Y, f.Body(12.5), scene.Left)
	if s.Trainable > 0 {
		a = len(f.Bytes)
		f.Around(f.S.Trained, func() { number(s.Trainable) })
		text := string(f.Bytes[a:])
		f.Bytes = f.Bytes[:a]
		f.Y += 16
		f.Fit(text, f.X+28, f.Y, f.Width-28, f.Faint(12), scene.Left)
		if a = len(f.Bytes); s.StepTime > 0 || s.FLOP > 0 {
			f.Cost(s)
			f.Y += 16
			f.PutBytes(a, f.X+28, f.Y, f.Faint(12), scene.Left)
		}
	}
}
