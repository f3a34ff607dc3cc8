package train

import (
	"encoding/binary"
	"errors"
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/run"
	"promptscope/sim/task"
)

// savedTitle begins what Save writes; another layout gets another number.
const savedTitle = "promptscope run 1\n"

// Save is the run as it stands between two steps, to go on from another day: trained numbers, moments, curve. Where the order of
// examples and the draws of the method stand follows from the number of steps. nil while a step or an evaluation is under way.
func (t *Trainer) Save() []byte {
	r := t.Run
	if !r.Between() || r.Over() {
		return nil
	}
	p := door{r}.newSavepoint()
	door{r}.save(&p)
	w := writer(savedTitle)
	w.word(r.identity())
	w.word(uint64(p.step))
	w.word(uint64(p.digest))
	for _, x := range []float64{p.lastLoss, p.lastNorm, p.lastRate} {
		w.number(x)
	}
	for _, k := range p.tally {
		w.word(uint64(k.Right))
		w.word(uint64(k.Guessed))
		w.word(uint64(k.Wanted))
	}
	w.list(r.losses)
	w.word(uint64(len(r.evals)))
	for _, e := range r.evals {
		w.word(uint64(e.Step))
		w.list([]float32{e.Loss, e.Accuracy, e.TrainAccuracy})
	}
	w.list(r.partLog)
	numbers, c1, c2 := p.memory.State()
	w.number(*c1)
	w.number(*c2)
	w.word(uint64(len(numbers)))
	for _, x := range numbers {
		w = binary.LittleEndian.AppendUint32(w, math.Float32bits(float32(x)))
	}
	return w
}

// Resume puts a run that has not begun where Save left another of the same settings, model and data. It keeps no past from before.
// The error says what does not fit; the run is as it was then.
func (t *Trainer) Resume(saved []byte) error {
	r := t.Run
	if r.step > 0 || len(r.evals) > 0 {
		return errors.New("a run that is under way cannot go on from a saved one")
	}
	if len(saved) < len(savedTitle) || string(saved[:len(savedTitle)]) != savedTitle {
		return errors.New("this is no saved run of this version")
	}
	in := &reading{left: saved[len(savedTitle):]}
	r.sha = r.Rehash()
	if in.word() != r.identity() {
		r.sha = ""
		return errors.New("it is the run of other settings, another model or other data")
	}
	p := door{r}.newSavepoint()
	p.state = state{step: int(in.word()), digest: digest(in.word()), factor: 1, branched: -1}
	p.lastLoss, p.lastNorm, p.lastRate = in.number(), in.number(), in.number()
	for i := range p.tally {
		p.tally[i] = task.Tally{Right: int(in.word()), Guessed: int(in.word()), Wanted: int(in.word())}
	}
	losses := in.list()
	var evals []run.Eval
	for range in.count() {
		e := run.Eval{Step: int32(in.word())}
		if x := in.list(); len(x) == 3 {
			e.Loss, e.Accuracy, e.TrainAccuracy = x[0], x[1], x[2]
		}
		evals = append(evals, e)
	}
	parts := in.list()
	numbers, c1, c2 := p.memory.State()
	*c1, *c2 = in.number(), in.number()
	if in.word() != uint64(len(numbers)) || len(in.left) != 4*len(numbers) || p.step != len(losses) || p.step >= r.spec.Steps || len(parts) != len(evals)*len(r.goal.sets) {
		r.sha = ""
		return errors.New("the file is cut off or damaged")
	}
	for i := range numbers {
		numbers[i] = Real(math.Float32frombits(binary.LittleEndian.Uint32(in.left[4*i:])))
	}
	for range p.step { // the draws so far
		r.picked = r.draw.draw(r.picked[:0], r.spec.Batch)
		r.tuner.Begin()
	}
	p.draw.be(r.draw)
	p.noise, p.evals = *r.noise, len(evals)
	r.losses, r.evals, r.partLog = append(r.losses, losses...), append(r.evals, evals...), append(r.partLog, parts...)
	door{r}.restore(&p)
	if r.model.Grads != nil { // a run that moves weights is never taken back, so restore knows nothing of them
		for l := range r.model.L + 1 {
			r.model.RepackTrained(l)
		}
	}
	t.Past.close()
	return nil
}

// identity is a number for settings, model and data.
func (r *Run) identity() uint64 {
	d := newDigest()
	for _, c := range append(run.AppendCommand(nil, &run.Command{Kind: run.Reset, Spec: r.spec}), r.sha...) {
		d.word(uint64(c))
	}
	for _, set := range [][]sample{r.train, r.held} {
		for i := range set {
			for _, list := range [][]int32{set[i].ids, set[i].types, set[i].ex.Tags, {set[i].ex.Answer}} {
				d.word(uint64(len(list)))
				for _, id := range list {
					d.word(uint64(uint32(id)))
				}
			}
		}
	}
	return uint64(d)
}

// writer appends in little endian.
type writer []byte

func (w *writer) word(x uint64) { *w = binary.LittleEndian.AppendUint64(*w, x) }

func (w *writer) number(x float64) { w.word(math.Float64bits(x)) }

func (w *writer) list(x []float32) {
	w.word(uint64(len(x)))
	for _, v := range x {
		*w = binary.LittleEndian.AppendUint32(*w, math.Float32bits(v))
	}
}

// reading takes the same from the front; behind the end there are zeros.
type reading struct{ left []byte }

func (r *reading) word() uint64 {
	if len(r.left) < 8 {
		r.left = nil
		return 0
	}
	x := binary.LittleEndian.Uint64(r.left)
	r.left = r.left[8:]
	return x
}

func (r *reading) number() float64 { return math.Float64frombits(r.word()) }

// count is a length that what is left can hold.
func (r *reading) count() int { return int(min(r.word(), uint64(len(r.left)/4))) }

func (r *reading) list() []float32 {
	out := make([]float32, r.count())
	for i := range out {
		out[i] = math.Float32frombits(binary.LittleEndian.Uint32(r.left[4*i:]))
	}
	r.left = r.left[4*len(out):]
	return out
}
