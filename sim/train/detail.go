package train

import (
	"math"
	"sort"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// A detail is what the inspector shows of one layer, head and virtual token. It is computed with the trace, from the
// same pass, and only while somebody looks.

// detail is the trainer's side of it.
type detail struct {
	on                bool
	layer, head, unit int
	qkv, h1           []Real // of the traced sequence in the layer
	mean, rstd        []Real
	mat               []*Matrix // packed copies of QKVW, by layer
	order             []int
	cosine            []float64
	words             *basis // of the vocabulary, made once
	moving            *basis // of the layer's tokens, made anew when the run has moved on
	movingKey         [3]int
}

// Inspect chooses what Detail shows; off ends it.
func (t *Trainer) Inspect(on bool, layer, head, unit int) {
	d := &t.detail
	d.on = on
	d.layer, d.head = min(max(layer, 0), t.model.L-1), min(max(head, 0), t.model.NH-1)
	d.unit = min(max(unit, -1), max(t.tuner.Input, t.tuner.Inject.P)-1)
}

// fillDetail writes the detail of the example that fillTrace has just run.
func (t *Trainer) fillDetail(dst *run.Detail, tr *run.Trace) {
	d := &t.detail
	dst.On, dst.Layer, dst.Head, dst.Unit = d.on, int32(d.layer), int32(d.head), int32(d.unit)
	dst.Maps, dst.Context, dst.Prompt, dst.Output = dst.Maps[:0], dst.Context[:0], dst.Prompt[:0], dst.Output[:0]
	dst.Vector, dst.Gradient, dst.Near = dst.Vector[:0], dst.Gradient[:0], dst.Near[:0]
	dst.Plane = run.Plane{Words: dst.Plane.Words[:0], Steps: dst.Plane.Steps[:0], Path: dst.Plane.Path[:0], Spots: dst.Plane.Spots[:0]}
	dst.Lambda, dst.Off = 0, 0
	if !d.on {
		return
	}
	in, _, _, _ := t.seen()
	p, n := in.At(d.layer), len(tr.Tokens)
	att := t.trace.acts.Attention(d.layer, 0)
	for r := range t.model.NH * n {
		for range in.P - p {
			dst.Maps = append(dst.Maps, 0)
		}
		dst.Maps = appendReals(dst.Maps, att[r*(p+n):][:p+n])
	}
	t.project(n)
	t.split(dst, tr, in, att[(d.head*n+int(tr.Row))*(p+n):][:p+n], p)
	if d.unit >= 0 {
		t.fillUnit(dst, tr, in)
	}
}

// project computes query, key and value of every token of the traced sequence in the layer, as the layer does.
func (t *Trainer) project(n int) {
	d, m := &t.detail, t.model
	if d.mat == nil {
		d.mat = make([]*Matrix, m.L)
		rows := t.trace.acts.Rows()
		d.qkv, d.h1, d.mean, d.rstd = make([]Real, 3*m.C*rows), make([]Real, m.C*rows), make([]Real, rows), make([]Real, rows)
	}
	w := &m.Blocks[d.layer]
	if d.mat[d.layer] == nil {
		d.mat[d.layer] = NewMatrix(w.QKVW, 3*m.C, m.C)
	} else if !t.info.Frozen {
		d.mat[d.layer].Pack()
	}
	x := t.trace.acts.X[d.layer]
	if m.PreLN() {
		LayerNorm(d.h1, d.mean, d.rstd, x, w.LN1W, w.LN1B, n, m.C, m.Eps)
		x = d.h1
	}
	Linear(d.qkv, x, d.mat[d.layer], w.QKVB, n)
}

// split takes the head's output at the traced position apart: what comes from virtual tokens and what from the words.
func (t *Trainer) split(dst *run.Detail, tr *run.Trace, in *nn.Inject, att []Real, p int) {
	d, m := &t.detail, t.model
	hs := m.C / m.NH
	prompt, context := make([]float64, hs), make([]float64, hs)
	lambda, rest := 0.0, 0.0
	for j, a := range att {
		var v []Real
		virtual := j < p
		if virtual {
			v = in.Prefix[((j*m.L+d.layer)*2+1)*m.C+d.head*hs:][:hs]
		} else {
			v = d.qkv[(j-p)*3*m.C+2*m.C+d.head*hs:][:hs]
			virtual = tr.Tokens[j-p].Role == run.Virtual
		}
		sum, mass := context, &rest
		if virtual {
			sum, mass = prompt, &lambda
		}
		*mass += float64(a)
		for i := range sum {
			sum[i] += float64(a) * float64(v[i])
		}
	}
	dst.Lambda = float32(lambda)
	for i := range hs {
		whole := prompt[i] + context[i]
		c, q := context[i]/math.Max(rest, 1e-30), prompt[i]/math.Max(lambda, 1e-30)
		if lambda == 0 {
			q = 0
		}
		dst.Context, dst.Prompt, dst.Output = append(dst.Context, float32(c)), append(dst.Prompt, float32(q)), append(dst.Output, float32(whole))
		off := float64(float32(whole)) - (float64(1-dst.Lambda)*float64(float32(c)) + float64(dst.Lambda)*float64(float32(q)))
		dst.Off = max(dst.Off, float32(math.Abs(off)))
	}
}

// fillUnit describes the chosen virtual token.
func (t *Trainer) fillUnit(dst *run.Detail, tr *run.Trace, in *nn.Inject) {
	d, m := &t.detail, t.model
	live := t.past.shown < 0 && !t.Mid()
	if in.P == 0 {
		x := in.Virtual[d.unit*m.C:][:m.C]
		dst.Vector = appendReals(dst.Vector, x)
		if live && in.DVirtual != nil {
			dst.Gradient = appendReals(dst.Gradient, in.DVirtual[d.unit*m.C:][:m.C])
		}
		t.near(dst, x, m.V, func(w int) []Real { return m.Word[w*m.C:][:m.C] }, func(w int) string { return t.vocab.Word(w) })
		t.wordPlane(dst, x)
		return
	}
	at := (d.unit*m.L + d.layer) * 2 * m.C
	dst.Vector = appendReals(dst.Vector, in.Prefix[at:][:2*m.C])
	if live && in.DPrefix != nil {
		dst.Gradient = appendReals(dst.Gradient, in.DPrefix[at:][:2*m.C])
	}
	key := func(w int) []Real { return d.qkv[w*3*m.C+m.C:][:m.C] }
	t.near(dst, in.Prefix[at:][:m.C], len(tr.Tokens), key, func(w int) string { return tr.Tokens[w].Text })
	if t.past.stride > 0 { // all methods with deep prompts keep a past
		t.keyPlane(dst, tr, key)
	}
}

const nearest = 5

// near lists the vectors with the largest cosine to x.
func (t *Trainer) near(dst *run.Detail, x []Real, n int, vector func(int) []Real, name func(int) string) {
	d := &t.detail
	d.order, d.cosine = d.order[:0], d.cosine[:0]
	for w := range n {
		d.order, d.cosine = append(d.order, w), append(d.cosine, cosine(x, vector(w)))
	}
	sort.SliceStable(d.order, func(a, b int) bool { return d.cosine[d.order[a]] > d.cosine[d.order[b]] })
	for _, w := range d.order[:min(nearest, n)] {
		dst.Near = append(dst.Near, run.Near{Text: name(w), Cosine: float32(d.cosine[w])})
	}
}

func cosine(a, b []Real) float64 {
	var ab, aa, bb float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		ab, aa, bb = ab+x*y, aa+x*x, bb+y*y
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}

// wordPlane draws the path of an input virtual token among the word embeddings.
func (t *Trainer) wordPlane(dst *run.Detail, x []Real) {
	d, m := &t.detail, t.model
	if d.words == nil {
		d.words = newBasis(m.V, m.C, func(i int) []Real { return m.Word[i*m.C:][:m.C] })
	}
	for w := range m.V {
		d.words.add(&dst.Plane.Words, m.Word[w*m.C:][:m.C])
	}
	for i := range dst.Near {
		w := d.order[i]
		u, v := d.words.place(m.Word[w*m.C:][:m.C])
		dst.Plane.Spots = append(dst.Plane.Spots, run.Spot{Text: dst.Near[i].Text, X: u, Y: v})
	}
	t.path(dst, d.words, x, d.unit*m.C)
}

// keyPlane draws the path of a deep virtual token's key among the keys of the traced example.
func (t *Trainer) keyPlane(dst *run.Detail, tr *run.Trace, key func(int) []Real) {
	d, m := &t.detail, t.model
	h := &t.past
	row := 2 * m.L * m.C
	steps := t.pathSteps()
	if id := [3]int{d.layer, len(steps), t.step / max(t.spec.Steps/mostPath, 1)}; d.moving == nil || d.movingKey != id {
		p := t.tuner.Inject.P
		d.movingKey = id
		d.moving = newBasis(len(steps)*p, m.C, func(i int) []Real {
			return h.numbers[steps[i/p]/h.stride*h.size+len(t.tuner.Inject.Virtual)+i%p*row+2*d.layer*m.C:][:m.C]
		})
	}
	for w := range tr.Tokens {
		d.moving.add(&dst.Plane.Words, key(w))
	}
	for i := range dst.Near {
		x, y := d.moving.place(key(d.order[i]))
		dst.Plane.Spots = append(dst.Plane.Spots, run.Spot{Text: dst.Near[i].Text, X: x, Y: y})
	}
	t.path(dst, d.moving, nil, len(t.tuner.Inject.Virtual)+d.unit*row+2*d.layer*m.C)
}

// mostPath is how many points a path has at most.
const mostPath = 48

// pathSteps are kept steps up to the one on show, evenly spread, the first and the last among them.
func (t *Trainer) pathSteps() (out []int) {
	h := &t.past
	last := t.step
	if h.shown >= 0 {
		last = h.shown
	}
	n := last / h.stride
	gap := (n + mostPath - 1) / mostPath
	for i := 0; i < n; i += max(gap, 1) {
		out = append(out, i*h.stride)
	}
	return append(out, n*h.stride)
}

// path projects what lies at an offset of the looks; x is what lies there now.
func (t *Trainer) path(dst *run.Detail, b *basis, x []Real, offset int) {
	h := &t.past
	dst.Plane.Share = float32(b.share)
	if h.stride == 0 { // without a past there is only the present
		dst.Plane.Steps = append(dst.Plane.Steps, int32(t.step))
		b.add(&dst.Plane.Path, x)
		return
	}
	for _, s := range t.pathSteps() {
		dst.Plane.Steps = append(dst.Plane.Steps, int32(s))
		b.add(&dst.Plane.Path, h.numbers[s/h.stride*h.size+offset:][:t.model.C])
	}
}

func (b *basis) add(list *[]float32, x []Real) {
	u, v := b.place(x)
	*list = append(*list, u, v)
}

// basis is the first two principal components of some vectors.
type basis struct {
	mean  []float64
	axes  [2][]float64
	share float64
}

// newBasis finds them by power iteration on the covariance.
func newBasis(n, c int, row func(int) []Real) *basis {
	b := &basis{mean: make([]float64, c)}
	for i := range n {
		for j, v := range row(i) {
			b.mean[j] += float64(v) / float64(n)
		}
	}
	cov, d := make([]float64, c*c), make([]float64, c)
	for i := range n {
		for j, v := range row(i) {
			d[j] = float64(v) - b.mean[j]
		}
		for j, x := range d {
			for k, y := range d {
				cov[j*c+k] += x * y
			}
		}
	}
	total, in := 0.0, 0.0
	for j := range c {
		total += cov[j*c+j]
	}
	for a := range b.axes {
		axis, value := strongest(cov, c)
		b.axes[a], in = axis, in+value
		for j, x := range axis {
			for k, y := range axis {
				cov[j*c+k] -= value * x * y
			}
		}
	}
	if total > 0 {
		b.share = in / total
	}
	return b
}

// strongest is the eigenvector of a symmetric matrix with the largest eigenvalue; its largest entry is positive.
func strongest(m []float64, c int) (axis []float64, value float64) {
	axis = make([]float64, c)
	power := append([]float64(nil), m...)
	for range 8 { // m to the power of 256: close eigenvalues part
		power = squared(power, c)
	}
	for j := range axis {
		axis[j] = 1 + 0.01*float64(j%7)
	}
	for range 12 {
		if axis, value = applied(power, axis); value < 1e-30 {
			return axis, 0
		}
	}
	_, value = applied(m, axis)
	largest := 0
	for j := range axis {
		if math.Abs(axis[j]) > math.Abs(axis[largest]) {
			largest = j
		}
	}
	if axis[largest] < 0 {
		for j := range axis {
			axis[j] = -axis[j]
		}
	}
	return axis, value
}

// applied is m·x scaled to length 1, and its length before.
func applied(m, x []float64) (y []float64, length float64) {
	c := len(x)
	y = make([]float64, c)
	for j := range y {
		for k, v := range x {
			y[j] += m[j*c+k] * v
		}
		length += y[j] * y[j]
	}
	if length = math.Sqrt(length); length > 0 {
		for j := range y {
			y[j] /= length
		}
	}
	return y, length
}

// squared is m·m, scaled so that it stays in range.
func squared(m []float64, c int) []float64 {
	out := make([]float64, c*c)
	largest := 0.0
	for j := range c {
		for k := range c {
			w := m[j*c+k]
			for i := range c {
				out[j*c+i] += w * m[k*c+i]
			}
		}
	}
	for _, v := range out {
		largest = max(largest, math.Abs(v))
	}
	if largest > 0 {
		for i := range out {
			out[i] /= largest
		}
	}
	return out
}

// place is where a vector lies in the plane.
func (b *basis) place(x []Real) (u, v float32) {
	var s [2]float64
	for j, w := range x {
		d := float64(w) - b.mean[j]
		for a := range s {
			s[a] += d * b.axes[a][j]
		}
	}
	return float32(s[0]), float32(s[1])
}
