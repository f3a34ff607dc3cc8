package train

import (
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/task"
	"promptscope/sim/tune"
)

// On data of one's own the gradient of a step is the sum of one partial sum a chunk, added in the order of the batch, and the loss
// likewise. What a chunk gives does not depend on who computes it, so several hands may, and the digest is the same for any number of
// them. Tasks of the list add up row by row through all chunks instead: their digests are older than this, and need one hand.

// Fan calls do for 0 to n-1, each once, in any order and at the same time if it likes, and returns when all are done. hand is less
// than the number of hands, and of two calls at the same time no two have the same.
type Fan func(n int, do func(i, hand int))

// partial is what a chunk adds to a step.
type partial struct {
	grads []Real // of all trained numbers, in the order of the optimiser
	seen  []Real // of the virtual tokens in the row and in the layers, which are shown: what an encoder trains lies behind them
	loss  float64
	tally []task.Tally
}

// hand is what computes chunks: numbers of its own that follow those of the run, and memory to work in. Weights are shared.
type hand struct {
	tuner *tune.Tuner
	goal  *objective
	acts  *nn.Acts
}

// crew is the hands of a run, and what they have computed of the present batch.
type crew struct {
	hands []hand    // the first is the run's own; more than one only after Spread
	fan   Fan       // nil for one hand
	parts []partial // of each chunk, where the gradient is added up chunk by chunk; else nil
}

func newCrew(r *Run, sets int) crew {
	c := crew{hands: []hand{{r.tuner, r.goal, r.acts}}}
	if !r.summed() {
		return c
	}
	trained := 0
	for _, p := range r.opt.Params {
		trained += len(p.G)
	}
	c.parts = make([]partial, len(r.batch))
	for i := range c.parts {
		c.parts[i] = partial{grads: make([]Real, 0, trained), tally: make([]task.Tally, sets)}
	}
	return c
}

// summed reports whether the gradient is added up chunk by chunk: not where weights train, whose gradients are as large as the model,
// nor in a search.
func (g *ground) summed() bool { return g.own && !g.info.Where.Moves() && g.tuner.Search == nil }

// Spread lets a run use so many hands, through fan. Call it before the first Tick. It returns how many there are: one where the method
// trains weights, or draws numbers in a step, or the data set is of the list.
func (r *Run) Spread(hands int, fan Fan) int {
	if !r.summed() || hands < 2 || r.spec.Dropout > 0 {
		return 1
	}
	method, _ := tune.Lookup(r.spec.Method) // found when the run was built
	for range hands - 1 {
		t, err := r.attach(method, rng.New(r.spec.Seed, methodStream))
		if err != nil {
			break // the run's own was built the same way
		}
		r.crew.hands = append(r.crew.hands, hand{tuner: t, goal: r.goal.own(r.model.Config, r.maxRows), acts: r.newActs(t)})
	}
	if r.goal.mlm != nil {
		r.model.PackWords()
	}
	r.crew.fan = fan
	return len(r.crew.hands)
}

// bank takes what the pass over chunk i has left in a hand, and clears it for the next one.
func (c *crew) bank(i, who int, loss float64) {
	p, h := &c.parts[i], &c.hands[who]
	h.tuner.Backward()
	p.loss, p.grads = loss, p.grads[:0]
	in := &h.tuner.Inject
	p.seen = append(append(p.seen[:0], in.DVirtual...), in.DPrefix...)
	params := h.tuner.Params
	for k := range params {
		p.grads = append(p.grads, params[k].G...)
		clear(params[k].G)
	}
	for _, q := range h.goal.params() {
		p.grads = append(p.grads, q.G...)
		clear(q.G)
	}
	h.tuner.ZeroGrad()
}

// collect adds up the partial sums of the batch.
func (c *crew) collect(r *Run) {
	r.loss = 0
	in := &r.tuner.Inject
	r.opt.Zero()
	for i := range r.batch {
		p := &c.parts[i]
		r.loss += p.loss
		at := p.grads
		for k := range r.opt.Params {
			at = plus(r.opt.Params[k].G, at)
		}
		for k := range p.tally {
			r.trainTally[k] = r.trainTally[k].Plus(p.tally[k])
		}
	}
	clear(in.DVirtual) // where these are what trains, the same sums are made again
	clear(in.DPrefix)
	for i := range r.batch {
		plus(in.DPrefix, plus(in.DVirtual, c.parts[i].seen))
	}
}

// plus adds the first numbers of x to dst and returns the rest.
func plus(dst, x []Real) []Real {
	for i := range dst {
		dst[i] += x[i]
	}
	return x[len(dst):]
}

// follow brings the numbers of the other hands up to the run's.
func (c *crew) follow(r *Run) {
	for i := range c.hands[1:] {
		h := &c.hands[i+1]
		for k, p := range r.tuner.Params {
			copy(h.tuner.Params[k].X, p.X)
		}
		h.tuner.Forward()
		h.goal.take(r.goal)
	}
}

// step computes the whole batch with all hands.
func (c *crew) step(r *Run) {
	c.follow(r)
	c.fan(len(r.batch), func(i, who int) {
		h, part := &c.hands[who], &r.batch[i]
		r.model.Forward(h.acts, &part.batch, &h.tuner.Inject)
		loss := h.goal.forward(r.model, h.acts, part, 0)
		clear(c.parts[i].tally)
		h.goal.count(r.model, part, c.parts[i].tally)
		h.goal.backward(r.model, h.acts, part, Real(1/float64(r.counted)))
		r.model.Backward(h.acts, &part.batch, &h.tuner.Inject)
		c.bank(i, who, loss)
	})
	if c.collect(r); !finite(r.loss) {
		r.diverge("the loss is not a number")
		return
	}
	r.beginUpdate()
}

// eval computes the whole held-out set with all hands.
func (c *crew) eval(r *Run) {
	c.follow(r)
	scores := make([]score, len(r.eval))
	c.fan(len(r.eval), func(i, who int) {
		h := &c.hands[who]
		scores[i] = newScore(len(r.goal.sets))
		r.model.Forward(h.acts, &r.eval[i].batch, &h.tuner.Inject)
		scores[i].add(h.goal, r.model, h.acts, &r.eval[i])
	})
	r.test.reset()
	for i := range scores {
		r.test.join(&scores[i])
	}
	r.at.chunk = len(r.eval)
	r.closeEval()
}
