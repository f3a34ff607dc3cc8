package train

import (
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/run"
)

// A person may set one number of a virtual token by hand. The run goes on from there, leaves the path that its Spec
// decides, and says so (Branched); its digest covers the change. Undo takes the last change back: at once, or by going
// back to the step at which it was made.

// edit is one number set by hand.
type edit struct {
	at       int
	was, now Real
	before   state
}

// mostEdit bounds what may be entered: far beyond what training reaches, far below what overflows.
const mostEdit = 1000

// Edits is the changes by hand.
type Edits struct {
	view
	door
	made []edit
	redo []edit // to be made again on the way to a step
}

// Can reports whether virtual tokens are trained as they stand. Those that an encoder computes would be computed anew.
func (e *Edits) Can() bool {
	t := e.stands().tuner
	return t.NoPast == run.Kept && !t.Encoded && (t.Input > 0 || t.Inject.P > 0)
}

// Count is how many changes can be undone.
func (e *Edits) Count() int { return len(e.made) }

// place finds number index of a virtual token in the list of numbers that can be set: of an input token index < C; of a
// deep one in a layer index < 2C, key before value.
func (e *Edits) place(layer, unit, index int) (at int, ok bool) {
	m, t := e.stands().model, e.stands().tuner
	c, n, width := m.C, t.Input, m.C
	if in := &t.Inject; in.P > 0 {
		if layer < 0 || layer >= m.L || in.At(layer) == 0 {
			return 0, false
		}
		n, width = in.P, 2*c
		at = layer*width + unit*m.L*width
	} else {
		at = unit * width
	}
	return at + index, unit >= 0 && unit < n && index >= 0 && index < width
}

// set makes a change and remembers it. It reports whether that is possible.
func (e *Edits) set(layer, unit, index int, value float64) bool {
	at, ok := e.place(layer, unit, index)
	if !ok || !e.Can() || math.IsNaN(value) || math.Abs(value) > mostEdit {
		return false
	}
	e.change(edit{at: at, was: e.editable()[at], now: Real(value)})
	e.evaluateAgain()
	return true
}

func (e *Edits) change(c edit) {
	c.before = e.now()
	e.door.set(c.at, c.now)
	e.made = append(e.made, c)
}

// last is the change that Undo would take back, nil if there is none.
func (e *Edits) last() *edit {
	if n := len(e.made); n > 0 {
		return &e.made[n-1]
	}
	return nil
}

// undo takes the last change back, which was made at the present step.
func (e *Edits) undo() {
	c := e.last()
	e.unset(c.at, c.was, c.before)
	e.forget()
	e.evaluateAgain()
}

// forget drops the last change without taking it back.
func (e *Edits) forget() { e.made = e.made[:len(e.made)-1] }

// rewound brings the changes in line with a mark that has been restored, for a run that goes on to step: those made later
// are forgotten, those made on the way will be made again.
func (e *Edits) rewound(m *mark, step int) {
	for k := m.edits - 1; k >= len(e.made); k-- { // an undone change that the mark holds, with its evaluation
		c := &m.undone[k]
		e.unset(c.at, c.was, c.before)
		e.evaluateAgain()
	}
	kept := min(m.edits, len(e.made))
	e.redo = e.redo[:0]
	for _, c := range e.made[kept:] {
		if c.before.step <= step {
			e.redo = append(e.redo, c)
		}
	}
	e.made = e.made[:kept]
	e.makeAgain()
}

// makeAgain makes the changes of this step again.
func (e *Edits) makeAgain() {
	for len(e.redo) > 0 && e.redo[0].before.step == e.now().step {
		c := e.redo[0]
		e.redo = append(e.redo[:0], e.redo[1:]...)
		e.change(c)
	}
}
