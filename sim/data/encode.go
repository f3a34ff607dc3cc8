package data

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/wordpiece"
)

// Own marks the ID of a task that is a data set of one's own.
const Own = "own:"

// MinRows is how many training rows there must be.
const MinRows = 20

// Report says how a model reads a data set.
type Report struct {
	Pieces, Unknown int // of all rows; Unknown are [UNK]
	Longest         int // pieces of the longest row, before the cut
	Cut             int // rows that were cut off
}

// Share is the share of [UNK].
func (r Report) Share() float64 { return float64(r.Unknown) / float64(max(r.Pieces, 1)) }

// Task cuts the rows into pieces and makes a data set of them. A row has at most limit pieces, [CLS] and [SEP] among them; longer
// ones are cut off. What was found on the way is added to Problems. An error says why nothing can be trained.
func (s *Set) Task(name string, tok *wordpiece.Tokenizer, limit int) (*task.Task, Report, error) {
	if tok.CLS < 0 || tok.SEP < 0 || s.Kind == Cloze && tok.Mask < 0 {
		return nil, Report{}, fmt.Errorf("the tokenizer has no %s, %s or %s", tok.Special.CLS, tok.Special.SEP, tok.Special.Mask)
	}
	e := encoder{set: s, tok: tok, limit: limit - 2}
	t := &task.Task{Info: task.Info{ID: Own + name, Metric: task.Accuracy, Rate: run.OwnRate}, Labels: s.Labels}
	switch s.Kind {
	case Label:
		t.Kind = task.Labelling
	case Tag:
		t.Kind = task.Tagging
		if slices.Contains(s.Labels, "O") {
			t.Metric = task.SpanF1
		}
	}
	t.Train, t.Heldout = e.rows(s.Train, false), e.rows(s.Held, true)
	slices.SortStableFunc(s.Problems, func(a, b Problem) int {
		return cmp.Or(compare(a.Held, b.Held), cmp.Compare(a.Line, b.Line))
	})
	t.TrainSize, t.MaxTrain, t.HeldoutSize = len(t.Train), len(t.Train), len(t.Heldout)
	t.Steps = min(max(10*len(t.Train)/run.DefaultBatch, 100), 1000) // ten times through the data
	return t, e.Report, s.enough(t)
}

func compare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// enough says why a data set cannot be trained on.
func (s *Set) enough(t *task.Task) error {
	switch {
	case len(t.Train) < MinRows:
		return fmt.Errorf("%d lines to train on: want at least %d", len(t.Train), MinRows)
	case len(t.Heldout) == 0:
		return fmt.Errorf("no line is held out: want more lines, or a held-out file")
	case s.Kind != Cloze && len(s.Labels) < 2:
		return fmt.Errorf("one label only (%s): want at least two", strings.Join(s.Labels, ""))
	}
	return nil
}

// encoder cuts rows into pieces.
type encoder struct {
	Report
	set    *Set
	tok    *wordpiece.Tokenizer
	limit  int // pieces without [CLS] and the last [SEP]
	pieces []wordpiece.Piece
}

func (e *encoder) rows(rows []Row, held bool) []task.Example {
	out := make([]task.Example, 0, len(rows))
	for i := range rows {
		x := task.Example{Answer: -1, Key: rows[i].key()}
		at := Problem{Line: rows[i].Line, Held: held}
		ok := true
		switch e.set.Kind {
		case Tag:
			e.tags(&x, &rows[i], at)
		case Cloze:
			ok = e.cloze(&x, &rows[i], at)
		default:
			e.text(&x, rows[i].Text, rows[i].Second, at)
			x.Answer = int32(e.set.number[rows[i].Label])
		}
		if ok {
			out = append(out, x)
		}
	}
	return out
}

// cut appends the pieces of a text.
func (e *encoder) cut(dst []int32, text string) []int32 {
	e.pieces = e.tok.Append(e.pieces[:0], text)
	for _, p := range e.pieces {
		dst = append(dst, p.ID)
	}
	return dst
}

