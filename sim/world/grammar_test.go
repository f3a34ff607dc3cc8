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
