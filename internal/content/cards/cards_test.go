package cards

import (
	"strings"
	"testing"
	"testing/fstest"

	"promptscope/internal/catalog"
	"promptscope/internal/content/lessons"
	"promptscope/viz/place/interview/card"
	"promptscope/viz/state"
)

func open(t *testing.T) *card.Bank {
	t.Helper()
	b, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// ids are those of the lessons.
func ids(t *testing.T) (out []string) {
	t.Helper()
	c, err := lessons.Open()
	if err != nil {
		t.Fatal(err)
	}
	for i := range c.Lessons {
		out = append(out, c.Lessons[i].ID)
	}
	return out
}

// A lesson leads to every card that names it, and a card back to its lesson.
func TestLessonsLeadToTheirCards(t *testing.T) {
	c, err := lessons.Open()
	if err != nil {
		t.Fatal(err)
	}
	led := map[string]string{}
	for i := range c.Lessons {
		for _, id := range c.Lessons[i].Cards {
			led[id] = c.Lessons[i].ID
		}
	}
	for _, topic := range open(t).Topics {
		for _, k := range topic.Cards {
			if led[k.ID] != k.Lesson {
				t.Errorf("%s.toml: %s: lesson %q, and lesson %q has it among its cards", topic.ID, k.ID, k.Lesson, led[k.ID])
			}
		}
	}
}

// The cards that are part of the program are as Check wants them.
func TestCards(t *testing.T) {
	b := open(t)
	for _, err := range Check(b, ids(t)) {
		t.Error(err)
	}
	cards, proved := 0, 0
	for _, topic := range b.Topics {
		for i := range topic.Cards {
			cards++
			if topic.Cards[i].Proof != nil {
				proved++
			}
		}
	}
	t.Logf("%d cards in %d topics, %d with a proof", cards, len(b.Topics), proved)
}

// Each fault is named with its file, card and field, and with what is wanted.
func TestFaultsAreNamed(t *testing.T) {
	long, known := strings.Repeat("字", shortZH+1), ids(t)
	for _, c := range []struct {
		name  string
		spoil func(*card.Card)
		want  string
	}{
		{"one language", func(c *card.Card) { c.Question.EN = "" }, "question.en: empty, want a text in both languages"},
		{"must", func(c *card.Card) { c.Must = 4 }, "must: 4, want 0 to 3"},
		{"one point", func(c *card.Card) { c.Points = c.Points[:1] }, "points: 1, want 2 to 4"},
		{"too long in zh", func(c *card.Card) { c.Short.ZH = long }, "short.zh: 191 characters, want at most 190"},
		{"too long in en", func(c *card.Card) { c.Long[0].Text.EN = strings.Repeat("word ", 260) + "end" }, "long.en: "},
		{"half-width comma", func(c *card.Card) { c.Short.ZH = "冻结,不训练" }, "short.zh: \"结,\", want full-width punctuation"},
		{"half-width bracket", func(c *card.Card) { c.Short.ZH = "主干模型(backbone)冻结" }, "want full-width punctuation"},
		{"half-width full stop", func(c *card.Card) { c.Short.ZH = "主干模型冻结." }, "short.zh: \"结.\", want full-width punctuation"},
		{"curly quote", func(c *card.Card) { c.Short.EN = "the model’s weights" }, "short.en: \"’\", want straight quotes"},
		{"unverified", func(c *card.Card) { c.Wrong[0].Why.EN = "UNVERIFIED" }, "wrong[0].why.en: says UNVERIFIED"},
		{"unknown work", func(c *card.Card) { c.Sources[0].Work = "hearsay" }, "sources[0].work: \"hearsay\", want an id of works.toml"},
		{"no place in the work", func(c *card.Card) { c.Wrong[0].Source.At = "" }, "wrong[0].source.at: empty"},
		{"unknown follow-up", func(c *card.Card) { c.Follow = []string{"nobody"} }, "follow[0]: \"nobody\", want the id of another card"},
		{"itself as follow-up", func(c *card.Card) { c.Follow = []string{c.ID} }, "want the id of another card"},
		{"unknown lesson", func(c *card.Card) { c.Lesson = "lesson-1" }, "lesson: \"lesson-1\", want one of "},
		{"neither proof nor reason", func(c *card.Card) { c.Proof, c.Unproved = nil, card.Text{} }, "unproved.zh: empty"},
		{"proof and reason", func(c *card.Card) { c.Unproved = c.Question }, "unproved: there is a proof too"},
		{"link", func(c *card.Card) { c.Proof.Link = "v=1&task=fact" }, "proof.link: \"v=1\""},
		{"rule without comparison", func(c *card.Card) { c.Proof.Rule = "h(a)" }, "proof.rule: \"h(a)\", column 5: the end, want a comparison"},
		{"unknown term", func(c *card.Card) { c.Proof.Rule = "accuracy(a) > 1" }, "column 1: \"accuracy\", want one of h, loss"},
		{"id", func(c *card.Card) { c.ID = "Zero Prefix" }, "want lower-case words joined by hyphens"},
	} {
		b := open(t)
		k := &b.Topics[0].Cards[0]
		if k.Proof == nil {
			t.Fatal("want a first card with a proof")
		}
		c.spoil(k)
		at := b.Topics[0].ID + ".toml: " + k.ID + ": "
		if errs := Check(b, known); !named(errs, at, c.want) {
			t.Errorf("%s: no error with %q and %q among %v", c.name, at, c.want, errs)
		}
	}
}

func named(errs []error, parts ...string) bool {
	for _, err := range errs {
		all := true
		for _, p := range parts {
			all = all && strings.Contains(err.Error(), p)
		}
		if all {
			return true
		}
	}
	return false
}

// A bank is more than its cards: their number, names that occur once, and all wrong answers of the survey.
func TestFaultsOfTheBank(t *testing.T) {
	b := open(t)
	b.Topics = b.Topics[:1]
	b.Topics[0].Cards = append(b.Topics[0].Cards[:2:2], b.Topics[0].Cards[0])
	for _, want := range []string{"*.toml: card: 3 cards, want at least 80", "is there twice", "no card has the wrong answer 26, want 1 to 26"} {
		if !named(Check(b, nil), want) {
			t.Errorf("no error with %q", want)
		}
	}
}

// A file that cannot be taken as it stands is refused by name.
func TestReadRefuses(t *testing.T) {
	works := &fstest.MapFile{Data: []byte("[[work]]\nid = \"w\"\n")}
	for name, c := range map[string]struct{ text, want string }{
		"broken TOML":   {"id = \"t\"\n[[card]\n", "t.toml: toml: line "},
		"unknown key":   {"id = \"t\"\n[[card]]\nid = \"x\"\nanswer = 1\n", "t.toml: unknown keys: card.answer"},
		"another topic": {"id = \"u\"\n", "t.toml: id is \"u\", want the file's name"},
		"wrong type":    {"id = \"t\"\n[[card]]\nmust = \"often\"\n", "t.toml: "},
	} {
		_, err := Read(fstest.MapFS{"works.toml": works, "t.toml": &fstest.MapFile{Data: []byte(c.text)}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if _, err := Read(fstest.MapFS{}); err == nil || !strings.Contains(err.Error(), "works.toml") {
		t.Errorf("without works.toml: %v", err)
	}
}

// A proof's link is taken as it stands: every key is one of the page, and every value in its limits.
func TestLinksOfProofsAreTaken(t *testing.T) {
	c := catalog.New()
	for _, topic := range open(t).Topics {
		for _, k := range topic.Cards {
			if k.Proof == nil {
				continue
			}
			_, notices := state.Parse(k.Proof.Link, c)
			for _, n := range notices {
				t.Errorf("%s.toml: %s: proof.link: %s=%s is not taken, want %s", topic.ID, k.ID, n.Key, n.Value, n.Accepts)
			}
		}
	}
}
