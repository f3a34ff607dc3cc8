package app

import (
	"promptscope/sim/run"
	"promptscope/viz/state"
)

// gentle lets a page that was opened without a link begin slowly, so that the first steps can be followed. It ends by itself, with a
// restart, or when a person sets a speed.
type gentle struct {
	*desk
	on    bool
	speed float64
}

// wanted tells whether lanes that nobody has said anything about are about to train.
func (g *gentle) wanted() bool {
	return state.First(g.opt.Query) && g.state.Speed == 0 && g.state.Running
}

// orders start all lanes.
func (g *gentle) orders() (out [state.Lanes][]run.Command) {
	for i, spec := range state.Specs(g.state, g.opt.Catalog) {
		out[i] = state.Begin(g.state, spec)
		state.Soften(out[i])
	}
	return out
}

// begin follows these orders.
func (g *gentle) begin() {
	g.speed, _ = state.SlowStart(0)
	g.on, g.view.Gentle = true, true
}

// follow brings the lanes up to speed.
func (g *gentle) follow() {
	if !g.on {
		return
	}
	step := -1
	for _, s := range g.snaps[:g.state.Count()] {
		if s != nil && (step < 0 || int(s.Step) < step) {
			step = int(s.Step)
		}
	}
	speed, over := state.SlowStart(step)
	if over || g.state.Speed != 0 {
		g.leave()
		speed = g.state.Speed
	}
	if speed != g.speed {
		g.speed = speed
		g.each(func(int) run.Command { return run.Command{Kind: run.Speed, Speed: speed} })
	}
}

// leave ends it.
func (g *gentle) leave() {
	if g.on {
		g.on, g.view.Gentle, g.dirty = false, false, true
	}
}
