// Package anki writes the cards as a text that Anki imports (File, Import). Notes of our own ID in the first field are updated
// when the text is imported again, and keep their schedule. docs/interview.md says what a note type needs.
package anki

import (
	"strconv"
	"strings"

	"promptscope/viz/place/interview/card"
)

// Options say what is written.
type Options struct {
	Lang  string // zh, en or both
	Topic string // ID of the only topic; "" = all
	Base  string // address of the page, for the link of each card; "": the link is the part behind #
}

// columns are the fields of a note, then its deck and its tags.
var columns = [...]string{"ID", "Question", "Answer", "Wrong", "Sources", "Link", "Deck", "Tags"}

// Text is the file.
func Text(b *card.Bank, o Options) string {
	var out strings.Builder
	out.WriteString("#separator:tab\n#html:true\n#notetype:Promptscope\n#columns:" + strings.Join(columns[:], "\t") + "\n#deck column:7\n#tags column:8\n")
	for i := range b.Topics {
		t := &b.Topics[i]
		if o.Topic != "" && t.ID != o.Topic {
			continue
		}
		for k := range t.Cards {
			for n, field := range note(b, t, &t.Cards[k], o) {
				if n > 0 {
					out.WriteByte('\t')
				}
				out.WriteString(quoted(field))
			}
			out.WriteByte('\n')
		}
	}
	return out.String()
}

func note(b *card.Bank, t *card.Topic, c *card.Card, o Options) [len(columns)]string {
	langs := []string{o.Lang}
	if o.Lang == "both" {
		langs = []string{"zh", "en"}
	}
	each := func(in func(lang string) string) string {
		var parts []string
		for _, lang := range langs {
			parts = append(parts, in(lang))
		}
		return strings.Join(parts, "<hr>")
	}
	link := "#v=1&place=interview&card=" + c.ID
	if o.Lang != "both" {
		link += "&lang=" + o.Lang
	}
	link = o.Base + link
	return [...]string{
		c.ID,
		each(func(lang string) string { return html(c.Question.In(lang)) }),
		each(func(lang string) string { return answer(c, lang) }),
		each(func(lang string) string { return wrong(b, c, lang) }),
		sources(b, c.Sources),
		`<a href="` + html(link) + `">` + html(link) + "</a>",
		"Promptscope::" + t.Name.In(langs[len(langs)-1]),
		"promptscope promptscope::" + t.ID + " must::" + strconv.Itoa(c.Must),
	}
}

// answer is the points and both answers.
func answer(c *card.Card, lang string) string {
	var b strings.Builder
	b.WriteString("<ul>")
	for _, p := range c.Points {
		b.WriteString("<li>" + html(p.In(lang)) + "</li>")
	}
	b.WriteString("</ul><p>" + html(c.Short.In(lang)) + "</p>")
	for _, p := range c.Long {
		b.WriteString("<p><b>" + html(p.Lead.In(lang)) + "</b> " + html(p.Text.In(lang)) + "</p>")
	}
	return b.String()
}

func wrong(b *card.Bank, c *card.Card, lang string) string {
	var out strings.Builder
	for _, w := range c.Wrong {
		out.WriteString("<p>✗ " + html(w.Say.In(lang)) + "<br>" + html(w.Why.In(lang)) + " (" + sources(b, []card.Source{w.Source}) + ")</p>")
	}
	return out.String()
}

func sources(b *card.Bank, list []card.Source) string {
	var parts []string
	for _, s := range list {
		text := s.At
		if w := b.Work(s.Work); w != nil {
			text = w.Title + ", " + s.At + " (" + w.Ref + ")"
		}
		parts = append(parts, html(text))
	}
	return strings.Join(parts, "; ")
}

// html is a text as it stands in HTML. The tables of strings.NewReplacer would be 20 KB of every page that is loaded.
func html(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '"':
			b.WriteString("&quot;")
		case '\n':
			b.WriteString("<br>")
		case '\t':
			b.WriteByte(' ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// quoted is a field as it stands between tabs.
func quoted(field string) string {
	if !strings.ContainsAny(field, "\"\t\n") {
		return field
	}
	return `"` + strings.ReplaceAll(field, `"`, `""`) + `"`
}
