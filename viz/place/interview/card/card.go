// Package card has the types of the interview cards. The cards themselves are the TOML files of viz/place/interview/cards;
// internal/content/cards reads and checks them, so that no program that only shows cards links a parser.
package card

// A Text is said in both languages, equal in content.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// In is the text in a language.
func (t Text) In(lang string) string {
	if lang == "zh" {
		return t.ZH
	}
	return t.EN
}

// A Bank is all cards, by topic, and the works that they cite.
type Bank struct {
	Topics []Topic `json:"topics"`
	Works  []Work  `json:"works"`
}

// A Topic is one file of cards.
type Topic struct {
	ID    string `json:"id"`
	Name  Text   `json:"name"`
	Cards []Card `json:"cards"`
}

// A Card is one interview question with what a good answer has to contain.
type Card struct {
	ID       string   `json:"id"`   // stable: links, review logs and Anki notes name it
	Must     int      `json:"must"` // how often public lists ask it: 3 in 10 or more of 22, 2 in 4 to 9, 1 in fewer, 0 in none
	Question Text     `json:"question"`
	Points   []Text   `json:"points"` // 2 to 4
	Short    Text     `json:"short"`  // the answer of 30 seconds
	Long     []Part   `json:"long"`   // the answer of two minutes
	Wrong    []Wrong  `json:"wrong"`
	Sources  []Source `json:"sources"`
	Follow   []string `json:"follow,omitempty"` // IDs of the cards an interviewer goes on with
	Lesson   string   `json:"lesson,omitempty"` // ID of a lesson, or empty
	Proof    *Proof   `json:"proof,omitempty"`  // nil where Unproved says why
	Unproved Text     `json:"unproved,omitzero"`
}

// A Part is a paragraph of the long answer under a word or two.
type Part struct {
	Lead Text `json:"lead"`
	Text Text `json:"text"`
}

// A Wrong is a typical wrong answer.
type Wrong struct {
	Say    Text   `json:"say"`
	Why    Text   `json:"why"`
	Source Source `json:"source"`
	Wild   int    `json:"wild,omitempty"` // its number among the wrong answers found in public lists, or 0
}

// A Source is a place in a work: a section, a table, a file.
type Source struct {
	Work string `json:"work"`
	At   string `json:"at"`
}

// A Proof is a setting of the page and what holds of it when it is trained with seeds 1 to 3.
type Proof struct {
	Link string `json:"link"` // without v=1
	Rule string `json:"rule"` // over the trained lanes, such as "h(b)-h(a) > 10"
	Says Text   `json:"says"`
}

// A Work is a paper, a repository, or our own results.
type Work struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Authors string `json:"authors"`
	Year    int    `json:"year"`
	Ref     string `json:"ref"` // arXiv number with version, or repository @ commit
	Kind    Kind   `json:"kind"`
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
