package place

import (
	"time"

	"promptscope/sim/run"
	"promptscope/viz/ui"
)

// Working is a place that trains runs of its own, wherever a person is meanwhile.
type Working interface {
	// Work is called each turn, and once a second while the tab is hidden. changed tells that its picture is out of date.
	Work(t ui.Turn, shop Workshop) (e ui.Effect, changed bool)
}

// Workshop is what a place can work with.
type Workshop struct {
	Now   time.Time
	Hand  bool // a person moves the pointer, presses, or has just done so: what they do comes before the work
	Lanes []*run.Snapshot
	Open  func() run.Client // another trainer, which whoever opens it closes
	Cores int               // of the machine
}

// Picking is a place that reads files.
type Picking interface {
	// Picked gets a file that was chosen, or dropped on the picture.
	Picked(t ui.Turn, data []byte) ui.Effect
}

// Tabled is a place whose picture is a table for who cannot see it.
type Tabled interface {
	Table(t ui.Turn) Table
}

// Table is rows of cells under a head; the first cell of a row is its own head.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// Workers are the places that work.
func Workers() (out []Working) {
	for _, e := range registry {
		if w, ok := e.place.(Working); ok {
			out = append(out, w)
		}
	}
	return out
}
