package state

// Input prompts of n tokens train n·d numbers, prompts in L layers 2·L·n·d. A comparison is fair either way: at the same
// length, or at the same count of trained numbers, where the deep lane gets fewer tokens.

// FairLength is how many virtual tokens a lane gets: State.N, or with Fair = "numbers" in a lane with deep prompts beside
// one with input prompts about 2·L times fewer.
func FairLength(s State, c Catalog, lane int) int {
	if s.Fair != "numbers" || !c.Method(s.Method[lane]).Deep {
		return s.N
	}
	for _, id := range s.Method {
		if m := c.Method(id); m.Input {
			return max(1, (s.N+DeepLayers(s, c))/(2*DeepLayers(s, c)))
		}
	}
	return s.N
}

// DeepLayers counts the layers that get deep prompts.
func DeepLayers(s State, c Catalog) int {
	n := 0
	for l := 1; l <= c.Backbone(s.Backbone).Layers; l++ {
		if HasLayer(trimLayers(s.Layers, c.Backbone(s.Backbone).Layers), l) {
			n++
		}
	}
	return max(n, 1)
}
