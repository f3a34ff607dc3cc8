package settings

import (
	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/state"
)

// The keys of one lane's settings are made once, so that a picture costs no allocation.
var (
	knobKeys   = make([][state.Lanes]string, len(run.Knobs())) // in their order
	layerKeys  [state.Lanes]string
	answerKeys [state.Lanes]string
	rateKeys   [state.Lanes]string
)

func init() {
	for lane := range state.Lanes {
		for i, k := range run.Knobs() {
			knobKeys[i][lane] = state.LaneKey(k.ID, lane)
		}
		layerKeys[lane] = state.LaneKey(id.Layer, lane)
		rateKeys[lane] = state.LaneKey(id.LR, lane)
		answerKeys[lane] = state.LaneKey(id.Answer, lane)
	}
}
