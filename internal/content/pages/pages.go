// Package pages writes the course as plain web pages, one a lesson and language: for readers without WebGL, for search engines and
// for paper. A page has the lesson's words, the curves of the committed runs, what they gave, a sheet for teachers, and the live
// figure in a frame that is loaded when somebody opens it. It needs no script.
package pages

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strings"

	"promptscope/internal/proof"
	"promptscope/viz/i18n"
	"promptscope/viz/place/interview/card"
	"promptscope/viz/place/learn/lesson"
)

var (
	//go:embed *.html
	sources embed.FS
	//go:embed course.css
	style []byte

	templates = template.Must(template.ParseFS(sources, "*.html"))
)

// Maker has what the pages are made of.
type Maker struct {
	Pack  lesson.Pack
	Bank  *card.Bank
	Bench *proof.Bench // with the committed runs
	Base  string       // address of the site, with a slash at its end; "" leaves out what needs one: sitemap and hreflang
}

// Files are the pages by their names in the site, such as learn/en/every-layer.html.
func (m *Maker) Files() (map[string][]byte, error) {
	out := map[string][]byte{"learn/course.css": style}
	for _, lang := range i18n.IDs() {
		page, err := m.index(lang)
		if err != nil {
			return nil, err
		}
		out[name(lang, "index")] = page
		if out[name(lang, "gallery")], err = m.gallery(lang); err != nil {
			return nil, err
		}
		for i := range m.Pack.Course.Lessons {
			l := &m.Pack.Course.Lessons[i]
			if page, err = m.lesson(lang, i); err != nil {
				return nil, fmt.Errorf("%s: %w", l.ID, err)
			}
			out[name(lang, l.ID)] = page
			if data, err := drawn(l, lang); err == nil {
				out[strings.TrimSuffix(name(lang, l.ID), "html")+"svg"] = data
			}
		}
	}
	if m.Base != "" {
		out["learn/sitemap.xml"] = m.sitemap(out)
	}
	return out, nil
}

func name(lang, id string) string { return "learn/" + lang + "/" + id + ".html" }

// common is what both kinds of pages have.
type common struct {
	Lang, Title, Description string
	Other                    []other // the page in other languages
	Canonical                string
	T                        *i18n.Learn
	P                        *i18n.CoursePages
}

type other struct{ Lang, Own, File, Absolute string }

func (m *Maker) common(lang, id, title, description string) common {
	s := i18n.For(lang)
	c := common{Lang: lang, Title: title, Description: description, T: &s.Learn, P: &s.CoursePages}
	for _, l := range i18n.IDs() {
		if l == lang {
			continue
		}
		o := other{Lang: l, Own: i18n.For(l).CoursePages.Own, File: "../" + l + "/" + id + ".html"}
		if m.Base != "" {
			o.Absolute = m.Base + name(l, id)
		}
		c.Other = append(c.Other, o)
	}
	if m.Base != "" {
		c.Canonical = m.Base + name(lang, id)
	}
	return c
}

type link struct{ ID, Title, Href string }

func (m *Maker) index(lang string) ([]byte, error) {
	s, c := i18n.For(lang), &m.Pack.Course
	page := struct {
		common
		About string
		Parts []struct {
			Name    string
			Lessons []link
		}
		Live    string
		Summary *summary
	}{Summary: m.summary(lang), common: m.common(lang, "index", c.Name.In(lang), s.Learn.About), About: s.Learn.About, Live: live(lang, "place=learn")}
	for _, p := range c.Parts {
		part := struct {
			Name    string
			Lessons []link
		}{Name: p.Name.In(lang)}
		for _, id := range p.Lessons {
			if l, n := c.Find(id); n >= 0 {
				part.Lessons = append(part.Lessons, link{id, fmt.Sprintf("%d  %s", n+1, l.Title.In(lang)), id + ".html"})
			}
		}
		page.Parts = append(page.Parts, part)
	}
	return render("index", page)
}

// live is the page with the lab, at settings.
func live(lang, query string) string { return "../../index.html#v=2&lang=" + lang + "&" + query }

type span struct{ Text, Term string }

type zone struct {
	Label string
	Seeds string // of the committed runs that came to it
}

// summary is the course's table of methods.
type summary struct {
	Title, About string
	Head         []string
	Rows         []summaryRow
}

type summaryRow struct {
	Name  string
	Cells []link
}

