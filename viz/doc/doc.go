// Package doc is a document as data: a list of blocks. A page shows it as elements beside the canvas (web/doc.js), where it
// can be searched, selected, translated and read aloud; the desktop program draws it (viz/panel). Both say the same words in
// the same order and offer the same buttons: Text and Orders are what tests hold them to.
package doc

import "strings"

// Doc is a document in one language.
type Doc struct {
	ID     string  `json:"id"` // "help", "about"; stable
	Lang   string  `json:"lang"`
	Title  string  `json:"title"`
	Close  string  `json:"close,omitempty"` // name of the button that closes it; "" for one that stays
	Look   string  `json:"look,omitempty"`  // how its parts stand: a class of the page's style sheet
	Keys   bool    `json:"keys,omitempty"`  // keys that no element takes are the place's, Space among them
	Live   bool    `json:"live,omitempty"`  // it changes while it is read: what of it is the same stays
	Blocks []Block `json:"blocks"`
	Sealed bool    `json:"-"` // it asks for a guess: what the lanes measure on the held-out set is not shown yet
	Curves bool    `json:"-"` // it speaks of the curves: they, not the lane, stand beside it where only one has room
}

// Block is one part of a document; the fields that its kind names count.
type Block struct {
	Kind    Kind     `json:"kind"`
	ID      string   `json:"id,omitempty"`    // Term: what links lead to. Options: the order of a choice
	Spans   []Span   `json:"spans,omitempty"` // Heading, Text, Quiet, Item, Options (their question); Term: its short form
	Name    string   `json:"name,omitempty"`  // Term: the term. Options: what the choice is called where no question stands above it. Table: its caption. Search: the name of the field. Line: of the axis
	More    []Span   `json:"more,omitempty"`  // Term: the long form. Search: what is said when nothing is found
	Head    []string `json:"head,omitempty"`  // Table
	Rows    []Row    `json:"rows,omitempty"`  // Table, Keys
	Options []Option `json:"options,omitempty"`
	Buttons []Option `json:"buttons,omitempty"`
	Inline  bool     `json:"inline,omitempty"` // Buttons: side by side
	Line    *Line    `json:"line,omitempty"`
	Blocks  []Block  `json:"blocks,omitempty"` // Part
	Value   string   `json:"value,omitempty"`  // Field: what it holds. Part: what it is about; another one begins at its top
	Type    string   `json:"type,omitempty"`   // Field: search or date
	Count   int      `json:"count,omitempty"`  // Steps: how many are done. Timer: seconds
	Of      int      `json:"of,omitempty"`     // Steps: how many there are
	Begins  bool     `json:"begins,omitempty"` // Heading: where reading goes on when what was pressed is gone
}

// Kind says what a block is.
type Kind string

// The kinds.
const (
	Heading Kind = "heading"
	Text    Kind = "text"
	Quiet   Kind = "quiet" // a remark
	Quote   Kind = "quote" // what somebody else says
	Item    Kind = "item"  // of a list
	Keys    Kind = "keys"  // rows of a key's cap and what it does
	Search  Kind = "search"
	Term    Kind = "term" // an entry of a glossary; a Search before it hides those that do not match
	Table   Kind = "table"
	Choice  Kind = "options" // one of several answers
	Number  Kind = "line"    // a number line
	Buttons Kind = "buttons"
	Part    Kind = "part"   // a part of the document with a place of its own; its ID is its look
	Checks  Kind = "checks" // what can be ticked: Options, the chosen ones ticked
	Wrong   Kind = "wrong"  // what somebody says wrongly (Spans), and why it is wrong (More)
	Steps   Kind = "steps"  // how far one is
	Timer   Kind = "timer"  // seconds that run down; ID: the order that it gives at the end, "" = none
	Field   Kind = "field"  // takes a text; ID: the order that it gives
)

// Span is a piece of text.
type Span struct {
	Text   string `json:"text"`
	Strong bool   `json:"strong,omitempty"`
	Term   string `json:"term,omitempty"`   // the part of the picture, or the entry of the glossary, that it names
	Marked bool   `json:"marked,omitempty"` // the pointer is at that part of the picture
	Tip    string `json:"tip,omitempty"`    // what the term means, in a sentence
	Link   string `json:"link,omitempty"`   // an address outside, or "#…" for a state of the lab
}

