package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"promptscope/internal/content/cards"
	"promptscope/viz/place/interview/anki"
	"promptscope/viz/place/interview/card"
)

// runCards lists the interview cards, or writes them as JSON or for Anki.
func runCards(args []string, out io.Writer) error {
	f := newFlags("cards", out)
	asJSON := f.Bool("json", false, "one JSON object a line, whole")
	asAnki := f.Bool("anki", false, "a text that Anki imports: our ID first, a column for the deck, tags, a link per card (docs/interview.md)")
	topic := f.String("topic", "", "only this topic")
	lang := f.String("lang", "en", "zh or en; with --anki also both")
	base := f.String("url", "", "address of the page, for the links in --anki")
	if err := parse(f, args); err != nil {
		return err
	}
	b, err := cards.Open()
	if err != nil {
		return err
	}
	ids := []string{}
	for _, t := range b.Topics {
		ids = append(ids, t.ID)
	}
	switch {
	case *topic != "" && !slices.Contains(ids, *topic):
		return errUsage{fmt.Errorf("cards: --topic %q, want one of %s", *topic, strings.Join(ids, ", "))}
	case *asJSON && *asAnki:
		return errUsage{fmt.Errorf("cards: --json and --anki, want one of them")}
	case *lang != "zh" && *lang != "en" && !(*lang == "both" && *asAnki):
		return errUsage{fmt.Errorf("cards: --lang %q, want zh or en, or with --anki both", *lang)}
	case *asAnki:
		_, err := io.WriteString(out, anki.Text(b, anki.Options{Lang: *lang, Topic: *topic, Base: *base}))
		return err
	}
	if *topic != "" {
		b.Topics = slices.DeleteFunc(b.Topics, func(t card.Topic) bool { return t.ID != *topic })
	}
	if *asJSON {
		return cardsJSON(b, out)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "ID\tTOPIC\tMUST\tPROOF\tQUESTION")
	for _, t := range b.Topics {
		for _, c := range t.Cards {
			fmt.Fprintf(w, "%s\t%s\t%d\t%v\t%s\n", c.ID, t.ID, c.Must, c.Proof != nil, c.Question.In(*lang))
		}
	}
	return w.Flush()
}

func cardsJSON(b *card.Bank, out io.Writer) error {
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, t := range b.Topics {
		for i := range t.Cards {
			if err := enc.Encode(struct {
				Topic string `json:"topic"`
				card.Card
			}{t.ID, t.Cards[i]}); err != nil {
				return err
			}
		}
	}
	return nil
}
