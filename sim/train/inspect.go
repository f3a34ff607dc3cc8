package train

import (
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// Inspector shows one layer, head and virtual token. What it shows is computed with the trace, from the same pass, and
// only while somebody looks.
type Inspector struct {
	view
	trace *Tracer
	past  *History

	on                bool
	layer, head, unit int
	order             []int
	cosine            []float64
	words             *basis // of the vocabulary, made once
	moving            *basis // of the layer's tokens, made anew when the run has moved on
	movingKey         [3]int
}

// Inspect chooses what Detail shows; off ends it.
func (d *Inspector) Inspect(on bool, layer, head, unit int) {
	g := d.stands()
	d.on = on
	d.layer, d.head = min(max(layer, 0), g.model.L-1), min(max(head, 0), g.model.NH-1)
	d.unit = min(max(unit, -1), max(g.tuner.Input, g.tuner.Inject.P)-1)
}

// fill writes the detail of the example that has just been traced.
func (d *Inspector) fill(dst *run.Detail, tr *run.Trace, look *sight) {
	dst.On, dst.Layer, dst.Head, dst.Unit = d.on, int32(d.layer), int32(d.head), int32(d.unit)
	dst.Maps, dst.Context, dst.Prompt, dst.Output = dst.Maps[:0], dst.Context[:0], dst.Prompt[:0], dst.Output[:0]
	dst.Vector, dst.Gradient, dst.Near = dst.Vector[:0], dst.Gradient[:0], dst.Near[:0]
	dst.Plane = run.Plane{Words: dst.Plane.Words[:0], Steps: dst.Plane.Steps[:0], Path: dst.Plane.Path[:0], Spots: dst.Plane.Spots[:0]}
	dst.Lambda, dst.Off = 0, 0
	if !d.on {
		return
	}
	p, n := look.in.At(d.layer), len(tr.Tokens)
	att := d.trace.acts.Attention(d.layer, 0)
	for r := range d.stands().model.NH * n {
		for range look.in.P - p {
			dst.Maps = append(dst.Maps, 0)
		}
		dst.Maps = appendReals(dst.Maps, att[r*(p+n):][:p+n])
	}
	d.split(dst, tr, look.in, att[(d.head*n+int(tr.Row))*(p+n):][:p+n], p)
	if d.unit >= 0 {
		d.fillUnit(dst, tr, look)
	}
}

// projected is the key or value of row r of the traced sequence in the layer, as its attention read it.
func (d *Inspector) projected(at nn.Site, r int) []Real {
	m := d.stands().model
	x, ld := m.Projection(d.trace.acts, d.layer, at)
	return x[r*ld:][:m.C]
}

// split takes the head's output at the traced position apart: what comes from virtual tokens and what from the words.
func (d *Inspector) split(dst *run.Detail, tr *run.Trace, in *nn.Inject, att []Real, p int) {
	m := d.stands().model
	hs := m.C / m.NH
	prompt, context := make([]float64, hs), make([]float64, hs)
	lambda, rest := 0.0, 0.0
	for j, a := range att {
		var v []Real
		virtual := j < p
		if virtual {
			v = in.Prefix[((j*m.L+d.layer)*2+1)*m.C+d.head*hs:][:hs]
		} else {
			v = d.projected(nn.Value, j-p)[d.head*hs:][:hs]
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
func (d *Inspector) fillUnit(dst *run.Detail, tr *run.Trace, look *sight) {
	g, in := d.stands(), look.in
	m := g.model
	live := !look.past && !d.Mid()
	if in.P == 0 {
		x := in.Virtual[d.unit*m.C:][:m.C]
		dst.Vector = appendReals(dst.Vector, x)
		if live && in.DVirtual != nil {
			dst.Gradient = appendReals(dst.Gradient, in.DVirtual[d.unit*m.C:][:m.C])
		}
		d.near(dst, x, m.V, func(w int) []Real { return m.Word[w*m.C:][:m.C] }, func(w int) string { return g.vocab.Word(w) })
		d.wordPlane(dst, x)
		return
	}
	at := (d.unit*m.L + d.layer) * 2 * m.C
	dst.Vector = appendReals(dst.Vector, in.Prefix[at:][:2*m.C])
	if live && in.DPrefix != nil {
		dst.Gradient = appendReals(dst.Gradient, in.DPrefix[at:][:2*m.C])
	}
	key := func(w int) []Real { return d.projected(nn.Key, w) }
	d.near(dst, in.Prefix[at:][:m.C], len(tr.Tokens), key, func(w int) string { return tr.Tokens[w].Text })
	if d.past.kept() { // all methods with deep prompts keep a past
		d.keyPlane(dst, tr, key)
	}
}

const nearest = 5

// near lists the vectors with the largest cosine to x.
func (d *Inspector) near(dst *run.Detail, x []Real, n int, vector func(int) []Real, name func(int) string) {
	d.cosine = d.cosine[:0]
	for w := range n {
		d.cosine = append(d.cosine, cosine(x, vector(w)))
	}
	d.order = best(d.order, n, nearest, func(a, b int) bool { return d.cosine[a] > d.cosine[b] })
	for _, w := range d.order {
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
func (d *Inspector) wordPlane(dst *run.Detail, x []Real) {
	m := d.stands().model
	word := func(w int) []Real { return m.Word[w*m.C:][:m.C] }
	if d.words == nil {
		d.words = newBasis(m.V, m.C, word)
	}
	for w := range m.V {
		d.words.add(&dst.Plane.Words, word(w))
	}
	for i := range dst.Near {
		u, v := d.words.place(word(d.order[i]))
		dst.Plane.Spots = append(dst.Plane.Spots, run.Spot{Text: dst.Near[i].Text, X: u, Y: v})
	}
	if !d.past.kept() { // there is only the present
		dst.Plane.Share, dst.Plane.Steps = float32(d.words.share), append(dst.Plane.Steps, int32(d.now().step))
		d.words.add(&dst.Plane.Path, x)
		return
	}
	d.path(dst, d.words, d.past.pathSteps(mostPath), func(step int) []Real { return d.past.wordAt(step, d.unit) })
}

// keyPlane draws the path of a deep virtual token's key among the keys of the traced example.
func (d *Inspector) keyPlane(dst *run.Detail, tr *run.Trace, key func(int) []Real) {
	g, steps := d.stands(), d.past.pathSteps(mostPath)
	if id := [3]int{d.layer, len(steps), d.now().step / max(g.spec.Steps/mostPath, 1)}; d.moving == nil || d.movingKey != id {
		p := g.tuner.Inject.P
		d.movingKey = id
		d.moving = newBasis(len(steps)*p, g.model.C, func(i int) []Real { return d.past.keyAt(steps[i/p], i%p, d.layer) })
	}
	for w := range tr.Tokens {
		d.moving.add(&dst.Plane.Words, key(w))
	}
	for i := range dst.Near {
		x, y := d.moving.place(key(d.order[i]))
		dst.Plane.Spots = append(dst.Plane.Spots, run.Spot{Text: dst.Near[i].Text, X: x, Y: y})
	}
	d.path(dst, d.moving, steps, func(step int) []Real { return d.past.keyAt(step, d.unit, d.layer) })
}

// mostPath is how many points a path has at most.
const mostPath = 48

// path places in the plane what stood somewhere at each of some steps.
func (d *Inspector) path(dst *run.Detail, b *basis, steps []int, at func(step int) []Real) {
	dst.Plane.Share = float32(b.share)
	for _, s := range steps {
		dst.Plane.Steps = append(dst.Plane.Steps, int32(s))
		b.add(&dst.Plane.Path, at(s))
	}
}
