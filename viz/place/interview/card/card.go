// Package card has the types of the interview cards. The cards themselves are the TOML files of viz/place/interview/cards;
// internal/content/cards reads and checks them, so that no program that only shows cards links a parser.
package card

// A Text is said in both languages, equal in content.
type Text struct{ ZH, EN string }

// A Bank is all cards, by topic, and the works that they cite.
type Bank struct {
	Topics []Topic
	Works  []Work
}

// A Topic is one file of cards.
type Topic struct {
	ID    string
	Name  Text
	Cards []Card
}

// A Card is one interview question with what a good answer has to contain.
type Card struct {
	ID       string // stable: links, review logs and Anki notes name it
	Must     int    // how often public lists ask it: 3 in 10 or more of 22, 2 in 4 to 9, 1 in fewer, 0 in none
	Question Text
	Points   []Text // 2 to 4
	Short    Text   // the answer of 30 seconds
	Long     []Part // the answer of two minutes
	Wrong    []Wrong
	Sources  []Source
	Follow   []string // IDs of the cards an interviewer goes on with
	Lesson   string   // ID of a lesson, or empty
	Proof    *Proof   // nil where Unproved says why
	Unproved Text
}

// A Part is a paragraph of the long answer under a word or two.
type Part struct{ Lead, Text Text }

// A Wrong is a typical wrong answer.
type Wrong struct {
	Say, Why Text
	Source   Source
	Wild     int // its number among the wrong answers found in public lists, or 0
}

// A Source is a place in a work: a section, a table, a file.
type Source struct{ Work, At string }

// A Proof is a setting of the page and what holds of it when it is trained with seeds 1 to 3.
type Proof struct {
	Link string // without v=1
	Rule string // over the trained lanes, such as "h(b)-h(a) > 10"
	Says Text
}

// A Work is a paper, a repository, or our own results.
type Work struct {
	ID, Title, Authors string
	Year               int
	Ref                string // arXiv number with version, or repository @ commit
	Kind               Kind
}

// Kind says what a Work is.
type Kind string

// The kinds.
const (
	Paper   Kind = "paper"
	Code    Kind = "code"
	Results Kind = "results"
)

// Find gives the card with an ID.
func (b *Bank) Find(id string) (topic *Topic, c *Card) {
	for i := range b.Topics {
		t := &b.Topics[i]
		for k := range t.Cards {
			if t.Cards[k].ID == id {
				return t, &t.Cards[k]
			}
		}
	}
	return nil, nil
}

// Work gives the work with an ID, or nil.
func (b *Bank) Work(id string) *Work {
	for i := range b.Works {
		if b.Works[i].ID == id {
			return &b.Works[i]
		}
	}
	return nil
}
