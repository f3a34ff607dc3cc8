package cards

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"promptscope/internal/content/typeset"
	"promptscope/internal/rule"
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

var kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checker collects what is wrong with a bank; topic and card say where it is.
type checker struct {
	bank        *card.Bank
	lessons     []string
	topic, card string
	errs        []error
}

// Check gives everything that is wrong with the cards; each error names file, card and field, and says what is wanted. lessons
// are the IDs that a card may name.
func Check(bank *card.Bank, lessons []string) []error {
	c := &checker{bank: bank, lessons: lessons}
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
	if k.Lesson != "" && !slices.Contains(c.lessons, k.Lesson) {
		c.add("lesson", "%q, want one of %s", k.Lesson, strings.Join(c.lessons, ", "))
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
	if _, err := rule.Rule(k.Proof.Rule); err != nil {
		c.add("proof.rule", "%v", err)
	}
}

// text checks that a text is there in both languages and is typeset as each wants it.
func (c *checker) text(field string, t card.Text) {
	for _, f := range typeset.Faults(t.ZH, t.EN) {
		c.add(field+"."+f.Lang, "%s", f.What)
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
