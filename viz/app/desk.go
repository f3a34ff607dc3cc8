package app

import (
	"time"

	"promptscope/sim/run"
	"promptscope/viz/panel"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// desk is what the parts of the running picture share: what is set and looked at, the lanes with what they said last, and the
// picture of it.
type desk struct {
	opt   Options
	state state.State
	view  ui.View
	lanes [state.Lanes]lane
	snaps [state.Lanes]*run.Snapshot
	past  []panel.Past
	pasts int // how many there ever were

	scene       scene.Scene
	in          panel.Input // of the scene
	docs        documents
	w, h, scale float64
	dirty       bool      // the scene is out of date
	codeOf      string    // the link view.Code shows
	told        int       // notices that were read out
	noticed     time.Time // when the program said something last
}
