// Package data reads labelled sentences of one's own, checks them line by line, and splits them into what trains and what scores.
//
// Three kinds: a text (or a pair of texts) with a label, words with a tag each, and a text with one [MASK] and its word. They come
// as tab- or comma-separated columns, as JSON lines, or in the columns of CoNLL. Nothing in a file stops the reading of the rest: a
// line is taken, taken with a repair, or left out, and each repair and each line left out is a Problem with the line's number.
package data

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// The kinds of data, as a person names them.
const (
	Label = "label" // a text or two, and a label
	Tag   = "tag"   // words, and a tag for each
	Cloze = "cloze" // a text with one [MASK], and the word for it
)

// Kinds lists them.
func Kinds() []string { return []string{Label, Tag, Cloze} }

// The formats.
const (
	TSV   = "tsv"
	CSV   = "csv"
	JSONL = "jsonl"
	CoNLL = "conll"
)

// Gap is what stands in a cloze for the word that is asked for.
const Gap = "[MASK]"

// Row is one labelled example as it was written.
type Row struct {
	Line   int    // where it begins, from 1
	Text   string // Label, Cloze
	Second string // Label: the second text of a pair; empty without
	Label  string // Label: its label; Cloze: the word
	Words  []string
	Tags   []string // Tag: of each of Words
}

// key is what two rows have in common that ask the same.
func (r *Row) key() string {
	if r.Words != nil {
		return strings.ToLower(strings.Join(r.Words, " "))
	}
	return strings.ToLower(strings.Join(strings.Fields(r.Text), " ") + "\t" + strings.Join(strings.Fields(r.Second), " "))
}

// File is what was read.
type File struct {
	Kind, Format string
	Rows         []Row
	Problems     []Problem // in the order of lines
}

// Read reads a file; kind "" is found out from what is in it, and the format from its name or else its first line. An error
// means that nothing could be read; it names the place.
func Read(name string, content []byte, kind string) (*File, error) {
	if kind != "" && !slices.Contains(Kinds(), kind) {
		return nil, fmt.Errorf("kind %q: want %s", kind, strings.Join(Kinds(), ", "))
	}
	text, err := decoded(content)
	if err != nil {
		return nil, err
	}
	f := &File{Kind: kind, Format: formatOf(name, text)}
	if f.Kind == "" {
		f.Kind = kindOf(f.Format, text)
	}
	r := reader{file: f}
	switch f.Format {
	case JSONL:
		r.jsonLines(text)
	case CoNLL:
		r.columns(text)
	case CSV:
		r.commas(text)
	default:
		r.tabs(text)
	}
	slices.SortStableFunc(f.Problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return f, nil
}

// decoded refuses what is no text in UTF-8 as a whole; a bad byte in one line is that line's problem.
func decoded(content []byte) (string, error) {
	switch {
	case bytes.HasPrefix(content, []byte{0xFF, 0xFE}), bytes.HasPrefix(content, []byte{0xFE, 0xFF}):
		return "", errors.New("the file is UTF-16: save it as UTF-8")
	case len(bytes.TrimSpace(content)) == 0:
		return "", errors.New("the file is empty")
	}
	if at := bytes.IndexByte(content, 0); at >= 0 {
		return "", fmt.Errorf("line %d holds a zero byte: this is no text file, or it is UTF-16 without its mark; want UTF-8", 1+bytes.Count(content[:at], []byte("\n")))
	}
	return string(bytes.TrimPrefix(content, []byte("\ufeff"))), nil
}

// formatOf goes by the file's name, and where that says nothing by its first lines.
func formatOf(name, text string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".jsonl", ".ndjson", ".json":
		return JSONL
	case ".csv":
		return CSV
	case ".tsv", ".tab":
		return TSV
	case ".conll", ".bio", ".iob", ".iob2", ".conllu":
		return CoNLL
	}
	first, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n\t "), "\n")
	switch {
	case strings.HasPrefix(first, "{"):
		return JSONL
	case tagged(text):
		return CoNLL
	case !strings.Contains(first, "\t") && strings.Contains(first, ","):
		return CSV
	}
	return TSV
}

