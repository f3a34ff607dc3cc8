package fake

import (
	"math"

	"promptscope/sim/run"
)

// Detail fills in what the inspector shows of a snapshot.
func Detail(s *run.Snapshot, layer, head, unit int) {
	t, d := &s.Trace, &s.Detail
	n, cols := len(t.Tokens), int(t.P)+len(t.Tokens)
	*d = run.Detail{On: true, Layer: int32(layer), Head: int32(head), Unit: int32(unit), Lambda: 0.41, Off: 3e-8}
	for i := range int(t.Heads) * n * cols {
		d.Maps = append(d.Maps, float32(math.Abs(noise(i, layer)))/4)
	}
	for i := range 16 {
		c, p := float32(noise(i, 21)), float32(2*noise(i, 22))
		d.Context, d.Prompt, d.Output = append(d.Context, c), append(d.Prompt, p), append(d.Output, 0.59*c+0.41*p)
	}
	width := int(t.Width)
	if t.P > 0 {
		width *= 2
	}
	for i := range width {
		d.Vector, d.Gradient = append(d.Vector, float32(2*noise(i, 31))), append(d.Gradient, float32(0.01*noise(i, 32)))
	}
	for i, w := range []string{"switzerland", "sold", "bought", "from", "alice"} {
		d.Near = append(d.Near, run.Near{Text: w, Cosine: 0.41 - 0.05*float32(i)})
		d.Plane.Spots = append(d.Plane.Spots, run.Spot{Text: w, X: float32(noise(i, 41)), Y: float32(noise(i, 42))})
	}
	for i := range 300 {
		d.Plane.Words = append(d.Plane.Words, float32(noise(i, 43)), float32(noise(i, 44)))
	}
	for i := range 20 {
		d.Plane.Steps = append(d.Plane.Steps, int32(i*5))
		d.Plane.Path = append(d.Plane.Path, float32(i)/10, float32(math.Sin(float64(i)/4)))
	}
	d.Plane.Share = 0.23
	s.Cut = run.CutResult{Cut: run.Cut{Surgery: run.Remove, Layer: -1, Unit: int32(unit)}, Step: s.Step, Done: 9, Total: 9,
		Loss: 0.13, LossCut: 0.71, Accuracy: 0.97, AccuracyC: 0.61}
}
