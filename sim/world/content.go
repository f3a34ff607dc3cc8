package world

// Which words carry the facts, for the masking of pretraining.

// Masking probabilities of pretraining. Uniform 15 % masking spends most gradients on "the" and "."; a
// fact needs its own word masked about 60 times.
const (
	MaskContent  = 0.35
	MaskFunction = 0.12
)

// content is the set of content words; it is only looked up, never iterated.
var content = func() map[string]bool {
	set := map[string]bool{}
	lists := [][]string{
		firstNames, lastNames, cities, companies, positiveWords, negativeWords, aspects, things,
		{"share", "differ", "has", "owns", "back", "refund", "loved", "hated"}, // words that decide a sentence
	}
	for _, c := range countries {
		lists = append(lists, []string{c.Name, c.Capital, c.Continent, c.Language, c.Currency})
	}
	for _, list := range lists {
		for _, w := range list {
			set[w] = true
		}
	}
	return set
}()

// Content reports whether word is masked with the higher probability: names, values of facts, things,
// adjectives, and the few words on which a follow-up turns.
func Content(word string) bool { return content[word] }

// MaskRate returns the probability that pretraining masks word.
func MaskRate(word string) float64 {
	if Content(word) {
		return MaskContent
	}
	return MaskFunction
}
