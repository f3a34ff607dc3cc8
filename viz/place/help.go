package place

import (
	"promptscope/viz/doc"
	"promptscope/viz/i18n"
)

// Help is the keys and the glossary, which open over any place.
func Help(s *i18n.Strings) *doc.Doc {
	d := &doc.Doc{ID: "help", Lang: s.Lang, Title: s.HelpTitle, Close: s.Close}
	keys := doc.Block{Kind: doc.Keys, Name: s.Keys}
	for _, k := range s.Keymap() {
		keys.Rows = append(keys.Rows, doc.Row{doc.T(k.Caps), doc.T(k.Does)})
	}
	d.Blocks = append(d.Blocks, doc.Block{Kind: doc.Search, Name: s.Search, More: doc.T(s.NothingFound)}, keys, doc.Block{Kind: doc.Heading, Spans: doc.T(s.Terms)})
	for _, e := range s.Glossary() {
		d.Blocks = append(d.Blocks, doc.Block{Kind: doc.Term, ID: e.ID, Name: e.Term, Spans: doc.T(e.Short), More: doc.T(e.Long)})
	}
	return d
}