// tagged reports whether a text without a telling name is in columns of a word and a tag: blank lines between sentences, two to
// ten fields without inner spaces on each of the first lines, and an O or a B- in the last column.
func tagged(text string) bool {
	lines, blank, tags := 0, false, false
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		n := len(fields)
		if n > 0 {
			last := fields[n-1]
			tags = tags || last == "O" || strings.HasPrefix(last, "B-")
		}
		switch {
		case n == 0:
			blank = blank || lines > 0
		case n < 2 || n > 10 || strings.Count(line, "\t") > 0 && n != strings.Count(line, "\t")+1:
			return false
		}
		if lines++; lines == 40 {
			break
		}
	}
	return blank && tags
}

// kindOf looks at the first lines.
func kindOf(format, text string) string {
	first := text
	if len(first) > 2000 {
		first = first[:2000]
	}
	switch {
	case format == CoNLL, format == JSONL && (strings.Contains(first, `"tokens"`) || strings.Contains(first, `"words"`)):
		return Tag
	case strings.Contains(first, Gap):
		return Cloze
	}
	return Label
}

// reader adds rows and problems to a file.
type reader struct{ file *File }

func (r *reader) problem(line, column int, fault Fault, found string) {
	if len(found) > 60 {
		found = strings.ToValidUTF8(found[:60], "") + "…"
	}
	r.file.Problems = append(r.file.Problems, Problem{Line: line, Column: column, Fault: fault, Found: found})
}

// add takes a row if it is whole.
func (r *reader) add(row Row) {
	if r.file.Kind == Tag {
		r.addTagged(row)
		return
	}
	row.Text, row.Second, row.Label = strings.TrimSpace(row.Text), strings.TrimSpace(row.Second), strings.TrimSpace(row.Label)
	switch {
	case row.Text == "":
		r.problem(row.Line, 0, NoText, "")
	case row.Label == "":
		r.problem(row.Line, 0, NoLabel, row.Text)
	case r.file.Kind == Cloze && strings.Count(row.Text, Gap) != 1:
		r.problem(row.Line, 0, Gaps, row.Text)
	default:
		r.file.Rows = append(r.file.Rows, row)
	}
}

// addTagged takes words and tags; an I- that goes on with nothing becomes a B-, which is how conlleval counts it too.
func (r *reader) addTagged(row Row) {
	switch {
	case len(row.Words) == 0:
		r.problem(row.Line, 0, NoText, "")
		return
	case len(row.Words) != len(row.Tags):
		r.problem(row.Line, 0, TagCount, fmt.Sprintf("%d words, %d tags", len(row.Words), len(row.Tags)))
		return
	}
	for i, tag := range row.Tags {
		class, inside := strings.CutPrefix(tag, "I-")
		before := "O"
		if i > 0 {
			before = row.Tags[i-1]
		}
		if inside && before != "B-"+class && before != "I-"+class {
			r.problem(row.Line, 0, StrayInside, row.Words[i]+" "+tag)
			row.Tags[i] = "B-" + class
		}
		if tag == "" {
			r.problem(row.Line, 0, NoLabel, row.Words[i])
			return
		}
	}
	r.file.Rows = append(r.file.Rows, row)
}

// lines calls yield for each line that is not blank, without its end. A line that is no UTF-8 is left out.
func (r *reader) lines(text string, yield func(number int, line string)) {
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimRight(line, "\r\n")
		switch {
		case !utf8.ValidString(line):
			r.problem(number, badByte(line), NotUTF8, "")
		case strings.TrimSpace(line) != "":
			yield(number, line)
		}
	}
}

// badByte is the place of the first byte that is no UTF-8, in characters from 1.
func badByte(line string) int {
	at := 1
	for i, c := range line {
		if c == utf8.RuneError && !strings.HasPrefix(line[i:], string(utf8.RuneError)) {
			break
		}
		at++
	}
	return at
}
