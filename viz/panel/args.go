package panel

import "strconv"

// The arguments of controls that there are many of are made once, so that a picture costs no allocation.

const argLayers, argUnits = 26, 34 // layer and unit from −1 on

var (
	tokenArgs   [2][maxWords]string
	inspectArgs [2][argLayers][argUnits]string
)

func init() {
	for lane := range 2 {
		for w := range tokenArgs[lane] {
			tokenArgs[lane][w] = string(rune('a'+lane)) + strconv.Itoa(w)
		}
		for l := range argLayers {
			for u := range argUnits {
				inspectArgs[lane][l][u] = strconv.Itoa(lane) + ":" + strconv.Itoa(l-1) + ":" + strconv.Itoa(u-1)
			}
		}
	}
}

// inspectArg names a virtual token of a layer; layer −1 is the input row, unit −1 the whole layer.
func inspectArg(lane, layer, unit int) string {
	return inspectArgs[min(lane, 1)][min(layer+1, argLayers-1)][min(unit+1, argUnits-1)]
}
