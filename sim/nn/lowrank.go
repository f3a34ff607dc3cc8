package nn

import . "promptscope/sim/kernel"

// The projections of attention that a LowRank can change, as their place in QKVW.
const (
	Query = iota
	Key
	Value
)

// LowRank is a trained update beside one frozen projection: W + Scale·B·A (LoRA, Hu et al. 2021, arXiv:2106.09685).
type LowRank struct {
	Layer, Part int // Part is Query, Key or Value
	Scale       Real
	A, B        *Matrix // (R, C) and (C, R) with R at most FF; Pack them after a change
	DA, DB      []Real  // accumulate; nil if not trained
}

// lowAt reports whether layer l has a low-rank update that trains.
func (in *Inject) lowAt(l int) bool {
	for i := range in.Low {
		if in.Low[i].Layer == l && in.Low[i].DA != nil {
			return true
		}
	}
	return false
}

// forwardLow adds Scale·B·A·h1 to the parts of qkv. It works in fc and s1, which are free until later in the layer.
func (t *layerActs) forwardLow(in *Inject, n, c, l int) {
	for i := range in.Low {
		w := &in.Low[i]
		if w.Layer != l {
			continue
		}
		Linear(t.fc, t.h1, w.A, nil, n)
		Linear(t.s1, t.fc, w.B, nil, n)
		for r := range n {
			row := t.qkv[(3*r+w.Part)*c:][:c]
			for j, v := range t.s1[r*c:][:c] {
				row[j] += Real(w.Scale * v)
			}
		}
	}
}

// backwardLow accumulates DA and DB from dqkv, and dh1 unless it is nil. It works in dmid, dfc and the layer's fc, which
// are not read any more.
func (a *Acts) backwardLow(in *Inject, dh1 []Real, n, c, l int) {
	t := &a.layers[l]
	for i := range in.Low {
		w := &in.Low[i]
		if w.Layer != l {
			continue
		}
		for r := range n {
			row := a.dmid[r*c:][:c]
			for j, v := range a.dqkv[(3*r+w.Part)*c:][:c] {
				row[j] = Real(w.Scale * v)
			}
		}
		rank := w.A.OC
		Linear(t.fc, t.h1, w.A, nil, n)
		LinearBackwardWeight(w.DB, nil, a.dmid, t.fc, c, rank, n, &a.scratch)
		LinearBackwardInput(a.dfc, a.dmid, w.B, n, false)
		LinearBackwardWeight(w.DA, nil, a.dfc, t.h1, rank, c, n, &a.scratch)
		if dh1 != nil {
			LinearBackwardInput(dh1, a.dfc, w.A, n, true)
		}
	}
}

// Merge adds the low-rank updates to the weights: W ← W + Scale·B·A. The model then needs no Low, and no more work than
// the untuned one; Repack its layers.
func (m *Model) Merge(low []LowRank) {
	for _, w := range low {
		dst := m.Blocks[w.Layer].QKVW[w.Part*m.C*m.C:]
		for o := range m.C {
			for r := range w.A.OC {
				b := Real(w.Scale * w.B.W[o*w.A.OC+r])
				for j, v := range w.A.W[r*m.C:][:m.C] {
					dst[o*m.C+j] += Real(b * v)
				}
			}
		}
	}
}
