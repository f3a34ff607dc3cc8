package chart

import (
	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// window is how many steps the running mean looks back on, as an exponential mean. It grows from 2 at the start, where
// the loss falls fast.
const window = 20

// curves are what was measured in the present runs.
type curves struct{ *plot }

// losses draws the raw loss of every lane, pale, and its running mean above.
func (pl curves) losses() {
	for i := range pl.In.Count() {
		s := pl.In.Snapshot(i)
		if kit.Ready(s) && len(s.Losses) > 0 {
			pl.raw(s.Losses, i)
		}
	}
	for i := range pl.In.Count() {
		s := pl.In.Snapshot(i)
		if kit.Ready(s) && len(s.Losses) > 0 {
			pl.ends[i] = pl.smooth(s.Losses, i)
		}
	}
}

// fine is how far apart points of a curve are at least, in pixels.
const fine = 2

// raw draws every step. Where many steps lie closer than is drawn it draws their least and greatest, so no spike is lost.
func (pl curves) raw(v []float32, lane int) {
	t := &pl.In.Times[lane]
	from := len(pl.Points)
	for i := pl.first(); i < pl.last(len(v)); {
		if v[i] != v[i] {
			i++
			continue
		}
		x := pl.xAt(t, i+1)
		lo, hi := v[i], v[i]
		first := v[i]
		for i++; i < pl.last(len(v)) && pl.xAt(t, i+1) < x+fine; i++ {
			lo, hi = min(lo, v[i]), max(hi, v[i])
		}
		if hi-first > first-lo {
			lo, hi = hi, lo // the end nearer to the first value comes first
		}
		pl.Points = append(pl.Points, scene.Point{X: x, Y: pl.y.at(float64(hi))})
		if lo != hi {
			pl.Points = append(pl.Points, scene.Point{X: x + fine/2, Y: pl.y.at(float64(lo))})
		}
	}
	pl.Stroke(from, 1, pl.T.Lane[lane].Alpha(0.28))
}

// smooth draws the running mean and returns its end.
func (pl curves) smooth(v []float32, lane int) ending {
	from := len(pl.Points)
	var mean meaner
	lastX := float32(-1e9)
	to := pl.last(len(v))
	for i, l := range v[:to] {
		mean.add(float64(l))
		if i < pl.first() {
			continue
		}
		if x := pl.xAt(&pl.In.Times[lane], i+1); x >= lastX+fine || i == to-1 {
			pl.Points = append(pl.Points, scene.Point{X: x, Y: pl.y.at(mean.value())})
			lastX = x
		}
	}
	if len(pl.Points) == from {
		return ending{}
	}
	m := pl.track(pl.Stroke(from, 2.2, pl.T.Lane[lane]))
	m.Dash = kit.LaneDash[lane]
	end := pl.Points[len(pl.Points)-1]
	return ending{x: end.X, y: end.Y, value: mean.value(), ok: true}
}

// meaner is an exponential mean that is right from the first value on.
type meaner struct{ sum, weight, steps float64 }

func (m *meaner) add(v float64) {
	if v != v {
		return
	}
	m.steps++
	keep := 1 - 1/min(2+m.steps/10, window)
	m.sum = m.sum*keep + v
	m.weight = m.weight*keep + 1
}

func (m *meaner) value() float64 {
	if m.weight == 0 {
		return 0
	}
	return m.sum / m.weight
}

// meanAt is the running mean after a step, as the curve shows it.
func meanAt(v []float32, step int) float64 {
	var m meaner
	for _, l := range v[:step] {
		m.add(float64(l))
	}
	return m.value()
}

// accuracies draws what was measured: held-out with markers, training set thin.
func (pl curves) accuracies() {
	if pl.In.Sealed() {
		return
	}
	none := true
	for i := range pl.In.Count() {
		s := pl.In.Snapshot(i)
		if !kit.Ready(s) || len(s.Evals) == 0 {
			continue
		}
		none = false
		pl.ends[i] = pl.evals(s, i)
	}
	if none {
		pl.Put(pl.S.NoEval, pl.area.CX(), pl.area.CY(), pl.Soft(13), scene.Center)
	}
}

func (pl curves) evals(s *run.Snapshot, lane int) ending {
	ink, t := pl.T.Lane[lane], &pl.In.Times[lane]
	from := len(pl.Points)
	for _, e := range s.Evals {
		if e.TrainAccuracy > 0 && pl.inX(float64(e.Step)) {
			pl.Points = append(pl.Points, scene.Point{X: pl.xAt(t, int(e.Step)), Y: pl.y.at(float64(e.TrainAccuracy))})
		}
	}
	pl.track(pl.Stroke(from, 1, ink.Alpha(0.55)))
	from = len(pl.Points)
	last := run.Eval{Step: -1}
	for _, e := range s.Evals {
		if !pl.inX(float64(e.Step)) {
			continue
		}
		last = e
		pl.Points = append(pl.Points, scene.Point{X: pl.xAt(t, int(e.Step)), Y: pl.y.at(float64(e.Accuracy))})
	}
	m := pl.track(pl.Stroke(from, 2.2, ink))
	m.Dash = kit.LaneDash[lane]
	lastX := float32(-1e9)
	for _, e := range s.Evals {
		if !pl.inX(float64(e.Step)) {
			continue
		}
		if x := pl.xAt(t, int(e.Step)); x > lastX+9 {
			pl.Disc(x, pl.y.at(float64(e.Accuracy)), 3, ink)
			lastX = x
		}
	}
	if last.Step < 0 {
		return ending{}
	}
	return ending{x: pl.xAt(t, int(last.Step)), y: pl.y.at(float64(last.Accuracy)), value: float64(last.Accuracy), ok: true}
}
