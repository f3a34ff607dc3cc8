package diag

// Work describes one optimiser step, for counting its floating-point operations; a multiply-add is two.
type Work struct {
	L, C, FF  int // layers, width, FFN width
	Sequences int
	Words     int  // tokens of a sequence, specials included, without virtual ones
	Input     int  // virtual tokens in the row
	Deep      int  // virtual tokens in each layer
	Lowest    int  // lowest layer, from 0, that needs gradients; frozen layers below are only run forward
	Weights   bool // gradients of the weights too: full fine-tuning
}

// FLOPs counts products of matrices, without heads, LayerNorm and activations (expect about half as much time again).
// With T = Input + Words rows and P = Deep:
//
//	layer      T·(8·d² + 4·d·ff)       projections and FFN: 2·(4d² + 2·d·ff) a row
//	attention  T·(P + T)·4·d           scores and weighted sum: 2·d each for a pair
//	forward    L·(layer + attention)
//	backward   (L - Lowest)·(layer + 2·attention), and layer again for Weights
//
// An input prompt lengthens T and with it everything; a deep prefix only widens attention.
func (w Work) FLOPs() (forward, backward int) {
	t := w.Input + w.Words
	layer := t * (8*w.C*w.C + 4*w.C*w.FF)
	attention := t * (w.Deep + t) * 4 * w.C
	forward = w.L * (layer + attention)
	backward = (w.L - w.Lowest) * (layer + 2*attention)
	if w.Weights {
		backward += (w.L - w.Lowest) * layer
	}
	return w.Sequences * forward, w.Sequences * backward
}

// Products is FLOPs without attention, the figure that is often quoted: 2 per weight and row forward, 4 with the
// backward pass of a frozen layer, 6 of a trained one.
func (w Work) Products() int {
	f := 4
	if w.Weights {
		f = 6
	}
	return f * w.Sequences * (w.Input + w.Words) * w.L * (4*w.C*w.C + 2*w.C*w.FF)
}
