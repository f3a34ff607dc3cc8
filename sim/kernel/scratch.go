package kernel

// Scratch is working memory of kernels. It grows when it must and is reused; Reserve makes it large enough
// before the first step, so that no step allocates. What a kernel finds in it is what the one before has left: it is
// written before it is read.
type Scratch struct {
	p []Panel // a packed right operand
	r []Real  // attention: joined keys and values, gradients of one head
}

// Reserve makes room for LinearBackwardWeight of up to ic inputs over n rows, and for attention of the shape of a (its
// longest sequence) if it is not nil. The largest packed operands of attention are the keys (HS, P+T), the values (P+T, HS)
// and, in the backward pass, queries or dy (R, HS) with R <= T.
func (s *Scratch) Reserve(ic, n int, a *Attn) {
	s.panels(PanelsFor(n, ic))
	if a != nil {
		hs, k := a.C/a.NH, a.P+a.T
		s.reals(a.reals())
		s.panels(max(PanelsFor(n, ic), PanelsFor(hs, k), PanelsFor(k, hs), PanelsFor(a.T, hs)))
	}
}

// panels and reals return n of them with any content.
func (s *Scratch) panels(n int) []Panel {
	if len(s.p) < n {
		s.p = make([]Panel, n)
	}
	return s.p[:n]
}

func (s *Scratch) reals(n int) []Real {
	if len(s.r) < n {
		s.r = make([]Real, n)
	}
	return s.r[:n]
}
