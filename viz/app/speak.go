package app

import (
	"fmt"
	"math"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/panel"
	"promptscope/viz/state"
)

// say hands a text to the live region.
func (a *App) say(text string) {
	if a.opt.Say != nil && text != "" {
		a.opt.Say(text)
	}
}

// How often numbers are read out: pages that talk all the time are switched off.
const (
	quiet    = 8  // seconds between two messages that nobody asked for
	eighths  = 8  // of a run: step landmarks
	landmark = 10 // a first one early, when something can be heard to happen
)

// speaker remembers what was said.
type speaker struct {
	running bool
	primed  bool
	status  [state.Lanes]run.Status
	run     [state.Lanes]uint32
	eval    int32 // step of the last evaluation read out
	mark    int32 // landmark read out
	notices int
	at      float64 // when the last number was read out, in seconds
}

// speak reads out what has happened since the last turn. now is in seconds.
func (a *App) speak(now float64) {
	s, sp := i18n.For(a.view.Lang), &a.speaker
	if !sp.primed {
		sp.primed, sp.running = true, false
	}
	if a.lanesRestarted() {
		sp.eval, sp.mark = 0, 0
		if step, ok := a.leastStep(); ok && step == 0 && sp.at > 0 {
			a.say(s.SaidReset)
		}
	}
	if sp.running != a.state.Running {
		sp.running, sp.at = a.state.Running, now
		step, _ := a.leastStep()
		if a.state.Running {
			a.say(s.SaidRunning)
		} else {
			a.say(fill(s.SaidPaused, fmt.Sprint(step)))
		}
	}
	a.speakStatus(s, now)
	a.speakNumbers(s, now)
	for ; sp.notices < len(a.view.Notices); sp.notices++ {
		a.say(panel.NoticeText(a.view.Lang, a.view.Notices[sp.notices]))
	}
	sp.notices = len(a.view.Notices)
}

func (a *App) lanesRestarted() (yes bool) {
	for i := range a.lanes {
		if r := a.lanes[i].run; r != a.speaker.run[i] {
			a.speaker.run[i], yes = r, true
		}
	}
	return yes
}

// leastStep is the step both lanes have reached.
func (a *App) leastStep() (step int32, ok bool) {
	for _, s := range a.snaps {
		if s != nil && s.Status != run.Loading && s.Status != run.Failed && (!ok || s.Step < step) {
			step, ok = s.Step, true
		}
	}
	return step, ok
}

// speakStatus reads out lanes that stop by themselves.
func (a *App) speakStatus(s *i18n.Strings, now float64) {
	done, changed := true, false
	for i, snap := range a.snaps[:a.state.Count()] {
		if snap == nil {
			done = false
			continue
		}
		st, was := snap.Status, a.speaker.status[i]
		a.speaker.status[i] = st
		done = done && st >= run.Done
		if st == was {
			continue
		}
		changed = true
		letter := string(rune('A' + i))
		switch st {
		case run.Diverged:
			a.say(fill(s.SaidDiverged, letter, fmt.Sprint(snap.Step)))
		case run.Failed:
			a.say(fill(s.SaidFailed, letter, snap.Message))
		}
	}
	if step, ok := a.leastStep(); ok && done && changed {
		a.speaker.at = now
		a.say(fill(s.SaidDone, fmt.Sprint(step), a.results(s, true)))
	}
}

// speakNumbers reads out landmarks and evaluations, seldom.
func (a *App) speakNumbers(s *i18n.Strings, now float64) {
	sp := &a.speaker
	step, ok := a.leastStep()
	if !ok || now-sp.at < quiet || !a.state.Running {
		return
	}
	var total, eval int32 = 0, math.MaxInt32
	for _, snap := range a.snaps {
		if snap != nil {
			total, eval = max(total, int32(snap.Spec.Steps)), min(eval, snap.EvalStep)
		}
	}
	mark := int32(0)
	if step >= landmark {
		mark = landmark
	}
	if total > 0 {
		mark = max(mark, step*eighths/total*total/eighths)
	}
	switch {
	case eval > sp.eval && eval < math.MaxInt32:
		sp.eval, sp.mark, sp.at = eval, mark, now
		a.say(fill(s.SaidEval, fmt.Sprint(eval), a.results(s, true)))
	case mark > sp.mark:
		sp.mark, sp.at = mark, now
		a.say(fill(s.SaidStep, fmt.Sprint(step), a.results(s, false)))
	}
}

// results is both lanes in short: their measures, or their losses.
func (a *App) results(s *i18n.Strings, measure bool) string {
	var parts []string
	for i, snap := range a.snaps[:a.state.Count()] {
		switch {
		case snap == nil:
		case measure && len(snap.Evals) > 0:
			parts = append(parts, a.methodName(s, i)+" "+percent(snap.EvalAccuracy))
		default:
			parts = append(parts, a.methodName(s, i)+" "+s.Loss+" "+lossOf(snap, 2))
		}
	}
	if s.Lang == "zh" {
		return strings.Join(parts, "，")
	}
	return strings.Join(parts, ", ")
}
