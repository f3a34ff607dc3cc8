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
func (sp *speaker) say(text string) {
	if sp.opt.Say != nil && text != "" {
		sp.opt.Say(text)
	}
}

// How often numbers are read out: pages that talk all the time are switched off.
const (
	quiet    = 8  // seconds between two messages that nobody asked for
	eighths  = 8  // of a run: step landmarks
	landmark = 10 // a first one early, when something can be heard to happen
)

// speaker reads out what happens, and remembers what it said.
type speaker struct {
	*desk
	running bool
	primed  bool
	status  [state.Lanes]run.Status
	run     [state.Lanes]uint32
	eval    int32   // step of the last evaluation read out
	mark    int32   // landmark read out
	at      float64 // when the last number was read out, in seconds
}

// speak reads out what has happened since the last turn. now is in seconds.
func (sp *speaker) speak(now float64) {
	s := i18n.For(sp.view.Lang)
	if !sp.primed {
		sp.primed, sp.running = true, false
	}
	if sp.lanesRestarted() {
		sp.eval, sp.mark = 0, 0
		if step, ok := sp.leastStep(); ok && step == 0 && sp.at > 0 {
			sp.say(s.SaidReset)
		}
	}
	if sp.running != sp.state.Running {
		sp.running, sp.at = sp.state.Running, now
		step, _ := sp.leastStep()
		if sp.state.Running {
			sp.say(s.SaidRunning)
		} else {
			sp.say(i18n.Fill(s.SaidPaused, "step", fmt.Sprint(step)))
		}
	}
	sp.speakStatus(s, now)
	sp.speakNumbers(s, now)
	for ; sp.told < len(sp.view.Notices); sp.told++ {
		sp.say(panel.NoticeText(sp.view.Lang, sp.view.Notices[sp.told]))
	}
	sp.told = len(sp.view.Notices)
}

func (sp *speaker) lanesRestarted() (yes bool) {
	for i := range sp.lanes {
		if r := sp.lanes[i].run; r != sp.run[i] {
			sp.run[i], yes = r, true
		}
	}
	return yes
}

// leastStep is the step both lanes have reached.
func (d *desk) leastStep() (step int32, ok bool) {
	for _, s := range d.snaps {
		if s != nil && s.Status != run.Loading && s.Status != run.Failed && (!ok || s.Step < step) {
			step, ok = s.Step, true
		}
	}
	return step, ok
}

// speakStatus reads out lanes that stop by themselves.
func (sp *speaker) speakStatus(s *i18n.Strings, now float64) {
	done, changed := true, false
	for i, snap := range sp.snaps[:sp.state.Count()] {
		if snap == nil {
			done = false
			continue
		}
		st, was := snap.Status, sp.status[i]
		sp.status[i] = st
		done = done && st >= run.Done
		if st == was {
			continue
		}
		changed = true
		letter := string(rune('A' + i))
		switch st {
		case run.Diverged:
			sp.say(i18n.Fill(s.SaidDiverged, "lane", letter, "step", fmt.Sprint(snap.Step)))
		case run.Failed:
			sp.say(i18n.Fill(s.SaidFailed, "lane", letter, "why", snap.Message))
		}
	}
	if step, ok := sp.leastStep(); ok && done && changed {
		sp.at = now
		sp.say(i18n.Fill(s.SaidDone, "step", fmt.Sprint(step), "results", sp.results(s, true)))
	}
}

// speakNumbers reads out landmarks and evaluations, seldom.
func (sp *speaker) speakNumbers(s *i18n.Strings, now float64) {
	step, ok := sp.leastStep()
	if !ok || now-sp.at < quiet || !sp.state.Running {
		return
	}
	var total, eval int32 = 0, math.MaxInt32
	for _, snap := range sp.snaps {
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
		sp.say(i18n.Fill(s.SaidEval, "step", fmt.Sprint(eval), "results", sp.results(s, true)))
	case mark > sp.mark:
		sp.mark, sp.at = mark, now
		sp.say(i18n.Fill(s.SaidStep, "step", fmt.Sprint(step), "results", sp.results(s, false)))
	}
}

// results is both lanes in short: their measures, or their losses.
func (sp *speaker) results(s *i18n.Strings, measure bool) string {
	var parts []string
	for i, snap := range sp.snaps[:sp.state.Count()] {
		switch {
		case snap == nil:
		case measure && len(snap.Evals) > 0:
			parts = append(parts, sp.methodName(s, i)+" "+percent(snap.EvalAccuracy))
		default:
			parts = append(parts, sp.methodName(s, i)+" "+s.Loss+" "+lossOf(snap, 2))
		}
	}
	return strings.Join(parts, s.Comma)
}
