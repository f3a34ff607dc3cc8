package data

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/task"
	"promptscope/sim/wordpiece"
)

func read(t *testing.T, name, content, kind string) *File {
	t.Helper()
	f, err := Read(name, []byte(content), kind)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return f
}

// Every format and kind, with the ways in which people write them.
func TestFormats(t *testing.T) {
	for _, tt := range []struct{ what, name, content, kind, format, rows string }{
		{"tabs", "a.tsv", "good day\tup\nbad day\tdown\n", Label, TSV, "1 good day||up, 2 bad day||down"},
		{"no name, a mark of order, ends of Windows", "", "\ufeffgood\tup\r\n\r\nbad\tdown\r\n", Label, TSV, "1 good||up, 3 bad||down"},
		{"a header", "a.tsv", "label\tsentence\nup\tgood\n", Label, TSV, "2 good||up"},
		{"quotation marks are characters between tabs", "a.tsv", "a \"b\tup\nc\tdown", Label, TSV, `1 a "b||up, 2 c||down`},
		{"pairs, label last", "a.tsv", "a\tb\tyes\nc\td\tno\ne\tf\tno\n", Label, TSV, "1 a|b|yes, 2 c|d|no, 3 e|f|no"},
		{"pairs, label in the middle", "a.tsv", "a\tyes\tb\nc\tno\td\ne\tno\tf\n", Label, TSV, "1 a|b|yes, 2 c|d|no, 3 e|f|no"},
		{"commas", "a.csv", "\"good, better\",up\n\"say \"\"so\"\"\",down\n", Label, CSV, `1 good, better||up, 2 say "so"||down`},
		{"a field of two lines", "a.csv", "\"a\nb\",up\nc,down", Label, CSV, "1 a\nb||up, 3 c||down"},
		{"JSON lines", "a.jsonl", `{"text":"good","label":"up"}` + "\n" + `{"sentence1":"a","sentence2":"b","label":1}`, Label, JSONL, "1 good||up, 2 a|b|1"},
		{"JSON with lists", "", `{"tokens":["Bob","runs"],"ner_tags":["B-PER","O"]}`, Tag, JSONL, "1 Bob/B-PER runs/O"},
		{"CoNLL", "", "-DOCSTART- -X- O\n\nBob NNP B-PER\nruns VBZ O\n\nYes UH O\n", Tag, CoNLL, "3 Bob/B-PER runs/O, 6 Yes/O"},
		{"CoNLL with tabs", "a.conll", "Bob\tB-PER\nruns\tO", Tag, CoNLL, "1 Bob/B-PER runs/O"},
		{"a cloze", "a.tsv", "a [MASK] day\tgood\n", Cloze, TSV, "1 a [MASK] day||good"},
		{"tags in a column", "a.tsv", "Bob runs\tB-PER O\n", Tag, TSV, "1 Bob/B-PER runs/O"},
	} {
		kind := ""
		if tt.what == "tags in a column" {
			kind = Tag
		}
		f := read(t, tt.name, tt.content, kind)
		if f.Kind != tt.kind || f.Format != tt.format || show(f.Rows) != tt.rows || len(f.Problems) > 0 {
			t.Errorf("%s: %s %s %q, %v; want %s %s %q", tt.what, f.Kind, f.Format, show(f.Rows), f.Problems, tt.kind, tt.format, tt.rows)
		}
	}
}

