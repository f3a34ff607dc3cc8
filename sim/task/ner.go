package task

// Named entities: sequence labelling where the frozen features already suffice. A linear head on the
// untouched backbone reaches 85 to 95, so prompts have little to add.

import (
	"slices"
	"strings"

	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/world"
)

func init() {
	register(recipe{rank: 40, info: Info{
		ID: "ner", Kind: Tagging, Metric: SpanF1, Rate: run.TaggingRate,
		TrainSize: 400, HeldoutSize: 400, MaxTrain: 4000, Steps: 300,
	}, labels: []string{"O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"}, draw: drawEntities})
}

func drawEntities(seed uint64, split Split, train, heldout int) (_, _ []sample) {
	names := world.Names()
	r := rng.New(seed, splitStream)
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	side := map[string]int{} // 1: training, 2: held out, 3: of the test split alone, 0: not a name
	for i, n := range names {
		switch {
		case 2*i >= len(names) && split == Validation:
			side[n] = 3
		case 2*i >= len(names), 3*i >= len(names) && split == Validation:
			side[n] = 2
		default:
			side[n] = 1
		}
	}
	taken := map[string]bool{}
	test := entities(heldout, world.From(rng.New(seed, heldoutStream)), taken, side, 2)
	return entities(train, world.From(rng.New(seed, trainStream)), taken, side, 1), test
}

// entities draws n sentences all of whose names are on the wanted side. Their key is the names, sorted,
// with a space between them: no single name of a key may be in both sets.
func entities(n int, g *world.Generator, taken map[string]bool, side map[string]int, want int) []sample {
	return distinct(n, taken, func() (sample, bool) {
		words, tags := g.Entities()
		var names []string
		for _, w := range words {
			if s := side[w]; s == want {
				names = append(names, w)
			} else if s != 0 {
				return sample{}, false
			}
		}
		slices.Sort(names)
		return sample{words: words, tags: tags, key: strings.Join(slices.Compact(names), " ")}, true
	})
}
