package app

import (
	"fmt"
	"time"

	"promptscope/viz/i18n"
)

// A hidden tab draws nothing, and its lanes train on until the common clock stops them. When it is shown again it says what
// has become of them: nobody should wonder why the step is not where it was left.
const (
	leastAway = 2 * time.Second // shorter absences are not worth a word
	backTime  = 5 * time.Second // how long the lanes say "restored"
)

// away is when the tab was hidden.
type away struct {
	since time.Time // zero: it is not
	step  int32
	going bool // lanes were training
	back  time.Time
}

// Hidden is told when the tab is hidden and when it is shown again; it returns what the tab's title should say besides the
// name: "" where it is on the screen. Any goroutine may call it.
func (a *App) Hidden(hidden bool) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.hidden(hidden, time.Now())
}

func (a *App) hidden(hidden bool, now time.Time) string {
	s := i18n.For(a.view.Lang)
	if hidden {
		if a.away.since.IsZero() {
			step, _ := a.leastStep()
			a.away = away{since: now, step: step, going: a.state.Running && !a.view.Over}
		}
		return s.InBackground
	}
	was := a.away
	a.away = away{}
	if !was.going || now.Sub(was.since) < leastAway {
		return ""
	}
	a.away.back, a.view.Back, a.dirty = now, true, true
	seconds := fmt.Sprint(int(now.Sub(was.since).Seconds()))
	a.queue = append(a.queue, func() { // the lanes are asked first where they are
		a.listen()
		if step, _ := a.leastStep(); step != was.step {
			a.notice(i18n.Fill(s.WasHidden, "seconds", seconds, "from", fmt.Sprint(was.step), "to", fmt.Sprint(step)))
			return
		}
		a.notice(i18n.Fill(s.WasStill, "seconds", seconds, "step", fmt.Sprint(was.step)))
	})
	return ""
}

// settleBack ends the word "restored".
func (a *App) settleBack(now time.Time) {
	if a.view.Back && now.Sub(a.away.back) > backTime {
		a.view.Back, a.dirty = false, true
	}
}