func show(rows []Row) string {
	var out []string
	for _, r := range rows {
		s := fmt.Sprint(r.Line, " ")
		if r.Words == nil {
			s += r.Text + "|" + r.Second + "|" + r.Label
		}
		for i, w := range r.Words {
			if i > 0 {
				s += " "
			}
			s += w + "/" + r.Tags[i]
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// Each fault is found where it is, and costs its own line at most.
func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		name, content, kind string
		fault               Fault
		line, column, rows  int
	}{
		{"a.tsv", "a\tup\nb\nc\tdown", Label, OneColumn, 2, 0, 2},
		{"a.tsv", "a\tup\nb\tc\td\te\nc\tdown", Label, ManyColumns, 2, 0, 2},
		{"a.tsv", "a\tup\n \tdown\n", Label, NoText, 2, 0, 1},
		{"a.tsv", "a\tup\nb\t\nc\tdown", Label, NoLabel, 2, 0, 2},
		{"a.tsv", "a\tup\nb\xffc\tup\n", Label, NotUTF8, 2, 2, 1},
		{"a.csv", "a,up\nb\xff,up\n", Label, NotUTF8, 2, 0, 1},
		{"a.csv", "a,up\nb \"c\" d,up\ne,down\n", Label, BadQuote, 2, 3, 2},
		{"a.jsonl", `{"text":"a","label":"x"}` + "\n" + `{"text":"é", label:1}`, Label, BadJSON, 2, 14, 1},
		{"a.jsonl", `{"text":"a"}`, Label, NoField, 1, 0, 0},
		{"a.jsonl", `[1]`, Label, NoField, 1, 0, 0},
		{"a.jsonl", `{"tokens":["a"],"tags":[]}`, Tag, TagCount, 1, 0, 0},
		{"a.tsv", "a [MASK]\tb\nc\td\n", Cloze, Gaps, 2, 0, 1},
		{"a.tsv", "[MASK] a [MASK]\tb\n", Cloze, Gaps, 1, 0, 0},
		{"a.conll", "Bob I-PER\nruns O\n", Tag, StrayInside, 1, 0, 1},
		{"a.conll", "Bob B-PER\nruns\n\nyes O\n", Tag, OneColumn, 2, 0, 1},
		{"a.conll", "Bob\xff B-PER\n\nyes O\n", Tag, NotUTF8, 1, 4, 1},
	} {
		f := read(t, tt.name, tt.content, tt.kind)
		if len(f.Problems) != 1 || f.Problems[0].Fault != tt.fault || f.Problems[0].Line != tt.line || f.Problems[0].Column != tt.column || len(f.Rows) != tt.rows {
			t.Errorf("%q: %d rows, %+v; want %d rows, %q in line %d column %d", tt.content, len(f.Rows), f.Problems, tt.rows, faults[tt.fault].text, tt.line, tt.column)
		}
	}
	for i, f := range faults {
		if f.text == "" || f.repair == "" {
			t.Errorf("fault %d has no words", i)
		}
	}
}

// What is no text is refused as a whole, with what to do.
func TestNoText(t *testing.T) {
	for content, want := range map[string]string{"\xff\xfea\x00": "UTF-16", "\xfe\xff\x00a": "UTF-16", " \n ": "empty", "": "empty", "a\nb\x00": "line 2"} {
		if _, err := Read("a.tsv", []byte(content), ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", content, err, want)
		}
	}
	if _, err := Read("a.tsv", []byte("a\tb"), "poem"); err == nil || !strings.Contains(err.Error(), "cloze") {
		t.Errorf("kind poem: %v", err)
	}
}

func many(n int, label func(int) string) *File {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "text %d\t%s\n", i, label(i))
	}
	f, _ := Read("a.tsv", []byte(b.String()), "")
	return f
}

// A split holds out the share of each label, repeats itself for a seed, and loses no row.
func TestSplit(t *testing.T) {
	f := many(100, func(i int) string { return []string{"a", "a", "a", "b"}[i%4] })
	s, again, other := f.Split(1, 0.2), f.Split(1, 0.2), f.Split(2, 0.2)
	held := map[string]int{}
	for _, r := range s.Held {
		held[r.Label]++
	}
	if len(s.Train) != 80 || held["a"] != 15 || held["b"] != 5 {
		t.Errorf("%d rows train, held out are %v", len(s.Train), held)
	}
	if show(s.Held) != show(again.Held) || show(s.Held) == show(other.Held) {
		t.Error("the seed does not decide what is held out")
	}
	if !slices.Equal(s.Labels, []string{"a", "b"}) || !slices.Equal(s.Balance(), []int{60, 20}) {
		t.Errorf("labels %v, %v", s.Labels, s.Balance())
	}
}

