package train

import (
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/task"
)

// An ablation asks what a part of the prompt does: the held-out loss with it and without it. The job works on copies of
// the virtual tokens and the head as they are on show, in working memory of its own and in small pieces, so the run may
// go on beside it and is not changed in a bit. It needs a frozen backbone, of which there is only one.

// cutJob evaluates the held-out set twice: as it is, and with the cut.
type cutJob struct {
	result run.CutResult
	goal   *objective
	acts   *nn.Acts
	pass   int // 0 as it is, 1 with the cut
	inject [2]nn.Inject
	set    [2][]chunk
	chunk  int
	layer  int
	loss   float64
	tally  []task.Tally
	bare   bool // for Bare: not asked for by a person
}

// CanCut reports whether there is a prompt to cut and c names a part of it. A single deep token can be removed only from
// all layers: the layers share one number of tokens.
func (t *Trainer) CanCut(c run.Cut) bool {
	in := &t.tuner.Inject
	n := max(t.tuner.Input, in.P)
	switch {
	case !t.info.Frozen || n == 0 || !c.Surgery.Valid() || c.Unit < -1 || int(c.Unit) >= n:
		return false
	case in.P > 0:
		return c.Layer >= -1 && int(c.Layer) < t.model.L && (c.Surgery != run.Remove || c.Layer < 0 || c.Unit < 0)
	}
	return true
}

// Ablate starts an ablation of what is on show; one under way is given up. CutTick does the work.
func (t *Trainer) Ablate(c run.Cut) bool {
	if !t.CanCut(c) {
		return false
	}
	in, goal, _, _ := t.seen()
	j := &cutJob{result: run.CutResult{Cut: c, Step: int32(t.step)}, layer: -1}
	if t.past.shown >= 0 {
		j.result.Step = int32(t.past.shown)
	}
	if t.cut != nil {
		j.acts, j.goal = t.cut.acts, t.cut.goal
	} else {
		j.acts, j.goal = nn.NewActs(t.model.Config, t.maxRows, t.acts.Rows(), in), t.ownGoal(t.maxRows)
	}
	j.tally = make([]task.Tally, len(t.goal.sets))
	for i, h := range goal.heads {
		copy(j.goal.heads[i].W, h.W)
		copy(j.goal.heads[i].B, h.B)
	}
	j.goal.repack()
	j.set[0], j.set[1] = t.eval, t.eval
	for i := range j.inject {
		j.inject[i] = nn.Inject{Virtual: append([]Real(nil), in.Virtual...), Prefix: append([]Real(nil), in.Prefix...), P: in.P, Deep: in.Deep}
	}
	t.operate(j, &j.inject[1])
	j.result.Total = int32((len(j.set[0]) + len(j.set[1])) * (t.model.L + 1))
	t.cut, t.cutResult = j, j.result
	return true
}

// operate makes the cut.
func (t *Trainer) operate(j *cutJob, in *nn.Inject) {
	c, w := j.result.Cut, t.model.C
	if in.P == 0 {
		if c.Surgery == run.Remove {
			j.set[1] = t.without(c.Unit)
			return
		}
		for i := range t.tuner.Input {
			if c.Unit < 0 || i == int(c.Unit) {
				change(in.Virtual[i*w:][:w], c.Surgery)
			}
		}
		return
	}
	if c.Surgery == run.Remove {
		t.removeDeep(in, c)
		return
	}
	for i := range in.P {
		for l := range t.model.L {
			if (c.Unit < 0 || i == int(c.Unit)) && (c.Layer < 0 || l == int(c.Layer)) {
				change(in.Prefix[(i*t.model.L+l)*2*w:][:w], c.Surgery)
				change(in.Prefix[((i*t.model.L+l)*2+1)*w:][:w], c.Surgery)
			}
		}
	}
}

func change(x []Real, s run.Surgery) {
	if s == run.Zero {
		clear(x)
		return
	}
	rng.New(1, uint64(len(x))).Shuffle(len(x), func(i, j int) { x[i], x[j] = x[j], x[i] })
}

