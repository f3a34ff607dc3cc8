package chart

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// title is what stands over the plot.
type title struct{ *plot }

// draw is the title, what is shown, and how.
func (pl title) draw(r scene.Rect) {
	h, y := float32(28), r.Y+10
	if pl.Shape == kit.Phone {
		h, y = 40, r.Y+6
	}
	w := min((r.W-24)*0.58, 230)
	pl.Tabs(scene.Rect{X: r.X + 12, Y: y, W: w, H: h}, id.Metric, pl.In.State.Metric,
		metricArgs[:], []string{pl.S.Loss, pl.MeasureName()})
	if pl.In.View.Looking(&pl.In.State) && pl.Shape == kit.Phone {
		pl.travelButtons(scene.Rect{X: r.Right() - 12 - (r.W-24)*0.4, Y: y, W: (r.W - 24) * 0.4, H: h})
		return
	}
	if !pl.accuracy {
		w := min((r.W-24)*0.38, 150)
		pl.Tabs(scene.Rect{X: r.Right() - 12 - w, Y: y, W: w, H: h}, id.Scale, pl.In.State.Scale,
			scaleArgs[:], []string{pl.S.Linear, pl.S.Log})
	}
	if pl.Shape == kit.Phone {
		return
	}
	if pl.In.OffersTime() {
		pl.AxisTabs(scene.Rect{X: r.Right() - 12 - 150 - 160, Y: y, W: 150, H: h})
	}
	if pl.In.View.Looking(&pl.In.State) {
		pl.travelButtons(scene.Rect{X: r.X + 12 + w + 20, Y: y, W: min(r.W-w-220-pl.axisRoom(), 420), H: h})
		return
	}
	if pl.accuracy {
		pl.accuracyKey(r.X+12+w+20, y+h/2)
		return
	}
	x := r.X + 12 + w + 20
	x += pl.Put(pl.S.LossAxis, x, kit.Middle(y+h/2, 12.5), pl.Soft(12.5), scene.Left) + 18
	pl.Fit(pl.S.Smoothed, x, kit.Middle(y+h/2, 12), r.Right()-190-pl.axisRoom()-x, pl.Faint(12), scene.Left)
}

var (
	metricArgs = [...]string{"loss", "accuracy"}
	scaleArgs  = [...]string{"lin", "log"}
)

// accuracyKey tells held-out markers from the thin line of the training set.
func (pl title) accuracyKey(x, y float32) {
	pl.Line(x, y, x+22, y, 2, pl.T.Soft)
	pl.Disc(x+11, y, 3.5, pl.T.Soft)
	x += 28
	x += pl.Put(pl.S.HeldOut, x, kit.Middle(y, 12), pl.Faint(12), scene.Left) + 16
	pl.Line(x, y, x+22, y, 1, pl.T.Soft.Alpha(0.6))
	pl.Put(pl.S.Training, x+28, kit.Middle(y, 12), pl.Faint(12), scene.Left)
}

// axisRoom is how much of the head the choice of the axis takes.
func (pl title) axisRoom() float32 {
	if pl.In.OffersTime() {
		return 160
	}
	return 0
}

// travelButtons lead back to the present, or let the runs go on from the step on show.
func (pl title) travelButtons(r scene.Rect) {
	x := r.X
	if pl.Shape != kit.Phone {
		a := len(pl.Bytes)
		pl.Around(pl.S.OnShow, func() { pl.Grouped(int64(min(pl.In.State.Seen, pl.reached())), 0) })
		x += pl.PutBytes(a, x, kit.Middle(r.CY(), 13), kit.Ink(pl.Body(13), pl.T.Context), scene.Left) + 14
	}
	w := (r.Right() - x - 8) / 2
	label := pl.S.GoOn
	if scene.Measure(label, pl.Body(13)) > w-8 {
		label = pl.S.GoOnShort
	}
	now := pl.S.Now
	if scene.Measure(now, pl.Body(13)) > w-8 {
		now = pl.S.NowShort
	}
	pl.TextButton(scene.Rect{X: x, Y: r.Y, W: w, H: r.H}, id.Now, "", now)
	pl.TextButton(scene.Rect{X: x + w + 8, Y: r.Y, W: w, H: r.H}, id.Continue, "", label)
}
