package world

import (
	"math"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/rng"
)

// plain are the words of templates that stand for themselves.
func plain(templates ...[]string) map[string]bool {
	words := map[string]bool{}
	for _, list := range templates {
		for _, t := range list {
			for _, w := range strings.Fields(t) {
				if !isSlot(w) {
					words[w] = true
				}
			}
		}
	}
	return words
}

// Every sentence of every kind is lower-case words that end with a mark, with no slot left open.
func TestSentencesAreWellFormed(t *testing.T) {
	for k := factKind; k <= fillerKind; k++ {
		g := From(rng.New(71, uint64(k)))
		for range 3000 {
			s := g.sentence(k)
			if end := s[len(s)-1]; end != "." && end != "?" {
				t.Fatalf("kind %d: %q ends without a mark", k, strings.Join(s, " "))
			}
			for _, w := range s {
				if w == "" || w != strings.ToLower(w) || strings.ContainsAny(w, " \t") {
					t.Fatalf("kind %d: %q in %q", k, w, strings.Join(s, " "))
				}
			}
		}
	}
}

// Each sentence of a fact states one fact: no wording of another country or relation gives the same words. So the relation can
// be read off a sentence, which is what a task asks.
func TestFactsAreNotAmbiguous(t *testing.T) {
	type fact struct {
		c Country
		r Relation
	}
	states := map[string]fact{}
	for _, c := range countries {
		for _, r := range Relations() {
			for _, template := range FactTemplates(r) {
				text := fillFact(template, c, r)
				if before, ok := states[text]; ok && before != (fact{c, r}) {
					t.Errorf("%q states the %v of %s and the %v of %s", text, r, c.Name, before.r, before.c.Name)
				}
				states[text] = fact{c, r}
			}
		}
	}
	g := From(rng.New(72, 1))
	for range 2000 {
		c, r := g.famous(), Relation(g.r.IntN(numRelations))
		if got := states[strings.Join(g.Fact(c, r), " ")]; got != (fact{c, r}) {
			t.Fatalf("the %v of %s is stated as the %v of %s", r, c.Name, got.r, got.c.Name)
		}
	}
}

// The facts can be told apart: capitals are one country's, and the other columns have few values.
func TestColumnsOfTheCountries(t *testing.T) {
	values := map[Relation]map[string]int{}
	for _, r := range Relations() {
		values[r] = map[string]int{}
		for _, c := range countries {
			values[r][c.Value(r)]++
		}
	}
	for capital, n := range values[Capital] {
		if n != 1 {
			t.Errorf("%s is the capital of %d countries", capital, n)
		}
	}
	if want := []string{"africa", "asia", "europe", "north_america", "oceania", "south_america"}; len(values[Continent]) != len(want) {
		t.Errorf("continents %v, want %v", values[Continent], want)
	} else {
		for _, c := range want {
			if values[Continent][c] == 0 {
				t.Errorf("no country in %s", c)
			}
		}
	}
	for _, r := range []Relation{Language, Currency} {
		if n := len(values[r]); n < 20 || n > 100 {
			t.Errorf("%v has %d values", r, n)
		}
	}
	for i, w := range fame {
		if w != math.Round(w) || i > 0 && w >= fame[i-1] {
			t.Errorf("fame of country %d is %v behind %v: want integers that fall", i, w, fame[max(i-1, 0)])
		}
	}
}