// Row is one line of a table: its cells.
type Row [][]Span

// Option is an answer that can be chosen, or a button that can be pressed.
type Option struct {
	Order  string `json:"order"` // what it gives: an ID of ui.Orders or a key of the state
	Arg    string `json:"arg,omitempty"`
	Label  string `json:"label"`
	Note   string `json:"note,omitempty"` // a second line
	Key    string `json:"key,omitempty"`  // the key that does the same
	Off    bool   `json:"off,omitempty"`
	Chosen bool   `json:"chosen,omitempty"`
	Main   bool   `json:"main,omitempty"` // the button that most people want next
}

// Line is a number line: zones between borders, and what stands on it.
type Line struct {
	Lo      float64   `json:"lo"`
	Hi      float64   `json:"hi"`
	Unit    string    `json:"unit,omitempty"`
	Borders []float64 `json:"borders"`
	Zones   []string  `json:"zones"` // one more than borders
	Bet     int       `json:"bet"`   // zone that was bet on, -1 = none
	Marks   []Mark    `json:"marks,omitempty"`
}

// Mark is a value on a number line.
type Mark struct {
	At    float64 `json:"at"`
	Label string  `json:"label"`
	Now   bool    `json:"now,omitempty"` // the run in front of the reader, not a stored one
}

// T is a plain text as spans.
func T(text string) []Span { return []Span{{Text: text}} }

// Plain is the text of spans.
func Plain(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return b.String()
}

// Words is everything that the document says, a line a piece, in the order of reading.
func (d *Doc) Words() (out []string) {
	out = append(out, d.Title)
	for i := range d.Blocks {
		out = append(out, d.Blocks[i].words()...)
	}
	return out
}

func (b *Block) words() (out []string) {
	add := func(texts ...string) {
		for _, t := range texts {
			if t != "" {
				out = append(out, t)
			}
		}
	}
	switch b.Kind {
	case Part:
		for i := range b.Blocks {
			out = append(out, b.Blocks[i].words()...)
		}
	case Term:
		add(b.Name, Plain(b.Spans), Plain(b.More))
	case Search, Field: // a field has a name, but no words
	case Wrong:
		add(b.Name, Plain(b.Spans), Plain(b.More))
	case Steps, Timer:
		add(b.Name)
	case Table, Keys:
		add(b.Name)
		add(b.Head...)
		for _, row := range b.Rows {
			for _, cell := range row {
				add(Plain(cell))
			}
		}
	case Number:
		add(b.Name)
		add(b.Line.Zones...)
		for _, m := range b.Line.Marks {
			add(m.Label)
		}
	default:
		add(Plain(b.Spans))
		for _, o := range append(b.Options, b.Buttons...) {
			add(o.Label, o.Note)
		}
	}
	return out
}

// Orders is everything that can be done in the document, in the order of reading.
func (d *Doc) Orders() (out []Option) {
	if d.Close != "" {
		out = append(out, Option{Order: "close", Label: d.Close})
	}
	return append(out, orders(d.Blocks)...)
}

func orders(blocks []Block) (out []Option) {
	for i := range blocks {
		out = append(append(out, blocks[i].Options...), blocks[i].Buttons...)
		out = append(out, orders(blocks[i].Blocks)...)
	}
	return out
}

// Links are the addresses that the document leads to, in the order of reading.
func (d *Doc) Links() []string { return links(d.Blocks) }

func links(blocks []Block) (out []string) {
	add := func(spans []Span) {
		for _, s := range spans {
			if s.Link != "" {
				out = append(out, s.Link)
			}
		}
	}
	for _, b := range blocks {
		add(b.Spans)
		add(b.More)
		for _, row := range b.Rows {
			for _, cell := range row {
				add(cell)
			}
		}
		out = append(out, links(b.Blocks)...)
	}
	return out
}

// Matches tells whether a glossary's entry has a text, in any case, in term or explanation.
func (b *Block) Matches(text string) bool {
	return strings.Contains(strings.ToLower(b.Name+" "+Plain(b.Spans)+" "+Plain(b.More)), strings.ToLower(strings.TrimSpace(text)))
}
