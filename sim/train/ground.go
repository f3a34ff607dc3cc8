package train

import (
	"fmt"

	"promptscope/sim/ckpt"
	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/tune"
	"promptscope/sim/world"
)

// dataSeed fixes the training and held-out sets of every task: runs of different seeds are compared on the same data.
const dataSeed = 5

// Streams of Spec.Seed.
const (
	methodStream = iota + 1
	headStream
	orderStream
)

// workLimit is the number of multiply-adds of one layer that a Tick should not exceed: about 3 ms of plain Go in
// WebAssembly, so that a worker can give its event loop back every 8 ms.
const workLimit = 4 << 20

// leastRows is the size of a chunk on data of one's own, whatever the width: at width 384 workLimit allows two rows, so that
// each sentence was a chunk of its own, which cost 20 to 38 % of the steps a second natively. 64 rows are a Tick of 6 ms there.
const leastRows = 64

// ground is what a run stands on: settled when it is built, read by everyone, changed by nobody. What moves on it are the
// numbers that the tuner trains, among them the model's own where the method says so.
type ground struct {
	spec  run.Spec // resolved
	info  run.Method
	task  *task.Task
	vocab *world.Vocab
	model *nn.Model
	tuner *tune.Tuner

	train, held []sample
	eval        []chunk // of the held-out set
	maxRows     int     // of a chunk
	own         bool    // the data set is none of the list
}

// newGround opens data and method. The weights are copied only if the method changes them. noise is what the method draws
// from, at the start and in steps.
func newGround(spec run.Spec, ck *ckpt.Checkpoint, data *task.Task, noise *rng.Rand) (*ground, error) {
	own := data != nil
	if !own {
		var err error
		if data, err = task.New(spec.Task, ck.Vocab, task.Split(spec.Split == run.Validation), spec.Labels, dataSeed); err != nil {
			return nil, err
		}
	}
	method, err := tune.Lookup(spec.Method)
	if err != nil {
		return nil, err
	}
	g := &ground{spec: spec, info: method.Info(), task: data, vocab: ck.Vocab, own: own}
	params := ck.Params
	if g.info.Where.Moves() {
		params = params.Clone()
	}
	g.model = nn.NewModel(params)
	if g.tuner, err = g.attach(method, noise); err != nil {
		return nil, err
	}
	g.model.SplitDecoder()
	return g, g.layOut()
}

// attach builds the numbers that the method trains.
func (g *ground) attach(m tune.Method, noise *rng.Rand) (*tune.Tuner, error) {
	return m.Attach(tune.Setup{Settings: g.spec.Settings, Model: g.model, Rate: g.spec.LR, Rand: noise,
		Words: firstWord(g.vocab), Mask: g.vocab.Mask, Classes: classes(g.task, g.vocab)})
}

// firstWord is the first id behind the special tokens.
func firstWord(v *world.Vocab) int { return max(v.Pad, v.Unk, v.CLS, v.SEP, v.Mask) + 1 }

// layOut places all examples in rows with the method's virtual tokens.
func (g *ground) layOut() (err error) {
	s, c := g.spec, g.model.Config
	linear := s.Head == run.HeadLinear
	if g.train, err = place(g.vocab, g.task, g.task.Train, s.Settings, g.tuner.Input, linear, c.Causal()); err != nil {
		return err
	}
	if g.held, err = place(g.vocab, g.task, g.task.Heldout, s.Settings, g.tuner.Input, linear, c.Causal()); err != nil {
		return err
	}
	if c.Causal() && linear {
		return noCLS(s.Backbone)
	}
	longest := g.longest()
	if need := g.tuner.First + longest; need > c.MaxPos {
		return fmt.Errorf("n %d: the longest row would need %d positions, backbone %s has %d; want n up to %d", s.N, need, s.Backbone, c.MaxPos, s.N-(need-c.MaxPos))
	}
	g.maxRows = max(longest, workLimit/(12*c.C*c.C))
	if g.own {
		g.maxRows = max(g.maxRows, leastRows)
	}
	all := make([]*sample, len(g.held))
	for i := range g.held {
		all[i] = &g.held[i]
	}
	g.eval = chunks(nil, all, g.maxRows, g.tuner.First)
	return nil
}

// longest is the length of the longest row.
func (g *ground) longest() (n int) {
	for _, set := range [][]sample{g.train, g.held} {
		for i := range set {
			n = max(n, len(set[i].ids))
		}
	}
	return n
}

// stillLimit is how many numbers the cache of layer 0 may hold (16 MB), pairLimit how many pairs its index (8 MB).
const (
	stillLimit = 4 << 20
	pairLimit  = 2 << 20
)

// pairs counts the different pairs of word and position in all rows; 0 for a vocabulary that is too large to count so.
func (g *ground) pairs() (n int) {
	if g.model.V*g.model.MaxPos > pairLimit {
		return 0
	}
	seen := make([]bool, g.model.V*g.model.MaxPos)
	for _, set := range [][]sample{g.train, g.held} {
		for i := range set {
			for k, id := range set[i].ids {
				if id < 0 {
					continue
				}
				if p := &seen[int(id)*g.model.MaxPos+g.tuner.First+k]; !*p {
					*p = true
					n++
				}
			}
		}
	}
	return n
}

// newActs is working memory for chunks of this run with a tuner's numbers, and a cache of layer 0.
func (g *ground) newActs(t *tune.Tuner) *nn.Acts {
	a := nn.NewActs(g.model.Config, g.maxRows, g.longest(), &t.Inject)
	g.model.KeepStill(a, min(g.pairs(), stillLimit/(4*g.model.C)))
	return a
}