// giverOf works out from words alone who gives: by the preposition in front of an agent, or by subject and verb.
func giverOf(t *testing.T, words []string) (giver, receiver string) {
	t.Helper()
	gives := map[string]bool{"sold": true, "gave": true, "sent": true, "lent": true, "given": true}
	gets := map[string]bool{"bought": true, "got": true, "received": true, "borrowed": true}
	var agents []string
	marked := map[string]string{} // preposition of an agent
	active := true
	verb := ""
	for i := 0; i < len(words); i++ {
		w, name := words[i], ""
		switch {
		case w == "was":
			active = false
		case gives[w] || gets[w]:
			verb = w
		case w == "the" && slices.Contains(trades, words[i+1]):
			name = "the " + words[i+1]
		case slices.Contains(firstNames, w):
			name = w
		}
		if name == "" {
			continue
		}
		if !slices.Contains(agents, name) {
			agents = append(agents, name)
		}
		if i > 0 && slices.Contains([]string{"to", "from", "by"}, words[i-1]) {
			marked[name] = words[i-1]
		}
	}
	if len(agents) != 2 || verb == "" {
		t.Fatalf("%q has agents %v and verb %q", strings.Join(words, " "), agents, verb)
	}
	other := map[string]string{agents[0]: agents[1], agents[1]: agents[0]}
	for _, a := range agents {
		switch p := marked[a]; {
		case p == "from", p == "by" && gives[verb]:
			return a, other[a]
		case p == "to", p == "by" && gets[verb]:
			return other[a], a
		}
	}
	if !active {
		t.Fatalf("%q is passive, and nothing says by whom", strings.Join(words, " "))
	}
	if gives[verb] { // the subject comes first
		return agents[0], agents[1]
	}
	return agents[1], agents[0]
}

// The tags of an event are what a reader works out from verb and prepositions, whatever the word order.
func TestRolesCanBeReadOffTheSentence(t *testing.T) {
	g := From(rng.New(73, 1))
	orders := map[string]bool{}
	for range 6000 {
		words, roles := g.Event(false)
		giver, receiver := giverOf(t, words)
		part := map[string]string{}
		for i, r := range roles {
			part[r] = strings.TrimSpace(part[r] + " " + words[i])
		}
		first := func(s, name string) bool { return s == name || strings.HasPrefix(s, name+" ") } // agents may be named twice
		if !first(part["GIVER"], giver) || !first(part["RECEIVER"], receiver) {
			t.Fatalf("%q: tagged %v, a reader says %s gives to %s", strings.Join(words, " "), part, giver, receiver)
		}
		if thing := strings.Fields(part["THING"]); len(thing) != 2 || thing[0] != "the" || !slices.Contains(things, thing[1]) {
			t.Fatalf("%q: the thing is %q", strings.Join(words, " "), part["THING"])
		}
		orders[strings.Join(slices.Compact(slices.Clone(roles)), " ")] = true
	}
	if len(orders) < 8 {
		t.Errorf("roles come in %d orders, want many: a tagger must not learn positions", len(orders))
	}
}

// What a follow-up says is true: who has the thing, who thanks whom. It tags the same words as the sentence before it.
func TestFollowUpsAreTrue(t *testing.T) {
	g := From(rng.New(74, 1))
	seen := map[string]int{}
	for range 4000 {
		words, roles := g.Event(true)
		cut := slices.Index(words, ".") + 1
		role := map[string]string{}
		for i, w := range words[:cut] {
			if w != "the" && roles[i] != "O" {
				role[w] = roles[i]
			}
		}
		var order []string
		for i, w := range words[cut:] {
			r := roles[cut+i]
			if w != "the" && role[w] != "" && role[w] != r {
				t.Fatalf("%q: %s is %s, then %s", strings.Join(words, " "), w, role[w], r)
			}
			if r != "O" && w != "the" {
				order = append(order, r)
			}
		}
		says := strings.Join(slices.DeleteFunc(slices.Clone(words[cut:]), func(w string) bool { return role[w] != "" || w == "the" }), " ")
		want, known := map[string]string{
			"now has .": "RECEIVER THING", "so owns .": "RECEIVER THING", "no longer has .": "GIVER THING", "thanked for .": "RECEIVER GIVER THING", "missed .": "GIVER THING",
		}[says]
		if !known || strings.Join(order, " ") != want {
			t.Fatalf("%q is said of %v, want %s", says, order, want)
		}
		seen[says]++
	}
	if len(seen) != len(followUps) {
		t.Errorf("%d of %d follow-ups were drawn: %v", len(seen), len(followUps), seen)
	}
}

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
