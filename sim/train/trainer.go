// Package train tunes a frozen (or not frozen) backbone on a task. Its Trainer is passive: the host calls it; it reads
// no clock, starts nothing, and allocates nothing in a step.
//
// A Trainer is a small Run, which decides the numbers, and observers, each a type and a file of its own: Tracer (one example
// through the model), Inspector (one layer, head and virtual token), History (the past), Ablation (without part of the
// prompt), Watch (the parts of a step). They know the run as a view and cannot change it. What can is in three methods of
// Trainer: Continue, Edit and Undo, and goes through one door (door.go).
package train

import (
	"promptscope/sim/ckpt"
	"promptscope/sim/run"
	"promptscope/sim/task"
)

// Trainer is one run with those who look at it.
type Trainer struct {
	*Run
	Trace  *Tracer
	Detail *Inspector
	Past   *History
	Edits  *Edits
	Cut    *Ablation
	Watch  *Watch
	Words  *Contest
	grad   norms
}

// New prepares a run; the checkpoint must be the backbone that spec names. The weights are copied only if the method
// changes them. The first Ticks evaluate the untrained prompt.
func New(spec run.Spec, ck *ckpt.Checkpoint) (*Trainer, error) {
	spec, err := Resolve(spec)
	if err != nil {
		return nil, err
	}
	return build(spec, ck, nil)
}

// NewOn is New on a data set that is none of the list. The Spec's Task and Labels are those of the data set, whatever they say.
func NewOn(spec run.Spec, ck *ckpt.Checkpoint, data *task.Task) (*Trainer, error) {
	spec, err := ResolveOn(spec, data.Info)
	if err != nil {
		return nil, err
	}
	return build(spec, ck, data)
}

// build prepares a run of a Spec that is resolved; data is nil for the task that it names.
func build(spec run.Spec, ck *ckpt.Checkpoint, data *task.Task) (*Trainer, error) {
	r, err := newRun(spec, ck, data)
	if err != nil {
		return nil, err
	}
	v, d := glass{r}, door{r}
	t := &Trainer{Run: r, grad: newNorms(r.ground), Edits: &Edits{view: v, door: d}, Watch: &Watch{view: v}}
	t.Trace = newTracer(v)
	t.Past = newHistory(v, d, t.Trace, t.grad)
	t.Detail = &Inspector{view: v, trace: t.Trace, past: t.Past}
	t.Cut = &Ablation{view: v, past: t.Past}
	t.Words = newContest(v)
	t.Past.keepLook()
	return t, nil
}

// Tick does one small piece of work, tells the observers, and reports whether the numbers on show have changed: a step has
// been completed or the untrained model has been evaluated. When the run is over it does nothing and returns false.
func (t *Trainer) Tick() bool {
	if t.Over() {
		return false
	}
	from := t.at
	if from.phase == begin {
		t.Past.keepMark(t.Edits.made)
		t.Past.takeTurn()
		t.Watch.begin()
	}
	changed := t.Run.Tick()
	switch {
	case from.phase != update && from.phase != trying && (t.at.phase == update || t.at.phase == trying): // the whole batch is through
		t.keepGradients()
	case from.phase == update && changed:
		t.Edits.makeAgain()
		t.Past.keepLook()
		if t.Watch.end(); t.Watch.on {
			door{t.Run}.hashAgain()
		}
	}
	t.Watch.note(from)
	return changed
}

// Step runs to the end of the next optimiser step, with the evaluation that may follow it. It returns false when
// the run is over.
func (t *Trainer) Step() bool {
	for before := t.step; !t.Over(); {
		if t.Tick() && t.step > before {
			return true
		}
	}
	return false
}

// Continue goes back to a step and lets the run go on from there: from the mark next below, training again up to the step.
// factor multiplies the learning rates from the step on; with 1 the run repeats itself to the bit. It reports whether the
// run has a history.
func (t *Trainer) Continue(step int, factor float64) bool {
	step = min(max(step, 0), t.step)
	m := t.Past.goBack(step, factor)
	if m == nil {
		return false
	}
	t.Edits.rewound(m, step)
	t.Past.keepLook()
	t.Watch.forget()
	return true
}

// Edit sets a number of a virtual token: of an input token number index < C; of a deep one in a layer index < 2C, key
// before value. It reports whether that is possible. Call it between steps; the held-out set is evaluated again.
func (t *Trainer) Edit(layer, unit, index int, value float64) bool {
	if t.Mid() || t.diverged != "" || t.Past.Repeating() || !t.Edits.set(layer, unit, index, value) {
		return false
	}
	t.Past.Show(-1)
	t.Past.keepLook()
	return true
}

// Undo takes the last change back. If the run has gone on since, it goes back to the step of the change.
func (t *Trainer) Undo() bool {
	last := t.Edits.last()
	if last == nil || t.Mid() || t.Past.Repeating() {
		return false
	}
	if step := last.before.step; step < t.step {
		t.Edits.forget()
		return t.Continue(step, 1)
	}
	t.Edits.undo()
	t.Past.Show(-1)
	t.Past.keepLook()
	return true
}

// Fill copies everything that is shown into dst, reusing its memory. Run, Status when paused or waiting, and
// StepsPerSecond belong to the host. Call it while Steady reports true: else the traced example could see half-updated
// weights.
func (t *Trainer) Fill(dst *run.Snapshot) {
	t.Run.fill(dst)
	t.Past.fill(dst)
	dst.CanEdit, dst.Edits = t.Edits.Can(), int32(t.Edits.Count())
	dst.Part = t.Watch.shown()
	s := t.Past.sight()
	t.Trace.fill(&dst.Trace, &s)
	t.Detail.fill(&dst.Detail, &dst.Trace, &s)
	dst.Bare, dst.Cut = t.Cut.bare, t.Cut.shown
	dst.Tries = t.Words.fill(dst.Tries)
}

// Pending reports whether there is work beside the run: an ablation, templates to measure.
func (t *Trainer) Pending() bool { return t.Cut.Busy() || t.Words.Busy() }

// Beside does one small piece of it and reports whether it has come to a result.
func (t *Trainer) Beside() bool {
	if t.Cut.Busy() {
		return t.Cut.Tick()
	}
	return t.Words.Tick()
}
