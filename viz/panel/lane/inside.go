package lane

import (
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// inside shows in each layer what a method trains there besides virtual tokens, as a small sign with its formula.
type inside struct{ *frame }

// insideH is the height of a sign.
const insideH = 15

// draw draws the sign of layer l, if there is one.
func (f inside) draw(l int) {
	b := f.band(l)
	if b.H < 3*insideH {
		return
	}
	if f.deep && f.snap.Spec.Projection { // computes keys and values, as a prompt encoder does the input row
		first, last := f.grid.slot(0, 0), f.grid.slot(0, max(int(f.snap.Trace.P)-1, 0))
		f.sign("projection", "MLP", scene.Rect{X: first.X, Y: b.Y + 3, W: last.Right() - first.X, H: insideH})
		return
	}
	entry, text := f.formula()
	if entry == "" {
		return
	}
	w := scene.Measure(text, f.Body(10)) + 14
	f.sign(entry, text, scene.Rect{X: f.shaft - 14 - w, Y: b.Y + 4, W: w, H: insideH})
}

// formula is what a method trains inside a layer: its entry in the glossary, and how it is written.
func (f inside) formula() (entry, text string) {
	where, s := f.In.Catalog.Method(f.snap.Spec.Method).Where, &f.snap.Spec.Settings
	switch {
	case where.Has(run.LowRank):
		return "lora", initials(s.Targets) + ": W + B·A"
	case where.Has(run.Scales):
		return "ia3", "K⊙l  V⊙l  FFN⊙l"
	case where.Has(run.Modules):
		return "adapter", "d → " + kit.Small(s.Bottleneck) + " → d  ×2"
	case where.Has(run.Biases):
		return "bitfit", "+ b"
	}
	return "", ""
}

// initials shortens "query,value" to "Q V".
func initials(targets string) string {
	var out []string
	for _, t := range strings.Split(targets, ",") {
		if t != "" {
			out = append(out, strings.ToUpper(t[:1]))
		}
	}
	return strings.Join(out, " ")
}

func (f inside) sign(entry, text string, r scene.Rect) {
	m := f.Fill(r, 4, f.T.Card)
	m.Stroke, m.Width = f.T.Soft, 1
	if st := f.Body(10); scene.Measure(text, st) < r.W-4 {
		f.Put(text, r.CX(), kit.Middle(r.CY(), 10), st, scene.Center)
	}
	f.Explain(r, entry)
}
