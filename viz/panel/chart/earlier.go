package chart

import (
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// earlier are the runs of the task that are over.
type earlier struct{ *plot }

// comparable tells whether a past run belongs on this chart.
func (pl earlier) comparable(r *kit.Past) bool {
	return r.Spec.Task == pl.In.State.Task && len(r.Losses) > 1
}

// lines draws the earlier runs of the task, pale; the pinned one stronger.
func (pl earlier) lines() {
	for i := range pl.In.Past {
		r := &pl.In.Past[i]
		if !pl.comparable(r) {
			continue
		}
		ink, width := pl.ink(r), float32(1.2)
		if r.Pinned {
			ink, width = pl.T.Soft, 1.6
		}
		if pl.accuracy {
			pl.evals(r, width, ink)
		} else {
			pl.losses(r, width, ink)
		}
	}
}

func (pl earlier) evals(r *kit.Past, width float32, ink scene.Color) {
	from := len(pl.Points)
	for _, e := range r.Evals {
		if v := float64(e.Accuracy); pl.inX(float64(e.Step)) && pl.inY(v) {
			pl.Points = append(pl.Points, scene.Point{X: pl.xAt(&r.Times, int(e.Step)), Y: pl.y.at(v)})
		}
	}
	pl.track(pl.Stroke(from, width, ink))
}

func (pl earlier) losses(r *kit.Past, width float32, ink scene.Color) {
	from := len(pl.Points)
	var mean meaner
	lastX := float32(-1e9)
	for i, l := range r.Losses[:pl.last(len(r.Losses))] {
		mean.add(float64(l))
		v := mean.value()
		if i < pl.first() || !pl.inY(v) {
			continue
		}
		if x := pl.xAt(&r.Times, i+1); x >= lastX+1.5 {
			pl.Points = append(pl.Points, scene.Point{X: x, Y: pl.y.at(v)})
			lastX = x
		}
	}
	pl.track(pl.Stroke(from, width, ink))
}

// legend lists the newest earlier runs with what was different in them, in a free corner.
func (pl earlier) legend() {
	if pl.Shape == kit.Phone {
		return
	}
	var list [3]*kit.Past
	n := 0
	for i := len(pl.In.Past) - 1; i >= 0 && n < len(list); i-- {
		if r := &pl.In.Past[i]; pl.comparable(r) && !r.Pinned {
			list[n] = r
			n++
		}
	}
	if n == 0 {
		return
	}
	st := pl.Faint(11.5)
	var from, to [len(list)]int
	w := float32(0)
	for i, r := range list[:n] {
		from[i] = len(pl.Bytes)
		pl.Bytes = append(append(append(pl.Bytes, pl.S.Earlier...), ": "...), pl.Diff(r)...)
		pl.Cut(from[i], 230, st)
		to[i] = len(pl.Bytes)
		w = max(w, scene.Measure(pl.Bytes[from[i]:], st)+24)
	}
	const line = 15
	for ; n > 0; n-- { // fewer where there is no room
		box, ok := pl.room(w, float32(n)*line+4)
		for i := 0; ok && i < n; i++ {
			y := box.Y + line*float32(i) + 8
			m := pl.Line(box.X, y, box.X+18, y, 1.6, pl.ink(list[i]))
			m.Dash = kit.LaneDash[list[i].Lane]
			a := len(pl.Bytes)
			pl.Bytes = append(pl.Bytes, pl.Bytes[from[i]:to[i]]...)
			pl.PutBytes(a, box.X+24, kit.Middle(y, 11.5), st, scene.Left)
		}
		if ok {
			return
		}
	}
}

// room is a free place where curves seldom run: above at the right for a loss, below at the right for a measure.
func (pl earlier) room(w, h float32) (scene.Rect, bool) {
	a := pl.area.Inset(5)
	for _, x := range [2]float32{a.Right() - w, a.CX() - w/2} {
		for d := float32(0); d <= a.H-h; d += 6 {
			r := scene.Rect{X: x, Y: a.Y + d, W: w, H: h}
			if pl.accuracy {
				r.Y = a.Bottom() - h - d
			}
			if !pl.named(r) {
				pl.names = append(pl.names, r)
				return r, true
			}
		}
	}
	return scene.Rect{}, false
}

func (pl earlier) ink(r *kit.Past) scene.Color {
	return pl.T.Lane[r.Lane].Mix(pl.T.Faint, 0.45).Alpha(0.6)
}