func (m *Maker) summary(lang string) *summary {
	t, s := m.Pack.Course.Summary, i18n.For(lang)
	if t == nil {
		return nil
	}
	out := &summary{Title: t.Title.In(lang), About: t.About.In(lang)}
	for _, id := range t.Methods {
		out.Head = append(out.Head, s.MethodName(id, m.Bench.Catalog.Method(id).Name))
	}
	for _, r := range t.Row {
		row := summaryRow{Name: r.Name.In(lang)}
		for _, c := range r.Cell {
			row.Cells = append(row.Cells, link{Title: c.Text.In(lang), Href: live(lang, c.Link)})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

func (m *Maker) lesson(lang string, i int) ([]byte, error) {
	s, c := i18n.For(lang), &m.Pack.Course
	l, e := &c.Lessons[i], m.Pack.Evidence[c.Lessons[i].ID]
	var text []span
	for _, part := range lesson.Spans(l.Text.In(lang)) {
		text = append(text, span{part.Text, part.Term})
	}
	part := ""
	if p := c.PartOf(l.ID); p >= 0 {
		part = c.Parts[p].Name.In(lang)
	}
	curves, err := m.curves(l, lang)
	if err != nil {
		return nil, err
	}
	page := struct {
		common
		Place, Claim, Do, Question, Ask string
		Text                            []span
		Zones                           []zone
		Curves                          *figure
		Picture                         *picture
		Verdict                         string
		Paper                           string
		Cards                           []link
		Run, Embed                      string
		Goal                            string
		Minutes                         string
		Expected                        []string
		Wrong                           []lesson.Text
		Why                             []lesson.Text
		Exit, ExitAnswer                string
		Previous, Next                  *link
	}{
		common: m.common(lang, l.ID, l.Title.In(lang), i18n.Fill(s.Learn.Lecture, "claim", l.Claim.In(lang))),
		Place:  i18n.Fill(s.Learn.PartOf, "part", part, "n", fmt.Sprint(i+1), "all", fmt.Sprint(len(c.Lessons))),
		Claim:  i18n.Fill(s.Learn.Lecture, "claim", l.Claim.In(lang)), Text: text, Do: l.Do.Text.In(lang), Question: l.Bet.Question.In(lang), Ask: l.Ask.In(lang),
		Curves: curves, Picture: pictureOf(l, lang), Paper: m.paper(l, lang), Run: live(lang, "place=learn&lesson="+l.ID), Embed: live(lang, "place=learn&lesson="+l.ID+"&embed=1"),
		Goal: l.Teacher.Goal.In(lang), Minutes: i18n.Fill(s.Learn.Minutes, "n", fmt.Sprint(l.Minutes)), Expected: expected(l, &e, lang),
		Exit: l.Teacher.Exit.Question.In(lang), ExitAnswer: l.Teacher.Exit.Answer.In(lang),
	}
	for z, zn := range l.Bet.Zones {
		page.Zones = append(page.Zones, zone{zn.Label.In(lang), seedsIn(&e, z)})
	}
	if v := verdictOf(&e); v >= 0 {
		page.Verdict = s.CoursePages.Verdict[v]
	}
	for _, w := range l.Teacher.Wrong {
		page.Wrong = append(page.Wrong, lesson.Text{EN: w.Say.In(lang), ZH: w.Why.In(lang)})
	}
	for _, id := range l.Cards {
		if _, card := m.Bank.Find(id); card != nil {
			page.Cards = append(page.Cards, link{id, card.Question.In(lang), live(lang, "place=interview&card="+id)})
		}
	}
	if i > 0 {
		page.Previous = &link{Title: c.Lessons[i-1].Title.In(lang), Href: c.Lessons[i-1].ID + ".html"}
	}
	if i+1 < len(c.Lessons) {
		page.Next = &link{Title: c.Lessons[i+1].Title.In(lang), Href: c.Lessons[i+1].ID + ".html"}
	}
	return render("lesson", page)
}

func render(name string, page any) ([]byte, error) {
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name+".html", page); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// paper is where the lesson's claim is treated, as a reader looks it up.
func (m *Maker) paper(l *lesson.Lesson, lang string) string {
	w := m.Bank.Work(l.Paper.Work)
	if w == nil {
		return l.Paper.At
	}
	return i18n.Fill(i18n.For(lang).Learn.Paper, "place", fmt.Sprintf("%s, %s", w.Title, l.Paper.At))
}

// seedsIn are the seeds whose committed runs came to a zone: "1, 2, 3".
func seedsIn(e *lesson.Evidence, zone int) string {
	var out []string
	for _, o := range e.Seeds {
		if o.Zone == zone {
			out = append(out, fmt.Sprint(o.Seed))
		}
	}
	return strings.Join(out, ", ")
}

// verdictOf is what all seeds say of the claim, -1 if they do not agree.
func verdictOf(e *lesson.Evidence) int {
	v := -1
	for i, o := range e.Seeds {
		if i > 0 && o.Verdict != v {
			return -1
		}
		v = o.Verdict
	}
	return v
}

// expected are the numbers that a teacher's class should see, a line a seed.
func expected(l *lesson.Lesson, e *lesson.Evidence, lang string) (out []string) {
	for _, o := range e.Seeds {
		var lanes []string
		for i, lane := range o.Lanes {
			lanes = append(lanes, fmt.Sprintf("%c %.1f %%", 'A'+i, lane.H))
		}
		line := i18n.Fill(i18n.For(lang).Learn.Stored, "seed", fmt.Sprint(o.Seed)) + i18n.For(lang).Colon + strings.Join(lanes, ", ")
		if l.Bet.Unit.EN != "" {
			line += fmt.Sprintf(" → %.1f %s", o.Value, l.Bet.Unit.In(lang))
		}
		out = append(out, line)
	}
	return out
}

// sitemap lists the pages, sorted.
func (m *Maker) sitemap(files map[string][]byte) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">` + "\n")
	for _, name := range sorted(files) {
		if strings.HasSuffix(name, ".html") {
			b.WriteString("<url><loc>")
			template.HTMLEscape(&b, []byte(m.Base+name))
			b.WriteString("</loc></url>\n")
		}
	}
	b.WriteString("</urlset>\n")
	return b.Bytes()
}
