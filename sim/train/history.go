package train

import (
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/task"
)

// A run remembers its past in two ways, each in memory of a fixed size that is taken at the start:
//
//   - looks: what the forward pass needs of the trained numbers, which is little (virtual tokens and head), at every step
//     or every few. With one, every view shows the run as it was.
//   - marks: everything the run depends on (trained numbers, moments, sampler, digest), at coarser steps. From one, the
//     run goes on exactly as it went. A step between two marks is reached by training from the mark before it.
//
// There is a history where all that trains is virtual tokens and the head; NoPast lists what is left out, and why.

// noPast is why this run keeps no past.
func (t *Trainer) noPast() run.NoPast {
	switch {
	case t.info.Still:
		return run.NothingMoves
	case !t.info.Frozen:
		return run.BackboneMoves
	case t.tuner.Search != nil:
		return run.WordsJump
	case len(t.tuner.Inject.Low) > 0:
		return run.LayersMove
	}
	return run.Kept
}

const (
	looksMemory = 12 << 20 // bytes
	marksMemory = 16 << 20
	mostMarks   = 64
)

// look is the past of one step but for its numbers, which lie in history.numbers.
type look struct {
	digest     digest
	norm, rate float64
}

// mark is a state to go on from.
type mark struct {
	memory    optim.Memory
	draw      sampler
	noise     rng.Rand
	tally     []task.Tally
	evals     int
	step      int
	digest    digest
	norm      float64
	rate      float64
	loss      float64
	changed   float64 // product of the factors on the rates so far
	branched  int
	edits     int    // how many changes by hand it holds
	undone    []edit // and which
	gradInput []float32
	gradDeep  []float32
}

// history is the past of a run.
type history struct {
	size     int // numbers of one look
	stride   int // looks are of the steps 0, stride, 2·stride, …
	looks    []look
	numbers  []Real
	spacing  int // marks are of the steps 0, spacing, 2·spacing, …
	marks    []mark
	marked   int // how many marks hold something
	shown    int // the step on show, -1 = the present
	inject   nn.Inject
	goal     *objective
	gradient [2][]float32
}

// remember prepares the history of a run.
func (t *Trainer) remember() {
	h := &t.past
	h.shown, t.branched, t.factor, t.rate = -1, -1, 1, t.spec.LR
	for _, p := range t.tuner.Params {
		t.rates = append(t.rates, p.Rate)
	}
	if t.noPast() != run.Kept {
		return
	}
	in := &t.tuner.Inject
	h.inject = nn.Inject{Virtual: make([]Real, len(in.Virtual)), Prefix: make([]Real, len(in.Prefix)), P: in.P, Deep: in.Deep}
	h.gradient = [2][]float32{make([]float32, len(t.gradInput)), make([]float32, len(t.gradDeep))}
	t.pieces(in, t.goal, t.gradInput, t.gradDeep, func(x []Real, g []float32) { h.size += len(x) + len(g) })
	const bytes = 4
	steps := t.spec.Steps
	room := max(2, looksMemory/(bytes*max(h.size, 1)))
	h.stride = (steps + room - 1) / room
	n := steps/h.stride + 1
	h.looks, h.numbers = make([]look, n), taken(n*h.size)

	size := t.opt.Size()
	room = min(mostMarks, max(2, marksMemory/(bytes*max(size, 1))))
	h.spacing = (steps + room - 1) / room
	h.marks = make([]mark, (steps-1)/h.spacing+1)
	for i := range h.marks {
		h.marks[i] = mark{memory: optim.NewMemory(taken(size)), draw: *t.draw.copy(), tally: make([]task.Tally, len(t.trainTally)),
			gradInput: make([]float32, len(t.gradInput)), gradDeep: make([]float32, len(t.gradDeep))}
	}
}

// taken makes room that is there at once, and not page by page while the run goes on: what a run needs is seen at its start.
func taken(n int) []Real {
	x := make([]Real, n)
	for i := 0; i < n; i += 512 { // a page has 4096 bytes
		x[i] = 0
	}
	return x
}

// pieces calls f for every piece of a look, in a fixed order.
func (t *Trainer) pieces(in *nn.Inject, o *objective, input, deep []float32, f func(x []Real, g []float32)) {
	f(in.Virtual, nil)
	f(in.Prefix, nil)
	for _, h := range o.heads {
		f(h.W, nil)
		f(h.B, nil)
	}
	f(nil, input)
	f(nil, deep)
}

// keepLook remembers how the present step looks.
func (t *Trainer) keepLook() {
	h := &t.past
	if h.stride == 0 || t.step%h.stride != 0 {
		return
	}
	i := t.step / h.stride
	h.looks[i] = look{t.digest, t.lastNorm, t.lastRate}
	at := h.numbers[i*h.size:]
	t.pieces(&t.tuner.Inject, t.goal, t.gradInput, t.gradDeep, func(x []Real, g []float32) {
		at = at[copy(at, x):]
		for _, v := range g {
			at[0] = Real(v)
			at = at[1:]
		}
	})
}

// keepMark remembers everything. It is called when a step begins.
func (t *Trainer) keepMark() {
	h := &t.past
	if h.stride == 0 || t.step%h.spacing != 0 {
		return
	}
	i := t.step / h.spacing
	m := &h.marks[i]
	t.opt.Keep(&m.memory)
	m.draw.be(t.draw)
	m.noise = *t.noise
	copy(m.tally, t.trainTally)
	m.evals, m.step, m.digest = len(t.evals), t.step, t.digest
	m.norm, m.rate, m.loss, m.changed, m.branched = t.lastNorm, t.lastRate, t.lastLoss, t.factor, t.branched
	m.edits, m.undone = len(t.edits), append(m.undone[:0], t.edits...)
	copy(m.gradInput, t.gradInput)
	copy(m.gradDeep, t.gradDeep)
	h.marked = i + 1
}

