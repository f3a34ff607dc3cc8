package task

import (
	"sync"

	"promptscope/sim/run"
)

// AddToy registers a small task of tags, once: whoever does sees that nothing has to be told about it.
var AddToy = sync.OnceFunc(func() {
	register(recipe{rank: 1000, info: Info{ID: "toy", Kind: Tagging, Metric: Accuracy, Rate: run.TaggingRate,
		TrainSize: 16, HeldoutSize: 16, MaxTrain: 32, Steps: 40}, labels: []string{"O", "B-PER"}, draw: toys})
})

// toys are named entities with two labels.
func toys(seed uint64, split Split, train, heldout int) (trainSet, heldoutSet []sample) {
	trainSet, heldoutSet = drawEntities(seed, split, train, heldout)
	for _, set := range [][]sample{trainSet, heldoutSet} {
		for i := range set {
			for j, tag := range set[i].tags {
				if tag != "O" {
					set[i].tags[j] = "B-PER"
				}
			}
		}
	}
	return trainSet, heldoutSet
}
