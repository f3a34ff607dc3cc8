package kit

import (
	"promptscope/sim/run"
	"promptscope/viz/doc"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Input is all a picture depends on.
type Input struct {
	State   state.State
	View    *ui.View
	Catalog *state.Catalog
	Lanes   [state.Lanes]*run.Snapshot
	W, H    float32
	FPS     float64
	Past    []Past // earlier runs, oldest first
	Times   [state.Lanes]Times
	Cuts    [state.Lanes][]run.CutResult // ablations of the present runs, the newest first, one of a kind
	Still   bool                         // no motion is wanted
	Doc     *doc.Doc                     // what is read: the document of the open sheet, or of the place; nil for none
	Version string
}

// Snapshot is the lane's newest picture, never nil.
func (in *Input) Snapshot(lane int) *run.Snapshot {
	if s := in.Lanes[lane]; s != nil {
		return s
	}
	return &empty
}

var empty run.Snapshot

// Sealed tells whether what the lanes measure is not to be seen yet.
func (in *Input) Sealed() bool { return in.Doc != nil && in.Doc.Sealed }

// Count is the number of lanes.
func (in *Input) Count() int { return in.State.Count() }

// Ready tells whether the lane has numbers of its present run.
func Ready(s *run.Snapshot) bool { return s.Status != run.Loading && s.Spec.Method != "" }

// Traced tells whether the lane has a traced example whose numbers can be drawn.
func Traced(s *run.Snapshot) bool {
	t := &s.Trace
	n := len(t.Tokens)
	return n > 0 && t.Layers > 0 && t.Width > 0 && len(t.Hidden) >= int(t.Layers+1)*n*int(t.Width)
}

// Travelling tells whether the lane shows a step of the past.
func Travelling(s *run.Snapshot) bool { return s.Stride > 0 && s.Shown < s.Step }
