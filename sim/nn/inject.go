package nn

import (
	"fmt"
	"slices"

	. "promptscope/sim/kernel"
)

// The ways into a frozen model, and what they do to one layer's attention:
//
//	Virtual   P (n, C) stands in the row among the words: [P; x] goes through every layer like words (P-Tuning, Prompt Tuning)
//	Prefix    softmax(q·[P_K; K]ᵀ/√HS)·[P_V; V]: P_K, P_V (P, C) of each layer are free, and have no query, FFN or output of their
//	          own (Prefix-Tuning, P-Tuning v2). A prefix of zeros is not nothing: a score of 0 still takes attention
//	Low       (W + Scale·B·A)·h in place of W·h (LoRA)
//	Inserts   what stands at a site changes the rows that pass ((IA)³, adapters), see Site

// Inject is what a tuning method puts into the model, and where its gradients arrive. A method may use several of its
// parts at once: whoever copies, keeps or takes numbers does it for all of them (Each, Clone, Take).
type Inject struct {
	// Virtual (n, C) replaces word embeddings: position and type embeddings (and BERT's LayerNorm) are still
	// applied, as transformers does with inputs_embeds. DVirtual accumulates; nil if not trained.
	Virtual, DVirtual []Real

	// Prefix is the table of deep virtual tokens in the layout of P-Tuning v2 and PEFT: row i has 2·L·C numbers,
	// key of layer l at 2l·C, value at (2l+1)·C. DPrefix accumulates; nil if not trained.
	Prefix, DPrefix []Real
	P               int    // rows of Prefix
	Deep            []bool // (L) layers that use the prefix; nil = all

	Low     []LowRank // updates beside frozen projections
	Inserts []Insert  // at sites inside the layers; several at one site act in this order
}

// At returns how many deep virtual tokens layer l has.
func (in *Inject) At(l int) int {
	if in.P == 0 || in.Deep != nil && !in.Deep[l] {
		return 0
	}
	return in.P
}

// Each calls f for every tensor that the forward pass reads, in a fixed order, with its gradient (nil if it is not
// trained). The names of tensors inside layers are those of modules of transformers, see Config.Module.
func (in *Inject) Each(f func(name string, x, dx []Real)) {
	f("prompt in the row", in.Virtual, in.DVirtual)
	f("prompt in the layers", in.Prefix, in.DPrefix)
	for i := range in.Low {
		w := &in.Low[i]
		f(w.Name+".lora_A.weight", w.A.W, w.DA)
		f(w.Name+".lora_B.weight", w.B.W, w.DB)
	}
	for _, x := range in.Inserts {
		x.Each(f)
	}
}

// Pack brings packed forms up to date; call it after a change of numbers inside the layers.
func (in *Inject) Pack() {
	for i := range in.Low {
		in.Low[i].A.Pack()
		in.Low[i].B.Pack()
	}
	for _, x := range in.Inserts {
		x.Pack()
	}
}

// Clone has the same numbers in memory of its own, and no gradients: to look at, or to change, beside a run.
func (in *Inject) Clone() Inject {
	out := Inject{Virtual: slices.Clone(in.Virtual), Prefix: slices.Clone(in.Prefix), P: in.P, Deep: slices.Clone(in.Deep)}
	for _, w := range in.Low {
		out.Low = append(out.Low, w.clone())
	}
	for _, x := range in.Inserts {
		out.Inserts = append(out.Inserts, x.Clone())
	}
	return out
}

// Wordless is in without its virtual tokens: what remains where they are taken away.
func (in *Inject) Wordless() Inject { return Inject{Low: in.Low, Inserts: in.Inserts} }

// What one run has saved can be the start of another: of one task for another, or of a joint task for each of its parts.

// Take copies the numbers of saved, which must have the same tensors of the same size, and packs them. The error says
// what differs; nothing is changed then.
func (in *Inject) Take(saved *Inject) error {
	type tensor struct {
		name string
		x    []Real
	}
	list := func(in *Inject) (out []tensor) {
		in.Each(func(name string, x, _ []Real) {
			if len(x) > 0 {
				out = append(out, tensor{name, x})
			}
		})
		return out
	}
	want, have := list(in), list(saved)
	from := make([][]Real, len(want))
	for i, w := range want {
		at := slices.IndexFunc(have, func(h tensor) bool { return h.name == w.name })
		switch {
		case at < 0:
			return fmt.Errorf("what is saved has no %s", w.name)
		case len(have[at].x) != len(w.x):
			return fmt.Errorf("%s is saved with %d numbers, want %d", w.name, len(have[at].x), len(w.x))
		}
		from[i] = have[at].x
		have = slices.Delete(have, at, at+1)
	}
	if len(have) > 0 {
		return fmt.Errorf("what is saved also has %s", have[0].name)
	}
	for i := range in.Low {
		if a, b := in.Low[i].Scale, saved.scale(in.Low[i].Name); a != b {
			return fmt.Errorf("%s is saved with the scale %g, want %g", in.Low[i].Name, b, a)
		}
	}
	for i, w := range want {
		copy(w.x, from[i])
	}
	in.Pack()
	return nil
}

// Lowest is the lowest layer at which the backward pass has to arrive: -1 the embeddings, L nothing at all. g are the
// gradients of the backbone's own weights, nil if they are frozen. Virtual tokens in the row need the whole way down, a prefix
// or an insert the way to its lowest layer, a head none: this is most of what one method costs more than another.
func (in *Inject) Lowest(g *Params, layers int) int {
	if in.DVirtual != nil || g != nil && len(g.Data) > 0 {
		return -1
	}
	for l := range layers {
		if in.trainsIn(l) {
			return l
		}
	}
	return layers
}

// trainsIn reports whether something of layer l trains.
func (in *Inject) trainsIn(l int) bool {
	if in.IntoAttention(l) {
		return true
	}
	for _, x := range in.Inserts {
		if at, _ := x.Where(); at == l && x.Trains() {
			return true
		}
	}
	return false
}

// IntoAttention reports whether something trains in the attention of layer l or in front of it: then the lowest layer's
// backward pass goes through the attention, else it ends above.
func (in *Inject) IntoAttention(l int) bool {
	return in.DPrefix != nil && in.At(l) > 0 || in.intoProjection(l)
}

// intoProjection reports whether something trains at the queries, keys and values of layer l.
func (in *Inject) intoProjection(l int) bool {
	if in.lowAt(l) {
		return true
	}
	for _, x := range in.Inserts {
		if at, site := x.Where(); at == l && site <= Value && x.Trains() {
			return true
		}
	}
	return false
}