// The same text stands on one side, whatever its label and its spaces and capitals; exact repeats are left out.
func TestSplitKeepsTextsTogether(t *testing.T) {
	var b strings.Builder
	for i := range 40 {
		fmt.Fprintf(&b, "Text %d\ta\ntext  %d\tb\ntext %d\ta\n", i, i, i)
	}
	f := read(t, "a.tsv", b.String(), "")
	s := f.Split(3, 0.25)
	side := map[string]bool{}
	for _, r := range s.Train {
		side[r.key()] = true
	}
	for _, r := range s.Held {
		if side[r.key()] {
			t.Errorf("line %d is on both sides", r.Line)
		}
	}
	contra := 0
	for _, p := range s.Problems {
		if p.Fault == Contradicts {
			contra++
		}
	}
	if len(s.Held) == 0 || contra < 40 {
		t.Errorf("%d held out, %d contradictions", len(s.Held), contra)
	}
	if f := read(t, "b.tsv", "a\tx\nA\tx\nb\ty\n", ""); f.Split(1, 0.5).Dropped != 1 {
		t.Error("a repeat was not left out")
	}
}

// A label of one text only trains, and a held-out label that nothing trains is left out and named.
func TestRareLabels(t *testing.T) {
	f := many(41, func(i int) string {
		if i == 7 {
			return "rare"
		}
		return []string{"a", "b"}[i%2]
	})
	if s := f.Split(1, 0.2); slices.ContainsFunc(s.Held, func(r Row) bool { return r.Label == "rare" }) {
		t.Error("the only text of a label is held out")
	}
	s := f.With(read(t, "h.tsv", "x\ta\ny\tnew\n", ""))
	if last := s.Problems[len(s.Problems)-1]; len(s.Held) != 1 || last.Fault != NewLabel || last.Line != 2 || !last.Held || !strings.Contains(last.String(), "held-out line 2") {
		t.Errorf("%d held out, %v", len(s.Held), s.Problems)
	}
}

// small has the words of the tests below as pieces.
func small(t testing.TB) *wordpiece.Tokenizer {
	t.Helper()
	tok, err := wordpiece.New(strings.Fields("[PAD] [UNK] [CLS] [SEP] [MASK] a b c d play ##ing good day"), wordpiece.BERT(true))
	if err != nil {
		t.Fatal(err)
	}
	return tok
}

// A row of each kind in pieces: pairs have types, words their tag at the first piece, what is too long is cut and told.
func TestInput(t *testing.T) {
	tok := small(t)
	for _, tt := range []struct {
		kind  string
		row   Row
		limit int
		words string
		types []int32
		at    []int32
		cut   bool
	}{
		{Label, Row{Text: "Good day"}, 10, "good day", nil, nil, false},
		{Label, Row{Text: "a b c d"}, 5, "a b c", nil, nil, true},
		{Label, Row{Text: "a b", Second: "c"}, 10, "a b [SEP] c", []int32{0, 0, 0, 1}, nil, false},
		{Label, Row{Text: "a b c d", Second: "a b"}, 7, "a b [SEP] a b", []int32{0, 0, 0, 1, 1}, nil, true},
		{Tag, Row{Words: []string{"Playing", "good", "xyz", "\u200b"}}, 10, "play ##ing good [UNK] [UNK]", nil, []int32{0, 2, 3, 4}, false},
		{Tag, Row{Words: []string{"a", "playing", "b"}}, 5, "a play ##ing", nil, []int32{0, 1}, true},
		{Cloze, Row{Text: "a [MASK] day"}, 10, "a [MASK] day", nil, nil, false},
		{Cloze, Row{Text: "a a a a b [MASK]"}, 5, "a b [MASK]", nil, nil, true},
	} {
		x, cut := Input(tt.kind, tt.row, tok, tt.limit)
		var words []string
		for _, id := range x.Words {
			words = append(words, tok.Text(id))
		}
		if strings.Join(words, " ") != tt.words || !slices.Equal(x.Types, tt.types) || !slices.Equal(x.At, tt.at) || cut != tt.cut {
			t.Errorf("%s %+v: %q types %v at %v cut %v; want %q %v %v %v", tt.kind, tt.row, words, x.Types, x.At, cut, tt.words, tt.types, tt.at, tt.cut)
		}
	}
}

