// Package place lists the places of the window: the lab, and what stands beside it. A place is a folder below this one, which
// registers itself; the bar at the top, the link, hide and lock, the keys, the twin and the desktop program pick it up. The
// lanes live on while a person is in another place, unless it says otherwise.
package place

import (
	"cmp"
	"slices"

	"promptscope/sim/run"
	"promptscope/viz/doc"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Place is one place. Its name is in the catalogue of each language (i18n.Strings.Places), its state in the link.
type Place interface {
	ID() string
	// Layout fills dst with the picture. What is read beside it stands in dst.Doc, which is left free.
	Layout(dst *scene.Scene, in *kit.Input)
	// Document is what is read in the place, or nil. It may be asked for at every picture, so it should be kept.
	Document(in *kit.Input) *doc.Doc
}

// Ordered is a place with orders of its own (ui.Order): buttons, keys and messages find them in the one table.
type Ordered interface{ Orders() []ui.Order }

// Keyed is a place that takes some keys before the lab does; ok tells whether it took this one.
type Keyed interface {
	Press(t ui.Turn, key ui.KeyPress) (e ui.Effect, ok bool)
}

// Fed is a place whose content is a file that is fetched when somebody comes (internal/content/pack makes it).
type Fed interface {
	// Feed is the file that the place wants now; "" while it has it, or waits for it.
	Feed() string
	// Take gets the file, or why it did not come.
	Take(data []byte, err error)
}

// Following is a place that follows what the lanes do, while it is on show.
type Following interface {
	// Follow is called each turn; it may change the state. changed tells that the picture is out of date.
	Follow(t ui.Turn, lanes []*run.Snapshot) (e ui.Effect, changed bool)
}

type entry struct {
	rank  int
	place Place
}

var registry []entry

// Register adds a place; rank orders the bar, whatever the order of the folders. The lab is 0.
func Register(rank int, p Place) {
	registry = append(registry, entry{rank, p})
	slices.SortStableFunc(registry, func(a, b entry) int { return cmp.Compare(a.rank, b.rank) })
	if o, ok := p.(Ordered); ok {
		ui.Register(o.Orders()...)
	}
}

// IDs are the places in the order of the bar.
func IDs() (out []string) {
	for _, e := range registry {
		out = append(out, e.place.ID())
	}
	return out
}

// Of is the place that a state is in; the first for an unknown one.
func Of(s *state.State) Place {
	for _, e := range registry {
		if e.place.ID() == s.Place {
			return e.place
		}
	}
	return registry[0].place
}
