package cards

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"promptscope/viz/place/interview/card"
)

// What a card has to be. The lengths are what fits a phone and what can be said in half a minute and in two.
const (
	MinCards             = 80
	minPoints, maxPoints = 2, 4
	shortZH, shortEN     = 190, 75  // characters, words
	longZH, longEN       = 480, 260 // of all parts with their leads
	Wild                 = 26       // wrong answers found in public lists
)

// lessons are the IDs a card may name.
var lessons = []string{"one-model-locked", "wording-decides", "searching-for-words", "numbers-not-words", "reward-or-gradient", "who-computes-them",
	"front-middle-end", "small-models", "a-tag-for-every-word", "computed-not-trained", "every-layer", "few-numbers", "depth-or-free-keys",
	"which-layer-counts", "at-every-size", "how-many", "what-tuning-breaks", "two-names-one-mechanism"}

var (
	kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	// A half-width mark that touches a Han character. A formula may have brackets, and stands off by a space.
	halfWidth = regexp.MustCompile(`\p{Han}\s?[,;:!?]|[,;:!?]\p{Han}|\p{Han}[.(]|[.)]\p{Han}`)
	fullWidth = regexp.MustCompile(`[，。；：！？（）“”‘’]`) // what English text may not have
	word      = regexp.MustCompile(`[a-z]+`)
	quoted    = regexp.MustCompile(`"[^"]*"`)
)

// terms are the words of the rules of proofs.
var terms = []string{"h", "loss", "digest", "hash", "flop", "trained", "kept", "total", "changed", "ablate", "lambda", "best", "and", "a", "b", "c", "d"}

// checker collects what is wrong with a bank; topic and card say where it is.
type checker struct {
	bank        *card.Bank
	topic, card string
	errs        []error
}

// Check gives everything that is wrong with the cards; each error names file, card and field, and says what is wanted.
func Check(bank *card.Bank) []error {
	c := &checker{bank: bank}
	c.works()
	count, seen, wild := 0, map[string]bool{}, map[int]bool{}
	for _, t := range bank.Topics {
		c.topic, c.card = t.ID, ""
		c.text("name", t.Name)
		for i := range t.Cards {
			k := &t.Cards[i]
			c.card = k.ID
			c.unique("id", k.ID, seen)
			c.one(k)
			count++
			for _, w := range k.Wrong {
				wild[w.Wild] = true
			}
		}
	}
	c.topic, c.card = "*", ""
	if count < MinCards {
		c.add("card", "%d cards, want at least %d", count, MinCards)
	}
	for n := 1; n <= Wild; n++ {
		if !wild[n] {
			c.add("wrong.wild", "no card has the wrong answer %d, want 1 to %d each on a card", n, Wild)
		}
	}
	return c.errs
}

func (c *checker) add(field, format string, args ...any) {
	at := c.topic + ".toml"
	if c.card != "" {
		at += ": " + c.card
	}
	c.errs = append(c.errs, fmt.Errorf("%s: %s: %s", at, field, fmt.Sprintf(format, args...)))
}

func (c *checker) unique(field, id string, seen map[string]bool) {
	if !kebab.MatchString(id) {
		c.add(field, "%q, want lower-case words joined by hyphens", id)
	}
	if seen[id] {
		c.add(field, "%q is there twice, want one card or work of a name", id)
	}
	seen[id] = true
}

func (c *checker) works() {
	c.topic = "works"
	seen := map[string]bool{}
	for _, w := range c.bank.Works {
		c.card = w.ID
		c.unique("id", w.ID, seen)
		if w.Title == "" || w.Authors == "" || w.Ref == "" || w.Year < 2017 {
			c.add("work", "want title, authors, ref, and a year from 2017 on")
		}
		if !slices.Contains([]card.Kind{card.Paper, card.Code, card.Results}, w.Kind) {
			c.add("kind", "%q, want paper, code or results", w.Kind)
		}
	}
}

// one checks one card.
func (c *checker) one(k *card.Card) {
	if k.Must < 0 || k.Must > 3 {
		c.add("must", "%d, want 0 to 3", k.Must)
	}
	c.text("question", k.Question)
	if n := len(k.Points); n < minPoints || n > maxPoints {
		c.add("points", "%d, want %d to %d", n, minPoints, maxPoints)
	}
	for i, p := range k.Points {
		c.text(fmt.Sprintf("points[%d]", i), p)
	}
	c.text("short", k.Short)
	c.length("short", k.Short, shortZH, shortEN)
	c.long(k.Long)
	if len(k.Wrong) == 0 {
		c.add("wrong", "none, want at least one wrong answer")
	}
	for i, w := range k.Wrong {
		c.wrong(fmt.Sprintf("wrong[%d]", i), w)
	}
	if len(k.Sources) == 0 {
		c.add("sources", "none, want at least one")
	}
	for i, s := range k.Sources {
		c.source(fmt.Sprintf("sources[%d]", i), s)
	}
	c.links(k)
	c.proof(k)
}

