package place

import (
	"slices"

	"promptscope/viz/doc"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Holder gives documents as a teacher's link holds them: what it hides is taken away, what it locks cannot be pressed. One that is the
// same for the same link comes out the same.
type Holder struct {
	of         *doc.Doc
	hide, lock string
	held       *doc.Doc
}

// Hold is the document for a state.
func (h *Holder) Hold(d *doc.Doc, s *state.State) *doc.Doc {
	if d == nil || s.Hide == "" && s.Lock == "" {
		return d
	}
	if h.held == nil || h.of != d || h.hide != s.Hide || h.lock != s.Lock {
		held := *d
		held.Blocks = hold(d.Blocks, s)
		*h = Holder{of: d, hide: s.Hide, lock: s.Lock, held: &held}
	}
	return h.held
}

// hold copies what it changes: a place may give the same document again.
func hold(blocks []doc.Block, s *state.State) []doc.Block {
	fix := func(list []doc.Option) []doc.Option {
		list = slices.DeleteFunc(slices.Clone(list), func(o doc.Option) bool { return ui.Hidden(s, o.Order, o.Arg) })
		for i := range list {
			list[i].Off = list[i].Off || ui.Locked(s, list[i].Order, list[i].Arg)
		}
		return list
	}
	blocks = slices.Clone(blocks)
	for i := range blocks {
		b := &blocks[i]
		b.Options, b.Buttons, b.Blocks = fix(b.Options), fix(b.Buttons), hold(b.Blocks, s)
	}
	return blocks
}
