package nn

import (
	"slices"

	. "promptscope/sim/kernel"
)

// LowRank is a trained update beside one frozen projection (LoRA, Hu et al. 2021, arXiv:2106.09685, section 4.1):
//
//	q = W_q·h1 + b_q + Scale·B·(A·h1),   Scale = α/R
//
// and likewise for keys and values. With B at zero it changes nothing.
type LowRank struct {
	Name   string // of the projection's module in transformers
	Layer  int
	Part   Site // Query, Key or Value
	Scale  Real
	A, B   *Matrix // (R, C) and (C, R) with R at most FF; Pack them after a change
	DA, DB []Real  // accumulate; nil if not trained
}

// NewLowRank makes an update of zeros beside a projection of a model, with room for gradients.
func NewLowRank(c Config, layer int, part Site, rank int, scale Real) LowRank {
	a, b := make([]Real, rank*c.C), make([]Real, c.C*rank)
	return LowRank{Name: c.Module(layer, part), Layer: layer, Part: part, Scale: scale, A: NewMatrix(a, rank, c.C), B: NewMatrix(b, c.C, rank),
		DA: make([]Real, len(a)), DB: make([]Real, len(b))}
}

// clone has the same numbers in memory of its own, and no gradients.
func (w LowRank) clone() LowRank {
	w.A, w.B = NewMatrix(slices.Clone(w.A.W), w.A.OC, w.A.IC), NewMatrix(slices.Clone(w.B.W), w.B.OC, w.B.IC)
	w.DA, w.DB = nil, nil
	return w
}

// scale is that of the update with a name, 0 without one.
func (in *Inject) scale(name string) Real {
	for i := range in.Low {
		if in.Low[i].Name == name {
			return in.Low[i].Scale
		}
	}
	return 0
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

// lowIn reports whether layer l has a low-rank update.
func (in *Inject) lowIn(l int) bool {
	for i := range in.Low {
		if in.Low[i].Layer == l {
			return true
		}
	}
	return false
}

// rows says where the projection of w lies: the layer's input h1, its output y or the gradient dy with the distance of
// rows, and how many there are.
func (w *LowRank) rows(a *Acts, n, c int, read []int32) (h1, y, dy []Real, ld, count int) {
	h1 = a.layers[w.Layer].h1
	if read != nil && w.Part == Query {
		h1 = a.hread
	}
	y, dy, ld, count = a.projected(w.Layer, w.Part, n, c, read)
	return h1, y, dy, ld, count
}

// forwardLow adds Scale·B·A·h1 to the parts of qkv, the two thin products one after the other: A·h1 (N, R), B·(A·h1) (N, C).
// The product B·A itself, as large as W, is never made. It works in fc and s1, which are free until later in the layer.
func (a *Acts) forwardLow(in *Inject, n, c, l int, read []int32) {
	t := &a.layers[l]
	for i := range in.Low {
		w := &in.Low[i]
		if w.Layer != l {
			continue
		}
		h1, y, _, ld, rows := w.rows(a, n, c, read)
		// fc (N, R) = A·h1, s1 (N, C) = B·fc
		Linear(t.fc, h1, w.A, nil, rows)
		Linear(t.s1, t.fc, w.B, nil, rows)
		for r := range rows {
			row := y[r*ld:][:c]
			for j, v := range t.s1[r*c:][:c] {
				row[j] += Real(w.Scale * v)
			}
		}
	}
}

// backwardLow accumulates DA and DB from dqkv, and dh1 unless it is nil. With g (N, C) the gradient of q, k or v:
//
//	dB += Scale·g·(A·h1)ᵀ,   d(A·h1) = Scale·Bᵀ·g,   dA += d(A·h1)·h1ᵀ,   dh1 += Aᵀ·d(A·h1)
//
// A·h1 is computed again rather than kept. It works in dmid, dfc and the layer's fc and y, which are not read any more.
func (a *Acts) backwardLow(in *Inject, dh1 []Real, n, c, l int, read []int32) {
	t := &a.layers[l]
	for i := range in.Low {
		w := &in.Low[i]
		if w.Layer != l {
			continue
		}
		h1, _, dy, ld, rows := w.rows(a, n, c, read)
		// dmid (N, C) = Scale·g
		for r := range rows {
			row := a.dmid[r*c:][:c]
			for j, v := range dy[r*ld:][:c] {
				row[j] = Real(w.Scale * v)
			}
		}
		// fc (N, R) = A·h1, dfc (N, R) its gradient
		rank := w.A.OC
		Linear(t.fc, h1, w.A, nil, rows)
		// dB (C, R) += gᵀ·fc, dfc = g·B, dA (R, C) += dfcᵀ·h1, each with Scale in g
		LinearBackwardWeight(w.DB, nil, a.dmid, t.fc, c, rank, rows, &a.scratch)
		LinearBackwardInput(a.dfc, a.dmid, w.B, rows, false)
		LinearBackwardWeight(w.DA, nil, a.dfc, h1, rank, c, rows, &a.scratch)
		switch {
		case dh1 == nil:
		case read != nil && w.Part == Query: // h1 of the rows read is a copy: its gradient goes back to where it was copied from
			gather(t.y, dh1, read, c)
			LinearBackwardInput(t.y, a.dfc, w.A, rows, true)
			for i, r := range read {
				copy(dh1[int(r)*c:][:c], t.y[i*c:])
			}
		default:
			LinearBackwardInput(dh1, a.dfc, w.A, rows, true)
		}
	}
}

// Merge adds the low-rank updates to the weights: W ← W + Scale·B·A. The model then needs no Low, and no more work than
// the untuned one; Repack its layers. A prompt cannot be merged so: what it adds to the attention depends on the query through
// a softmax.
func (m *Model) Merge(low []LowRank) {
	for _, w := range low {
		dst := m.Blocks[w.Layer].QKVW[int(w.Part)*m.C*m.C:]
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
