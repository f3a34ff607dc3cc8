package inspector

import (
	"math"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// plane draws the path of the token.
func (k *look) plane() {
	pl := &k.d.Plane
	if len(pl.Path) == 0 {
		return
	}
	a := len(k.Bytes)
	k.Bytes = append(k.Bytes, "PCA · "...)
	k.Number(float64(pl.Share)*100, 0)
	k.Bytes = append(k.Bytes, " %"...)
	remark := string(k.Bytes[a:])
	k.Bytes = k.Bytes[:a]
	k.Title(k.S.Path, remark)
	box := scene.Rect{X: k.X, Y: k.Y, W: k.Width, H: min(max(k.H*0.13, 92), 150)}
	m := k.Fill(box, 7, k.T.Back)
	m.Stroke, m.Width = k.T.Edge, 1
	k.Y += box.H
	k.by(fromPlane)
	at := fitPlane(pl, box.Inset(12))
	for i := 0; i+1 < len(pl.Words); i += 2 {
		if q := at(pl.Words[i], pl.Words[i+1]); box.Has(q.X, q.Y) {
			k.Disc(q.X, q.Y, 1.2, k.T.Context.Alpha(0.45))
		}
	}
	from := len(k.Points)
	for i := 0; i+1 < len(pl.Path); i += 2 {
		k.Points = append(k.Points, at(pl.Path[i], pl.Path[i+1]))
	}
	start, end := k.Points[from], k.Points[len(k.Points)-1]
	k.Stroke(from, 1.8, k.T.Virtual)
	m = k.Fill(scene.Rect{X: start.X - 3, Y: start.Y - 3, W: 6, H: 6}, 3, k.T.Back)
	m.Stroke, m.Width = k.T.Virtual, 1.4
	k.Disc(end.X, end.Y, 4, k.T.Virtual)
	taken := []scene.Rect{{X: end.X - 6, Y: end.Y - 8, W: 30, H: 16}}
	name, align := end.X+7, scene.Left
	if end.X > box.Right()-28 { // on the other side of its dot
		name, align = end.X-7, scene.Right
		taken[0].X -= 22
	}
	k.Put("v"+kit.Small(k.at.Unit+1), name, end.Y+4, kit.Ink(k.Soft(12), k.T.VirtualInk), align)
	for _, s := range pl.Spots {
		k.spotName(box, at(s.X, s.Y), s.Text, &taken)
	}
}

// spotName writes a word at its place where nothing stands yet.
func (k *look) spotName(box scene.Rect, q scene.Point, text string, taken *[]scene.Rect) {
	st := kit.Ink(k.Soft(11), k.T.Context)
	w := scene.Measure(text, st)
	r := scene.Rect{X: min(q.X+4, box.Right()-w-3), Y: q.Y - 8, W: w + 2, H: 13}
	if !box.Has(r.X, r.Y) || r.Bottom() > box.Bottom() {
		return
	}
	for _, o := range *taken {
		if o.X < r.Right() && r.X < o.Right() && o.Y < r.Bottom() && r.Y < o.Bottom() {
			return
		}
	}
	*taken = append(*taken, r)
	k.Disc(q.X, q.Y, 2, k.T.Context)
	k.Put(text, r.X+1, q.Y+3.5, st, scene.Left)
}

// fitPlane maps a plane to a rectangle: all of the path and of the bulk of the words, both axes alike.
func fitPlane(pl *run.Plane, r scene.Rect) func(x, y float32) scene.Point {
	inf := float32(math.Inf(1))
	lo, hi := [2]float32{inf, inf}, [2]float32{-inf, -inf}
	for _, list := range [2][]float32{pl.Path, pl.Words} {
		for i, v := range list {
			if v == v {
				lo[i%2], hi[i%2] = min(lo[i%2], v), max(hi[i%2], v)
			}
		}
	}
	scale := min(r.W/max(hi[0]-lo[0], 1e-6), r.H/max(hi[1]-lo[1], 1e-6))
	return func(x, y float32) scene.Point {
		return scene.Point{X: r.CX() + (x-(lo[0]+hi[0])/2)*scale, Y: r.CY() - (y-(lo[1]+hi[1])/2)*scale}
	}
}
