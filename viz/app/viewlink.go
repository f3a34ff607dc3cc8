package app

import (
	"fmt"

	"promptscope/sim/run"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// The link holds what is looked at as well: the place in the inspector, the stretch of the chart, the step of the past.

// linked is what of the view is in the link.
type linked struct {
	at      ui.Inspect
	zoom    [2]float64
	looking bool
	step    int
}

// openView looks at what the state of a new link says. A step of the past is trained up to: the same seed leads to the same
// numbers.
func (a *App) openView() {
	v, s := &a.view, &a.state
	v.Inspect, v.Zoom = ui.Inspect{}, [2]float64{}
	if n := state.ParseOpen(s.Open); n != nil {
		v.Inspect = ui.Inspect{Level: min(n[0], 3), Lane: min(n[1], s.Count()-1), Layer: n[2], Head: n[3], Unit: n[4], Cell: n[5]}
	}
	if n := state.ParseSpan(s.Span); n != nil && n[1] > n[0] {
		v.Zoom = [2]float64{float64(n[0]), float64(n[1])}
	}
	v.Present()
	a.sought = s.Seen
	a.linked = linked{v.Inspect, v.Zoom, false, 0}
}

// seek lets lanes that have just begun train up to the step that the link shows, and stop there.
func (a *App) seek() {
	if a.sought > 0 && !a.state.Running {
		a.each(func(int) run.Command { return run.Command{Kind: run.Go, Steps: int32(a.sought)} })
	}
}

// keepView brings the link in line with what is looked at.
func (a *App) keepView() {
	v := &a.view
	now := linked{at: v.Inspect, zoom: v.Zoom, looking: v.Looking}
	if v.Looking {
		now.step = v.At
	}
	if a.sought > 0 && (a.state.Running || v.Looking || a.beyond(a.sought)) {
		a.sought, a.linked.step = 0, -2 // it was left
	}
	if now == a.linked {
		return
	}
	a.linked = now
	s := &a.state
	s.Open, s.Span, s.Seen = "", "", a.sought
	if at := now.at; at.Level > 0 {
		s.Open = fmt.Sprintf("%d.%d.%d.%d.%d.%d", at.Level, at.Lane, at.Layer, at.Head, at.Unit, at.Cell)
	}
	if now.zoom[1] > now.zoom[0] {
		s.Span = fmt.Sprintf("%.0f-%.0f", now.zoom[0], now.zoom[1])
	}
	if now.looking {
		s.Seen = now.step
	}
	a.setLink()
}

// beyond tells whether a lane has gone past a step, or part of the way.
func (a *App) beyond(step int) bool {
	for _, s := range a.snaps[:a.state.Count()] {
		if s != nil && (int(s.Step) > step || s.Part.Stage != run.Between) {
			return true
		}
	}
	return false
}
