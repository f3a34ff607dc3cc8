package state

import (
	"slices"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/id"
)

// Not every method can do every task: words cannot tag, and a linear probe needs a linear head. Menus show such a method
// switched off with its reason; a lane that has one moves to the nearest that can.

// Reason says why a method cannot do a task.
type Reason uint8

// The reasons.
const (
	Fits   Reason = iota
	NoGap         // it fills a gap, and the task has none
	NoHead        // it trains only a linear head, and the task has none, or none that sees the text
)

// Fit tells whether a method can do a task on a backbone.
func (c Catalog) Fit(method, task, backbone string) Reason {
	t := c.Task(task)
	switch c.Method(method).Needs {
	case run.Gap:
		if !t.Gap {
			return NoGap
		}
	case run.Head:
		if !c.linear(t, backbone) {
			return NoHead
		}
	}
	return Fits
}

// Nearest is the method in the menu that is next to another and can do the task. Controls are not chosen for anyone, and
// what other lanes have is taken only if nothing else is left.
func (c Catalog) Nearest(method, task, backbone string, others ...string) string {
	at := 0
	for i, m := range c.Methods {
		if m.ID == method {
			at = i
		}
	}
	best, far := method, 1<<30
	for i, m := range c.Methods {
		d := max(i-at, at-i) * 2
		if i > at {
			d++ // a tie goes to the one above
		}
		if slices.Contains(others, m.ID) {
			d += 4 * len(c.Methods)
		}
		if d < far && !m.Comparator && c.Fit(m.ID, task, backbone) == Fits {
			best, far = m.ID, d
		}
	}
	return best
}

// Settle moves lanes whose method cannot do the task, and bounds the labels by what the task has, with a notice for each.
func Settle(s *State, c Catalog) (notices []Notice) {
	if most := c.Task(s.Task).MaxLabels; most > 0 && s.Labels > most {
		notices = append(notices, Notice{Key: id.Labels, Value: strconv.Itoa(s.Labels), Used: strconv.Itoa(most), Accepts: "1…" + strconv.Itoa(most)})
		s.Labels = most
	}
	for lane, key := range id.Methods[:s.Count()] {
		at := &s.Lanes[lane].Method
		why := c.Fit(*at, s.Task, s.Backbone)
		if why == Fits {
			continue
		}
		was := *at
		*at = c.Nearest(was, s.Task, s.Backbone, slices.Delete(s.Methods(), lane, lane+1)...)
		notices = append(notices, Notice{Key: key, Value: was, Used: *at, Why: why, Names: [2]string{c.Method(was).Name, c.Method(*at).Name}})
	}
	return notices
}

// head is a lane's Spec.Head: what is set, where task and method leave the choice.
func (c Catalog) head(s State, lane int) string {
	if !c.ChoosesHead(s.Lanes[lane].Method, s) {
		return ""
	}
	return s.Lanes[lane].Head
}

// ChoosesHead tells whether a method, the task and the backbone leave it open how an answer is read.
func (c Catalog) ChoosesHead(method string, s State) bool {
	t := c.Task(s.Task)
	return t.Gap && c.linear(t, s.Backbone) && c.Method(method).Needs == run.Anything
}

// linear tells whether a linear head can answer: on every word, or on [CLS] where that sees the text.
func (c Catalog) linear(t Choice, backbone string) bool {
	return t.Head && !(t.Gap && c.Backbone(backbone).Causal)
}
