// Package train tunes a frozen (or not frozen) backbone on a task. Its Trainer is passive: the host calls it; it reads
// no clock, starts nothing, and allocates nothing in a step.
package train

import (
	"fmt"
	"math"

	"promptscope/sim/ckpt"
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/tune"
	"promptscope/sim/world"
)

// workLimit is the number of multiply-adds of one layer that a Tick should not exceed: about 3 ms of plain Go in
// WebAssembly, so that a worker can give its event loop back every 8 ms.
const workLimit = 4 << 20

// Trainer is one run.
type Trainer struct {
	spec  run.Spec
	info  run.Method
	task  *task.Task
	vocab *world.Vocab
	model *nn.Model
	tuner *tune.Tuner
	goal  *objective
	opt   *optim.Adam

	train, held []sample
	draw        *sampler
	noise       *rng.Rand // what the method draws in a step, such as dropout
	picked      []int
	ptrs        []*sample
	batch       []chunk // of the current step
	eval        []chunk // of the held-out set
	acts        *nn.Acts
	maxRows     int // of a chunk

	at                    cursor
	step                  int
	finished              bool
	diverged              string
	loss                  float64 // of the step under way
	counted               int     // rows with a loss in the step under way
	norm                  float64
	scale                 Real         // of the clip
	trainTally, evalTally []task.Tally // of each data set
	evalLoss              float64
	digest                digest
	hash                  *nn.Hasher
	sha                   string

	lastLoss, lastNorm, lastRate float64
	losses                       []float32
	evals                        []run.Eval
	partLog                      []float32 // held-out measure of each data set at each of evals
	gradInput, gradDeep          []float32

	trials []float64 // losses of a search's candidates
	trace  tracer

	past      history
	edits     []edit
	redo      []edit  // to be made again on the way to a step
	again     float32 // training measure of an evaluation that is being replaced
	turn      turn
	branched  int       // step at which the run last left the path of its Spec, -1 = never
	factor    float64   // on the learning rates, since then
	rate      float64   // the learning rate that was asked for
	rates     []float64 // of the method's parameters
	part      run.StepPart
	watch     watch
	detail    detail
	cut       *cutJob
	cutResult run.CutResult // of the last one that a person asked for
	bare      run.Bare
}

// New prepares a run; the checkpoint must be the backbone that spec names. The weights are copied only if the method
// changes them. The first Ticks evaluate the untrained prompt.
func New(spec run.Spec, ck *ckpt.Checkpoint) (*Trainer, error) {
	spec, err := Resolve(spec)
	if err != nil {
		return nil, err
	}
	data, err := task.New(spec.Task, ck.Vocab, task.Split(spec.Split == run.Validation), spec.Labels, dataSeed)
	if err != nil {
		return nil, err
	}
	method, err := tune.Lookup(spec.Method)
	if err != nil {
		return nil, err
	}
	t := &Trainer{spec: spec, info: method.Info(), task: data, vocab: ck.Vocab}
	params := ck.Params
	if !t.info.Frozen {
		params = params.Clone()
	}
	t.model = nn.NewModel(params)
	t.noise = rng.New(spec.Seed, methodStream)
	t.tuner, err = method.Attach(tune.Setup{Settings: spec.Settings, Model: t.model, Rate: spec.LR, Rand: t.noise,
		Words: firstWord(ck.Vocab), Mask: ck.Vocab.Mask, Classes: classes(data, ck.Vocab)})
	if err != nil {
		return nil, err
	}
	t.model.SplitDecoder()
	if err := t.layOut(); err != nil {
		return nil, err
	}
	t.opt = optim.NewAdam(append(t.tuner.Params, t.goal.params()...), 0.9, 0.999, 0)
	t.gradInput, t.gradDeep = make([]float32, t.tuner.Input), make([]float32, t.model.L*t.tuner.Inject.P)
	t.trials = make([]float64, 0, tune.Candidates)
	t.tuner.Forward()
	t.trace.prepare(t)
	t.digest = newDigest()
	t.losses = make([]float32, 0, spec.Steps)
	t.evals = make([]run.Eval, 0, spec.Steps/t.evalEvery()+2)
	t.partLog = make([]float32, 0, cap(t.evals)*len(t.goal.sets))
	t.at.phase = hashing
	t.remember()
	t.keepLook()
	return t, nil
}

// firstWord is the first id behind the special tokens.
func firstWord(v *world.Vocab) int { return max(v.Pad, v.Unk, v.CLS, v.SEP, v.Mask) + 1 }

