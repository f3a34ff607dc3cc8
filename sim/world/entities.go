package world

// People, places and organisations. Many names belong to several classes (washington, jordan, ford),
// so that a tagger has to read the context.

import "slices"

// entityTemplates: P is a person, L a place, O an organisation.
var entityTemplates = []string{
	"P flew to L yesterday .", "P lives in L .", "P was born in L .", "O opened an office in L .",
	"P joined O as an engineer .", "O fired P last week .", "P and P met in L .", "L is cold in winter .",
	"shares of O fell today .", "O said it will leave L .", "the mayor of L praised P .",
	"O sued O over the deal .", "P works for O in L .", "L signed a treaty with L .",
	"P visited L and L .", "O hired P from O .", "P told P about O .", "the train from L to L was late .",
	"P called O again .", "O beat O last night .", "fans of O cheered in L .", "P said that L was lovely .",
	"P left O .", "O moved to L .", "P bought shares of O .", "rain fell in L and L .", "P saw P .",
	"yesterday P thanked P .",
}

// Entities draws a sentence with named entities and its BIO tags over PER, LOC and ORG.
func (g *Generator) Entities() (words, tags []string) {
	return expandTagged(g.pick(entityTemplates), func(slot string) ([]string, []string) {
		switch slot {
		case "P":
			return bio(g.person(), "PER")
		case "L":
			return bio(g.place(), "LOC")
		default:
			return bio(g.organisation(), "ORG")
		}
	})
}

// bio tags the words of one entity: the first B-, the others I-.
func bio(words []string, class string) ([]string, []string) {
	tags := slices.Repeat([]string{"I-" + class}, len(words))
	tags[0] = "B-" + class
	return words, tags
}

// person draws "first last", "first" or "last".
func (g *Generator) person() []string {
	switch g.r.Weighted([]float64{45, 25, 30}) {
	case 0:
		return []string{g.pick(firstNames), g.pick(lastNames)}
	case 1:
		return []string{g.pick(firstNames)}
	default:
		return []string{g.pick(lastNames)}
	}
}

// place draws a city, "new city", a country or a capital.
func (g *Generator) place() []string {
	switch g.r.Weighted([]float64{50, 15, 20, 15}) {
	case 0:
		return []string{g.pick(cities)}
	case 1:
		return []string{g.pick(placePrefixes), g.pick(cities)}
	case 2:
		return []string{g.famous().Name}
	default:
		return []string{g.famous().Capital}
	}
}

// organisation draws a company, or a name made of a place such as "bank of peru".
func (g *Generator) organisation() []string {
	switch g.r.Weighted([]float64{45, 15, 15, 13, 12}) {
	case 0:
		return []string{g.pick(companies)}
	case 1:
		return []string{g.pick(companies), g.pick(companySuffixes)}
	case 2:
		return []string{"bank", "of", g.placeName()}
	case 3:
		return []string{"university", "of", g.placeName()}
	default:
		return []string{g.placeName(), g.pick(placeSuffixes)}
	}
}

// placeName draws a place of one word.
func (g *Generator) placeName() string {
	p := g.place()
	return p[len(p)-1]
}

// Names returns every name of a person, place or organisation once, sorted: what a recogniser must not
// have seen in training. Parts that are ordinary words (new, bank, university) are not names.
func Names() []string {
	var out []string
	for _, list := range [][]string{firstNames, lastNames, cities, companies} {
		out = append(out, list...)
	}
	for _, c := range countries {
		out = append(out, c.Name, c.Capital)
	}
	slices.Sort(out)
	return slices.Compact(out)
}
