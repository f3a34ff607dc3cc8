// Package about is the place that says what the program is made of: its version, the papers and the code behind what it shows,
// licences and credits.
package about

import (
	"slices"

	"runtime"
	"runtime/debug"
	"strings"

	"promptscope/viz/doc"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

func init() { place.Register(90, &about{}) }

type about struct {
	doc   *doc.Doc
	lang  string
	keeps bool
}

func (*about) ID() string { return "about" }

func (*about) Layout(dst *scene.Scene, in *panel.Input) { panel.Reading(dst, in) }

// Document is the same for as long as the language is.
func (a *about) Document(in *panel.Input) *doc.Doc {
	if a.doc == nil || a.lang != in.View.Lang || a.keeps != in.View.Keeps {
		a.doc, a.lang, a.keeps = document(i18n.For(in.View.Lang), in.Catalog, in.Version), in.View.Lang, in.View.Keeps
		if a.keeps {
			a.doc.Blocks = slices.Insert(a.doc.Blocks, 2, offline(&i18n.For(in.View.Lang).About)...)
		}
	}
	return a.doc
}

// offline says what the page keeps, with the button that keeps the rest.
func offline(t *i18n.About) []doc.Block {
	return []doc.Block{
		{Kind: doc.Text, Spans: doc.T(t.Offline)},
		{Kind: doc.Buttons, Buttons: []doc.Option{{Order: id.KeepAll, Label: t.KeepAll}}},
	}
}

func document(s *i18n.Strings, c *state.Catalog, version string) *doc.Doc {
	t := &s.About
	text := func(kind doc.Kind, text string) doc.Block { return doc.Block{Kind: kind, Spans: doc.T(text)} }
	return &doc.Doc{ID: "about", Lang: s.Lang, Title: s.Places["about"], Blocks: []doc.Block{
		text(doc.Text, t.What),
		text(doc.Text, t.Private),
		text(doc.Heading, t.Sources),
		text(doc.Text, t.SourcesNote),
		works(s, c),
		text(doc.Heading, t.Versions),
		versions(s, version),
		text(doc.Heading, t.Licences),
		{Kind: doc.Text, Spans: licences(t.LicenceNote)},
		text(doc.Heading, t.Credits),
		text(doc.Text, t.CreditsNote),
	}}
}

// work is a paper of the lecture, with the code that its authors released.
type work struct {
	method, paper, arxiv, code string // method: ID in the catalogue, or nothing
	year                       string
}

var sources = []work{
	{"search", "AutoPrompt", "2010.15980", "ucinlp/autoprompt", "2020"},
	{"prefix-tuning", "Prefix-Tuning", "2101.00190", "XiangLi1999/PrefixTuning", "2021"},
	{"p-tuning", "GPT Understands, Too", "2103.10385", "THUDM/P-tuning", "2021"},
	{"prompt-tuning", "The Power of Scale for Parameter-Efficient Prompt Tuning", "2104.08691", "google-research/prompt-tuning", "2021"},
	{"p-tuning-v2", "P-Tuning v2", "2110.07602", "THUDM/P-tuning-v2", "2022"},
	{"lora", "LoRA", "2106.09685", "microsoft/LoRA", "2022"},
	{"bitfit", "BitFit", "2106.10199", "benzakenelad/BitFit", "2022"},
	{"ia3", "Few-Shot Parameter-Efficient Fine-Tuning Is Better and Cheaper than In-Context Learning", "2205.05638", "r-three/t-few", "2022"},
	{"adapter", "Parameter-Efficient Transfer Learning for NLP", "1902.00751", "google-research/adapter-bert", "2019"},
	{"", "Towards a Unified View of Parameter-Efficient Transfer Learning", "2110.04366", "jxhe/unify-parameter-efficient-tuning", "2022"},
	{"", "BERT", "1810.04805", "google-research/bert", "2019"},
	{"", "PEFT", "", "huggingface/peft", ""},
	{"", "Transformers", "1910.03771", "huggingface/transformers", "2020"},
}

func works(s *i18n.Strings, c *state.Catalog) doc.Block {
	t := &s.About
	b := doc.Block{Kind: doc.Table, Name: t.Works, Head: []string{s.Method, t.Paper, t.Code}}
	for _, w := range sources {
		row := doc.Row{doc.T("–"), doc.T("–"), {{Text: w.code, Link: "https://github.com/" + w.code}}}
		if w.method != "" {
			row[0] = doc.T(s.MethodName(w.method, c.Method(w.method).Name))
		}
		if w.arxiv != "" {
			row[1] = []doc.Span{{Text: w.paper, Link: "https://arxiv.org/abs/" + w.arxiv}, {Text: ", " + w.year}}
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

func versions(s *i18n.Strings, version string) doc.Block {
	b := doc.Block{Kind: doc.Table, Name: s.About.Versions, Head: []string{s.About.Part, s.About.Version}, Rows: []doc.Row{
		{doc.T("Promptscope"), doc.T(version)},
		{doc.T("Go"), doc.T(strings.TrimPrefix(runtime.Version(), "go"))},
	}}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/hajimehoshi/ebiten/v2" {
				b.Rows = append(b.Rows, doc.Row{doc.T("Ebitengine"), doc.T(strings.TrimPrefix(m.Version, "v"))})
			}
		}
	}
	return b
}

// licences makes links of the names of files in a text: LICENSE.txt, NOTICE.txt, OFL.txt stand beside the page.
func licences(text string) (out []doc.Span) {
	for text != "" {
		at, name := len(text), ""
		for _, file := range []string{"LICENSE.txt", "NOTICE.txt", "OFL.txt"} {
			if i := strings.Index(text, file); i >= 0 && i < at {
				at, name = i, file
			}
		}
		if at > 0 {
			out = append(out, doc.Span{Text: text[:at]})
		}
		if name != "" {
			out = append(out, doc.Span{Text: name, Link: name})
		}
		text = text[at+len(name):]
	}
	return out
}
