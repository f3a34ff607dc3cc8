package app

import (
	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Runs that are over stay as faint lines: the newest mostPast, and the one that is pinned.
const (
	mostPast  = 6
	leastPast = 10 // steps that make a run worth keeping
)

// keepPast remembers the run of a lane before it is replaced.
func (a *App) keepPast(i int) {
	s := a.snaps[i]
	if s == nil || len(s.Losses) < leastPast {
		return
	}
	for j := range a.past {
		if p := &a.past[j]; p.Digest == s.Digest && p.Step == s.Step && p.Lane == i {
			return // it is there already, pinned or stopped at the same step
		}
	}
	a.pasts++
	a.past = append(a.past, panel.NewPast(a.pasts, i, s, &a.lanes[i].watch.times))
	for n := len(a.past) - mostPast; n > 0; n-- {
		oldest := 0
		if a.past[0].Pinned {
			oldest = 1
		}
		a.past = append(a.past[:oldest], a.past[oldest+1:]...)
	}
}

// pin makes a past run the baseline, or none if it is already. Without a number it pins a copy of a lane's run that goes on.
func (a *App) pin(number, lane int) {
	if number == 0 {
		before := a.pasts
		if a.keepPast(lane); a.pasts == before {
			return
		}
		number = a.pasts
	}
	for i := range a.past {
		p := &a.past[i]
		p.Pinned = p.ID == number && !p.Pinned
	}
	a.dirty = true
}

var noInspect = run.Command{Kind: run.Inspect, Head: -1}

// asked is what the lanes have been told to show.
type asked struct {
	look    int // -1 = the present
	inspect [state.Lanes]run.Command
}

// tab is the tab that is open, also behind a sheet.
func (a *App) tab() string {
	if p := a.state.Panel; p != id.Help && p != id.Share {
		return p
	}
	return a.view.Behind
}

// follow tells the lanes which step and which detail to show, when that has changed.
func (a *App) follow() {
	a.sought()
	if a.tab() == id.Inspector && a.state.Open.Level == 0 {
		next := a.state
		next.Open = state.Inspect{Level: 1, Lane: a.state.Lane}
		a.change(next)
		a.dirty = true
	}
	look := -1
	if a.view.Looking(&a.state) {
		look = a.state.Seen
	}
	if look != a.asked.look {
		a.asked.look = look
		a.each(func(int) run.Command { return run.Command{Kind: run.Show, Steps: int32(look)} })
	}
	for i := range a.lanes {
		c := run.Command{Kind: run.Inspect, Head: -1}
		if at := a.state.Open; a.tab() == id.Inspector && at.Level > 0 && at.Lane == i {
			c.Head, c.Cut = int32(at.Head), run.Cut{Layer: int32(at.Layer), Unit: int32(at.Unit)}
		}
		if c != a.asked.inspect[i] && a.lanes[i].client != nil {
			a.asked.inspect[i] = c
			a.lanes[i].client.Send(c)
		}
	}
}

// each sends every lane a command.
func (a *App) each(command func(lane int) run.Command) {
	for i := range a.lanes {
		if c := a.lanes[i].client; c != nil {
			c.Send(command(i))
		}
	}
}

// hold keeps the inspector inside what the lane has.
func (a *App) hold() {
	next := a.state
	at := &next.Open
	s := a.snaps[at.Lane]
	if s == nil || s.Trace.Layers == 0 || at.Level == 0 {
		return
	}
	units := int(s.Trace.P)
	for i := range s.Trace.Tokens {
		if s.Trace.Tokens[i].Role == run.Virtual {
			units++
		}
	}
	at.Layer, at.Head = min(at.Layer, int(s.Trace.Layers)-1), min(at.Head, int(s.Trace.Heads)-1)
	at.Unit = min(at.Unit, max(units-1, 0))
	if s.Detail.On {
		at.Cell = min(at.Cell, max(len(s.Detail.Vector)-1, 0))
	}
	a.change(next)
}

// goOn lets the runs go on from the step on show.
func (a *App) goOn() {
	if !a.view.Looking(&a.state) {
		return
	}
	for i := range a.lanes {
		if s := a.snaps[i]; s != nil && s.Stride > 0 && a.lanes[i].client != nil {
			a.keepPast(i)
			a.lanes[i].client.Send(run.Command{Kind: run.Continue, Steps: int32(a.state.Seen), Factor: 1})
		}
	}
	next := a.state
	next.Running, next.Seen = true, state.Present
	a.change(next)
}

// halve takes a lane that diverged back, to go on at half the rate. A run without a past starts again.
func (a *App) halve(i int) {
	if a.snaps[i] == nil || a.lanes[i].client == nil {
		return
	}
	s, next := a.snaps[i], a.state
	if s.Stride == 0 {
		next.Lanes[i].LR = s.Spec.LR / 2
		a.change(next)
		return
	}
	a.keepPast(i)
	c := a.lanes[i].client
	c.Send(run.Command{Kind: run.Continue, Steps: s.Step / 2, Factor: 0.5})
	if a.state.Running {
		c.Send(run.Command{Kind: run.Go})
	}
}

// edit sets a number of the inspected virtual token: to a value, or a notch up or down. The run pauses, so that what the
// change does can be seen.
func (a *App) edit(lane int, e ui.Edit) {
	at := a.state.Open
	s, c := a.snaps[lane], a.lanes[lane].client
	if s == nil || c == nil || !s.CanEdit || at.Cell >= len(s.Detail.Vector) {
		return
	}
	const notch = 0.25
	v := e.Value
	if e.Notch != 0 {
		v = float64(s.Detail.Vector[at.Cell]) + notch*float64(e.Notch)
	}
	a.standStill()
	c.Send(run.Command{Kind: run.Edit, Cut: run.Cut{Layer: s.Detail.Layer, Unit: s.Detail.Unit}, Index: int32(at.Cell), Factor: v})
}

// standStill pauses in the present.
func (a *App) standStill() {
	next := a.state
	next.Running, next.Seen = false, state.Present
	a.change(next)
	a.follow()
}