// removeDeep takes a layer's prompt, one token, or everything away.
func (t *Trainer) removeDeep(in *nn.Inject, c run.Cut) {
	switch {
	case c.Unit >= 0:
		row := 2 * t.model.L * t.model.C
		in.Prefix = append(in.Prefix[:int(c.Unit)*row], in.Prefix[(int(c.Unit)+1)*row:]...)
		in.P--
	case c.Layer >= 0:
		deep := make([]bool, t.model.L)
		for l := range deep {
			deep[l] = in.At(l) > 0 && l != int(c.Layer)
		}
		in.Deep = deep
	default:
		in.P = 0
	}
}

// without lays the held-out set out without one input virtual token (-1: without any); the other tokens keep their
// positions.
func (t *Trainer) without(unit int32) []chunk {
	cut := make([]sample, len(t.held))
	var out []chunk
	var pos [][]int32
	for i := range t.held {
		s := &t.held[i]
		k := sample{ex: s.ex, read: s.read, rows: append([]int32(nil), s.rows...)}
		var at []int32
		for r, id := range s.ids {
			if id < 0 && (unit < 0 || id == nn.Virtual(int(unit))) {
				continue
			}
			for w := range s.rows {
				if int(s.rows[w]) == r {
					k.rows[w] = int32(len(k.ids))
				}
			}
			if int(s.read) == r {
				k.read = int32(len(k.ids))
			}
			k.ids, at = append(k.ids, id), append(at, int32(t.tuner.First+r))
		}
		if int(s.read) == len(s.ids)-1 { // a causal model answers at the last token, whichever it is
			k.read = int32(len(k.ids) - 1)
		}
		cut[i], pos = k, append(pos, at)
	}
	all := make([]*sample, len(cut))
	for i := range cut {
		all[i] = &cut[i]
	}
	out = chunks(nil, all, t.maxRows, t.tuner.First)
	next := 0
	for i := range out {
		p := out[i].batch.Pos[:0]
		for range out[i].samples {
			p = append(p, pos[next]...)
			next++
		}
	}
	return out
}

// Cutting reports whether an ablation has work left.
func (t *Trainer) Cutting() bool { return t.cut != nil && t.cut.result.Done < t.cut.result.Total }

// CutTick does one small piece of an ablation and reports whether it is done now.
func (t *Trainer) CutTick() bool {
	if !t.Cutting() {
		return false
	}
	j, m := t.cut, t.model
	in, c := &j.inject[j.pass], &j.set[j.pass][j.chunk]
	j.result.Done++
	if !j.bare {
		t.cutResult.Done = j.result.Done
	}
	if j.layer < 0 {
		m.Embed(j.acts, &c.batch, in)
		j.layer++
		return false
	}
	m.ForwardLayer(j.acts, &c.batch, in, j.layer)
	if j.layer++; j.layer < m.L {
		return false
	}
	m.Finish(j.acts, &c.batch)
	j.loss = j.goal.forward(m, j.acts, c, j.loss)
	j.goal.count(m, c, j.tally)
	j.layer = -1
	if j.chunk++; j.chunk < len(j.set[j.pass]) {
		return false
	}
	counted := 0
	for i := range j.set[j.pass] {
		counted += len(j.set[j.pass][i].rows)
	}
	l, a := float32(j.loss/float64(counted)), float32(t.task.Mean(j.tally))
	if j.pass == 0 {
		j.result.Loss, j.result.Accuracy = l, a
	} else {
		j.result.LossCut, j.result.AccuracyC = l, a
	}
	if j.bare {
		t.bare = run.Bare{Known: true, Loss: l, Accuracy: a}
	}
	clear(j.tally)
	j.pass, j.chunk, j.loss = j.pass+1, 0, 0
	if !j.bare {
		t.cutResult = j.result
	}
	return j.pass == 2
}

// MeasureBare starts the evaluation of the backbone without a prompt, where there is something to measure.
func (t *Trainer) MeasureBare() {
	kept := t.cutResult
	if t.bare.Known || t.Cutting() || t.goal.mlm == nil || !t.Ablate(run.Cut{Surgery: run.Remove, Layer: -1, Unit: -1}) {
		return
	}
	j := t.cut
	t.cutResult = kept
	j.bare, j.pass, j.result.Total = true, 1, int32(len(j.set[1])*(t.model.L+1))
}