// A data set has the kind, the measure and the sizes of its rows; too little of it is refused with the reason.
func TestTask(t *testing.T) {
	s := many(100, func(i int) string { return []string{"up", "down"}[i%2] }).Split(1, 0.2)
	x, report, err := s.Task("mine", small(t), 20)
	if err != nil || x.ID != "own:mine" || x.Kind != task.Labelling || x.Metric != task.Accuracy || x.TrainSize != 80 || x.HeldoutSize != 20 || x.Steps != 100 {
		t.Errorf("%+v, %v", x.Info, err)
	}
	if report.Share() != 1 || report.Longest != 4 { // text and a number are no pieces here
		t.Errorf("%+v", report)
	}
	for i, e := range x.Train {
		if x.Labels[e.Answer] != s.Train[i].Label {
			t.Fatalf("row %d has label %q, want %q", i, x.Labels[e.Answer], s.Train[i].Label)
		}
	}
	for what, f := range map[string]*File{"at least 20": many(10, func(int) string { return "a" }), "one label": many(50, func(int) string { return "a" })} {
		if _, _, err := f.Split(1, 0.2).Task("x", small(t), 20); err == nil || !strings.Contains(err.Error(), what) {
			t.Errorf("%v, want %q", err, what)
		}
	}
}

// The word of a cloze must be one piece.
func TestClozeWords(t *testing.T) {
	s := &Set{Kind: Cloze, Train: []Row{{Line: 1, Text: "a [MASK]", Label: "Day"}, {Line: 2, Text: "a [MASK]", Label: "playing"}, {Line: 3, Text: "b [MASK]", Label: "xyz"}}}
	x, _, _ := s.Task("x", small(t), 20)
	if len(x.Train) != 1 || x.Train[0].Answer != 12 || len(s.Problems) != 2 || !strings.Contains(s.Problems[0].String(), "playing = play ##ing") {
		t.Errorf("%+v, %v", x.Train, s.Problems)
	}
}

// Nothing that is read or cut panics, rows stand where they say, and every row that is taken is whole.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"a\tb\nc\td", "a,b\n\"c", `{"text":"a","label":"b"}`, "Bob B-PER\nruns O\n\nyes O\n", "a [MASK]\tb", "\ufeffsentence\tlabel\nx\ty"} {
		for _, name := range []string{"a.tsv", "a.csv", "a.jsonl", "a.conll", ""} {
			f.Add(name, s, uint8(len(s)))
		}
	}
	tok := small(f)
	f.Fuzz(func(t *testing.T, name, content string, k uint8) {
		kind := append(Kinds(), "")[k%4]
		file, err := Read(name, []byte(content), kind)
		if err != nil {
			return
		}
		lines := strings.Count(content, "\n") + 1
		for _, r := range file.Rows {
			if r.Line < 1 || r.Line > lines || len(r.Words) != len(r.Tags) || (r.Text == "") == (r.Words == nil) {
				t.Fatalf("row %+v of %d lines", r, lines)
			}
		}
		for _, p := range file.Problems {
			if p.Line < 1 || p.Line > lines || p.String() == "" {
				t.Fatalf("problem %+v of %d lines", p, lines)
			}
		}
		s := file.Split(1, 0.3)
		if len(s.Train)+len(s.Held)+s.Dropped < len(file.Rows)-len(s.Problems) {
			t.Fatalf("%d rows, of which %d train, %d are held out, %d repeat", len(file.Rows), len(s.Train), len(s.Held), s.Dropped)
		}
		x, _, _ := s.Task("x", tok, 12)
		for _, e := range append(slices.Clone(x.Train), x.Heldout...) {
			if len(e.Words) > 10 || len(e.At) != len(e.Tags) {
				t.Fatalf("%+v", e)
			}
		}
	})
}
