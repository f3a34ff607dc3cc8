package train

import (
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/task"
)

// The surgeries of an ablation, on virtual tokens in the row and in the layers.

// operate makes the cut of a job in in.
func (a *Ablation) operate(j *cutJob, in *nn.Inject) {
	g, c := a.stands(), j.result.Cut
	m := g.model
	w := m.C
	if in.P == 0 {
		if c.Surgery == run.Remove {
			j.set[1] = g.without(c.Unit)
			return
		}
		for i := range g.tuner.Input {
			if c.Unit < 0 || i == int(c.Unit) {
				change(in.Virtual[i*w:][:w], c.Surgery)
			}
		}
		return
	}
	if c.Surgery == run.Remove {
		removeDeep(in, m, c)
		return
	}
	for i := range in.P {
		for l := range m.L {
			if (c.Unit < 0 || i == int(c.Unit)) && (c.Layer < 0 || l == int(c.Layer)) {
				at := (i*m.L + l) * 2 * w
				change(in.Prefix[at:][:w], c.Surgery)
				change(in.Prefix[at+w:][:w], c.Surgery)
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
func removeDeep(in *nn.Inject, m *nn.Model, c run.Cut) {
	switch {
	case c.Unit >= 0:
		row := 2 * m.L * m.C
		in.Prefix = append(in.Prefix[:int(c.Unit)*row], in.Prefix[(int(c.Unit)+1)*row:]...)
		in.P--
	case c.Layer >= 0:
		deep := make([]bool, m.L)
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
func (g *ground) without(unit int32) []chunk {
	cut := make([]sample, len(g.held))
	var out []chunk
	var pos [][]int32
	for i := range g.held {
		s := &g.held[i]
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
			k.ids, at = append(k.ids, id), append(at, int32(g.tuner.First+r))
			if s.types != nil {
				k.types = append(k.types, s.types[r])
			}
		}
		if int(s.read) == len(s.ids)-1 { // a causal model answers at the last token, whichever it is
			k.read = int32(len(k.ids) - 1)
		}
		if g.task.Kind == task.Labelling {
			k.read = 0 // the first of those that are left
		}
		cut[i], pos = k, append(pos, at)
	}
	all := make([]*sample, len(cut))
	for i := range cut {
		all[i] = &cut[i]
	}
	out = chunks(nil, all, g.maxRows, g.tuner.First)
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
