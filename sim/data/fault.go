package data

import "fmt"

// Fault is what is wrong with a line.
type Fault int

// The faults.
const (
	OneColumn   Fault = iota // a text without a label: no tab, no comma
	ManyColumns              // more columns than a pair with its label
	NoText
	NoLabel
	NotUTF8
	BadJSON
	NoField     // JSON without a key that is needed
	BadQuote    // CSV
	Gaps        // a cloze without its [MASK], or with several
	TagCount    // not as many tags as words
	StrayInside // I- that goes on with nothing; it is read as B-
	TooLong     // more pieces than the model takes; the rest is cut off
	NoPieces    // a word that is nothing to the tokenizer, such as a control character; it is read as [UNK]
	NotOnePiece // the word of a cloze is no single piece of the vocabulary
	NewLabel    // a label of the held-out file that nothing trains
	Contradicts // the same text with another label
	numFaults
)

// faults has what each means, and what to do about it. Kept lines are used.
var faults = [numFaults]struct {
	text, repair string
	kept         bool
}{
	OneColumn:   {"one column", "write the label behind the text, with a tab between", false},
	ManyColumns: {"more than three columns", "want text and label, or two texts and a label; tabs inside a text must go", false},
	NoText:      {"no text", "remove the line or write its text", false},
	NoLabel:     {"no label", "write the label, or remove the line", false},
	NotUTF8:     {"a byte that is no UTF-8", "save the file as UTF-8", false},
	BadJSON:     {"no JSON", "want one object a line", false},
	NoField:     {"a key is missing", `want "text" and "label", with "text_pair" for a second text, or "tokens" and "tags"`, false},
	BadQuote:    {"a quotation mark in the wrong place", `put the field in quotation marks and double those inside: "say ""so"""`, false},
	Gaps:        {"not one [MASK]", "write [MASK] once, where the word stands", false},
	TagCount:    {"not as many tags as words", "give each word one tag", false},
	StrayInside: {"an I- that continues nothing", "read as B-", true},
	TooLong:     {"too long", "the end is cut off", true},
	NoPieces:    {"a word that is nothing to the tokenizer", "read as [UNK]", true},
	NotOnePiece: {"the word at [MASK] is no single piece of the model's vocabulary", "choose a word that is", false},
	NewLabel:    {"a label that no training line has", "add training lines with it, or correct it", false},
	Contradicts: {"the same text has another label further up", "both lines are used: decide for one", true},
}

// Problem is one thing that was found in a file.
type Problem struct {
	Line   int // from 1
	Column int // in characters from 1; 0 = the whole line
	Fault  Fault
	Found  string // what stands there; may be empty
	Held   bool   // in the held-out file
}

// Kept reports whether the line is used nevertheless.
func (p Problem) Kept() bool { return faults[p.Fault].kept }

// Text is what is wrong, Repair what to do about it or what was done.
func (p Problem) Text() string   { return faults[p.Fault].text }
func (p Problem) Repair() string { return faults[p.Fault].repair }

// String is the problem as one line of text.
func (p Problem) String() string {
	place := fmt.Sprintf("line %d", p.Line)
	if p.Held {
		place = "held-out " + place
	}
	if p.Column > 0 {
		place += fmt.Sprintf(", column %d", p.Column)
	}
	if p.Found != "" {
		return fmt.Sprintf("%s: %s (%s); %s", place, p.Text(), p.Found, p.Repair())
	}
	return fmt.Sprintf("%s: %s; %s", place, p.Text(), p.Repair())
}
