package world

// The countries of the micro-world and what is true about them.

import (
	_ "embed"
	"fmt"
	"math"
	"slices"
	"strings"
)

// countries.tsv lists 122 countries, best known first, by hand. Its facts come from the npm package
// countries-list 3.4.1 (https://github.com/annexare/Countries), MIT License, Copyright (c) 2014 Annexare
// Studio: name, capital, continent, first language and the last word of the currency's name, each made
// one lower-case ASCII word. "United Kingdom" is britain, "United States" america, "Türkiye" turkey.
//
//go:embed countries.tsv
var countriesTSV string

// Country is one line of the table. Every field is a single word of the vocabulary.
type Country struct{ Name, Capital, Continent, Language, Currency string }

// Relation names a column: what a fact says about a country.
type Relation int

// The relations, in the order of the table's columns.
const (
	Capital Relation = iota
	Continent
	Language
	Currency
	numRelations = iota
)

var relationNames = [numRelations]string{"capital", "continent", "language", "currency"}

// Relations returns all relations in order.
func Relations() []Relation { return []Relation{Capital, Continent, Language, Currency} }

// String returns the relation's word, which is also a word of the vocabulary.
func (r Relation) String() string {
	if !r.valid() {
		return fmt.Sprintf("relation(%d)", int(r))
	}
	return relationNames[r]
}

func (r Relation) valid() bool { return r >= 0 && r < numRelations }

// Value returns what r says about c, or "" for an unknown relation.
func (c Country) Value(r Relation) string {
	switch r {
	case Capital:
		return c.Capital
	case Continent:
		return c.Continent
	case Language:
		return c.Language
	case Currency:
		return c.Currency
	}
	return ""
}

var countries = parseCountries(countriesTSV)

// Countries returns all countries, best known first.
func Countries() []Country { return slices.Clone(countries) }

// parseCountries reads the embedded table. It trusts its shape; a test checks that.
func parseCountries(tsv string) []Country {
	var out []Country
	lines := strings.Split(strings.TrimSpace(tsv), "\n")
	for _, line := range lines[1:] { // the first line names the columns
		f := strings.Split(line, "\t")
		out = append(out, Country{f[0], f[1], f[2], f[3], f[4]})
	}
	return out
}

// fame is how often each country is drawn: rank^-0.6, a flattened Zipf law, so that a backbone knows
// famous countries first. Rounded to integers so that no platform's pow or sum can change a draw.
var fame = func() []float64 {
	w := make([]float64, len(countries))
	for i := range w {
		w[i] = math.Round(65536 * math.Pow(float64(i+1), -0.6))
	}
	return w
}()

// famous draws a country by its fame.
func (g *Generator) famous() Country { return countries[g.r.Weighted(fame)] }
