package documents_test

import (
	"strings"
	"testing"

	"promptscope/viz/doc"
	"promptscope/viz/i18n"
	"promptscope/viz/internal/fake"
	"promptscope/viz/panel/documents"
	"promptscope/viz/panel/kit"
	"promptscope/viz/place"
	_ "promptscope/viz/place/about"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// drawn lays a document out in a column that is high enough for all of it.
func drawn(d *doc.Doc, lang string, w float32) *scene.Scene {
	c := fake.Catalog()
	in := kit.Input{State: state.Default(), View: &ui.View{Lang: lang}, Catalog: &c, W: w, H: 40_000, Doc: d}
	var sc scene.Scene
	p := kit.Begin(&sc, &in)
	if d.Close != "" {
		documents.Sheet(&p, d)
	} else {
		p.Put(d.Title, 0, 0, p.Bold(17), scene.Left)
		documents.Body(&p, d, scene.Rect{W: w, H: 40_000})
	}
	return &sc
}

func squeezed(text string) string { return strings.Join(strings.Fields(text), "") }

// every document of the program, in both languages.
func every(lang string) []*doc.Doc {
	c := fake.Catalog()
	st := state.Default()
	st.Place = "about"
	about := place.Of(&st).Document(&kit.Input{State: st, View: &ui.View{Lang: lang}, Catalog: &c, Version: "1"})
	sample := &doc.Doc{ID: "sample", Lang: lang, Title: "Sample", Blocks: []doc.Block{
		{Kind: doc.Item, Spans: doc.T("one of a list")}, {Kind: doc.Quiet, Spans: doc.T("a remark")},
		{Kind: doc.Choice, Spans: doc.T("How far apart?"), Options: []doc.Option{{Order: "metric", Arg: "loss", Label: "less than 2", Chosen: true}, {Order: "metric", Arg: "accuracy", Label: "more", Off: true}}},
		{Kind: doc.Number, Name: "points", Line: &doc.Line{Lo: -10, Hi: 10, Borders: []float64{2}, Zones: []string{"less", "more"}, Bet: 1, Marks: []doc.Mark{{At: 3, Label: "this run 3.0", Now: true}}}},
		{Kind: doc.Buttons, Buttons: []doc.Option{{Order: "play", Label: "Train"}}}}}
	parts := &doc.Doc{ID: "parts", Lang: lang, Title: "Parts", Look: "wide", Blocks: []doc.Block{
		{Kind: doc.Part, ID: "strip", Blocks: []doc.Block{{Kind: doc.Steps, Name: "3 left of 8", Count: 5, Of: 8},
			{Kind: doc.Choice, Name: "modes", Inline: true, Options: []doc.Option{{Order: "axis", Arg: "steps", Label: "Review", Chosen: true}, {Order: "axis", Arg: "time", Label: "Bank"}}},
			{Kind: doc.Field, ID: "card-find", Type: "search", Name: "Search"}}},
		{Kind: doc.Part, ID: "topics", Blocks: []doc.Block{{Kind: doc.Quiet, Spans: doc.T("a remark on topics")}}},
		{Kind: doc.Part, ID: "question", Blocks: []doc.Block{
			{Kind: doc.Part, ID: "tags", Blocks: []doc.Block{{Kind: doc.Quiet, Spans: doc.T("Foundations")}, {Kind: doc.Quiet, Spans: doc.T("new")}}},
			{Kind: doc.Heading, Spans: doc.T("What is it?"), Begins: true},
			{Kind: doc.Checks, Spans: doc.T("Tick"), Options: []doc.Option{{Order: "speed", Arg: "1", Label: "one point, which is so long that it does not fit into a line of a phone", Chosen: true}, {Order: "speed", Arg: "2", Label: "another"}}},
			{Kind: doc.Wrong, Name: "Wrong answer", Spans: doc.T("It is not."), More: []doc.Span{{Text: "It is: "}, {Text: "a paper", Link: "https://arxiv.org/abs/2110.07602"}}},
			{Kind: doc.Timer, Name: "of 30 s", Count: 30}}},
		{Kind: doc.Part, ID: "thumb", Blocks: []doc.Block{{Kind: doc.Buttons, Inline: true, Buttons: []doc.Option{{Order: "seed", Arg: "1", Label: "Good", Note: "8 days", Chosen: true}, {Order: "seed", Arg: "2", Label: "At once", Note: "a month"}}}}},
		{Kind: doc.Part, ID: "proof", Blocks: []doc.Block{{Kind: doc.Text, Spans: doc.T("A run shows it.")}}}}}
	return []*doc.Doc{place.Help(i18n.For(lang)), about, sample, parts}
}

// A drawn document says what the document says, in its order, and offers its orders and links as controls.
func TestDrawnDocumentsSayEverything(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		for _, d := range every(lang) {
			for _, w := range []float32{360, 800, 1440} {
				sc := drawn(d, lang, w)
				var text strings.Builder
				for i := range sc.Marks {
					if m := &sc.Marks[i]; m.Kind == scene.Text {
						text.WriteString(squeezed(sc.String(m)))
					}
				}
				rest := text.String()
				for _, words := range d.Words() {
					_, after, found := strings.Cut(rest, squeezed(words))
					if !found {
						t.Errorf("%s %s at %.0f: %q is not drawn in its place", d.ID, lang, w, words)
						break
					}
					rest = after
				}
				for _, o := range d.Orders() {
					if sc.Find(scene.Key{ID: o.Order, Arg: o.Arg}) == nil {
						t.Errorf("%s %s at %.0f: no control for %s %s", d.ID, lang, w, o.Order, o.Arg)
					}
				}
				for _, link := range d.Links() {
					if sc.Find(scene.Key{ID: "visit", Arg: link}) == nil {
						t.Errorf("%s %s at %.0f: no control for the link %s", d.ID, lang, w, link)
					}
				}
			}
		}
	}
}

// Where a page shows documents itself the picture leaves the place free, and says where it is.
func TestThePlaceOfADocumentIsLeftFree(t *testing.T) {
	c := fake.Catalog()
	d := place.Help(i18n.For("en"))
	in := kit.Input{State: state.Default(), View: &ui.View{Lang: "en", Apart: true}, Catalog: &c, W: 1440, H: 900, Doc: d}
	var sc scene.Scene
	p := kit.Begin(&sc, &in)
	documents.Sheet(&p, d)
	if sc.Doc != (scene.Rect{X: 1020, W: 420, H: 900}) || len(sc.Controls) > 0 || len(sc.Marks) > 0 {
		t.Errorf("place %v, %d controls, %d marks", sc.Doc, len(sc.Controls), len(sc.Marks))
	}
}
