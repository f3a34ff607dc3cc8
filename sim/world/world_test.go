package world

import (
	_ "embed"
	"math"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/rng"
)

//go:embed testdata/sentences.golden
var golden string

// The corpus is part of every stored backbone and shared link: when this fails, either undo the change
// or replace the file and retrain the backbones.
func TestGoldenSentences(t *testing.T) {
	g := NewGenerator(1)
	var got strings.Builder
	for range 5 {
		got.WriteString(strings.Join(g.Sentence(), " ") + "\n")
	}
	if got.String() != golden {
		t.Errorf("first sentences of seed 1:\n%swant:\n%s", got.String(), golden)
	}
}

func TestSameSeedSameCorpus(t *testing.T) {
	a, b, c := NewGenerator(7), NewGenerator(7), NewGenerator(8)
	differ := 0
	for i := range 1000 {
		x, y, z := a.Sentence(), b.Sentence(), c.Sentence()
		if !slices.Equal(x, y) {
			t.Fatalf("sentence %d: %v and %v", i, x, y)
		}
		if !slices.Equal(x, z) {
			differ++
		}
	}
	if differ < 900 {
		t.Errorf("seeds 7 and 8 differ in %d of 1000 sentences", differ)
	}
}

func TestMix(t *testing.T) {
	total := 0.0
	for _, w := range mix {
		total += w
	}
	if total != 100 {
		t.Errorf("shares add up to %g, want 100", total)
	}
	g := NewGenerator(2)
	const n = 50000
	facts, fillers := factSet(), fillerSet()
	var count [6]float64
	for range n {
		count[kindOf(g.Sentence(), facts, fillers)]++
	}
	for k, c := range count {
		if p := 100 * c / n; !(math.Abs(p-mix[k]) <= 0.7) { // three standard deviations of the largest share
			t.Errorf("kind %d is %.2f %% of the corpus, want %g %%", k, p, mix[k])
		}
	}
}

// kindOf tells the kind of a sentence from outside, by marks that only one kind can leave.
func kindOf(s []string, facts, fillers map[string]bool) kind {
	in := func(list []string) bool {
		return slices.ContainsFunc(s, func(w string) bool { return slices.Contains(list, w) })
	}
	switch text := strings.Join(s, " "); {
	case facts[text]:
		return factKind
	case fillers[text]:
		return fillerKind
	case in([]string{"share", "differ"}):
		return comparisonKind
	case in(aspects) && (in(positiveWords) || in(negativeWords)):
		return reviewKind
	case slices.Index(s, ".") < len(s)-1:
		return eventKind
	}
	return entityKind
}

func factSet() map[string]bool {
	set := map[string]bool{}
	for _, c := range countries {
		for _, r := range Relations() {
			for _, t := range factTemplates[r] {
				set[fillFact(t, c, r)] = true
			}
		}
	}
	return set
}

func fillFact(template string, c Country, r Relation) string {
	return strings.NewReplacer("X", c.Name, "Y", c.Value(r)).Replace(template)
}

func fillerSet() map[string]bool {
	set := map[string]bool{}
	for _, f := range fillerTemplates {
		for _, thing := range things {
			set[strings.ReplaceAll(f, "N", thing)] = true
		}
	}
	return set
}

func TestSentencesFitVocabularyAndLength(t *testing.T) {
	v := BuildVocab()
	g := NewGenerator(3)
	longest := 0
	for range 50000 {
		s := g.Sentence()
		longest = max(longest, len(s))
		for _, w := range s {
			if _, ok := v.Lookup(w); !ok {
				t.Fatalf("%q of %q is not in the vocabulary", w, strings.Join(s, " "))
			}
		}
	}
	if longest != MaxWords {
		t.Errorf("longest sentence has %d words, MaxWords is %d", longest, MaxWords)
	}
}

func TestCountries(t *testing.T) {
	all := Countries()
	if len(all) != 122 {
		t.Fatalf("%d countries, want 122", len(all))
	}
	for i, line := range strings.Split(strings.TrimSpace(countriesTSV), "\n") {
		if n := len(strings.Split(line, "\t")); n != 5 || strings.Contains(line, " ") {
			t.Errorf("line %d has %d fields or a space: %q", i+1, n, line)
		}
	}
	seen := map[string]bool{}
	for _, c := range all {
		if seen[c.Name] {
			t.Errorf("%s stands twice", c.Name)
		}
		seen[c.Name] = true
	}
	if want := (Country{"japan", "tokyo", "asia", "japanese", "yen"}); !slices.Contains(all, want) {
		t.Errorf("no %v", want)
	}
	all[0].Name = "changed"
	if Countries()[0].Name == "changed" {
		t.Error("Countries hands out its own table")
	}
}

