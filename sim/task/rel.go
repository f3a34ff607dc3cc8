package task

// Relation of a sentence: the simple language-understanding task, a classification that needs no
// knowledge. The model reads a fact and names its relation at [MASK], through four words of its own
// vocabulary (a verbalizer) instead of a new head.

import (
	"promptscope/sim/rng"
	"promptscope/sim/run"
	"promptscope/sim/world"
)

func init() {
	register(recipe{rank: 20, info: Info{
		ID: "rel", Rate: run.RelationRate, Kind: Cloze, Metric: Accuracy, Classes: true,
		TrainSize: 64, HeldoutSize: 400, MaxTrain: 400, Steps: 150,
	}, labels: relationWords(), draw: drawRelations})
}

func relationWords() []string {
	var out []string
	for _, r := range world.Relations() {
		out = append(out, r.String())
	}
	return out
}

func drawRelations(seed uint64, split Split, train, heldout int) (_, _ []sample) {
	a, b := splitCountries(seed, split)
	taken := map[string]bool{}
	test := statements(b, heldout, rng.New(seed, heldoutStream), taken)
	return statements(a, train, rng.New(seed, trainStream), taken), test
}

// statements draws n fact sentences about the given countries, every relation equally likely.
func statements(countries []world.Country, n int, r *rng.Rand, taken map[string]bool) []sample {
	g := world.From(r)
	relations := world.Relations()
	return distinct(n, taken, func() (sample, bool) {
		c, rel := countries[r.IntN(len(countries))], relations[r.IntN(len(relations))]
		return sample{words: append(g.Fact(c, rel), world.MaskWord), answer: rel.String(), key: c.Name}, true
	})
}
