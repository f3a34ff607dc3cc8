package world

// Facts about one country, and comparisons of two.

import "slices"

// factTemplates are the wordings of each relation seen in pretraining: X is the country, Y the value.
// Wordings outside this list are what hand-written prompts are tried with.
var factTemplates = [numRelations][]string{
	Capital: {
		"the capital of X is Y .", "the capital city of X is Y .", "Y is the capital of X .",
		"X has its capital at Y .", "the government of X sits in Y .",
		"parliament met in Y , the capital of X .", "the king of X lives in Y .",
		"the embassy in Y is the main office for X .",
	},
	Continent: {
		"X is a country in Y .", "X lies in Y .", "you can find X on the map of Y .",
		"X , a land in Y , is large .", "many rivers in Y cross X .",
		"the climate of X is like the rest of Y .",
	},
	Language: {
		"people in X speak Y .", "the official language of X is Y .", "Y is spoken in X .",
		"in X most books are written in Y .", "children in X learn Y at school .",
		"the people of X talk in Y .",
	},
	Currency: {
		"the currency of X is the Y .", "people in X pay with the Y .", "the bank of X prints the Y .",
		"in X a coffee costs one Y .", "the Y is the money of X .", "shops in X take the Y .",
	},
}

// leading are the weights of the first templates of a relation; the rest weigh 1. Skewed, as in real
// text, so that "best hand-written template" is a question with an answer.
var leading = []float64{3, 2, 2, 1.5}

// FactTemplates returns the wordings of r seen in pretraining, the most frequent first, with X for the
// country and Y for the value; nil for an unknown relation.
func FactTemplates(r Relation) []string {
	if !r.valid() {
		return nil
	}
	return slices.Clone(factTemplates[r])
}

// Fact draws a sentence that states r of c. An unknown relation gives nil.
func (g *Generator) Fact(c Country, r Relation) []string {
	if !r.valid() {
		return nil
	}
	list := factTemplates[r]
	weights := slices.Repeat([]float64{1}, len(list))
	copy(weights, leading)
	return expand(list[g.r.Weighted(weights)], func(slot string) []string {
		if slot == "X" {
			return []string{c.Name}
		}
		return []string{c.Value(r)}
	})
}

// comparison draws "A and B share a continent ." or "A and B differ in continent .".
func (g *Generator) comparison() []string {
	a, b := g.famous(), g.famous()
	for b == a {
		b = g.famous()
	}
	r := []Relation{Continent, Continent, Language, Currency}[g.r.IntN(4)]
	// Two countries rarely agree, so half of the pairs that differ are replaced by one that does.
	if g.r.Float64() < 0.5 && a.Value(r) != b.Value(r) {
		if alike := sharing(a, r); len(alike) > 0 {
			b = alike[g.r.IntN(len(alike))]
		}
	}
	if a.Value(r) == b.Value(r) {
		return []string{a.Name, "and", b.Name, "share", "a", r.String(), "."}
	}
	return []string{a.Name, "and", b.Name, "differ", "in", r.String(), "."}
}

// sharing returns the other countries with the same r as a.
func sharing(a Country, r Relation) []Country {
	var out []Country
	for _, c := range countries {
		if c != a && c.Value(r) == a.Value(r) {
			out = append(out, c)
		}
	}
	return out
}