// layOut places all examples and sizes the working memory.
func (t *Trainer) layOut() error {
	s, c := t.spec, t.model.Config
	var err error
	if t.train, err = place(t.vocab, t.task, t.task.Train, s.Settings, t.tuner.Input, s.Head == run.HeadLinear, c.Causal()); err != nil {
		return err
	}
	if t.held, err = place(t.vocab, t.task, t.task.Heldout, s.Settings, t.tuner.Input, s.Head == run.HeadLinear, c.Causal()); err != nil {
		return err
	}
	longest := 0
	for _, set := range [][]sample{t.train, t.held} {
		for i := range set {
			longest = max(longest, len(set[i].ids))
		}
	}
	if c.Causal() && s.Head == run.HeadLinear {
		return noCLS(s.Backbone)
	}
	if need := t.tuner.First + longest; need > c.MaxPos {
		return fmt.Errorf("n %d: the longest row would need %d positions, backbone %s has %d; want n up to %d", s.N, need, s.Backbone, c.MaxPos, s.N-(need-c.MaxPos))
	}
	maxRows := max(longest, workLimit/(12*c.C*c.C))
	t.maxRows = maxRows
	t.acts = nn.NewActs(c, maxRows, longest, &t.tuner.Inject)
	t.model.KeepStill(t.acts, min(t.pairs(), stillLimit/(4*c.C)))
	t.goal = newObjective(t.task, s.Head == run.HeadLinear, t.model, maxRows, rng.New(s.Seed, headStream))
	all := make([]*sample, len(t.held))
	for i := range t.held {
		all[i] = &t.held[i]
	}
	t.eval = chunks(nil, all, maxRows, t.tuner.First)
	t.draw = newSampler(t.task, s.Seed)
	t.trainTally, t.evalTally = make([]task.Tally, len(t.goal.sets)), make([]task.Tally, len(t.goal.sets))
	t.picked, t.ptrs = make([]int, 0, s.Batch), make([]*sample, 0, s.Batch)
	t.reserveBatch(maxRows, longest)
	return nil
}

// stillLimit is how many numbers the cache of layer 0 may hold (16 MB), pairLimit how many pairs its index (8 MB).
const (
	stillLimit = 4 << 20
	pairLimit  = 2 << 20
)

// pairs counts the different pairs of word and position in all rows; 0 for a vocabulary that is too large to count so.
func (t *Trainer) pairs() (n int) {
	if t.model.V*t.model.MaxPos > pairLimit {
		return 0
	}
	seen := make([]bool, t.model.V*t.model.MaxPos)
	for _, set := range [][]sample{t.train, t.held} {
		for i := range set {
			for k, id := range set[i].ids {
				if id < 0 {
					continue
				}
				if p := &seen[int(id)*t.model.MaxPos+t.tuner.First+k]; !*p {
					*p = true
					n++
				}
			}
		}
	}
	return n
}

// reserveBatch gives the chunks of a step all the memory they can need.
func (t *Trainer) reserveBatch(maxRows, longest int) {
	t.batch = make([]chunk, t.spec.Batch)
	for i := range t.batch {
		k := &t.batch[i]
		k.batch = nn.Batch{Off: make([]int32, 0, t.spec.Batch+1), ID: make([]int32, 0, maxRows), Pos: make([]int32, 0, maxRows), Type: make([]int32, 0, maxRows)}
		k.samples, k.first = make([]*sample, 0, t.spec.Batch), make([]int32, 0, t.spec.Batch)
		k.rows, k.gold, k.place = make([]int32, 0, maxRows), make([]int32, 0, maxRows), make([]spot, 0, maxRows)
		for range t.goal.sets {
			k.lists = append(k.lists, make([]int32, 0, maxRows))
		}
	}
}

// evalEvery is the distance of held-out evaluations: twenty in a run.
func (t *Trainer) evalEvery() int { return max(1, t.spec.Steps/20) }

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

// Over reports whether the run is done or has diverged.
func (t *Trainer) Over() bool { return t.diverged != "" || t.finished }

// Spec returns the resolved settings, StepsDone the optimiser steps done.
func (t *Trainer) Spec() run.Spec { return t.spec }
func (t *Trainer) StepsDone() int { return t.step }

// Loss is the training loss of the last step, Evals the evaluations so far (not to be changed), Sha the backbone's hash
// when it was last taken.
func (t *Trainer) Loss() float64     { return t.lastLoss }
func (t *Trainer) Evals() []run.Eval { return t.evals }
func (t *Trainer) Sha() string       { return t.sha }

// Parts are the measures of a joint task's data sets at the last of Evals; nil in a single task.
func (t *Trainer) Parts() []run.Part { return t.partsAt(nil, len(t.evals)-1) }

// partsAt appends the measures of a joint task's data sets at evaluation i.
func (t *Trainer) partsAt(dst []run.Part, i int) []run.Part {
	if t.task.Parts == nil || i < 0 {
		return dst
	}
	for k, set := range t.goal.sets {
		dst = append(dst, run.Part{Task: set.ID, Accuracy: t.partLog[i*len(t.goal.sets)+k]})
	}
	return dst
}

// Rehash takes the hash of the backbone now, all at once.
func (t *Trainer) Rehash() string { return t.model.SHA256() }

// Diverged says why the run has diverged; empty if it has not.
func (t *Trainer) Diverged() string { return t.diverged }

// Digest identifies everything that has been trained so far; two runs with equal digests took the same path to the bit.
func (t *Trainer) Digest() string { return t.digest.String() }

// diverge stops the run. Whatever was computed after the last finite step is not shown.
func (t *Trainer) diverge(why string) {
	last := "no step was finite"
	if t.step > 0 {
		last = fmt.Sprintf("last finite step %d, loss %.4g", t.step, t.lastLoss)
	}
	t.diverged = fmt.Sprintf("%s at step %d; %s; learning rate %g", why, t.step+1, last, t.spec.LR)
}

// finite reports whether x is a number.
func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
