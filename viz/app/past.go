package app

import (
	"fmt"
	"strconv"
	"strings"

	"promptscope/sim/run"
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

// pin makes a past run the baseline, or none if it is already. "now:LANE" pins a copy of a run that goes on.
func (a *App) pin(arg string) {
	if lane, ok := strings.CutPrefix(arg, "now:"); ok {
		i, err := strconv.Atoi(lane)
		if err != nil || i < 0 || i >= state.Lanes {
			return
		}
		before := a.pasts
		if a.keepPast(i); a.pasts == before {
			return
		}
		arg = strconv.Itoa(a.pasts)
	}
	for i := range a.past {
		p := &a.past[i]
		p.Pinned = strconv.Itoa(p.ID) == arg && !p.Pinned
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
	if p := a.state.Panel; p != "help" && p != "share" {
		return p
	}
	return a.view.Behind
}

// follow tells the lanes which step and which detail to show, when that has changed.
func (a *App) follow() {
	a.keepView()
	if at := &a.view.Inspect; a.tab() == "inspector" && at.Level == 0 {
		*at = ui.Inspect{Level: 1, Lane: a.state.Lane}
		a.dirty = true
	}
	look := -1
	if a.view.Looking {
		look = a.view.At
	}
	if look != a.asked.look {
		a.asked.look = look
		a.each(func(int) run.Command { return run.Command{Kind: run.Show, Steps: int32(look)} })
	}
	for i := range a.lanes {
		c := run.Command{Kind: run.Inspect, Head: -1}
		if at := a.view.Inspect; a.tab() == "inspector" && at.Level > 0 && at.Lane == i {
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
	at := &a.view.Inspect
	s := a.snaps[at.Lane]
	if s == nil || s.Trace.Layers == 0 {
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
	at.Cell = min(at.Cell, max(len(s.Detail.Vector)-1, 0))
}

// goOn lets the runs go on from the step on show.
func (a *App) goOn() {
	if !a.view.Looking {
		return
	}
	for i := range a.lanes {
		if s := a.snaps[i]; s != nil && s.Stride > 0 && a.lanes[i].client != nil {
			a.keepPast(i)
			a.lanes[i].client.Send(run.Command{Kind: run.Continue, Steps: int32(a.view.At), Factor: 1})
		}
	}
	a.view.Present()
	next := a.state
	next.Running = true
	a.change(next)
}

// halve takes a lane that diverged back, to go on at half the rate. A run without a past starts again.
func (a *App) halve(arg string) {
	i, err := strconv.Atoi(arg)
	if err != nil || i < 0 || i >= state.Lanes || a.snaps[i] == nil {
		return
	}
	s, next := a.snaps[i], a.state
	if s.Stride == 0 {
		next.LR[i] = s.Spec.LR / 2
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

// ablate measures what a part of the prompt does in the lane that is inspected.
func (a *App) ablate(arg string) {
	var surgery, layer, unit int32
	if _, err := fmt.Sscanf(arg, "%d:%d:%d", &surgery, &layer, &unit); err != nil {
		return
	}
	if c := a.lanes[a.view.Inspect.Lane].client; c != nil {
		c.Send(run.Command{Kind: run.Ablate, Cut: run.Cut{Surgery: run.Surgery(surgery), Layer: layer, Unit: unit}})
	}
}

// edit sets a number of the inspected virtual token: to a value, or a notch up or down. The run pauses, so that what the
// change does can be seen.
func (a *App) edit(arg string) {
	at := a.view.Inspect
	s, c := a.snaps[at.Lane], a.lanes[at.Lane].client
	if s == nil || c == nil || !s.CanEdit || at.Cell >= len(s.Detail.Vector) {
		return
	}
	const notch = 0.25
	v := float64(s.Detail.Vector[at.Cell])
	switch n, err := strconv.ParseFloat(arg, 64); {
	case arg == "+":
		v += notch
	case arg == "-":
		v -= notch
	case err != nil:
		return
	default:
		v = n
	}
	a.standStill()
	c.Send(run.Command{Kind: run.Edit, Cut: run.Cut{Layer: s.Detail.Layer, Unit: s.Detail.Unit}, Index: int32(at.Cell), Factor: v})
}

// standStill pauses in the present.
func (a *App) standStill() {
	a.view.Present()
	a.follow()
	next := a.state
	next.Running = false
	a.change(next)
}

// perform carries out the actions on past and present runs.
func (a *App) perform(action ui.Action) {
	switch action {
	case ui.PhaseOnce:
		a.each(func(int) run.Command { return run.Command{Kind: run.Phase} })
	case ui.Continue:
		a.goOn()
	case ui.Halve:
		a.halve(a.view.Arg)
	case ui.Ablate:
		a.ablate(a.view.Arg)
	case ui.Edit:
		a.edit(a.view.Arg)
	case ui.Undo:
		if c := a.lanes[a.view.Inspect.Lane].client; c != nil {
			a.standStill()
			c.Send(run.Command{Kind: run.Undo})
		}
	case ui.RemoveLane:
		a.removeLane(a.view.Arg)
	case ui.Pin:
		a.pin(a.view.Arg)
	}
	a.dirty = true
}
