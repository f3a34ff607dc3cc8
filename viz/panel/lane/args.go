package lane

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/state"
)

// The arguments of controls that there are many of are made once, so that a picture costs no allocation.

const argLayers, argUnits = 26, 34 // layer and unit from −1 on

var (
	tokenArgs   [state.Lanes][maxWords]string
	cellArgs    [state.Lanes][argLayers][state.FirstVirtual + argUnits]string
	inspectArgs [state.Lanes][argLayers][argUnits]string
)

// templateKeys are the keys of the lanes' templates.
var templateKeys [state.Lanes]string

func init() {
	for lane := range state.Lanes {
		templateKeys[lane] = state.LaneKey(run.KnobTemplate, lane)
		for w := range tokenArgs[lane] {
			tokenArgs[lane][w] = string(rune('a'+lane)) + strconv.Itoa(w)
		}
		for l := range argLayers {
			for w := range cellArgs[lane][l] {
				cellArgs[lane][l][w] = strconv.Itoa(lane) + ":" + strconv.Itoa(l) + ":" + strconv.Itoa(w)
			}
			for u := range argUnits {
				inspectArgs[lane][l][u] = strconv.Itoa(lane) + ":" + strconv.Itoa(l-1) + ":" + strconv.Itoa(u-1)
			}
		}
	}
}

// inspectArg names a virtual token of a layer; layer −1 is the input row, unit −1 the whole layer.
func inspectArg(lane, layer, unit int) string {
	return inspectArgs[min(lane, state.Lanes-1)][min(layer+1, argLayers-1)][min(unit+1, argUnits-1)]
}
