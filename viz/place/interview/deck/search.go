package deck

import (
	"strings"

	"promptscope/viz/place/interview/card"
)

// Search gives the cards that have every word of a text, in either language and in any case: first those that have them all in
// the question. An empty text finds all.
func Search(b *card.Bank, text string) (out []string) {
	words := strings.Fields(strings.ToLower(text))
	var rest []string
	for i := range b.Topics {
		for k := range b.Topics[i].Cards {
			c := &b.Topics[i].Cards[k]
			switch {
			case has(c.Question.ZH+" "+c.Question.EN, words):
				out = append(out, c.ID)
			case has(whole(&b.Topics[i], c), words):
				rest = append(rest, c.ID)
			}
		}
	}
	return append(out, rest...)
}

func has(text string, words []string) bool {
	text = strings.ToLower(text)
	for _, w := range words {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

// whole is all that a card says.
func whole(t *card.Topic, c *card.Card) string {
	var b strings.Builder
	add := func(texts ...card.Text) {
		for _, t := range texts {
			b.WriteString(t.ZH + " " + t.EN + " ")
		}
	}
	add(t.Name, c.Question, c.Short)
	add(c.Points...)
	for _, p := range c.Long {
		add(p.Lead, p.Text)
	}
	for _, w := range c.Wrong {
		add(w.Say, w.Why)
	}
	b.WriteString(c.ID)
	return b.String()
}
