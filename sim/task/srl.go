package task

// Roles in an event: the sequence-labelling task on which prompts in the input alone fall behind and
// deep prompts do not (P-Tuning v2, Liu et al. 2022, arXiv 2110.07602, uses semantic role labelling so).

import (
	"strings"

	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/world"
)

func init() {
	register(recipe{rank: 30, info: Info{
		ID: "srl", Kind: Tagging, Metric: SpanF1, Rate: run.TaggingRate,
		TrainSize: 1600, HeldoutSize: 400, MaxTrain: 4000, Steps: 1000,
	}, labels: world.Roles(), draw: drawEvents})
}

func drawEvents(seed uint64, split Split, train, heldout int) (_, _ []sample) {
	taken := map[string]bool{}
	test := events(heldout, world.From(rng.New(seed, heldoutStream)), taken)
	if split == Validation {
		test = events(heldout, world.From(rng.New(seed, validationStream)), taken)
	}
	return events(train, world.From(rng.New(seed, trainStream)), taken), test
}

// events draws n events without the follow-up, which would tell who has the thing now.
func events(n int, g *world.Generator, taken map[string]bool) []sample {
	return distinct(n, taken, func() (sample, bool) {
		words, roles := g.Event(false)
		return sample{words: words, tags: roles, key: strings.Join(words, " ")}, true
	})
}
