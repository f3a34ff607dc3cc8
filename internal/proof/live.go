package proof

import (
	"fmt"

	"promptscope/internal/rule"
	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/viz/facts"
)

// live is a run that was trained here, with the trainer that can be asked further.
type live struct {
	spec run.Spec
	t    *train.Trainer
	snap run.Snapshot
	book facts.Book
}

// trained is a fact of a run that is trained for it, or has been.
func (b *Bench) trained(s run.Spec, f rule.Fact) (rule.Value, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	f.Lane = 0
	if v, ok := b.known[s][f]; ok {
		return v, nil
	}
	r, err := b.find(s)
	if err != nil {
		return rule.Value{}, err
	}
	if b.known[s] == nil {
		b.known[s] = map[rule.Fact]rule.Value{}
		for _, name := range []string{"h", "loss", "digest", "hash", "trained", "kept", "total", "flop"} {
			b.known[s][rule.Fact{Name: name}] = r.book.Fact(rule.Fact{Name: name})
		}
	}
	b.known[s][f] = r.fact(f)
	return b.known[s][f], nil
}

// find gives the trained run of settings; the last few are at hand.
func (b *Bench) find(s run.Spec) (*live, error) {
	for i, r := range b.live {
		if r.spec == s {
			copy(b.live[1:], b.live[:i])
			b.live[0] = r
			return r, nil
		}
	}
	r, err := b.train(s)
	if err != nil {
		return nil, err
	}
	b.live = append([]*live{r}, b.live[:min(len(b.live), keep-1)]...)
	return r, nil
}

// train trains a run to its end, and counts the weights that have changed.
func (b *Bench) train(s run.Spec) (*live, error) {
	ck, err := b.open(s.Backbone)
	if err != nil {
		return nil, err
	}
	t, err := train.New(s, ck)
	if err != nil {
		return nil, fmt.Errorf("%s on %s, %s: %w", s.Method, s.Task, s.Backbone, err)
	}
	r := &live{spec: s, t: t}
	for !t.Over() {
		if t.Tick() && t.StepsDone() == 0 {
			r.look() // the hash before the first step
		}
	}
	r.look()
	moved := 0
	for i, w := range t.Trained().Model.Data {
		if w != ck.Params.Data[i] {
			moved++
		}
	}
	r.book.Moved(0, moved)
	return r, nil
}

func (r *live) look() {
	r.t.Fill(&r.snap)
	r.book.See(0, &r.snap)
}

// fact asks the trainer for what the snapshot at the end does not say.
func (r *live) fact(f rule.Fact) rule.Value {
	switch {
	case f.Name == "ablate":
		r.ablate(f)
	case f.Name == "lambda":
		r.trace(f.Word)
	case f.Name == "changed" && f.Of != "backbone":
		r.trace(-1)
		r.t.Trace.Example(1, -1)
		r.look()
	}
	return r.book.Fact(f)
}

func (r *live) ablate(f rule.Fact) {
	c, ok := facts.Cut(f)
	if !ok || !r.t.Cut.Start(c) {
		return
	}
	for r.t.Cut.Busy() {
		r.t.Cut.Tick()
	}
	r.look()
}

// trace looks at the first held-out example from a word, counted without virtual tokens; -1 is where the answer is read.
func (r *live) trace(word int) {
	r.t.Trace.Example(0, -1)
	r.look()
	for at := range r.snap.Trace.Tokens {
		if word >= 0 && facts.Word(&r.snap.Trace, at) == word {
			r.t.Trace.Example(0, at)
			r.look()
			return
		}
	}
}
