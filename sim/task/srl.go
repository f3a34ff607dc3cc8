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
		Title: "Who gave what to whom", TitleZH: "谁把什么给了谁",
		About:   "Tag the giver, the receiver and the thing in a sentence such as \"the lamp was bought from anna by the king .\" Word order and verb decide together.",
		AboutZH: "在 \"the lamp was bought from anna by the king .\" 这类句子中标出给出者、接受者和物品。要同时看语序和动词。",
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
