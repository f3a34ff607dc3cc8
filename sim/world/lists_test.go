package world

import (
	"slices"
	"strings"
	"testing"

	"promptscope/sim/rng"
)

// A name is tagged with a class in which it stands, and ordinary words are no names: so the context decides between classes, and
// never against them.
func TestEntitiesComeFromTheirLists(t *testing.T) {
	lists := map[string]map[string]bool{"PER": {}, "LOC": {}, "ORG": {}}
	add := func(class string, words ...[]string) {
		for _, list := range words {
			for _, w := range list {
				lists[class][w] = true
			}
		}
	}
	var places []string
	for _, c := range countries {
		places = append(places, c.Name, c.Capital)
	}
	add("PER", firstNames, lastNames)
	add("LOC", cities, placePrefixes, places)
	add("ORG", companies, companySuffixes, placeSuffixes, cities, places, []string{"bank", "university", "of"})
	ordinary := plain(entityTemplates)
	for _, name := range Names() {
		if ordinary[name] {
			t.Errorf("the name %q is also a word of a template", name)
		}
	}
	g := From(rng.New(75, 1))
	spans := map[string]int{}
	for range 8000 {
		words, tags := g.Entities()
		for i, tag := range tags {
			class := strings.TrimLeft(tag, "BI-")
			if tag == "O" {
				if !ordinary[words[i]] {
					t.Fatalf("%q in %q is tagged O", words[i], strings.Join(words, " "))
				}
				continue
			}
			if !lists[class][words[i]] {
				t.Fatalf("%q in %q is tagged %s", words[i], strings.Join(words, " "), tag)
			}
			if strings.HasPrefix(tag, "B-") {
				spans[class]++
			}
		}
	}
	for class, n := range spans {
		if n < 2000 {
			t.Errorf("%d spans of %s in 8000 sentences", n, class)
		}
	}
}

// A review ends with its verdict in the words of the verdict.
func TestReviewsEndWithTheirVerdict(t *testing.T) {
	verdict := map[string]bool{"back": true, "loved": true, "refund": false, "hated": false}
	for i := range 3 {
		verdict[positiveWords[i]], verdict[negativeWords[i]] = true, false
	}
	g := From(rng.New(76, 1))
	for range 3000 {
		body, _ := g.Review(false)
		if slices.Index(body, ".") != len(body)-1 {
			t.Fatalf("a review without its closing is %q", strings.Join(body, " "))
		}
		words, positive := g.Review(true)
		closing := words[slices.Index(words, ".")+1:]
		said := 0
		for _, w := range closing {
			if v, ok := verdict[w]; ok {
				if said++; v != positive {
					t.Fatalf("%q is said to be positive: %v", strings.Join(words, " "), positive)
				}
			}
		}
		if said != 1 {
			t.Fatalf("%q states its verdict %d times", strings.Join(words, " "), said)
		}
	}
	for _, w := range positiveWords {
		if slices.Contains(negativeWords, w) {
			t.Errorf("%q is positive and negative", w)
		}
	}
}

func TestExpand(t *testing.T) {
	fill := func(slot string) []string { return map[string][]string{"A": {"one", "two"}, "B": nil}[slot] }
	for _, tt := range []struct{ template, want string }{
		{"A x", "one two x"}, {"x B y", "x y"}, {"A A .", "one two one two ."}, {"no slot", "no slot"}, {"", ""}, {"B", ""},
	} {
		if got := strings.Join(expand(tt.template, fill), " "); got != tt.want {
			t.Errorf("%q expands to %q, want %q", tt.template, got, tt.want)
		}
	}
	words, tags := expandTagged("a A b B", func(slot string) (w, tags []string) {
		for i := range fill(slot) {
			tags = append(tags, slot+string(rune('0'+i)))
		}
		return fill(slot), tags
	})
	if got := strings.Join(words, " ") + " / " + strings.Join(tags, " "); got != "a one two b / O A0 A1 O" {
		t.Errorf("tagged: %q", got)
	}
}

// two draws two different elements, each pair equally likely.
func TestTwo(t *testing.T) {
	g, count := From(rng.New(77, 1)), map[string]int{}
	list := []string{"a", "b", "c", "d"}
	for range 12_000 {
		x, y := g.two(list)
		count[x+y]++
	}
	for pair, n := range count {
		if pair[0] == pair[1] || n < 850 || n > 1150 {
			t.Errorf("%s drawn %d times of 12000, want about 1000", pair, n)
		}
	}
	if len(count) != 12 {
		t.Errorf("%d pairs, want 12", len(count))
	}
}

// The corpus of a seed is one stream of it: tasks that draw from other streams take nothing away from it.
func TestGeneratorIsItsStream(t *testing.T) {
	a, b := NewGenerator(5), From(rng.New(5, corpusStream))
	for range 50 {
		if x, y := a.Sentence(), b.Sentence(); !slices.Equal(x, y) {
			t.Fatalf("%v and %v", x, y)
		}
	}
}

// Every word that carries a fact has an id and is masked more often than the words around it; special words never are content.
func TestContentIsInTheVocabulary(t *testing.T) {
	v := BuildVocab()
	for w := range content {
		if _, ok := v.Lookup(w); !ok {
			t.Errorf("content word %q has no id", w)
		}
		if MaskRate(w) != MaskContent {
			t.Errorf("%q is masked with %v", w, MaskRate(w))
		}
	}
	for _, w := range append(specials(), "the", ".", ",", "of", "was") {
		if Content(w) || MaskRate(w) != MaskFunction {
			t.Errorf("%q is content", w)
		}
	}
	for _, list := range wordLists() {
		for _, w := range list {
			if v.Word(v.ID(w)) != w {
				t.Errorf("%q has the id of %q", w, v.Word(v.ID(w)))
			}
		}
	}
	if names := Names(); !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) {
		t.Error("Names are not sorted, or one stands twice")
	}
}