// text lays out one text or two. Too long a pair loses pieces at the end of the longer text, as transformers' longest_first.
func (e *encoder) text(x *task.Example, first, second string, at Problem) {
	a, b := e.cut(nil, first), []int32(nil)
	room := e.limit
	if second != "" {
		b = e.cut(nil, second)
		room--
	}
	e.count(a, b)
	if over := len(a) + len(b) - room; over > 0 {
		e.long(at, len(a)+len(b)+2, over)
		for range over {
			if len(a) > len(b) {
				a = a[:len(a)-1]
			} else {
				b = b[:len(b)-1]
			}
		}
	}
	x.Words = a
	if second != "" {
		x.Words = append(append(x.Words, e.tok.SEP), b...)
		x.Types = make([]int32, len(x.Words))
		for i := len(a) + 1; i < len(x.Types); i++ {
			x.Types[i] = 1
		}
	}
}

// tags gives each word's tag to its first piece; the other pieces have none.
func (e *encoder) tags(x *task.Example, row *Row, at Problem) {
	for i, w := range row.Words {
		from := len(x.Words)
		if x.Words = e.cut(x.Words, w); len(x.Words) == from {
			at.Fault, at.Found = NoPieces, w
			e.set.Problems = append(e.set.Problems, at)
			x.Words = append(x.Words, e.tok.Unk)
		}
		x.At, x.Tags = append(x.At, int32(from)), append(x.Tags, int32(e.set.number[row.Tags[i]]))
	}
	e.count(x.Words, nil)
	if over := len(x.Words) - e.limit; over > 0 {
		e.long(at, len(x.Words)+2, over)
		x.Words = x.Words[:e.limit]
		keep, _ := slices.BinarySearch(x.At, int32(e.limit))
		x.At, x.Tags = x.At[:keep], x.Tags[:keep]
	}
}

// cloze wants a single piece for the gap. A row that is too long loses the end that is farther from the gap.
func (e *encoder) cloze(x *task.Example, row *Row, at Problem) bool {
	word := e.cut(nil, row.Label)
	if len(word) != 1 || word[0] == e.tok.Unk {
		var parts []string
		for _, id := range word {
			parts = append(parts, e.tok.Text(id))
		}
		at.Fault, at.Found = NotOnePiece, row.Label+" = "+strings.Join(parts, " ")
		e.set.Problems = append(e.set.Problems, at)
		return false
	}
	x.Answer = word[0]
	e.gap(x, row.Text, at)
	return true
}

// gap lays out the text of a cloze.
func (e *encoder) gap(x *task.Example, text string, at Problem) {
	x.Words = e.cut(nil, strings.Replace(text, Gap, e.tok.Special.Mask, 1))
	e.count(x.Words, nil)
	if over := len(x.Words) - e.limit; over > 0 {
		e.long(at, len(x.Words)+2, over)
		from := min(max(slices.Index(x.Words, e.tok.Mask)-e.limit/2, 0), over)
		x.Words = x.Words[from:][:e.limit]
	}
}

// Input cuts a row that has no answer, to ask a trained model for one; cut says that its end is lost.
func Input(kind string, row Row, tok *wordpiece.Tokenizer, limit int) (x task.Example, cut bool) {
	e := encoder{set: &Set{}, tok: tok, limit: limit - 2}
	switch kind {
	case Tag:
		row.Tags = make([]string, len(row.Words))
		e.tags(&x, &row, Problem{})
	case Cloze:
		e.gap(&x, row.Text, Problem{})
	default:
		e.text(&x, row.Text, row.Second, Problem{})
	}
	return x, e.Cut > 0
}

func (e *encoder) count(parts ...[]int32) {
	n := 2
	for _, ids := range parts {
		n += len(ids)
		for _, id := range ids {
			if e.Pieces++; id == e.tok.Unk {
				e.Unknown++
			}
		}
	}
	e.Longest = max(e.Longest, n)
}

func (e *encoder) long(at Problem, pieces, over int) {
	e.Cut++
	at.Fault, at.Found = TooLong, fmt.Sprintf("%d pieces, %d too many", pieces, over)
	e.set.Problems = append(e.set.Problems, at)
}