func TestFame(t *testing.T) {
	g := NewGenerator(4)
	count := map[string]int{}
	const n = 100000
	for range n {
		count[g.famous().Name]++
	}
	first, last := Countries()[0].Name, Countries()[121].Name
	// rank^-0.6: the first of 122 is drawn 122^0.6 = 17.9 times as often as the last.
	if ratio := float64(count[first]) / float64(count[last]); ratio < 14 || ratio > 23 {
		t.Errorf("%s is drawn %.1f times as often as %s, want about 18", first, ratio, last)
	}
}

func TestFact(t *testing.T) {
	g := NewGenerator(5)
	c := Countries()[2]
	for _, r := range Relations() {
		count := map[string]int{}
		for range 4000 {
			count[strings.Join(g.Fact(c, r), " ")]++
		}
		for i, f := range FactTemplates(r) {
			s := fillFact(f, c, r)
			if count[s] == 0 {
				t.Errorf("%v: %q never drawn", r, s)
			}
			if i == 0 && count[s] < 4000/5 {
				t.Errorf("%v: the leading template is drawn %d times of 4000", r, count[s])
			}
		}
		if len(count) != len(FactTemplates(r)) {
			t.Errorf("%v: %d different sentences of %d templates", r, len(count), len(FactTemplates(r)))
		}
	}
	if g.Fact(c, Relation(9)) != nil || FactTemplates(-1) != nil || c.Value(9) != "" || Relation(9).String() != "relation(9)" {
		t.Error("an unknown relation is not refused")
	}
}

func TestComparisonIsTrue(t *testing.T) {
	byName := map[string]Country{}
	for _, c := range Countries() {
		byName[c.Name] = c
	}
	g := NewGenerator(6)
	agree := 0
	for range 4000 {
		s := g.comparison()
		a, b := byName[s[0]], byName[s[2]]
		r := Relation(slices.Index(relationNames[:], s[5]))
		if a == b {
			t.Fatalf("a country is compared with itself: %v", s)
		}
		if same := a.Value(r) == b.Value(r); same != (s[3] == "share") {
			t.Fatalf("not true: %v", s)
		}
		if s[3] == "share" {
			agree++
		}
	}
	if agree < 1200 || agree > 2800 {
		t.Errorf("%d of 4000 pairs agree, want a balance", agree)
	}
}

func TestEntities(t *testing.T) {
	g := From(rng.New(1, 1))
	classes := map[string]map[string]bool{} // classes of each word
	for range 20000 {
		words, tags := g.Entities()
		if len(words) != len(tags) {
			t.Fatalf("%d words, %d tags", len(words), len(tags))
		}
		for i, tag := range tags {
			class, inside := strings.CutPrefix(tag, "I-")
			if inside && (i == 0 || !strings.HasSuffix(tags[i-1], "-"+class)) {
				t.Fatalf("%s follows nothing in %v %v", tag, words, tags)
			}
			if classes[words[i]] == nil {
				classes[words[i]] = map[string]bool{}
			}
			classes[words[i]][strings.TrimPrefix(class, "B-")] = true
		}
	}
	for _, name := range []string{"washington", "ford", "austin", "jordan"} {
		if !slices.Contains(Names(), name) {
			t.Errorf("%s is not a name", name)
		}
		if len(classes[name]) < 2 {
			t.Errorf("%s is always %v, want an ambiguous name", name, classes[name])
		}
	}
	if len(Names()) != 392 {
		t.Errorf("%d names, want 392", len(Names()))
	}
}

func TestEvent(t *testing.T) {
	g := NewGenerator(9)
	for range 5000 {
		words, roles := g.Event(false)
		if len(words) != len(roles) || slices.Index(words, ".") != len(words)-1 {
			t.Fatalf("%v %v", words, roles)
		}
		part := map[string]string{}
		for i, r := range roles {
			if !slices.Contains(Roles(), r) {
				t.Fatalf("role %q is not in %v", r, Roles())
			}
			part[r] += words[i] + " "
		}
		if part["GIVER"] == "" || part["RECEIVER"] == "" || part["THING"] == "" || part["GIVER"] == part["RECEIVER"] {
			t.Fatalf("roles of %v: %v", words, part)
		}
	}
	words, roles := g.Event(true)
	if len(words) != len(roles) || strings.Count(strings.Join(words, " "), " .") != 2 {
		t.Errorf("follow-up: %v %v", words, roles)
	}
}

func TestReview(t *testing.T) {
	g := NewGenerator(10)
	n := 0
	for range 4000 {
		words, positive := g.Review(false)
		if positive {
			n++
		}
		// One-clause reviews without negation carry the verdict in their adjective.
		if len(words) == 5 && words[3] != "not" && slices.Contains(positiveWords, words[3]) != positive {
			t.Fatalf("%v is said to be positive: %t", words, positive)
		}
	}
	if n < 1850 || n > 2150 {
		t.Errorf("%d of 4000 reviews are positive", n)
	}
}