// Show turns every view to a step of the past, or back to the present with a negative step. It takes the kept step that
// is next below and returns it; -1 means the present. The run is not touched.
func (t *Trainer) Show(step int) int {
	h := &t.past
	if h.shown = -1; step < 0 || h.stride == 0 || step >= t.step {
		return -1
	}
	h.shown = step - step%h.stride
	if h.goal == nil {
		h.goal = t.ownGoal(t.trace.acts.Rows())
	}
	at := h.numbers[h.shown/h.stride*h.size:]
	t.pieces(&h.inject, h.goal, h.gradient[0], h.gradient[1], func(x []Real, g []float32) {
		at = at[copy(x, at):]
		for i := range g {
			g[i] = float32(at[i])
		}
		at = at[len(g):]
	})
	h.goal.repack()
	return h.shown
}

// ownGoal is an objective like the run's with weights and memory of its own.
func (t *Trainer) ownGoal(rows int) *objective {
	o := t.goal.copy(t.model.Config, rows)
	for i, h := range t.goal.heads {
		own := nn.NewLinearHead(h.K, t.model.C, rows)
		copy(own.W, h.W)
		copy(own.B, h.B)
		own.Repack()
		o.heads[i] = own
	}
	return o
}

// Shown is the step on show, -1 for the present.
func (t *Trainer) Shown() int { return t.past.shown }

// Continue goes back to a step and lets the run go on from there: from the mark next below, training again up to the step.
// factor multiplies the learning rates from the step on; with 1 the run repeats itself to the bit. It reports whether the
// run has a history.
func (t *Trainer) Continue(step int, factor float64) bool {
	h := &t.past
	if h.stride == 0 || h.marked == 0 {
		return false
	}
	step = min(max(step, 0), t.step)
	m := &h.marks[min(step/h.spacing, h.marked-1)]
	h.marked, h.shown = m.step/h.spacing+1, -1
	t.opt.Recall(&m.memory)
	t.draw.be(&m.draw)
	*t.noise = m.noise
	copy(t.trainTally, m.tally)
	t.partLog = t.partLog[:m.evals*len(t.goal.sets)]
	t.evals, t.step, t.digest = t.evals[:m.evals], m.step, m.digest
	t.lastNorm, t.lastRate, t.lastLoss, t.losses = m.norm, m.rate, m.loss, t.losses[:m.step]
	copy(t.gradInput, m.gradInput)
	copy(t.gradDeep, m.gradDeep)
	t.branched = m.branched
	t.setRates(m.changed)
	t.goal.repack()
	t.tuner.Forward()
	t.finished, t.diverged, t.hash = false, "", nil
	t.at, t.part = cursor{phase: begin}, run.StepPart{}
	t.rewound(m, step)
	t.turn = turn{at: step, factor: factor, on: true}
	return true
}

// turn is where a run that was taken back leaves its old path.
type turn struct {
	at     int
	factor float64
	on     bool
}

// Repeating reports whether the run is on its way from a mark to the step it was taken back to.
func (t *Trainer) Repeating() bool { return t.turn.on && t.step < t.turn.at && !t.Over() }

// takeTurn changes the rates where the run leaves its old path.
func (t *Trainer) takeTurn() {
	if !t.turn.on || t.step < t.turn.at {
		return
	}
	if t.turn.on = false; t.turn.factor != 1 {
		t.branched = t.step
		t.setRates(t.factor * t.turn.factor)
	}
}

// setRates multiplies the method's learning rate by factor; the head keeps its own.
func (t *Trainer) setRates(factor float64) {
	t.factor = factor
	for i := range t.tuner.Params {
		t.opt.Params[i].Rate = t.rates[i] * factor
	}
	t.spec.LR = t.rate * factor
}

// seen is what the views show: the present, or a step of the past.
func (t *Trainer) seen() (in *nn.Inject, goal *objective, input, deep []float32) {
	if h := &t.past; h.shown >= 0 {
		return &h.inject, h.goal, h.gradient[0], h.gradient[1]
	}
	return &t.tuner.Inject, t.trace.goal, t.gradInput, t.gradDeep
}

// fillPast replaces the numbers of the last step by those of the step on show.
func (t *Trainer) fillPast(dst *run.Snapshot) {
	h := &t.past
	dst.Shown, dst.Stride, dst.Branched = int32(h.shown), int32(h.stride), int32(t.branched)
	dst.NoPast, dst.CanEdit, dst.Edits = t.noPast(), t.CanEdit(), int32(len(t.edits))
	if h.shown < 0 {
		dst.Shown = int32(t.step)
		return
	}
	k := &h.looks[h.shown/h.stride]
	dst.Loss = 0
	if h.shown > 0 {
		dst.Loss = t.losses[h.shown-1]
	}
	dst.GradNorm, dst.LR, dst.Digest = float32(k.norm), float32(k.rate), k.digest.String()
	dst.EvalStep, dst.EvalLoss, dst.EvalAccuracy, dst.TrainAccuracy = -1, 0, 0, 0
	dst.Parts = dst.Parts[:0]
	for i, e := range t.evals {
		if int(e.Step) <= h.shown {
			dst.Parts = t.partsAt(dst.Parts[:0], i)
			dst.EvalStep, dst.EvalLoss, dst.EvalAccuracy, dst.TrainAccuracy = e.Step, e.Loss, e.Accuracy, e.TrainAccuracy
		}
	}
}
