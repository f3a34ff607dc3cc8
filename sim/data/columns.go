package data

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
)

// The names of columns in a header line, and of keys in JSON.
var (
	textNames   = []string{"text", "sentence", "sentence1", "premise", "question", "question1", "review"}
	secondNames = []string{"text_pair", "text2", "sentence2", "hypothesis", "answer", "question2"}
	labelNames  = []string{"label", "labels", "gold_label", "class", "category", "word"}
	wordNames   = []string{"tokens", "words"}
	tagNames    = []string{"tags", "ner_tags", "pos_tags", "labels"}
)

// record is one line in columns.
type record struct {
	line   int
	fields []string
}

// tabs reads columns with tabs between; a quotation mark is a character like others there.
func (r *reader) tabs(text string) {
	var all []record
	r.lines(text, func(n int, line string) { all = append(all, record{n, strings.Split(line, "\t")}) })
	r.records(all)
}

// commas reads CSV as RFC 4180 has it: a field in quotation marks may hold commas and line ends.
func (r *reader) commas(text string) {
	in := csv.NewReader(strings.NewReader(text))
	in.FieldsPerRecord = -1
	var all []record
	for {
		fields, err := in.Read()
		if err == io.EOF {
			break
		}
		if bad := (*csv.ParseError)(nil); errors.As(err, &bad) {
			r.problem(bad.StartLine, bad.Column, BadQuote, "")
			continue
		}
		line, _ := in.FieldPos(0)
		if at := slices.IndexFunc(fields, func(f string) bool { return strings.ToValidUTF8(f, "") != f }); at >= 0 {
			r.problem(line, 0, NotUTF8, "")
			continue
		}
		all = append(all, record{line, fields})
	}
	r.records(all)
}

// places says which column is which; second -1 without pairs.
type places struct{ text, second, label int }

// records makes rows of columns. A header says which is which; without one the text is first, and of two others the label is the
// one with fewer different values.
func (r *reader) records(all []record) {
	if len(all) == 0 {
		return
	}
	at, header := named(all[0].fields)
	if header {
		all = all[1:]
	} else {
		at = guessed(all)
	}
	for _, x := range all {
		n := len(x.fields)
		for n > 2 && strings.TrimSpace(x.fields[n-1]) == "" { // tabs at the end of a line
			n--
		}
		switch need := max(at.text, at.label, at.second) + 1; {
		case n == 1 && need > 1:
			r.problem(x.line, 0, OneColumn, x.fields[0])
		case !header && n > 3:
			r.problem(x.line, 0, ManyColumns, "")
		case n == 2 && need == 3 && !header: // a pair without its second text, or without its label
			r.problem(x.line, 0, NoLabel, x.fields[0])
		case n < need:
			r.problem(x.line, 0, NoLabel, x.fields[0])
		default:
			row := Row{Line: x.line, Text: x.fields[at.text], Label: x.fields[at.label]}
			if at.second >= 0 {
				row.Second = x.fields[at.second]
			}
			if r.file.Kind == Tag {
				row = Row{Line: x.line, Words: strings.Fields(row.Text), Tags: strings.Fields(row.Label)}
			}
			r.add(row)
		}
	}
}

// named reads a header line.
func named(fields []string) (at places, ok bool) {
	at = places{-1, -1, -1}
	for i, f := range fields {
		name := strings.ToLower(strings.TrimSpace(f))
		switch {
		case at.text < 0 && (slices.Contains(textNames, name) || slices.Contains(wordNames, name)):
			at.text = i
		case at.label < 0 && (slices.Contains(labelNames, name) || slices.Contains(tagNames, name)):
			at.label = i
		case at.second < 0 && slices.Contains(secondNames, name):
			at.second = i
		}
	}
	return at, at.text >= 0 && at.label >= 0
}

// guessed is the order of columns without a header, from the number of columns that most lines have.
func guessed(all []record) places {
	count, values := [4]int{}, [3]map[string]bool{{}, {}, {}}
	for _, x := range all {
		count[min(len(x.fields), 3)]++
		if len(x.fields) == 3 {
			for i, f := range x.fields {
				values[i][strings.TrimSpace(f)] = true
			}
		}
	}
	switch {
	case count[3] <= count[2]:
		return places{0, -1, 1}
	case len(values[1]) < len(values[2]):
		return places{0, 2, 1}
	}
	return places{0, 1, 2}
}

// columns reads one word a line with its tag in the last column, a blank line between sentences. Lines that begin with # or
// -DOCSTART- are none of a sentence.
func (r *reader) columns(text string) {
	var row Row
	number, broken := 0, false
	end := func() {
		if len(row.Words) > 0 && !broken {
			r.add(row)
		}
		row, broken = Row{}, false
	}
	for line := range strings.Lines(text) {
		number++
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0:
			end()
			continue
		case fields[0] == "-DOCSTART-", fields[0] == "#":
			continue
		case strings.ToValidUTF8(line, "") != line:
			r.problem(number, badByte(line), NotUTF8, "")
			broken = true
			continue
		case len(fields) == 1:
			r.problem(number, 0, OneColumn, fields[0])
			broken = true
		}
		if row.Line == 0 {
			row.Line = number
		}
		row.Words, row.Tags = append(row.Words, fields[0]), append(row.Tags, fields[len(fields)-1])
	}
	end()
}
