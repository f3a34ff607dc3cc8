package place_test

import (
	"testing"

	"promptscope/viz/doc"
	"promptscope/viz/place"
	"promptscope/viz/state"
)

// A teacher's link holds the buttons of every place's document, in parts of parts too, and leaves the place's own document alone.
func TestDocumentsAreHeld(t *testing.T) {
	buttons := func() doc.Block {
		return doc.Block{Kind: doc.Buttons, Buttons: []doc.Option{{Order: "learn-bet", Arg: "1"}, {Order: "card-reveal"}, {Order: "lang"}}}
	}
	d := &doc.Doc{Blocks: []doc.Block{buttons(), {Kind: doc.Part, Blocks: []doc.Block{buttons()}}}}
	for _, tt := range []struct {
		s             state.State
		left, pressed int // of six buttons
	}{
		{state.State{}, 6, 6},
		{state.State{Hide: "learn"}, 4, 4},
		{state.State{Lock: "learn"}, 6, 4},
		{state.State{Hide: "interview", Lock: "learn"}, 4, 2},
		{state.State{Hide: "learn,interview,lang"}, 0, 0},
	} {
		var h place.Holder
		got := h.Hold(d, &tt.s)
		left, pressed := 0, 0
		for _, o := range got.Orders() {
			if left++; !o.Off {
				pressed++
			}
		}
		if left != tt.left || pressed != tt.pressed {
			t.Errorf("hide=%s lock=%s: %d buttons, %d to press; want %d and %d", tt.s.Hide, tt.s.Lock, left, pressed, tt.left, tt.pressed)
		}
		if h.Hold(d, &tt.s) != got {
			t.Errorf("hide=%s lock=%s: the same document comes out as another", tt.s.Hide, tt.s.Lock)
		}
	}
	if n := len(d.Orders()); n != 6 {
		t.Errorf("the place's own document has %d buttons left", n)
	}
}
