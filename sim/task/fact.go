package task

// Facts about a country: the whole input is "country [MASK]". There are no hand-written words, so the
// prompt alone has to ask the question; this is P-Tuning's LAMA experiment (Liu et al. 2021, arXiv
// 2103.10385) in small. Half of the countries tune the prompt, the other half tell whether it asks for
// the relation or only remembers answers.

import "promptscope/sim/world"

// half is how many of the 122 countries each set gets.
const half = 61

func init() {
	registerFact(10, world.Capital, Info{
		ID: "fact",
	})
	registerFact(11, world.Continent, Info{
		ID: "fact-continent",
	})
	registerFact(12, world.Language, Info{
		ID: "fact-language",
	})
	registerFact(13, world.Currency, Info{
		ID: "fact-currency",
	})
}

// registerFact registers the task of one relation.
func registerFact(rank int, r world.Relation, info Info) {
	info.Kind, info.Metric = Cloze, Accuracy
	info.TrainSize, info.HeldoutSize, info.MaxTrain, info.Steps = half, half, half, 200
	register(recipe{rank: rank, info: info, asks: r.String(), draw: func(seed uint64, split Split, train, heldout int) (_, _ []sample) {
		// All relations split the countries alike, so their results compare country by country.
		a, b := splitCountries(seed, split)
		return facts(a[:min(train, len(a))], r), facts(b[:min(heldout, len(b))], r)
	}})
}

func facts(countries []world.Country, r world.Relation) []sample {
	out := make([]sample, len(countries))
	for i, c := range countries {
		out[i] = sample{words: []string{c.Name, world.MaskWord}, answer: c.Value(r), key: c.Name}
	}
	return out
}
