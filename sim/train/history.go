package train

import (
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// A run has a past in two forms, each in memory of a fixed size that is taken at the start:
//
//   - looks: what the forward pass needs of the trained numbers, which is little (virtual tokens and head), at every step
//     or every few. With one, every view shows the run as it was.
//   - marks: everything the run depends on (trained numbers, moments, sampler, digest), at coarser steps. From one, the
//     run goes on exactly as it went. A step between two marks is reached by training from the mark before it.
//
// A method that does not fit says why (tune.Tuner.NoPast).
const (
	looksMemory = 12 << 20 // bytes
	marksMemory = 16 << 20
	mostMarks   = 64
)

// look is the past of one step but for its numbers, which lie in History.numbers.
type look struct {
	digest     digest
	norm, rate float64
}

// mark is a state to go on from.
type mark struct {
	savepoint
	grad   norms
	edits  int    // how many changes by hand it holds
	undone []edit // and which
}

// History is the past of a run.
type History struct {
	view
	door
	tracer  *Tracer // whose views it turns to the past
	grad    norms
	live    [][]Real // the present numbers that a look keeps
	size    int      // numbers of one look
	stride  int      // looks are of the steps 0, stride, 2·stride, …; 0 = there is no past
	looks   []look
	numbers []Real
	spacing int // marks are of the steps 0, spacing, 2·spacing, …
	marks   []mark
	marked  int   // how many marks hold something
	seen    sight // the step on show, if it is one of the past
	turn    turn
}

// turn is where a run that was taken back leaves its old path.
type turn struct {
	at     int
	factor float64
	on     bool
}

// newHistory takes the memory. grad are the norms of the last step, which looks and marks keep too.
func newHistory(v view, d door, tr *Tracer, grad norms) *History {
	h := &History{view: v, door: d, tracer: tr, grad: grad}
	g := v.stands()
	if g.tuner.NoPast != run.Kept {
		return h
	}
	h.seen = sight{in: new(nn.Inject), grad: grad.copy()}
	*h.seen.in = g.tuner.Inject.Clone()
	h.live = pieces(&g.tuner.Inject, v.aim())
	h.size = len(grad.input) + len(grad.deep)
	for _, x := range h.live {
		h.size += len(x)
	}
	const bytes = 4
	steps := g.spec.Steps
	room := max(2, looksMemory/(bytes*max(h.size, 1)))
	h.stride = (steps + room - 1) / room
	n := steps/h.stride + 1
	h.looks, h.numbers = make([]look, n), taken(n*h.size)

	room = min(mostMarks, max(2, marksMemory/(bytes*max(d.size(), 1))))
	h.spacing = (steps + room - 1) / room
	h.marks = make([]mark, (steps-1)/h.spacing+1)
	for i := range h.marks {
		h.marks[i] = mark{savepoint: d.newSavepoint(), grad: grad.copy()}
	}
	return h
}

// close ends the past: a run that goes on from a file has none before it.
func (h *History) close() { h.stride, h.marked = 0, 0 }

// taken makes room that is there at once, and not page by page while the run goes on: what a run needs is seen at its start.
func taken(n int) []Real {
	x := make([]Real, n)
	for i := 0; i < n; i += 512 { // a page has 4096 bytes
		x[i] = 0
	}
	return x
}

// pieces are the numbers of a look in a fixed order, those of virtual tokens first (see keyAt); the norms follow.
func pieces(in *nn.Inject, o *objective) (out [][]Real) {
	in.Each(func(_ string, x, _ []Real) { out = append(out, x) })
	for _, l := range o.heads {
		out = append(out, l.W, l.B)
	}
	return out
}

// keepLook remembers how the present step looks.
func (h *History) keepLook() {
	now := h.now()
	if h.stride == 0 || now.step%h.stride != 0 {
		return
	}
	i := now.step / h.stride
	h.looks[i] = look{now.digest, now.lastNorm, now.lastRate}
	at := h.numbers[i*h.size:][:h.size]
	for _, x := range h.live {
		at = at[copy(at, x):]
	}
	for _, list := range [2][]float32{h.grad.input, h.grad.deep} {
		for _, v := range list {
			at[0] = Real(v)
			at = at[1:]
		}
	}
}

// keepMark remembers everything, with the changes made by hand so far. It is called when a step begins.
func (h *History) keepMark(edits []edit) {
	step := h.now().step
	if h.stride == 0 || step%h.spacing != 0 {
		return
	}
	i := step / h.spacing
	m := &h.marks[i]
	h.save(&m.savepoint)
	m.edits, m.undone = len(edits), append(m.undone[:0], edits...)
	m.grad.be(h.grad)
	h.marked = i + 1
}

// Show turns every view to a step of the past, or back to the present with a negative step. It takes the kept step that
// is next below and returns it; -1 means the present. The run is not touched.
func (h *History) Show(step int) int {
	if h.seen.past = false; step < 0 || h.stride == 0 || step >= h.now().step {
		return -1
	}
	s := &h.seen
	s.past, s.step = true, step-step%h.stride
	if s.goal == nil {
		s.goal = h.aim().own(h.stands().model.Config, h.tracer.acts.Rows())
	}
	at := h.numbers[s.step/h.stride*h.size:]
	for _, x := range pieces(s.in, s.goal) {
		at = at[copy(x, at):]
	}
	for _, list := range [2][]float32{s.grad.input, s.grad.deep} {
		for i := range list {
			list[i] = float32(at[i])
		}
		at = at[len(list):]
	}
	s.in.Pack()
	s.goal.repack()
	return s.step
}

// Shown is the step on show, -1 for the present.
func (h *History) Shown() int {
	if !h.seen.past {
		return -1
	}
	return h.seen.step
}

// sight is what the views show.
func (h *History) sight() sight {
	if h.seen.past {
		return h.seen
	}
	return sight{step: h.now().step, in: &h.stands().tuner.Inject, goal: h.tracer.goal, grad: h.grad}
}

// goBack takes the run back to the mark next below a step, from where it trains again up to the step; from there on factor
// multiplies its learning rates. It returns the mark, nil if there is no history.
func (h *History) goBack(step int, factor float64) *mark {
	if h.stride == 0 || h.marked == 0 {
		return nil
	}
	m := &h.marks[min(step/h.spacing, h.marked-1)]
	h.marked, h.seen.past = m.step/h.spacing+1, false
	h.restore(&m.savepoint)
	h.grad.be(m.grad)
	h.turn = turn{at: step, factor: factor, on: true}
	return m
}

// Repeating reports whether the run is on its way from a mark to the step it was taken back to.
func (h *History) Repeating() bool { return h.turn.on && h.now().step < h.turn.at && !h.Over() }

// Bound is the step at which the run stands, or which it is on its way back to.
func (h *History) Bound() int {
	if h.Repeating() {
		return h.turn.at
	}
	return h.now().step
}

// takeTurn changes the rates where the run leaves its old path.
func (h *History) takeTurn() {
	if !h.turn.on || h.now().step < h.turn.at {
		return
	}
	if h.turn.on = false; h.turn.factor != 1 {
		h.branch(h.turn.factor)
	}
}

// fill replaces the numbers of the last step by those of the step on show.
func (h *History) fill(dst *run.Snapshot) {
	dst.Shown, dst.Stride, dst.NoPast, dst.Repeating = int32(h.now().step), int32(h.stride), h.stands().tuner.NoPast, h.Repeating()
	if !h.seen.past {
		return
	}
	step, r := h.seen.step, h.measured()
	k := &h.looks[step/h.stride]
	dst.Shown, dst.Loss = int32(step), 0
	if step > 0 {
		dst.Loss = r.losses[step-1]
	}
	dst.GradNorm, dst.LR, dst.Digest = float32(k.norm), float32(k.rate), k.digest.String()
	at := -1
	for i, e := range r.evals {
		if int(e.Step) <= step {
			at = i
		}
	}
	r.fillEval(dst, at)
	dst.Parts = h.run.partsAt(dst.Parts[:0], at)
}

// kept reports whether there is a past.
func (h *History) kept() bool { return h.stride > 0 }

// pathSteps are kept steps up to the one on show, at most so many and evenly spread, the first and the last among them.
func (h *History) pathSteps(most int) (out []int) {
	n := h.sight().step / h.stride
	gap := max((n+most-1)/most, 1)
	for i := 0; i < n; i += gap {
		out = append(out, i*h.stride)
	}
	return append(out, n*h.stride)
}

// wordAt is input virtual token unit as it was at a kept step.
func (h *History) wordAt(step, unit int) []Real {
	c := h.stands().model.C
	return h.numbers[step/h.stride*h.size+unit*c:][:c]
}

// keyAt is the key of deep virtual token unit in a layer as it was at a kept step.
func (h *History) keyAt(step, unit, layer int) []Real {
	m := h.stands().model
	return h.numbers[step/h.stride*h.size+len(h.seen.in.Virtual)+(unit*m.L+layer)*2*m.C:][:m.C]
}
