// Package lesson has the types of a course: lessons whose runs decide a bet. The lessons themselves are the TOML files of
// viz/place/learn/lessons; internal/content/lessons reads and checks them, so that no program that only shows lessons links a
// parser. internal/proof adds what the committed runs say (Evidence).
package lesson

// A Text is said in both languages, equal in content.
type Text struct{ ZH, EN string }

// In is the text in a language.
func (t Text) In(lang string) string {
	if lang == "zh" {
		return t.ZH
	}
	return t.EN
}

// A Course is lessons in their order, under the names of its parts.
type Course struct {
	ID      string
	Name    Text
	Parts   []Part
	Lessons []Lesson
	Summary *Summary // nil without
}

// Summary is a table of methods under the list of the lessons.
type Summary struct {
	Title, About Text
	Methods      []string // IDs; the columns
	Row          []SummaryRow
}

// SummaryRow is what is said of each method.
type SummaryRow struct {
	Name Text
	Cell []SummaryCell // of each of Methods
}

// SummaryCell leads to a setting of the lab, or to a lesson.
type SummaryCell struct {
	Text    Text
	Link    string // without what a link begins with
	Measure string `json:",omitempty"` // a rule whose value for the run of Link, with seed 1, is Text; empty for words
}

// A Part is a stretch of a course.
type Part struct {
	Name    Text
	Lessons []string // IDs
}

// A Lesson says one thing, asks for one action and lets a person bet before a run decides.
type Lesson struct {
	ID      string // stable: links and progress name it
	Minutes int
	Paper   Source
	Cards   []string // IDs of the interview cards it leads to

	Title Text
	Claim Text // of the lecture, in other words
	Text  Text // with terms, see Spans

	Link    string // settings that it opens with, without v=2 and seed
	Do      Do
	Bet     Bet
	Again   *Again // another run that belongs to the lesson, or nil
	Verdict Verdict
	Same    string // rule: what is bit for bit as in the lesson before, which before(…) asks; "" where another backbone stands
	Ask     Text   // what to ask next

	Teacher Teacher
}

// A Source is a place in a work of the cards' list.
type Source struct{ Work, At string }

// Do is the one action.
type Do struct {
	Text    Text
	Control string // ID of an order (ui.Orders) or key of the link
	Arg     string
	Sets    string // settings that it leads to, as in a link; "" if it only looks. The bet is decided with them
	Done    Done
}

// Bet is a question whose answers are the zones of a measure. Which one is right is written nowhere: the run decides.
type Bet struct {
	Question Text
	Measure  string // expression of package rule
	Unit     Text   // of a number
	Zones    []Zone
}

// Zone is one answer.
type Zone struct {
	When  string // as rule.ParseZones reads it
	Label Text
}

// Again is a run with other settings, and what holds of it; before(…) asks the run that decided the bet.
type Again struct {
	Text Text
	Sets string
	Rule string
	Says Text // the rule in words
}

// Verdict says by rules over the run what becomes of the claim: tried in this order, and if neither holds it does not.
type Verdict struct{ Holds, Part string }

// Teacher is what the sheet of a lesson has beside it.
type Teacher struct {
	Goal  Text
	Wrong []Wrong // typical wrong answers
	Exit  Exit
}

// Wrong is a wrong answer and why people give it.
type Wrong struct{ Say, Why Text }

// Exit is the question at the door.
type Exit struct{ Question, Answer Text }

// Find gives the lesson with an ID and its number from 0; nil and -1 if there is none.
func (c *Course) Find(id string) (l *Lesson, n int) {
	for i := range c.Lessons {
		if c.Lessons[i].ID == id {
			return &c.Lessons[i], i
		}
	}
	return nil, -1
}

// PartOf is the number of the part that a lesson belongs to, from 0; -1 if none has it.
func (c *Course) PartOf(id string) int {
	for i, p := range c.Parts {
		for _, have := range p.Lessons {
			if have == id {
				return i
			}
		}
	}
	return -1
}

// Decides is the link with the settings that decide the bet.
func (l *Lesson) Decides() string { return With(l.Link, l.Do.Sets) }

// Picture names the file with the picture of the lanes at the end of the deciding runs.
func (l *Lesson) Picture(lang string) string { return l.ID + "." + lang + ".svg" }

// With is a link with more settings, which win.
func With(link, sets string) string {
	if sets == "" {
		return link
	}
	return link + "&" + sets
}