func (c *checker) long(parts []card.Part) {
	if len(parts) == 0 {
		c.add("long", "none, want the answer of two minutes")
	}
	var all card.Text
	for i, p := range parts {
		c.text(fmt.Sprintf("long[%d].lead", i), p.Lead)
		c.text(fmt.Sprintf("long[%d].text", i), p.Text)
		all.ZH += p.Lead.ZH + p.Text.ZH
		all.EN += p.Lead.EN + " " + p.Text.EN + " "
	}
	c.length("long", all, longZH, longEN)
}

func (c *checker) wrong(field string, w card.Wrong) {
	c.text(field+".say", w.Say)
	c.text(field+".why", w.Why)
	c.source(field+".source", w.Source)
	if w.Wild < 0 || w.Wild > Wild {
		c.add(field+".wild", "%d, want 1 to %d, or nothing", w.Wild, Wild)
	}
}

func (c *checker) source(field string, s card.Source) {
	if c.bank.Work(s.Work) == nil {
		c.add(field+".work", "%q, want an id of works.toml", s.Work)
	}
	if s.At == "" {
		c.add(field+".at", "empty, want a section, a table or a file")
	}
}

// links checks what a card points at.
func (c *checker) links(k *card.Card) {
	for i, id := range k.Follow {
		if _, to := c.bank.Find(id); to == nil || id == k.ID {
			c.add(fmt.Sprintf("follow[%d]", i), "%q, want the id of another card", id)
		}
	}
	if k.Lesson != "" && !slices.Contains(lessons, k.Lesson) {
		c.add("lesson", "%q, want one of %s", k.Lesson, strings.Join(lessons, ", "))
	}
}

func (c *checker) proof(k *card.Card) {
	if k.Proof == nil {
		c.text("unproved", k.Unproved)
		return
	}
	if k.Unproved != (card.Text{}) {
		c.add("unproved", "there is a proof too, want one of them")
	}
	c.text("proof.says", k.Proof.Says)
	for part := range strings.SplitSeq(k.Proof.Link, "&") {
		if key, value, ok := strings.Cut(part, "="); !ok || key == "" || value == "" || key == "v" {
			c.add("proof.link", "%q, want key=value joined by &, without v", part)
		}
	}
	if !strings.ContainsAny(k.Proof.Rule, "<>=") {
		c.add("proof.rule", "%q, want a comparison such as h(b)-h(a) > 10", k.Proof.Rule)
	}
	for _, w := range word.FindAllString(quoted.ReplaceAllString(k.Proof.Rule, ""), -1) {
		if !slices.Contains(terms, w) {
			c.add("proof.rule", "%q, want only %s", w, strings.Join(terms, ", "))
		}
	}
}

// text checks that a text is there in both languages and is typeset as each wants it.
func (c *checker) text(field string, t card.Text) {
	for _, side := range [][2]string{{"zh", t.ZH}, {"en", t.EN}} {
		lang, s := side[0], side[1]
		if strings.TrimSpace(s) == "" {
			c.add(field+"."+lang, "empty, want a text in both languages")
		}
		if strings.TrimSpace(s) != s || strings.Contains(s, "  ") || strings.Contains(s, "\n") {
			c.add(field+"."+lang, "want no spaces at the ends or doubled, and no line breaks")
		}
		if strings.Contains(s, "UNVERIFIED") {
			c.add(field+"."+lang, "says UNVERIFIED, want only what was checked")
		}
	}
	if at := halfWidth.FindString(t.ZH); at != "" {
		c.add(field+".zh", "%q, want full-width punctuation beside Han characters", at)
	}
	if at := fullWidth.FindString(t.EN); at != "" {
		c.add(field+".en", "%q, want straight quotes and half-width punctuation", at)
	}
}

func (c *checker) length(field string, t card.Text, zh, en int) {
	if n := utf8.RuneCountInString(t.ZH); n > zh {
		c.add(field+".zh", "%d characters, want at most %d", n, zh)
	}
	if n := len(strings.Fields(t.EN)); n > en {
		c.add(field+".en", "%d words, want at most %d", n, en)
	}
}
