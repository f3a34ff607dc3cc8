package train

import (
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// Ablation asks what a part of the prompt does: the held-out loss with it and without it. It works on copies of what the
// method injects and of the head as they are on show, in working memory of its own and in small pieces, so the run may go
// on beside it and is not changed in a bit. It needs a frozen backbone, of which there is only one.
type Ablation struct {
	view
	past  *History
	job   *cutJob
	shown run.CutResult // of the last one that a person asked for
	bare  run.Bare
}

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
	score  score
	bare   bool // for Bare: not asked for by a person
}

// Can reports whether the method has virtual tokens to cut and c names some of them. A single deep token can be removed
// only from all layers: the layers share one number of tokens.
func (a *Ablation) Can(c run.Cut) bool {
	g := a.stands()
	in := &g.tuner.Inject
	n := max(g.tuner.Input, in.P)
	switch {
	case !g.info.Where.Tokens() || g.info.Where.Moves() || !c.Surgery.Valid() || c.Unit < -1 || int(c.Unit) >= n:
		return false
	case g.info.Where.Has(run.KeysValues):
		return c.Layer >= -1 && int(c.Layer) < g.model.L && (c.Surgery != run.Remove || c.Layer < 0 || c.Unit < 0)
	}
	return true
}

// Start begins an ablation of what is on show; one under way is given up. Tick does the work.
func (a *Ablation) Start(c run.Cut) bool {
	if !a.Can(c) {
		return false
	}
	a.job = a.prepare(c)
	a.shown = a.job.result
	return true
}

// prepare copies what is on show and makes the cut in the second copy.
func (a *Ablation) prepare(c run.Cut) *cutJob {
	g, look := a.stands(), a.past.sight()
	j := &cutJob{result: run.CutResult{Cut: c, Step: int32(look.step)}, layer: -1, score: newScore(len(a.aim().sets))}
	if a.job != nil {
		j.acts, j.goal = a.job.acts, a.job.goal
	} else {
		j.acts, j.goal = nn.NewActs(g.model.Config, g.maxRows, g.maxRows, look.in), a.aim().own(g.model.Config, g.maxRows)
	}
	j.goal.take(look.goal)
	for i := range j.inject {
		j.inject[i], j.set[i] = look.in.Clone(), g.eval
	}
	a.operate(j, &j.inject[1])
	j.result.Total = int32((len(j.set[0]) + len(j.set[1])) * (g.model.L + 1))
	return j
}

// MeasureBare starts the evaluation of the backbone without anything of the method, where there is something to measure.
func (a *Ablation) MeasureBare() {
	everything := run.Cut{Surgery: run.Remove, Layer: -1, Unit: -1}
	if a.bare.Known || a.Busy() || a.aim().mlm == nil || !a.Can(everything) {
		return
	}
	j := a.prepare(everything)
	j.inject[1] = nn.Inject{}
	j.bare, j.pass, j.result.Total = true, 1, int32(len(j.set[1])*(a.stands().model.L+1))
	a.job = j
}

// Busy reports whether an ablation has work left.
func (a *Ablation) Busy() bool { return a.job != nil && a.job.result.Done < a.job.result.Total }

// Tick does one small piece of an ablation and reports whether it is done now.
func (a *Ablation) Tick() bool {
	if !a.Busy() {
		return false
	}
	j, m := a.job, a.stands().model
	in, c := &j.inject[j.pass], &j.set[j.pass][j.chunk]
	j.result.Done++
	if !j.bare {
		a.shown.Done = j.result.Done
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
	j.score.add(j.goal, m, j.acts, c)
	j.layer = -1
	if j.chunk++; j.chunk < len(j.set[j.pass]) {
		return false
	}
	return a.closePass()
}

// closePass takes the result of a pass and reports whether it was the last.
func (a *Ablation) closePass() bool {
	j := a.job
	loss, accuracy := j.score.mean(a.stands().task)
	switch {
	case j.bare:
		a.bare = run.Bare{Known: true, Loss: loss, Accuracy: accuracy}
	case j.pass == 0:
		j.result.Loss, j.result.Accuracy = loss, accuracy
		a.shown = j.result
	default:
		j.result.LossCut, j.result.AccuracyC = loss, accuracy
		a.shown = j.result
	}
	j.score.reset()
	j.pass, j.chunk = j.pass+1, 0
	return j.pass == 2
}
