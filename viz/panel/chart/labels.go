package chart

import (
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// beside is the room for names on the right of the chart.
const beside = 150

// apart is the least distance of the base lines of two names.
const apart = 17

// labels are the names at the ends of the curves.
type labels struct{ *plot }

// draw names every curve at its end with its present value, without letting the names collide.
func (pl labels) draw() {
	e := &pl.ends
	top, bottom, up := pl.area.Y+4, pl.area.Bottom()-4, float32(0)
	if pl.Shape == kit.Phone {
		top, up = pl.area.Y+8, 10 // above the curve: there is no room beside it
	}
	var room [state.Lanes]int
	order := room[:0] // from the top
	var y [state.Lanes]float32
	for i := range e {
		if y[i] = min(max(e[i].y-up, top), bottom); !e[i].ok {
			continue
		}
		order = append(order, i)
		for k := len(order) - 1; k > 0 && e[order[k]].y < e[order[k-1]].y; k-- {
			order[k], order[k-1] = order[k-1], order[k]
		}
	}
	settle(order, &y, top, bottom)
	x := float32(0)
	for _, i := range order {
		x = max(x, e[i].x)
	}
	for _, i := range order {
		pl.label(i, x, y[i])
	}
}

// settle moves names apart: neighbours that collide share the middle of their places, as long as there are some.
func settle(order []int, y *[state.Lanes]float32, top, bottom float32) {
	for range 4 * len(order) {
		for k := 1; k < len(order); k++ {
			a, b := &y[order[k-1]], &y[order[k]]
			if d := (apart - (*b - *a)) / 2; d > 0 {
				*a, *b = *a-d, *b+d
			}
		}
		for k, i := range order { // inside the plot, with room for those above and below
			y[i] = min(max(y[i], top+apart*float32(k)), bottom-apart*float32(len(order)-1-k))
		}
	}
}

func (pl labels) label(lane int, x, y float32) {
	e := &pl.ends[lane]
	pl.Disc(e.x, e.y, 3, pl.T.Lane[lane])
	a := len(pl.Bytes)
	st := kit.Ink(pl.Body(13), pl.T.Lane[lane])
	x += 9
	if pl.Shape != kit.Phone { // a long name is cut, its value is not
		pl.Bytes = append(pl.Bytes, pl.LaneMark(lane)...)
		pl.Cut(a, pl.area.Right()+beside-x-58, st)
		pl.Bytes = append(pl.Bytes, ' ')
	}
	pl.reading(e.value)
	if pl.Shape == kit.Phone {
		x = min(x, pl.area.Right()-scene.Measure(pl.Bytes[a:], st))
		pl.Fill(scene.Rect{X: x - 3, Y: y - 9, W: scene.Measure(pl.Bytes[a:], st) + 6, H: 17}, 4, pl.T.Card.Alpha(0.85))
	}
	pl.Cut(a, pl.W-x-8, st)
	if x < pl.area.Right() && pl.Shape != kit.Phone { // lines run behind it
		pl.Fill(scene.Rect{X: x - 3, Y: y - 8, W: scene.Measure(pl.Bytes[a:], st) + 6, H: 16}, 3, pl.T.Card.Alpha(0.85))
	}
	w := pl.PutBytes(a, x, kit.Middle(y, 13), st, scene.Left)
	pl.names = append(pl.names, scene.Rect{X: x - 2, Y: y - 9, W: w + 4, H: 18})
}
