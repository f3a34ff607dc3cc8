package state

import "promptscope/sim/run"

// Input prompts of n tokens train n·d numbers, prompts in L layers 2·L·n·d. A comparison is fair either way: at the same
// length, or at the same count of trained numbers, where the deep lane gets fewer tokens.

// FairLength is how many virtual tokens a lane gets: its own number, or with Fair = "numbers" in a lane with deep prompts
// beside one with input prompts about 2·L times fewer than that one has.
func FairLength(s State, c Catalog, lane int) int {
	own := &s.Lanes[lane]
	if s.Fair != "numbers" || !c.Method(own.Method).Where.Has(run.KeysValues) {
		return own.N
	}
	for _, l := range s.Lanes[:s.Count()] {
		if c.Method(l.Method).Where.Has(run.InputRow) {
			return max(1, (l.N+DeepLayers(s, c, lane))/(2*DeepLayers(s, c, lane)))
		}
	}
	return own.N
}

// DeepLayers counts the layers that get deep prompts in a lane.
func DeepLayers(s State, c Catalog, lane int) int {
	n, count := 0, c.Backbone(s.Backbone).Layers
	for l := 1; l <= count; l++ {
		if HasLayer(trimLayers(s.Lanes[lane].Layers, count), l) {
			n++
		}
	}
	return max(n, 1)
}
